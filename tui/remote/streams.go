package remote

import (
	"io"
	"time"
)

// maxWrite is how much is written at once: each part of a long text has the time
// of one write, so that a slow line is not taken for a client that reads nothing.
const maxWrite = 8 << 10

// writer writes to a client, and calls giveUp when it does not read.
type writer struct {
	out    io.Writer
	limit  time.Duration
	giveUp func()
}

func (w *writer) Write(p []byte) (int, error) {
	written := 0
	for {
		part := p[written:min(len(p), written+maxWrite)]
		stalled := after(w.limit, w.giveUp)
		n, err := w.out.Write(part)
		stalled.Stop()
		if written += n; err != nil || written == len(p) {
			return written, err
		}
	}
}

// reader reads what a client sends.
type reader struct{ in io.Reader }

func (r *reader) Read(p []byte) (int, error) { return r.in.Read(p) }
