// Package paste takes pastes out of a terminal's input before Bubble Tea reads
// it. Bubble Tea v1 reads 256 bytes at a time and searches all of an
// unfinished paste again after each read: 1 MB took 1.6 s and 2.2 GB of
// allocations.
//
// What a terminal marks as pasted is text, whatever it contains. So are several
// returns with text between them in one read: nobody types so fast, and a terminal
// that marks nothing must not send the lines one by one. The package
// must not know keys, fields or the screen, and must never act on pasted text.
package paste

import (
	"bytes"
	"cmp"
	"io"
	"time"
	"unicode/utf8"
)

// Max is how many bytes of one paste are kept: three times what the largest
// field of the screen takes, in any script.
const Max = 480_000

// StallTimeout is how long a paste may stall before a key ends it: a terminal
// that never sends the end marker must not block the keyboard for ever.
const StallTimeout = 3 * time.Second

// oneKey is the most bytes that a key pressed by hand sends.
const oneKey = 16

// marker is what stands before and after a paste.
type marker struct{ begin, end string }

const (
	begin = "\x1b[200~"
	end   = "\x1b[201~"
)

// markers are the forms of the marker. A terminal in its 8-bit mode writes the escape
// and the bracket as one character, which may be encoded. A paste that begins with one
// of them ends with the same, so that what it contains does not end it.
var markers = [...]marker{{begin, end}, {"\x9b200~", "\x9b201~"}, {"\u009b200~", "\u009b201~"}}

// Paste is one paste as it came.
type Paste struct {
	Text   string // all of it, or "" where that is more than Max bytes
	Length int    // in characters
}

// Reader passes the keys of a terminal on and its pastes to deliver, in order:
// deliver is called when the caller asks for what follows the keys before the
// paste. It is for one goroutine.
type Reader struct {
	in      io.Reader
	deliver func(Paste)

	buf        [maxKey + chunk]byte
	raw        []byte // of buf: read and not yet passed on
	more       bool   // the last read was full: the terminal has more to say
	sentPrefix int    // how many bytes of a start marker may have been passed on as keys
	err        error  // of the last read, returned when raw is used up

	pasting    bool
	mark       marker // with which it began
	unmarked   bool   // by its returns alone: it ends with the read
	tooLong    bool   // longer than Max: only its length is kept
	text       []byte
	length     int
	extendedAt time.Time
}

// chunk is how many bytes are read at once.
const chunk = 1024

// NewReader returns a Reader of what in sends.
func NewReader(in io.Reader, deliver func(Paste)) *Reader {
	return &Reader{in: in, deliver: deliver}
}

// Read implements io.Reader. What it returns ends between keys, and it never
// fills p: Bubble Tea would take a full buffer as a sign that a key goes on in
// the next read.
func (r *Reader) Read(p []byte) (int, error) {
	for {
		if n := r.readKeys(p); n > 0 {
			return n, nil
		}
		if r.takePaste() {
			continue
		}
		if r.err != nil {
			return r.drain(p)
		}
		r.fill()
	}
}

// readKeys moves the keys at the start of the buffer to p.
func (r *Reader) readKeys(p []byte) int {
	if n, _ := r.pasteStart(); r.pasting || n > 0 {
		return 0
	}
	now, room := r.raw, max(len(p)-1, 1)
	i := firstPaste(now)
	switch {
	case i > room || i < 0 && len(now) > room:
		now = now[:cmp.Or(completeKeys(now[:room], true), room)]
	case i >= 0:
		now = now[:i]
	default:
		now = now[:completeKeys(now, r.more)]
	}
	n := copy(p, now)
	r.raw = r.raw[n:]
	switch {
	case n > 0 && len(r.raw) == 0:
		r.sentPrefix = overlap(now, begin)
	case n > 0:
		r.sentPrefix = 0
	}
	return n
}

// pasteStart returns the length of the start marker at the start of the
// buffer, or 0. The marker's first bytes may have come with the previous read
// and have been passed on as a key.
func (r *Reader) pasteStart() (int, marker) {
	for _, m := range markers {
		if bytes.HasPrefix(r.raw, []byte(m.begin)) {
			return len(m.begin), m
		}
	}
	if rest := begin[r.sentPrefix:]; bytes.HasPrefix(r.raw, []byte(rest)) {
		return len(rest), markers[0]
	}
	return 0, marker{}
}

// takePaste consumes the paste at the start of the buffer, as far as it has
// arrived; it reports false when more must be read.
func (r *Reader) takePaste() bool {
	if !r.pasting {
		n, m := r.pasteStart()
		if n > 0 {
			r.raw, r.sentPrefix, r.pasting, r.mark, r.extendedAt = r.raw[n:], 0, true, m, time.Now()
		}
		return n > 0
	}
	if r.unmarked {
		n := completeKeys(r.raw, r.more)
		r.extend(n)
		if !r.more {
			r.finish()
		}
		return !r.more
	}
	if i := index(r.raw, r.mark.end); i >= 0 {
		r.extend(i)
		r.raw = r.raw[len(r.mark.end):]
		r.finish()
		return true
	}
	r.extend(len(r.raw) - max(overlap(r.raw, r.mark.end), halfCharacter(r.raw)))
	return false
}

