//go:build !unix

package term

import (
	"context"
	"time"
)

// glance is how often the size is looked at where no signal tells of a change.
const glance = time.Second

// Watch reports the size of a local terminal at once and after each change,
// until ctx is done. A size that cannot be read is not reported.
func (t *Terminal) Watch(ctx context.Context, report func(width, height int)) {
	look := time.NewTicker(glance)
	defer look.Stop()
	for shownWidth, shownHeight := 0, 0; ; {
		width, height, err := t.Size()
		if err == nil && (width != shownWidth || height != shownHeight) {
			shownWidth, shownHeight = width, height
			report(width, height)
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}
