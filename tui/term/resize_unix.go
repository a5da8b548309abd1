//go:build unix

package term

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Watch reports the size of a local terminal at once and after each change,
// until ctx is done. Without a renderer Bubble Tea does not do this. A size
// that cannot be read is not reported.
func (t *Terminal) Watch(ctx context.Context, report func(width, height int)) {
	changes := make(chan os.Signal, 1)
	signal.Notify(changes, syscall.SIGWINCH)
	defer signal.Stop(changes)
	for {
		if width, height, err := t.Size(); err == nil {
			report(width, height)
		}
		select {
		case <-ctx.Done():
			return
		case <-changes:
		}
	}
}
