package session

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// repeated reads the number of the read, which takes a second.
type repeated struct {
	Repeated
	s     *Session
	asked int
	taken []int
}

func (r *repeated) read() tea.Cmd {
	r.asked++
	n := r.asked
	return Restart(r.s, &r.Repeated, func(ctx context.Context) (int, error) {
		select {
		case <-time.After(time.Second):
			return n, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}, func(n int, err error) tea.Cmd {
		if errors.Is(err, context.Canceled) {
			n = -1
		}
		r.taken = append(r.taken, n)
		return nil
	})
}

// run runs commands and what follows from them, and reports for how long.
func (r *repeated) run(cmds ...tea.Cmd) time.Duration {
	began := time.Now()
	for ; len(cmds) > 0; cmds = cmds[1:] {
		if cmds[0] == nil {
			continue
		}
		switch msg := cmds[0]().(type) {
		case ThenMsg:
			cmds = append(cmds, msg())
		case tea.BatchMsg:
			cmds = append(cmds, msg...)
		}
	}
	return time.Since(began)
}

// TestRepeated: one read runs at a time, and one more follows it if it was asked for
// meanwhile; what is read in place of another, or was cancelled, brings nothing of that.
func TestRepeated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rest time.Duration
		ask  func(*repeated) []tea.Cmd
		want []int
		took time.Duration
	}{
		"once":  {ask: func(r *repeated) []tea.Cmd { return []tea.Cmd{r.Refresh(r.s, r.read)} }, want: []int{1}, took: time.Second},
		"again": {ask: func(r *repeated) []tea.Cmd { return r.times(3) }, want: []int{1, 2}, took: 2 * time.Second},
		"after a rest": {
			rest: time.Minute, ask: func(r *repeated) []tea.Cmd { return r.times(3) }, want: []int{1, 2}, took: time.Minute + 2*time.Second,
		},
		"in its place": {ask: func(r *repeated) []tea.Cmd { return append(r.times(2), r.read()) }, want: []int{2}, took: time.Second},
		"in place of a rest": {rest: time.Minute, ask: func(r *repeated) []tea.Cmd {
			r.run(r.read())
			return append(r.times(2), r.read())
		}, want: []int{1, 2}, took: time.Minute + time.Second},
		"after the last rest": {rest: time.Minute, ask: func(r *repeated) []tea.Cmd {
			r.run(r.read())
			first, early := r.Refresh(r.s, r.read), make(chan tea.Msg)
			go func() { early <- first() }()
			time.Sleep(time.Minute / 2)
			r.run(r.read())
			last := r.Refresh(r.s, r.read)
			if (<-early).(ThenMsg)() != nil {
				r.taken = append(r.taken, -1)
			}
			return []tea.Cmd{last}
		}, want: []int{1, 2, 3}, took: time.Minute + time.Second},
		"cancelled": {ask: func(r *repeated) []tea.Cmd { cmds := r.times(2); r.Cancel(); return cmds }},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &repeated{s: &Session{Context: t.Context()}}
			if test.rest > 0 {
				r.Rest = func(took time.Duration) time.Duration { return test.rest * time.Duration(took/time.Second) }
			}
			took := r.run(test.ask(r)...)
			if !slices.Equal(r.taken, test.want) || took != test.took || r.Busy() {
				t.Errorf("%s: took %v in %v, want %v in %v", name, r.taken, took, test.want, test.took)
			}
		})
	}
}

func (r *repeated) times(n int) (cmds []tea.Cmd) {
	for range n {
		cmds = append(cmds, r.Refresh(r.s, r.read))
	}
	return cmds
}

// TestRepeatedOnce: what takes an answer may ask again, and that waits for one rest, whether
// another one has asked before or not; or it may cancel, and none follows.
func TestRepeatedOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		before, cancels bool
		want            int
	}{{false, false, 1}, {true, false, 1}, {true, true, 0}} {
		rests := 0
		s := &Session{Context: t.Context(), Delay: func(time.Duration, tea.Msg) tea.Cmd { rests++; return nil }}
		r := &Repeated{Rest: func(time.Duration) time.Duration { return time.Hour }}
		read := func() tea.Cmd { return nil }
		answer := Restart(s, r, func(context.Context) (int, error) { return 0, nil }, func(int, error) tea.Cmd {
			if test.cancels {
				r.Cancel()
				return nil
			}
			return r.Refresh(s, read)
		})
		if test.before {
			r.Refresh(s, read)
		}
		if answer().(ThenMsg)(); rests != test.want {
			t.Errorf("%+v: %d rests", test, rests)
		}
	}
}
