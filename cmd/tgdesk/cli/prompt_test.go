package cli

import (
	"context"
	"errors"
	"testing"
)

// TestInterruptedAnswer: ctrl+c on a session's terminal ends both the call and its input.
func TestInterruptedAnswer(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	for range 10_000 {
		if line, err := AwaitAnswer(ctx, func() (string, error) { return "y", nil }); !errors.Is(err, context.Canceled) {
			t.Fatalf("%q, %v", line, err)
		}
	}
}
