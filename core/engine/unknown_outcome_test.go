package engine

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// hang makes every send of the bot so long in vain, until the returned func is
// called, and keeps what was risked.
func (b *fakeBot) hang(takes time.Duration) (mend func()) {
	well := false
	b.send = func(ctx context.Context, n int, _ core.Outgoing) (core.Receipt, error) {
		b.mu.Lock()
		hangs := !well
		b.mu.Unlock()
		if hangs {
			sleep(ctx, takes)
			return core.Receipt{}, &core.SendError{Outcome: core.OutcomeUnknown, Detail: core.NewProblem("change_refused", "No answer. The message may or may not have arrived.")}
		}
		return core.Receipt{TelegramID: int64(500_000 + n)}, nil
	}
	return func() {
		b.mu.Lock()
		well = true
		b.mu.Unlock()
	}
}

func (r *rig) deliveries() map[core.Delivery]int {
	r.store.mu.RLock()
	defer r.store.mu.RUnlock()
	n := map[core.Delivery]int{}
	for _, m := range r.store.messages {
		if m.From == core.FromOperator {
			n[m.Delivery]++
		}
	}
	return n
}

// TestHangingServerSparesTheQueue: a server that hangs for an hour must not turn
// forty queued replies into forty questions to a person.
func TestHangingServerSparesTheQueue(t *testing.T) {
	inBubble(t, func(r *rig) {
		mend := r.bot.hang(15 * time.Second)
		for v := range int64(20) {
			r.reply(r.hears(100+v, "hello"), "one", "two")
		}
		r.after(time.Hour)
		n := r.deliveries()
		if n[core.DeliveryUnknown] < maxInFlight || n[core.DeliveryUnknown] > maxInFlight+32 || n[core.DeliverySent] > 0 {
			t.Errorf("after an hour: %v", n)
		}
		calls := len(r.bot.sent())
		if calls != n[core.DeliveryUnknown]+n[core.DeliverySending] {
			t.Errorf("%d requests: %v", calls, n)
		}
		mend()
		r.after(3 * time.Minute)
		if n := r.deliveries(); n[core.DeliveryQueued]+n[core.DeliverySending] > 0 {
			t.Errorf("three minutes later: %v", n)
		}
	})
}

// TestHangingEverywhere: while polls hang too, nothing more is risked, and what
// shows that the server is well lets the queue go at once.
func TestHangingEverywhere(t *testing.T) {
	inBubble(t, func(r *rig) {
		mend := r.bot.hang(15 * time.Second)
		var chats []core.Chat
		for v := range int64(20) {
			chats = append(chats, r.hears(100+v, "hello"))
		}
		r.bot.hush(10 * time.Second)
		r.bot.failPolls(&core.PollError{Kind: core.PollUnavailable, Detail: core.NewProblem("change_refused", "Cut.")})
		for _, c := range chats {
			r.reply(c, "one")
		}
		r.after(time.Hour)
		if n := r.deliveries(); n[core.DeliveryUnknown] != maxInFlight {
			t.Errorf("after an hour: %v", n)
		}
		r.wantHealth(core.HealthBackingOff)
		mend()
		r.bot.hush(0)
		r.after(45 * time.Second) // the longest wait of a server that hangs, and a knock
		if n := r.deliveries(); n[core.DeliverySent] != 20-maxInFlight {
			t.Errorf("afterwards: %v", n)
		}
		r.wantHealth(core.HealthPolling)
	})
}

func TestOneUnknownHoldsShortly(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b := r.hears(7, "hello"), r.hears(8, "hello")
		r.bot.failing(&core.SendError{Outcome: core.OutcomeUnknown, Detail: core.NewProblem("change_refused", "Cut.")})
		lost := r.reply(a, "lost")
		next := r.reply(b, "next")
		r.wantDelivery(lost[0], core.DeliveryUnknown)
		r.wantDelivery(next[0], core.DeliveryQueued)
		if left := time.Until(r.desk.NextTry(r.brand)); left <= 0 || left > 3*time.Second {
			t.Errorf("screens are told of a wait of %s", left)
		}
		r.after(3 * time.Second)
		r.wantDelivery(next[0], core.DeliverySent)
		wantEqual(t, "requests", r.bot.sent(), []string{"lost", "next"})
		if until := r.desk.NextTry(r.brand); !until.IsZero() {
			t.Errorf("still waits until %s", until)
		}
	})
}

