package core

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// spoiltStore runs transactions and spoils some: after is called when one has
// run, and its error undoes it. It counts those that were kept.
type spoiltStore struct {
	*memStore
	mu    sync.Mutex
	kept  int
	after func() error
}

func (s *spoiltStore) Write(ctx context.Context, fn func(Tx) error) error {
	s.mu.Lock()
	after := s.after
	s.mu.Unlock()
	err := s.memStore.Write(ctx, func(tx Tx) error {
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
func onSpoiltStore(t *testing.T, test func(r *rig, s *spoiltStore, c Chat)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		s := &spoiltStore{memStore: r.store}
		r.desk = NewDesk(s, r.telegram, Options{})
		r.run()
		test(r, s, r.hears(7, "hello"))
		r.stop()
	})
}

// A reply to somebody to whom nothing is owed leaves after one transaction,
// which has it on disk as being sent; what follows it waits for its turn.
func TestReplyLeavesAfterOneTransaction(t *testing.T) {
	onSpoiltStore(t, func(r *rig, s *spoiltStore, c Chat) {
		var seen []string
		kept := 0
		r.bot.send = func(context.Context, int, Outgoing) (Receipt, error) {
			list, err := r.store.Messages(t.Context(), MessageQuery{Chat: c.ID, Limit: 9})
			must(t, err)
			s.mu.Lock()
			seen = append(seen, fmt.Sprint(s.kept-kept, " ", list[len(list)-1].Delivery))
			s.mu.Unlock()
			time.Sleep(time.Second)
			return Receipt{TelegramID: int64(4000 + len(seen))}, nil
		}
		answer := func(text string) {
			s.mu.Lock()
			kept = s.kept
			s.mu.Unlock()
			_, err := r.desk.Reply(t.Context(), r.op, c.ID, text, 0)
			must(t, err)
			synctest.Wait()
		}
		answer("one")
		answer("two") // while the first is under way
		r.after(5 * time.Second)
		answer("three")
		r.after(5 * time.Second)
		wantEqual(t, "transactions and state at the request", seen, []string{"1 sending", "3 sending", "1 sending"})
		wantEqual(t, "sent", r.bot.sent(), []string{"one", "two", "three"})
	})
}

// Nothing leaves of a reply whose transaction is undone, and the message that
// gets its number is left alone.
func TestReplyThatIsUndone(t *testing.T) {
	for name, after := range map[string]func() error{
		"a full disk": func() error { return full() },
		"a conflict":  func() error { return errCompleted() },
		"a panic":     func() error { panic("no") },
	} {
		t.Run(name, func(t *testing.T) {
			onSpoiltStore(t, func(r *rig, s *spoiltStore, c Chat) {
				s.spoil(after)
				func() {
					defer func() { _ = recover() }()
					if _, err := r.desk.Reply(t.Context(), r.op, c.ID, "undone", 0); err == nil {
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
