package engine

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

func TestTimersFireOnTheDot(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "hello")
		r.after(5*time.Minute - time.Millisecond)
		if c := r.chatOf(7); c.State != core.Pending {
			t.Errorf("%s too early", c.State)
		}
		r.after(time.Millisecond)
		if c := r.chatOf(7); c.State != core.Unanswered {
			t.Errorf("%s at the limit", c.State)
		}
		r.after(24 * time.Hour)
		c := r.chatOf(7)
		if c.Reason != core.ReasonUnanswered || !c.CompletedAt.Equal(r.start.Add(24*time.Hour+5*time.Minute)) {
			t.Errorf("closed for %q at %s", c.Reason, c.CompletedAt)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[fell_unanswered]", "[closed_unanswered]"})
	})
}

func TestOverdueIsAppliedBeforeThePoll(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "hello")
		synctest.Wait()
		old := r.chatOf(7)
		r.stop()
		time.Sleep(48 * time.Hour)
		r.bot.say(7, "hello again")
		r.bot.onPoll = func() {
			if c, _ := r.store.Chat(t.Context(), old.ID); c.Open() {
				t.Errorf("polled while #%d was still %s", c.ID, c.State)
			}
		}
		r.boot()
		wantEqual(t, "old chat", r.texts(old), []string{"hello", "[fell_unanswered]", "[closed_unanswered]"})
		wantEqual(t, "new chat", r.texts(r.chatOf(7)), []string{"hello again"})
		if line := r.store.messages[2]; !line.SentAt.Equal(r.start.Add(5 * time.Minute)) {
			t.Errorf("it fell unanswered at %s", line.SentAt)
		}
	})
}

func TestLimitsMoveTheTimer(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "hello")
		r.after(time.Minute)
		l := core.DefaultLimits().With(core.LimitAnswer, 30*time.Second)
		_, err := r.desk.SetBrand(t.Context(), r.op, r.brand, desk.BrandChange{Limits: &l})
		effect, ask := core.ToAgree[core.LimitEffect](err)
		if !ask || effect != (core.LimitEffect{Unanswered: 1}) {
			t.Fatalf("without being agreed to: %v", err)
		}
		if c := r.chatOf(7); c.State != core.Pending || !c.DeadlineAt.Equal(r.start.Add(5*time.Minute)) {
			t.Errorf("refused, but %s until %s", c.State, c.DeadlineAt)
		}
		_, err = r.desk.SetBrand(t.Context(), r.op, r.brand, desk.BrandChange{Limits: &l, Agreed: effect})
		must(t, err)
		synctest.Wait()
		c := r.chatOf(7)
		if c.State != core.Unanswered || !c.CountsFrom.Equal(r.start.Add(30*time.Second)) {
			t.Errorf("%s since %s", c.State, c.CountsFrom)
		}
	})
}

// TestTimersSleep: a desk without deadlines reads nothing, one with a deadline
// looks at the clock once a minute.
func TestTimersSleep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		counter := &countingStore{memStore: r.store}
		r.build(counter, nil)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go r.engine.timers.run(ctx)
		time.Sleep(100 * time.Hour)
		if n := counter.reads.Load(); n != 1 {
			t.Errorf("%d reads without a deadline", n)
		}
	})
}

// TestDeadlineWhileArming: a deadline that is stored after the timers read the
// earliest, and before they sleep, wakes them.
func TestDeadlineWhileArming(t *testing.T) {
	t.Parallel()
	now := noon
	s := &racingStore{memStore: newMemStore(func() time.Time { return now })}
	d := New(s, nil, core.NewHub(), Options{Now: s.now})
	for range 2 { // asleep for none at first, for one that has passed then
		s.meanwhile = func() { d.timers.wake(noon.Add(time.Hour)) }
		_, err := d.timers.fireAndArm(t.Context())
		must(t, err)
		select {
		case <-d.timers.woken:
		default:
			t.Error("the timers sleep through a deadline")
		}
		d.timers.arm(noon)
	}
}

// racingStore lets something happen between the read of a deadline and its use.
type racingStore struct {
	*memStore
	meanwhile func()
}

func (s *racingStore) NextDeadline(ctx context.Context) (time.Time, error) {
	defer s.meanwhile()
	return s.memStore.NextDeadline(ctx)
}

type countingStore struct {
	*memStore
	reads atomic.Int64
}

func (s *countingStore) NextDeadline(ctx context.Context) (time.Time, error) {
	s.reads.Add(1)
	return s.memStore.NextDeadline(ctx)
}

// TestClockJumps: a clock set forward is noticed within a minute, and set back
// again reopens nothing and fires nothing twice.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		var offset atomic.Int64
		now := func() time.Time { return time.Now().Add(time.Duration(offset.Load())) }
		r.store.now = now
		r.now = now
		r.build(r.store, nil)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- r.engine.Run(ctx) }()
		c := r.hears(7, "hello")
		offset.Store(int64(25 * time.Hour))
		r.after(time.Minute)
		closed, _ := r.desk.Chat(t.Context(), c.ID)
		offset.Store(int64(-100 * time.Hour))
		r.after(200 * time.Hour)
		again, _ := r.desk.Chat(t.Context(), c.ID)
		if closed.Reason != core.ReasonIdle || again != closed {
			t.Errorf("%+v, later %+v", closed, again)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "[closed_idle]"})
		cancel()
		must(t, <-ended)
	})
}

// TestManyDueAtOnce: 100,000 deadlines are applied in batches, between which
// an operator gets through.
func TestManyDueAtOnce(t *testing.T) {
	t.Parallel()
	const many = 100_000
	now := noon
	s := newMemStore(func() time.Time { return now })
	batches := 0
	d := New(&batchStore{memStore: s, batches: &batches}, nil, core.NewHub(), Options{Now: s.now})
	must(t, s.Write(t.Context(), func(tx core.Tx) error { return crowd(t.Context(), tx, many) }))
	now = noon.Add(2 * core.Day)
	must(t, d.timers.fire(t.Context()))
	if batches != many/expiredBatch+1 {
		t.Errorf("%d transactions", batches)
	}
	for _, c := range s.chats {
		if c.Reason != core.ReasonUnanswered {
			t.Fatalf("#%d is %s", c.ID, c.State)
		}
	}
}

func crowd(ctx context.Context, tx core.Tx, n int) error {
	b, err := tx.InsertBrand(ctx, core.Brand{Name: "acme", Limits: core.DefaultLimits()})
	for i := range n {
		v, _ := tx.InsertVisitor(ctx, core.Visitor{BrandID: b.ID, Profile: core.Profile{TelegramID: int64(i + 1)}})
		if _, err = tx.InsertChat(ctx, core.OpenedBy(v, "", tx.Now(), b.Rules())); err != nil {
			return err
		}
	}
	return err
}

type batchStore struct {
	*memStore
	batches *int
}

func (s *batchStore) Write(ctx context.Context, fn func(core.Tx) error) error {
	*s.batches++
	return s.memStore.Write(ctx, fn)
}
