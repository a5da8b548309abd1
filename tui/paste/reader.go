// Package paste takes pastes out of what a terminal sends, before Bubble Tea
// sees it. Bubble Tea v1 reads 256 bytes at a time and looks through all of an
// unfinished paste again after each of them: 1 MB took it 1.6 s and 2.2 GB.
//
// What a terminal marks as pasted is text, whatever it holds. The package must
// not know keys, fields or the screen, and must never act on what is pasted.
package paste

import (
	"bytes"
	"cmp"
	"io"
	"time"
)

// Max is how many bytes of one paste are kept: room for three times what the
// largest field of the screen takes, in any script.
const Max = 480_000

// Rest is how long a paste may rest before a key ends it. A terminal that
// never sends the end must not keep the keyboard for ever.
const Rest = 3 * time.Second

// oneKey is the most bytes that a key struck by hand sends.
const oneKey = 16

const (
	begin = "\x1b[200~"
	end   = "\x1b[201~"
)

// Paste is one paste as it came.
type Paste struct {
	Text   string // all of it, or "" where that is more than Max bytes
	Length int    // in characters
}

// Reader hands out the keys of a terminal and gives its pastes to deliver, in
// order: deliver is called when whoever reads has asked for what follows the
// keys before the paste. It is for one goroutine.
type Reader struct {
	in      io.Reader
	deliver func(Paste)

	buf  [longest + chunk]byte
	raw  []byte // of buf: read and not yet dealt with
	more bool   // the last read was full: the terminal has more to say
	gave int    // how many bytes of a beginning may have gone out as keys
	err  error  // of the last read, told when raw is used up

	pasting bool
	over    bool // the paste is longer than Max: only its length is kept
	text    []byte
	length  int
	grown   time.Time // when the paste last grew
}

// chunk is how many bytes are read at once.
const chunk = 1024

// NewReader returns a Reader of what in sends.
func NewReader(in io.Reader, deliver func(Paste)) *Reader {
	return &Reader{in: in, deliver: deliver}
}

// Read implements io.Reader. It never fills p, which Bubble Tea would take for
// a sign that a key goes on in the next read: what it returns ends between
// keys.
func (r *Reader) Read(p []byte) (int, error) {
	for {
		if n := r.keys(p); n > 0 {
			return n, nil
		}
		if r.take() {
			continue
		}
		if r.err != nil {
			return r.last(p)
		}
		r.fill()
	}
}

// keys moves the keys at the head of what was read to p.
func (r *Reader) keys(p []byte) int {
	if r.pasting || r.opening() > 0 {
		return 0
	}
	now, room := r.raw, max(len(p)-1, 1)
	i := bytes.Index(now, []byte(begin))
	switch {
	case i > room || i < 0 && len(now) > room:
		now = now[:cmp.Or(whole(now[:room], true), room)]
	case i >= 0:
		now = now[:i]
	default:
		now = now[:whole(now, r.more)]
	}
	n := copy(p, now)
	r.raw = r.raw[n:]
	switch {
	case n > 0 && len(r.raw) == 0:
		r.gave = common(now, begin)
	case n > 0:
		r.gave = 0
	}
	return n
}

// opening returns the length of what begins a paste at the head of what was
// read, 0 if nothing does. Its first bytes may have come in the read before
// and looked like the key of that name.
func (r *Reader) opening() int {
	for _, gone := range []int{0, r.gave} {
		if bytes.HasPrefix(r.raw, []byte(begin[gone:])) {
			return len(begin) - gone
		}
	}
	return 0
}

// take deals with a paste at the head of what was read, as far as it is there;
// it reports false when there is nothing left to deal with.
func (r *Reader) take() bool {
	if !r.pasting {
		n := r.opening()
		if n > 0 {
			r.raw, r.gave, r.pasting, r.grown = r.raw[n:], 0, true, time.Now()
		}
		return n > 0
	}
	if i := bytes.Index(r.raw, []byte(end)); i >= 0 {
		r.grow(i)
		r.raw = r.raw[len(end):]
		r.finish()
		return true
	}
	r.grow(len(r.raw) - common(r.raw, end))
	return false
}

// fill reads on. A key ends a paste that has rested too long.
func (r *Reader) fill() {
	held := copy(r.buf[:], r.raw)
	n, err := r.in.Read(r.buf[held : held+chunk])
	r.raw, r.more, r.err = r.buf[:held+n], n == chunk, err
	now := time.Now()
	rested := now.Sub(r.grown) >= Rest
	if r.grown = now; r.pasting && rested && n > 0 && n <= oneKey && !bytes.Contains(r.raw, []byte(end)) {
		r.grow(held)
		r.finish()
	}
}

// last ends a paste whose end never came, and hands out what was held back.
func (r *Reader) last(p []byte) (int, error) {
	if r.pasting {
		r.grow(len(r.raw))
		r.finish()
	}
	n := copy(p, r.raw)
	if r.raw = r.raw[n:]; n > 0 {
		return n, nil
	}
	return 0, r.err
}

// grow moves n bytes to the paste.
func (r *Reader) grow(n int) {
	b := r.raw[:n]
	r.raw = r.raw[n:]
	for _, c := range b {
		if c&0xc0 != 0x80 { // the first byte of a character
			r.length++
		}
	}
	if r.over = r.over || len(r.text)+n > Max; r.over {
		r.text = nil
		return
	}
	r.text = append(r.text, b...)
}

func (r *Reader) finish() {
	done := Paste{Text: string(r.text), Length: r.length}
	r.pasting, r.over, r.text, r.length = false, false, nil, 0
	r.deliver(done)
}