// fill reads on. A key ends a paste that has stalled.
func (r *Reader) fill() {
	kept := copy(r.buf[:], r.raw)
	n, err := r.in.Read(r.buf[kept : kept+chunk])
	r.raw, r.more, r.err = r.buf[:kept+n], n == chunk, err
	now := time.Now()
	stalled := now.Sub(r.extendedAt) >= StallTimeout
	if r.extendedAt = now; r.pasting && stalled && n > 0 && n <= oneKey && index(r.raw, r.mark.end) < 0 {
		r.extend(kept)
		r.finish()
	}
	if !r.pasting && severalLines(r.raw) {
		r.pasting, r.unmarked = true, true
	}
}

// severalLines reports whether b is text with several returns in it, and text
// between them.
func severalLines(b []byte) bool {
	if bytes.IndexByte(b, 0x1b) >= 0 || firstPaste(b) >= 0 {
		return false
	}
	first, last := bytes.IndexAny(b, "\r\n"), bytes.LastIndexAny(b, "\r\n")
	return first >= 0 && len(bytes.TrimSpace(b[first:last+1])) > 0
}

// drain ends a paste whose end marker never came, and returns what was held
// back.
func (r *Reader) drain(p []byte) (int, error) {
	if r.pasting {
		r.extend(len(r.raw))
		r.finish()
	}
	n := copy(p, r.raw)
	if r.raw = r.raw[n:]; n > 0 {
		return n, nil
	}
	return 0, r.err
}

// extend moves n bytes to the paste.
func (r *Reader) extend(n int) {
	b := r.raw[:n]
	r.raw = r.raw[n:]
	for _, c := range b {
		if c&0xc0 != 0x80 { // the first byte of a character
			r.length++
		}
	}
	if r.tooLong = r.tooLong || len(r.text)+n > Max; r.tooLong {
		r.text = nil
		return
	}
	r.text = append(r.text, b...)
}

func (r *Reader) finish() {
	done := Paste{Text: string(r.text), Length: r.length}
	r.pasting, r.unmarked, r.tooLong, r.text, r.length = false, false, false, nil, 0
	r.deliver(done)
}

// maxKey is how many bytes of an unfinished key are held back: far more than
// any key or mouse report has.
const maxKey = 64

// completeKeys returns how much of b ends between keys: all of it but the
// start of a character or of an escape sequence. more says that the last read
// was full and the terminal has more to send; otherwise an escape at the end
// is the key of that name.
func completeKeys(b []byte, more bool) int {
	if i := bytes.LastIndexByte(b, 0x1b); i >= 0 && len(b)-i <= maxKey && unfinished(b[i:], more) {
		return i
	}
	for _, m := range markers[1:] { // the beginning of one is no key
		if n := overlap(b, m.begin); n > 0 && startsCharacter(b, len(b)-n) {
			return len(b) - n
		}
	}
	return len(b) - halfCharacter(b)
}

// halfCharacter returns how many of the last bytes of b are a character of which the
// rest is still to come.
func halfCharacter(b []byte) int {
	for k := 1; k < utf8.UTFMax && k <= len(b); k++ {
		if tail := b[len(b)-k:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return k
			}
			break
		}
	}
	return 0
}

// startsCharacter reports whether the byte at i of b is not a later one of a character.
func startsCharacter(b []byte, i int) bool {
	for k := 1; k < utf8.UTFMax && k <= i; k++ {
		if utf8.RuneStart(b[i-k]) {
			_, size := utf8.DecodeRune(b[i-k:])
			return size <= k
		}
	}
	return true
}

// index returns where a marker stands in b, -1 for nowhere.
func index(b []byte, mark string) int {
	for from := 0; ; from++ {
		i := bytes.Index(b[from:], []byte(mark))
		if i < 0 {
			return -1
		}
		if from += i; startsCharacter(b, from) {
			return from
		}
	}
}

// firstPaste returns where the first paste begins in b, -1 for nowhere.
func firstPaste(b []byte) int {
	first := -1
	for _, m := range markers {
		if i := index(b, m.begin); i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	return first
}

// unfinished reports whether seq, which begins with an escape, goes on. Two
// bytes may be a key with alt; anything longer can only be a sequence.
func unfinished(seq []byte, more bool) bool {
	switch {
	case len(seq) == 1:
		return more
	case len(seq) == 2:
		return more && (seq[1] == '[' || seq[1] == 'O')
	case seq[1] != '[':
		return false
	}
	for _, c := range seq[2:] {
		if c < ' ' || c >= '@' {
			return false // its final byte, or none of it
		}
	}
	return true
}

// overlap returns how many of the last bytes of b are a beginning of marker.
func overlap(b []byte, marker string) int {
	for n := min(len(b), len(marker)-1); n > 0; n-- {
		if string(b[len(b)-n:]) == marker[:n] {
			return n
		}
	}
	return 0
}