// TestRetryAfter: a wait that Telegram asked for can be read for as long as it
// lasts. Told of two visitors, the whole bot waits a little and then finds out
// with one reply; one that gets through lets all others go.
func TestRetryAfter(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b, c, d := r.hears(7, "hello"), r.hears(8, "hello"), r.hears(9, "hello"), r.hears(10, "hello")
		r.bot.failing(later(37*time.Second), later(3*time.Hour))
		held := func(c core.Chat, least, most time.Duration) {
			t.Helper()
			until := r.desk.RetryAfter(r.brand, c.VisitorID)
			if got := time.Until(until); most > 0 && (got < least || got > most) || most == 0 && !until.IsZero() {
				t.Errorf("visitor %d is held for %s, want %s to %s", c.VisitorID, got, least, most)
			}
		}
		box := r.desk.Subscribe()
		r.reply(a, "one")
		held(a, 37*time.Second, 37*time.Second)
		held(b, 0, 0)
		if events, _ := box.Take(); !told(events, core.Event{Kind: core.EventMessage, Brand: r.brand, Chat: a.ID}) {
			t.Errorf("events %v", events)
		}
		r.reply(b, "two")
		held(b, 3*time.Hour, 3*time.Hour)
		held(c, 2*time.Second, 3*time.Second)
		held(core.Chat{}, 2*time.Second, 3*time.Second)
		if events, _ := box.Take(); !told(events, core.Event{Kind: core.EventHealth, Brand: r.brand}) {
			t.Errorf("events %v", events)
		}
		three, four := r.reply(c, "three")[0], r.reply(d, "four")[0]
		r.wantDelivery(three, core.DeliveryQueued)
		r.after(3 * time.Second)
		r.wantDelivery(three, core.DeliverySent)
		r.wantDelivery(four, core.DeliverySent)
		r.after(time.Hour)
		_, err := r.desk.EnableBrand(r.t.Context(), r.op, r.brand, false)
		must(t, err)
		synctest.Wait()
		if n := len(r.bot.sent()); n != 5 { // a's second try among them
			t.Errorf("a channel that starts anew sends on: %d requests", n)
		}
		r.after(2*time.Hour - 4*time.Second)
		held(b, time.Second, time.Second)
		r.after(time.Second)
		held(b, 0, 0)
		if n := r.deliveries(); n[core.DeliverySent] != 4 {
			t.Errorf("%v", n)
		}
	})
}

// TestWholeBotIsFoundOutSlowly: where Telegram does mean the bot, one reply after
// another finds out, ever more seldom.
func TestWholeBotIsFoundOutSlowly(t *testing.T) {
	inBubble(t, func(r *rig) {
		var chats []core.Chat
		var fails []error
		for v := range int64(20) {
			chats, fails = append(chats, r.hears(100+v, "hello")), append(fails, later(3*time.Hour))
		}
		r.bot.failing(fails...)
		for _, c := range chats {
			r.reply(c, "one")
		}
		r.after(time.Minute)
		soon := len(r.bot.sent())
		r.after(time.Hour)
		if n := len(r.bot.sent()); soon > maxInFlight+4 || n > soon+12 {
			t.Errorf("%d requests within a minute, %d within the hour", soon, n)
		}
	})
}

func later(d time.Duration) error {
	return &core.SendError{Outcome: core.OutcomeRateLimited, RetryAfter: d, Detail: core.NewProblem("change_refused", "Too many requests.")}
}

func told(events []core.Event, want core.Event) bool {
	for _, e := range events {
		if e == want {
			return true
		}
	}
	return false
}

// TestPaceCountsParts: an album of n counts n, and an edit counts too.
func TestPaceCountsParts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	p := newRateLimit()
	p.spend(1, 10, now)
	if wait := p.visitorWait(1, now); wait < 5*time.Second || wait > 6*time.Second+time.Millisecond {
		t.Errorf("after an album of ten the visitor waits %s", wait)
	}
	if wait := p.visitorWait(2, now); wait != 0 {
		t.Errorf("another visitor waits %s", wait)
	}
	p.spend(2, 10, now)
	p.spend(3, 10, now)
	if wait := p.botWait(now); wait < time.Second/botRate {
		t.Errorf("after three albums of ten the bot waits %s", wait)
	}
	for i := range 7 {
		p.spend(core.VisitorID(10+i), 10, now)
	}
	if wait := p.botWait(now); wait < 70*time.Second/botRate {
		t.Errorf("after a hundred messages the bot waits %s", wait)
	}
}

func TestEditsCount(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		m := r.reply(c, "one")
		for i := range visitorBurst - 1 {
			_, err := r.desk.EditReply(r.t.Context(), r.op, m[0].ID, fmt.Sprint("one ", i))
			must(t, err)
		}
		next := r.reply(c, "two")
		r.wantDelivery(next[0], core.DeliveryQueued)
		r.after(1100 * time.Millisecond)
		r.wantDelivery(next[0], core.DeliverySent)
		r.stop() // a sender that starts anew begins with no fresh burst
		r.run()
		all := r.reply(c, "three", "four")
		r.wantDelivery(all[1], core.DeliveryQueued)
		r.after(3 * time.Second)
		r.wantDelivery(all[1], core.DeliverySent)
	})
}

// TestOneFileHoldsNoOther: that the server has trouble with one file says
// nothing of the others, and it is tried again for as long as it is wanted.
func TestOneFileHoldsNoOther(t *testing.T) {
	inBubble(t, func(r *rig) {
		mend := r.bot.spoil("bad-at-acme")
		r.bot.sends(7, "", photo("bad", 10))
		r.bot.sends(8, "", photo("good", 10))
		r.after(2 * time.Second)
		r.wantFile(r.lastOf(r.chatOf(8)), core.FileReady)
		r.after(time.Hour)
		r.wantFile(r.lastOf(r.chatOf(7)), core.FileWanted)
		if n := len(r.bot.fetched()); n < 10 || n > 20 {
			t.Errorf("%d requests within an hour", n)
		}
		mend()
		r.after(maxFileWait)
		r.wantFile(r.lastOf(r.chatOf(7)), core.FileReady)
	})
}

// again lets what fn makes come as updates that were confirmed already.
func (r *rig) again(fn func()) {
	r.t.Helper()
	synctest.Wait()
	r.bot.mu.Lock()
	next := r.bot.next
	r.bot.next -= 3
	r.bot.mu.Unlock()
	fn()
	r.after(2 * time.Second) // what comes again is asked for again no sooner than after a second
	r.bot.mu.Lock()
	r.bot.next = next
	r.bot.mu.Unlock()
}
