package engine

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// spoiltStore runs transactions and spoils some: after is called when one has
// run, and its error undoes it. It counts those that were kept.
type spoiltStore struct {
	*memStore
	mu    sync.Mutex
	kept  int
	after func() error
}

func (s *spoiltStore) Write(ctx context.Context, fn func(core.Tx) error) error {
	s.mu.Lock()
	after := s.after
	s.mu.Unlock()
	err := s.memStore.Write(ctx, func(tx core.Tx) error {
		if err := fn(tx); err != nil || after == nil {
			return err
		}
		return after()
	})
	if err == nil {
		s.mu.Lock()
		s.kept++
		s.mu.Unlock()
	}
	return err
}

func (s *spoiltStore) spoil(after func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = after
}

// onSpoiltStore runs test on a rig with such a store and one chat that is held.
func onSpoiltStore(t *testing.T, test func(r *rig, s *spoiltStore, c core.Chat)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		s := &spoiltStore{memStore: r.store}
		r.build(s, nil)
		r.run()
		c := r.hears(7, "hello")
		synctest.Wait() // until the timers, which a spoilt store would stop, are at rest
		test(r, s, c)
		r.stop()
	})
}

// Nothing leaves of a reply whose transaction is undone, and the message that
// gets its number is left alone.
func TestReplyThatIsUndone(t *testing.T) {
	for name, after := range map[string]func() error{
		"a full disk": func() error { return full() },
		"a conflict":  func() error { return core.MayNote(core.Operator{}, core.Chat{State: core.Completed}) },
		"a panic":     func() error { panic("no") },
	} {
		t.Run(name, func(t *testing.T) {
			onSpoiltStore(t, func(r *rig, s *spoiltStore, c core.Chat) {
				s.spoil(after)
				func() {
					defer func() { _ = recover() }()
					if _, err := r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: "undone"}, nil); err == nil {
						t.Error("the reply was stored")
					}
				}()
				s.spoil(nil)
				other := r.hears(8, "this takes the number")
				r.after(time.Minute)
				wantEqual(t, "sent", r.bot.sent(), []string(nil))
				wantEqual(t, "the other chat", r.texts(other), []string{"this takes the number", "[picked_up]"})
				r.reply(c, "again")
				r.after(time.Minute)
				wantEqual(t, "sent after it", r.bot.sent(), []string{"again"})
			})
		})
	}
}
