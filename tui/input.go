package tui

import (
	"errors"
	"io"
	"sync"

	"github.com/muesli/cancelreader"

	"tgdesk/core/crash"
	"tgdesk/tui/escape"
	"tgdesk/tui/paste"
)

// input is what a screen reads: keys, for Bubble Tea, and pastes beside them.
type input struct {
	io.Reader
	board *keyboard
}

// newInput reads from in, whose end ends the screen by calling gone. Inputs that are
// no files (an SSH session, a test) end with whoever made them. catchUp is called before
// each read and waits while the screen is behind; crashed is told of a panic while reading.
func newInput(in io.Reader, gone, catchUp func(), deliver func(paste.Paste), crashed func(error)) (*input, error) {
	r, err := cancelreader.NewReader(in)
	if err != nil {
		return nil, err
	}
	board := &keyboard{in: r, gone: gone}
	return &input{guarded{keysOf(board, deliver), catchUp, crashed}, board}, nil
}

func keysOf(in io.Reader, deliver func(paste.Paste)) io.Reader {
	return escape.NewFilter(paste.NewReader(escape.NewJoiner(in), deliver))
}

// guarded ends the input when reading panics: Bubble Tea reads in a goroutine of its
// own, in which a panic would end every screen of the process.
type guarded struct {
	in      io.Reader
	catchUp func()
	crashed func(error)
}

// Read implements io.Reader.
func (g guarded) Read(p []byte) (n int, err error) {
	g.catchUp()
	err = crash.Do("the keyboard", func() (err error) { n, err = g.in.Read(p); return err })
	if panicked, ok := errors.AsType[*crash.Panic](err); ok {
		g.crashed(panicked)
		return 0, io.EOF
	}
	return n, err
}

// keyboard is a terminal's input that calls gone at its end: Bubble Tea ignores that, and
// would run on without one. It is not given a file itself, as it would wait for the file
// while something that has been read is still to be handed out.
type keyboard struct {
	in   cancelreader.CancelReader
	gone func()
	busy sync.Mutex // held while reading
	shut sync.Once
}

// Read implements io.Reader.
func (k *keyboard) Read(p []byte) (int, error) {
	k.busy.Lock()
	defer k.busy.Unlock()
	n, err := k.in.Read(p)
	if err != nil {
		k.gone()
	}
	return n, err
}

// close leaves the terminal to who reads it next: no byte is taken from it any more.
func (k *keyboard) close() {
	k.shut.Do(func() {
		if k.in.Cancel() {
			k.busy.Lock()
			defer k.busy.Unlock()
		}
		_ = k.in.Close() // of what was made to wait for the terminal, not of the terminal
	})
}
