package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// errReaderGone says that whoever read standard output has closed it. That is
// no failure: they have what they wanted.
var errReaderGone = errors.New("the reader of standard output has gone")

// output is standard output, buffered. Its first failure stays, so that a
// verb that prints without end stops at its next write.
type output struct{ w *bufio.Writer }

func newOutput(w io.Writer) *output { return &output{bufio.NewWriterSize(w, 32<<10)} }

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	return n, writeError(err)
}

// Flush hands everything to the reader.
func (o *output) Flush() error { return writeError(o.w.Flush()) }

func (o *output) printf(format string, args ...any) error {
	_, err := fmt.Fprintf(o, format, args...)
	return err
}

func writeError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe), errors.Is(err, os.ErrClosed):
		return errReaderGone
	}
	return fmt.Errorf("writing the output: %w", err)
}
