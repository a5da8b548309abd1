package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// full is what a store says of a full disk.
func full() error { return core.NewError(core.CodeUnavailable, "store_full") }

// TestFullDiskIsKnownAndWaitedOut: a batch that cannot be stored stays at
// Telegram, polls grow rare, everybody can know why, and nobody has to do
// anything once there is room again.
func TestFullDiskIsKnownAndWaitedOut(t *testing.T) {
	inBubble(t, func(r *rig) {
		box := r.desk.Subscribe()
		r.store.setFail(full())
		r.bot.say(7, "hello")
		r.after(10 * time.Minute)
		if err := r.desk.StorageError(); core.ProblemOf(err) != core.NewProblem("store_full") {
			t.Errorf("the trouble is %v", err)
		}
		events, _ := box.Take()
		if !slices.Contains(events, core.Event{Kind: core.EventSystem}) {
			t.Errorf("nobody is told: %v", events)
		}
		polls := r.bot.polled(r.start)
		for i := 2; i < len(polls); i++ {
			if polls[i]-polls[i-1] < time.Second {
				t.Errorf("polls at %v and %v", polls[i-1], polls[i])
			}
		}
		if len(polls) < 15 || len(polls) > 60 {
			t.Errorf("%d polls in ten minutes", len(polls))
		}
		if offsets := r.bot.asked(); slices.Max(offsets) > 0 {
			t.Errorf("what is not stored was confirmed: %v", offsets)
		}
		r.store.setFail(nil)
		r.after(11 * time.Second)
		if err := r.desk.StorageError(); err != nil {
			t.Errorf("the trouble stays: %v", err)
		}
		if _, resync := box.Take(); !resync {
			t.Error("screens are not told to read again")
		}
		if m := r.lastOf(r.chatOf(7)); m.Text != "hello" {
			t.Errorf("stored %q", m.Text)
		}
	})
}

// TestOutcomeOnAFullDisk: a reply whose outcome cannot be stored is sent once,
// and known as sent when there is room again.
func TestOutcomeOnAFullDisk(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) {
			r.store.setFail(full())
			return core.Receipt{TelegramID: 4711}, nil
		}
		m := r.reply(c, "an answer")[0]
		r.after(5 * time.Minute)
		if _, err := r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: "lost?"}, nil); core.CodeOf(err) != core.CodeUnavailable {
			t.Errorf("a reply that is not stored gave %v", err)
		}
		r.store.setFail(nil)
		r.after(11 * time.Second)
		m, err := r.store.Message(t.Context(), m.ID)
		must(t, err)
		if m.Delivery != core.DeliverySent || m.TelegramID != 4711 || len(r.bot.calls) != 1 {
			t.Errorf("%s as %d after %d requests", m.Delivery, m.TelegramID, len(r.bot.calls))
		}
	})
}

// doubtfulStore tells of trouble after some commits, as a store does whose
// folder is taken away in that moment.
type doubtfulStore struct {
	*memStore
	mu     sync.Mutex
	doubts func(before, after DeliveryCount) bool
}

// DeliveryCount is how many messages are in each state of delivery.
type DeliveryCount map[core.Delivery]int

func (s *doubtfulStore) count() DeliveryCount {
	s.memStore.mu.RLock()
	defer s.memStore.mu.RUnlock()
	n := DeliveryCount{}
	for _, m := range s.messages {
		n[m.Delivery]++
	}
	return n
}

func (s *doubtfulStore) Write(ctx context.Context, fn func(core.Tx) error) error {
	before := s.count()
	err := s.memStore.Write(ctx, fn)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && s.doubts != nil && s.doubts(before, s.count()) {
		s.doubts = nil
		return core.NewError(core.CodeUnavailable, "store_gone")
	}
	return err
}

// TestNoReplyIsStrandedInDoubt: the disk is gone in the moment in which a part
// of a reply was marked as being sent. It was not sent, so it goes out later,
// once.
func TestNoReplyIsStrandedInDoubt(t *testing.T) {
	t.Parallel()
	for part := range 2 {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t)
			doubtful := &doubtfulStore{memStore: r.store}
			r.build(doubtful, nil)
			r.run()
			c := r.hears(7, "hello")
			doubtful.mu.Lock()
			doubtful.doubts = func(before, after DeliveryCount) bool {
				return after[core.DeliverySending] > before[core.DeliverySending] && before[core.DeliverySent] == part
			}
			doubtful.mu.Unlock()
			_, err := r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: strings.Repeat("x", markup.MaxText) + "y"}, nil)
			must(t, err)
			r.after(time.Minute)
			if n := doubtful.count(); n[core.DeliverySent] != 2 || len(r.bot.calls) != 2 {
				t.Errorf("part %d: %v after %d requests", part, n, len(r.bot.calls))
			}
			r.stop()
		})
	}
}

// TestStartWaitsForTheDisk: an engine that starts in trouble begins its work
// when that is over.
func TestStartWaitsForTheDisk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.store.setFail(full())
		r.boot()
		r.after(5 * time.Minute)
		if n := len(r.bot.polled(r.start)); n > 0 || r.desk.StorageError() == nil {
			t.Errorf("%d polls, trouble %v", n, r.desk.StorageError())
		}
		r.store.setFail(nil)
		r.after(11 * time.Second)
		if len(r.bot.polled(r.start)) == 0 || r.desk.StorageError() != nil {
			t.Errorf("%d polls, trouble %v", len(r.bot.polled(r.start)), r.desk.StorageError())
		}
		r.stop()
	})
}

func TestTroubleIsOnlyTheDisks(t *testing.T) {
	t.Parallel()
	d := New(newMemStore(time.Now), newFakeTelegram(), core.NewHub(), Options{})
	for _, err := range []error{nil, errors.New("x"), core.NewError(core.CodeUnavailable, "telegram_down"), core.NewError(core.CodeConflict, "store_x")} {
		if d.StorageFailed(err); d.StorageError() != nil {
			t.Errorf("%v counts as trouble of the disk", err)
		}
	}
	if d.StorageFailed(full()); d.StorageError() == nil {
		t.Error("a full disk does not")
	}
}

// TestFullMediaDisk: files wait, and say so, until there is room.
func TestFullMediaDisk(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.engine.mediaDisk.probe = func(context.Context) error { return core.NewError(core.CodeUnavailable, "media_disk", "No room.") }
		r.bot.failingFetches(9, core.NewError(core.CodeUnavailable, "media_disk", "No room."))
		r.bot.sends(7, "", photo("p", 10))
		synctest.Wait()
		m := r.lastOf(r.chatOf(7))
		if err := r.desk.StorageError(); core.ProblemOf(err) != core.NewProblem("media_disk", "No room.") {
			t.Errorf("the trouble is %v", err)
		}
		r.wantFile(m, core.FileWanted)
		r.after(time.Minute)
		r.wantFile(m, core.FileReady)
		if err := r.desk.StorageError(); err != nil {
			t.Errorf("the trouble stays: %v", err)
		}
	})
}
