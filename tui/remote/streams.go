package remote

import (
	"bytes"
	"context"
	"io"
	"time"

	"golang.org/x/time/rate"
)

// maxWrite is how much is written at once: each part of a long text has the time
// of one write, so that a slow line is not taken for a client that reads nothing.
const maxWrite = 8 << 10

// writer writes to a client, and calls giveUp when the client does not read.
type writer struct {
	out    io.Writer
	limit  time.Duration
	giveUp func()
}

// Write implements io.Writer.
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

// newlines makes new lines as a terminal in raw mode needs them, which is what a
// client's terminal is in while the session lasts.
type newlines struct{ out io.Writer }

// Write implements io.Writer.
func (w newlines) Write(p []byte) (int, error) {
	plain := bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n"))
	if _, err := w.out.Write(bytes.ReplaceAll(plain, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// keys is what a screen reads. It is slowed down to inputRate, so that a client
// that sends without end takes no processor time from the others, and tells pressed
// of each read.
type keys struct {
	in      io.Reader
	ctx     context.Context
	rate    *rate.Limiter
	pressed func()
}

func newKeys(ctx context.Context, in io.Reader, pressed func()) *keys {
	return &keys{in: in, ctx: ctx, rate: rate.NewLimiter(inputRate, inputBurst), pressed: pressed}
}

// Read implements io.Reader.
func (k *keys) Read(p []byte) (int, error) {
	n, err := k.in.Read(p[:min(len(p), inputBurst)])
	if n > 0 {
		k.pressed()
		if late := k.rate.WaitN(k.ctx, n); late != nil {
			return 0, io.EOF // the session has ended
		}
	}
	return n, err
}
