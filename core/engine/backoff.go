package engine

import (
	"math/rand/v2"
	"time"

	"tgdesk/core"
)

// newRetryBackoff waits 1 s to 30 s: for the disk.
func newRetryBackoff() *core.Backoff {
	return &core.Backoff{First: time.Second, Last: 30 * time.Second}
}

// newProbeBackoff waits 1 s to 10 s: for probes of a disk, which cost it little.
func newProbeBackoff() *core.Backoff {
	return &core.Backoff{First: time.Second, Last: 10 * time.Second}
}

// diskWait is how long one goroutine leaves the disk alone, unless that recovers.
type diskWait struct {
	until   time.Time
	backoff *core.Backoff
}

func newDiskWait() diskWait { return diskWait{backoff: newRetryBackoff()} }

// failed makes it wait, longer each time. Failures at the same time count once.
func (w *diskWait) failed() time.Duration {
	if w.left() <= 0 {
		w.until = time.Now().Add(w.backoff.Next(rand.Float64()))
	}
	return w.left()
}

func (w *diskWait) recovered() {
	w.until = time.Time{}
	w.backoff.Reset()
}

func (w *diskWait) left() time.Duration { return time.Until(w.until) }
