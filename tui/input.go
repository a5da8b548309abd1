package tui

import (
	"io"
	"os"
	"sync"

	"github.com/muesli/cancelreader"

	"tgdesk/tui/escape"
	"tgdesk/tui/paste"
)

// input is what a screen reads: keys, for Bubble Tea, and pastes beside them.
type input struct {
	io.Reader
	board *keyboard // nil where the input is no file
}

// newInput reads from in. Inputs that are no files (an SSH session, a test)
// end with the context of whoever made them; the end of a file ends the screen
// by calling gone.
func newInput(in io.Reader, gone func(), deliver func(paste.Paste)) (*input, error) {
	f, ok := in.(*os.File)
	if !ok {
		return &input{Reader: keysOf(in, deliver)}, nil
	}
	r, err := cancelreader.NewReader(f)
	if err != nil {
		return nil, err
	}
	board := &keyboard{in: r, gone: gone}
	return &input{Reader: keysOf(board, deliver), board: board}, nil
}

func keysOf(in io.Reader, deliver func(paste.Paste)) io.Reader {
	return escape.NewFilter(paste.NewReader(escape.NewJoiner(in), deliver))
}

// close leaves the terminal to who reads it next: no byte is taken from it any
// more.
func (i *input) close() {
	if i.board != nil {
		i.board.close()
	}
}

// keyboard is a terminal's input that calls gone at its end: Bubble Tea ignores
// the end of its input and would run on without one. It is not
// given the file itself, as it would wait for the file while something that
// has been read is still to be handed out.
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

func (k *keyboard) close() {
	k.shut.Do(func() {
		if k.in.Cancel() {
			k.busy.Lock()
			defer k.busy.Unlock()
		}
		_ = k.in.Close() // of what was made to wait for the terminal, not of the terminal
	})
}
