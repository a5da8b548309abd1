package picture

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"
)

// noticeable is from how many bytes on a decoded picture is collected at once.
const noticeable = 32 << 20

// patience is how long decoding one picture may take, once it has its turn.
const patience = 20 * time.Second

// Decoder decodes for all screens of one process and keeps them, together,
// within the memory that one picture may take. Its methods are safe to call
// from any goroutine.
type Decoder struct{ memory *semaphore.Weighted }

// NewDecoder returns a Decoder; a process needs one.
func NewDecoder() *Decoder { return &Decoder{semaphore.NewWeighted(maxMemory)} }

// Decode is the function Decode, two at a time at most, and a very large
// picture alone. It waits for its turn until ctx ends.
func (d *Decoder) Decode(ctx context.Context, r io.ReadSeeker, width, height int) (*Image, error) {
	h, err := inspect(ctx, r)
	if err != nil {
		return nil, err
	}
	weight := max(h.memory, maxMemory/2)
	if err := d.memory.Acquire(ctx, weight); err != nil {
		return nil, fmt.Errorf("waiting to decode a picture: %w", err)
	}
	defer d.memory.Release(weight)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	img, err := h.decode(ctx, r, width, height)
	if h.memory >= noticeable {
		// The large one is garbage now. Left to the collector's own pace, the
		// next would be decoded beside it.
		runtime.GC()
	}
	return img, err
}
