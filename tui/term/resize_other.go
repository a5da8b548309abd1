//go:build !unix

package term

import (
	"context"
	"time"
)

// pollInterval is how often the size is read where no signal reports a change.
const pollInterval = time.Second

// Watch reports the size of a local terminal at once and after each change,
// until ctx is done. A size that cannot be read is not reported.
func (t *Terminal) Watch(ctx context.Context, report func(width, height int)) {
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for shownWidth, shownHeight := 0, 0; ; {
		width, height, err := t.Size()
		if err == nil && (width != shownWidth || height != shownHeight) {
			shownWidth, shownHeight = width, height
			report(width, height)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
