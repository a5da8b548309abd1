// Package output writes what the commands print: buffered standard output,
// aligned tables, JSON documents, and the pieces of their sentences.
//
// Everything that may hold text from outside is cleaned here or escaped. The
// package must not know a desk, a command or a terminal.
package output

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// ErrReaderGone says that whoever read standard output has closed it. That is
// no failure: they have what they wanted.
var ErrReaderGone = errors.New("the reader of standard output has gone")

// Writer is a buffered standard output. Its first error is returned by every
// later write, so that a command that prints without end stops.
type Writer struct{ w *bufio.Writer }

// NewWriter buffers w.
func NewWriter(w io.Writer) *Writer { return &Writer{bufio.NewWriterSize(w, 32<<10)} }

// Write implements io.Writer.
func (o *Writer) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	return n, writeError(err)
}

// Flush hands everything to the reader.
func (o *Writer) Flush() error { return writeError(o.w.Flush()) }

// Printf writes formatted text.
func (o *Writer) Printf(format string, args ...any) error {
	_, err := fmt.Fprintf(o, format, args...)
	return err
}

// PrintJSON writes v as a JSON document on one line.
func (o *Writer) PrintJSON(v any) error {
	text, err := EncodeJSON(v)
	if err != nil {
		return err
	}
	return o.Printf("%s\n", text)
}

func writeError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe), errors.Is(err, os.ErrClosed):
		return ErrReaderGone
	}
	return fmt.Errorf("writing the output: %w", err)
}
