package remote

import (
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"tgdesk/tui/text"
)

// maxLine and maxTyped bound the line that is typed and the lines that nobody has
// read yet, in bytes, about as a terminal of Unix does.
const maxLine, maxTyped = 4096, 64 << 10

// The keys that a terminal acts on, as the bytes that they send.
const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	backspace = 0x08
	ctrlU     = 0x15
	escape    = 0x1b
	deletes   = 0x7f
)

// typed is the input of a verb on a terminal. The client's own terminal is in raw
// mode, so what its system would do is done here: lines are edited and echoed, and
// ctrl+c interrupts, also while nobody reads.
type typed struct {
	echo      io.Writer
	interrupt func()

	mu     sync.Mutex
	more   sync.Cond // signalled when ready or ended changes
	silent bool
	line   []byte // being typed
	ready  []byte
	ended  bool
	skip   escaped
}

// escaped is how far an escape sequence has come, which no line holds.
type escaped int

const (
	notEscaped escaped = iota
	afterEscape
	inSequence
)

func newTyped(echo io.Writer, interrupt func()) *typed {
	t := &typed{echo: echo, interrupt: interrupt}
	t.more.L = &t.mu
	return t
}

// pump takes what the client sends until it ends.
func (t *typed) pump(in io.Reader) {
	buf := make([]byte, 1024)
	for {
		n, err := in.Read(buf)
		for _, b := range buf[:n] {
			t.take(b)
		}
		if err != nil {
			t.mu.Lock()
			t.finish()
			t.mu.Unlock()
			return
		}
	}
}

// take takes one byte of a key.
func (t *typed) take(b byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended && b != ctrlC {
		return
	}
	switch {
	case t.skip == afterEscape && (b == '[' || b == 'O'):
		t.skip = inSequence
	case t.skip != notEscaped:
		if t.skip == afterEscape || b >= '@' {
			t.skip = notEscaped
		}
	case b == escape:
		t.skip = afterEscape
	case b == '\r' || b == '\n':
		t.show("\r\n")
		t.release("\n")
	case b == ctrlC:
		t.show("^C\r\n")
		t.line = t.line[:0]
		t.interrupt()
		t.finish()
	case b == ctrlD && len(t.line) == 0:
		t.finish()
	case b == ctrlD:
		t.release("")
	case b == ctrlU:
		for len(t.line) > 0 {
			t.erase()
		}
	case b == backspace || b == deletes:
		t.erase()
	case b >= ' ' && len(t.line) < maxLine:
		t.line = append(t.line, b)
		t.show(string([]byte{b})) // perhaps a part of a character
	}
}

// erase takes the last character back.
func (t *typed) erase() {
	if len(t.line) == 0 {
		return
	}
	_, size := utf8.DecodeLastRune(t.line)
	before := text.Width(string(t.line))
	t.line = t.line[:len(t.line)-size]
	t.show(strings.Repeat("\b \b", max(before-text.Width(string(t.line)), 0)))
}

// release hands the line to who reads.
func (t *typed) release(end string) {
	if len(t.ready)+len(t.line) < maxTyped {
		t.ready = append(append(t.ready, t.line...), end...)
	}
	t.line = t.line[:0]
	t.more.Signal()
}

func (t *typed) finish() {
	t.ready = append(t.ready, t.line...)
	t.line, t.ended = nil, true
	t.more.Broadcast()
}

// show echoes. Who does not read it loses the connection, as with all output.
func (t *typed) show(s string) {
	if !t.silent {
		_, _ = io.WriteString(t.echo, s)
	}
}

// hide stops the echo until show is called.
func (t *typed) hide() (show func()) {
	set := func(silent bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.silent = silent
	}
	set(true)
	return func() { set(false) }
}

// Read implements io.Reader.
func (t *typed) Read(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.ready) == 0 && !t.ended {
		t.more.Wait()
	}
	if len(t.ready) == 0 {
		return 0, io.EOF
	}
	n := copy(p, t.ready)
	t.ready = t.ready[n:]
	return n, nil
}
