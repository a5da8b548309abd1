package escape

import (
	"bytes"
	"io"
	"time"
)

// lateTimeout is how long after its beginning the rest of a sequence is still
// taken for that.
const lateTimeout = time.Second

// Filter passes on what are keys, clicks and reports that Bubble Tea knows, each
// sequence in a read of its own: of two in one it takes the second for text. It
// is for one goroutine.
type Filter struct {
	in  io.Reader
	err error

	buf      []byte    // read and not looked at yet
	inString bool      // buf goes on with a string
	passed   string    // the beginning of a sequence that was passed on as a key
	at       time.Time // of the last read
}

// NewFilter returns a Filter of in, whose reads end between characters and never
// fill the buffer.
func NewFilter(in io.Reader) *Filter { return &Filter{in: in} }

// Read implements io.Reader.
func (f *Filter) Read(p []byte) (int, error) {
	for {
		for len(f.buf) > 0 {
			keys, more := f.next()
			if keys != "" {
				return copy(p, keys), nil
			}
			if more {
				break
			}
		}
		if f.err != nil {
			return 0, f.err
		}
		f.fill(len(p))
	}
}

// fill reads on. The rest of a sequence may come late.
func (f *Filter) fill(size int) {
	fresh := make([]byte, size)
	n, err := f.in.Read(fresh)
	fresh, f.err = sevenBit(fresh[:n]), err
	now := time.Now()
	if now.Sub(f.at) >= lateTimeout {
		f.buf, f.inString, f.passed = nil, false, ""
	}
	if f.passed != "" && len(fresh) > 1 {
		whole := append([]byte(f.passed), fresh...)
		if b := whole[1]; b == '[' || beginsString(whole) {
			fresh = whole
		}
	}
	f.at, f.passed, f.buf = now, "", append(f.buf, fresh...)
}

// next takes the first key or sequence of the buffer and returns what it means,
// "" for nothing; more is that the rest has to be waited for.
func (f *Filter) next() (keys string, more bool) {
	switch {
	case f.inString:
		n, whole := stringEnd(f.buf)
		f.buf, f.inString = f.buf[n:], !whole
		return "", !whole
	case f.buf[0] != esc:
		n := bytes.IndexByte(f.buf, esc)
		if n < 0 {
			n = len(f.buf)
		}
		return f.cut(n), false
	}
	n, whole := sequence(f.buf)
	switch {
	case whole && n == 1 && f.keyFollows():
		n, _ = sequence(f.buf[1:])
		seq := f.cut(1 + n)
		return string(rune(esc)) + translate(seq[1:]), false
	case whole:
		return translate(f.cut(n)), false
	case beginsString(f.buf):
		f.inString = true
		f.buf = f.buf[n:]
		return "", true
	case n == 1 || n == 2 && f.buf[1] != '[':
		f.passed = f.cut(n)
		return f.passed, false
	}
	return "", true
}

// keyFollows reports whether the escape at the start of the buffer is alt for
// the cursor key after it, as urxvt sends that.
func (f *Filter) keyFollows() bool {
	n, whole := sequence(f.buf[1:])
	return whole && n == 3 && (f.buf[2] == '[' || f.buf[2] == 'O') && bytes.IndexByte([]byte("ABCDHF"), f.buf[3]) >= 0
}

func (f *Filter) cut(n int) string {
	s := string(f.buf[:n])
	f.buf = f.buf[n:]
	return s
}
