package session

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Repeated is a read that is made again and again, one at a time. Only the answer to the
// newest question counts.
type Repeated struct {
	// Rest is how long Refresh lets it rest after a read that took so long; nil is not at all.
	Rest func(took time.Duration) time.Duration

	number int                // of the newest question
	cancel context.CancelFunc // of the read under way, nil if there is none
	again  func() tea.Cmd     // that is to follow it, or the rest; nil for none
	rested time.Time          // when the rest is over
}

// Busy reports whether a read is under way.
func (r *Repeated) Busy() bool { return r.cancel != nil }

// Cancel ends the read under way. Its answer is dropped, and none follows it.
func (r *Repeated) Cancel() {
	r.number++
	if r.cancel != nil {
		r.cancel()
	}
	r.cancel, r.again = nil, nil
}

// Restart reads now, in place of the read under way: do runs beside the screen, and take
// takes its result on the screen's goroutine.
func Restart[T any](s *Session, r *Repeated, do func(context.Context) (T, error), take func(T, error) tea.Cmd) tea.Cmd {
	r.Cancel()
	number := r.number
	ctx, cancel := context.WithCancel(s.Context)
	r.cancel = cancel
	return func() tea.Msg {
		defer cancel()
		began := time.Now()
		result, err := do(ctx)
		took := time.Since(began)
		return ThenMsg(func() tea.Cmd {
			if number != r.number {
				return nil
			}
			r.cancel = nil
			if r.Rest != nil {
				r.rested = time.Now().Add(r.Rest(took))
			}
			again := r.again
			r.again = nil
			cmd := take(result, err)
			if again == nil || number != r.number { // take has asked anew, or cancelled
				return cmd
			}
			return tea.Batch(cmd, r.Refresh(s, again))
		})
	}
}

// Refresh calls read, which calls Restart: at once, or when the read under way, which may
// have seen what was before, and the rest are over.
func (r *Repeated) Refresh(s *Session, read func() tea.Cmd) tea.Cmd {
	rested := r.rested
	wait := time.Until(rested)
	switch {
	case r.Busy(), r.again != nil:
		r.again = read
		return nil
	case wait <= 0:
		return read()
	}
	r.again = read
	return s.After(wait, ThenMsg(func() tea.Cmd {
		again := r.again
		if again == nil || r.Busy() || r.rested != rested { // another read came first
			return nil
		}
		r.again = nil
		return again()
	}))
}
