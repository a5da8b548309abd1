package core

import (
	"fmt"
	"testing"
	"time"
)

// TestSendFailureWaits: a 429 without a time is waited for, and not over at once.
func TestSendFailureWaits(t *testing.T) {
	t.Parallel()
	for given, want := range map[time.Duration]time.Duration{0: time.Second, time.Millisecond: time.Second, time.Minute: time.Minute} {
		e := &SendError{Outcome: OutcomeRateLimited, RetryAfter: given}
		if got := SendFailure(fmt.Errorf("wrapped: %w", e)); got.Outcome != OutcomeRateLimited || got.RetryAfter != want || e.RetryAfter != given {
			t.Errorf("%v gives %+v, and changed it to %v", given, got, e.RetryAfter)
		}
	}
	if got := SendFailure(&SendError{Outcome: OutcomeRefused}); got.RetryAfter != 0 {
		t.Errorf("a refusal waits %v", got.RetryAfter)
	}
}
