package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

// failing makes the bot's first sends fail so, in order; nil is a success.
func (b *fakeBot) failing(failures ...error) {
	b.send = func(_ context.Context, n int, _ core.Outgoing) (core.Receipt, error) {
		if n <= len(failures) && failures[n-1] != nil {
			return core.Receipt{}, failures[n-1]
		}
		return core.Receipt{TelegramID: int64(500_000 + n)}, nil
	}
}

func TestReplyGoesOutAtOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		asked := r.store.transcript[c.ID][0]
		sent, err := r.desk.SendDraft(t.Context(), r.op, c.ID, core.Draft{Text: "  hi\n", ReplyTo: asked}, nil)
		must(t, err)
		synctest.Wait()
		m := r.wantDelivery(sent[0], core.DeliverySent)
		if want := (core.Outgoing{TelegramID: 7, Text: "hi", ReplyTo: 1001}); !cmp.Equal(want, r.bot.calls[0].out) || m.TelegramID != 500_001 {
			t.Errorf("sent %+v, telegram id %d", r.bot.calls[0].out, m.TelegramID)
		}
	})
}

// TestOrderPerVisitor: however slow and unlucky the sends are, each visitor
// gets everything once and in order, and no visitor waits for another.
func TestOrderPerVisitor(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.send = func(_ context.Context, n int, out core.Outgoing) (core.Receipt, error) {
			time.Sleep(time.Duration(n*37%900) * time.Millisecond)
			switch {
			case n%7 == 0:
				return core.Receipt{}, &core.SendError{Outcome: core.OutcomeNotSent, Detail: core.NewProblem("change_refused", "No connection.")}
			case n%11 == 0:
				return core.Receipt{}, &core.SendError{Outcome: core.OutcomeRateLimited, RetryAfter: 3 * time.Second, Detail: core.NewProblem("change_refused", "Too many requests.")}
			}
			return core.Receipt{TelegramID: int64(500_000 + n)}, nil
		}
		want := []string{}
		var chats []core.Chat
		for v := range int64(12) {
			chats = append(chats, r.hears(v+1, "hello"))
		}
		for i := range 10 {
			want = append(want, fmt.Sprint(i))
			for _, c := range chats {
				r.reply(c, fmt.Sprint(i))
			}
		}
		r.after(10 * time.Minute)
		r.bot.mu.Lock()
		defer r.bot.mu.Unlock()
		for v := range int64(12) {
			var got []string
			for _, c := range r.bot.calls {
				if c.out.TelegramID == v+1 && !slices.Contains(got, c.out.Text) {
					got = append(got, c.out.Text)
				}
			}
			wantEqual(t, fmt.Sprint("visitor ", v+1), got, want)
		}
		for _, m := range r.store.messages {
			if m.From == core.FromOperator && m.Delivery != core.DeliverySent {
				t.Errorf("%q is %s", m.Text, m.Delivery)
			}
		}
	})
}

func TestOutcomes(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.failing(
			&core.SendError{Outcome: core.OutcomeRefused, Detail: core.NewProblem("change_refused", "Too long.")},
			&core.SendError{Outcome: core.OutcomeUnknown, Detail: core.NewProblem("change_refused", "Cut.")},
			context.DeadlineExceeded,
		)
		m := r.reply(c, "refused", "unknown", "foreign error", "fine")
		r.after(time.Hour)
		if m := r.wantDelivery(m[0], core.DeliveryFailed); m.Problem != core.NewProblem("change_refused", "Too long.") {
			t.Errorf("reason: %s", m.Problem)
		}
		r.wantDelivery(m[1], core.DeliveryUnknown)
		r.wantDelivery(m[2], core.DeliveryUnknown)
		r.wantDelivery(m[3], core.DeliverySent)
		wantEqual(t, "requests", r.bot.sent(), []string{"refused", "unknown", "foreign error", "fine"})

		for _, m := range m[:2] {
			if _, err := r.desk.Resend(t.Context(), r.op, m.ID); err != nil {
				t.Error(err)
			}
		}
		if _, err := r.desk.Resend(t.Context(), r.op, m[3].ID); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("resending what arrived: %v", err)
		}
		synctest.Wait()
		r.wantDelivery(m[0], core.DeliverySent)
		wantEqual(t, "requests", r.bot.sent()[4:], []string{"refused", "unknown"})
	})
}

func TestNotSentBacksOff(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		no := &core.SendError{Outcome: core.OutcomeNotSent, Detail: core.NewProblem("change_refused", "No connection.")}
		r.bot.failing(no, no, no, no, no, no, no)
		m := r.reply(c, "stubborn")
		r.wantDelivery(m[0], core.DeliveryQueued)
		r.after(10 * time.Minute)
		r.wantDelivery(m[0], core.DeliverySent)
		for i, want := range []time.Duration{1, 2, 4, 8, 16, 24, 24} {
			gap := r.bot.calls[i+1].at.Sub(r.bot.calls[i].at)
			if gap < want*time.Second || gap > 30*time.Second {
				t.Errorf("wait %d is %s", i, gap)
			}
		}
	})
}

// TestPollRecoveryWakesTheSender: when polling works again, what waits to be
// sent does not wait for its own next try.
func TestPollRecoveryWakesTheSender(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		no := &core.SendError{Outcome: core.OutcomeNotSent, Detail: core.NewProblem("change_refused", "No connection.")}
		r.bot.failing(no, no, no, no, no)
		m := r.reply(c, "waiting")
		r.after(20 * time.Second) // the next try is 16 s or more after the fifth, at 15 s or later
		r.wantDelivery(m[0], core.DeliveryQueued)
		r.bot.failPolls(&core.PollError{Kind: core.PollUnavailable})
		r.after(4 * time.Second)
		r.wantDelivery(m[0], core.DeliverySent)
	})
}

func TestRetryAfterMakesTheVisitorWait(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b := r.hears(7, "hello"), r.hears(8, "hello")
		r.bot.failing(&core.SendError{Outcome: core.OutcomeRateLimited, RetryAfter: time.Minute})
		held := r.reply(a, "held")
		free := r.reply(b, "free")
		r.wantDelivery(held[0], core.DeliveryQueued)
		r.wantDelivery(free[0], core.DeliverySent)
		r.after(time.Minute)
		r.wantDelivery(held[0], core.DeliverySent)
		if gap := r.bot.calls[2].at.Sub(r.bot.calls[0].at); gap != time.Minute {
			t.Errorf("tried again after %s", gap)
		}
	})
}

// TestRetryAfterTwiceMakesTheBrandWait: Telegram does not say whom it means.
func TestRetryAfterTwiceMakesTheBrandWait(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b, c := r.hears(7, "hello"), r.hears(8, "hello"), r.hears(9, "hello")
		later := &core.SendError{Outcome: core.OutcomeRateLimited, RetryAfter: time.Minute}
		r.bot.failing(later, later)
		r.reply(a, "one")
		r.reply(b, "two")
		m := r.reply(c, "three")
		r.wantDelivery(m[0], core.DeliveryQueued)
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliverySent)
	})
}

func TestPace(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		for i := range 12 {
			r.reply(c, fmt.Sprint(i))
		}
		if n := len(r.bot.sent()); n != visitorBurst {
			t.Errorf("%d sent at once", n)
		}
		r.after(8 * time.Second)
		if n := len(r.bot.sent()); n != 12 {
			t.Errorf("%d sent after 8 s", n)
		}
		for v := range int64(40) {
			r.reply(r.hears(100+v, "hello"), "hi")
		}
		if n := len(r.bot.sent()); n != 12+botBurst {
			t.Errorf("%d sent at once to forty", n-12)
		}
		r.after(time.Second)
		if n := len(r.bot.sent()); n != 12+40 {
			t.Errorf("%d sent to forty after a second", n-12)
		}
	})
}

func TestSendUnauthorizedStopsTheChannel(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.failing(&core.SendError{Outcome: core.OutcomeUnauthorized, Detail: core.NewProblem("change_refused", "The token is not accepted.")})
		m := r.reply(c, "hi")
		r.after(time.Hour)
		r.wantHealth(core.HealthUnauthorized)
		r.wantDelivery(m[0], core.DeliveryQueued)
		_, err := r.desk.EnableBrand(t.Context(), r.op, r.brand, false)
		must(t, err)
		synctest.Wait()
		r.wantDelivery(m[0], core.DeliverySent)
	})
}

func TestBlockedVisitor(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := t.Context(), r.hears(7, "hello")
		r.bot.failing(&core.SendError{Outcome: core.OutcomeBotBlocked, Detail: core.NewProblem("change_refused", "The visitor has blocked the bot.")})
		m := r.reply(c, "hi")
		r.wantDelivery(m[0], core.DeliveryFailed)
		if _, err := r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "hi?"}, nil); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("reply: %v", err)
		}
		if _, err := r.desk.Resend(ctx, r.op, m[0].ID); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("resend: %v", err)
		}
		r.bot.say(7, "I am back")
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "hi", "[blocked]", "[unblocked]", "I am back"})
		m = r.reply(c, "welcome")
		r.wantDelivery(m[0], core.DeliverySent)
	})
}

// TestBlockFailsWhatIsQueued: nobody asks Telegram again what it has said.
func TestBlockFailsWhatIsQueued(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) {
			time.Sleep(time.Second)
			return core.Receipt{}, &core.SendError{Outcome: core.OutcomeBotBlocked, Detail: core.NewProblem("change_refused", "Blocked.")}
		}
		m := r.reply(c, "one", "two")
		r.after(time.Minute)
		r.wantDelivery(m[1], core.DeliveryFailed)
		wantEqual(t, "requests", r.bot.sent(), []string{"one"})
	})
}

// TestRemovedUnderARequest: what surely was not sent can never be, once the
// brand is gone.
func TestRemovedUnderARequest(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) {
			time.Sleep(time.Second)
			return core.Receipt{}, &core.SendError{Outcome: core.OutcomeNotSent, Detail: core.NewProblem("change_refused", "No connection.")}
		}
		m := r.reply(c, "one")
		_, err := r.desk.End(t.Context(), r.op, c.ID)
		must(t, err)
		must(t, r.desk.RemoveBrand(t.Context(), r.op, r.brand))
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliveryFailed)
	})
}

// TestRestartStrandsSending: a request under way when the desk died may have
// arrived. It is never sent again by itself, and it holds nothing back.
func TestRestartStrandsSending(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.stop()
		m := r.reply(c, "cut", "next")
		stuck := r.store.messages[m[0].ID]
		stuck.Delivery = core.DeliverySending
		must(t, r.store.Write(t.Context(), func(tx core.Tx) error { return tx.SaveMessage(t.Context(), stuck) }))
		r.boot()
		r.after(time.Hour)
		r.wantDelivery(m[0], core.DeliveryUnknown)
		r.wantDelivery(m[1], core.DeliverySent)
		wantEqual(t, "requests", r.bot.sent(), []string{"next"})
	})
}

// TestStopLetsSendsEnd: a request under way may end within the grace, and one
// that hangs becomes unknown.
func TestStopLetsSendsEnd(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b := r.hears(7, "hello"), r.hears(8, "hello")
		r.bot.send = func(ctx context.Context, _ int, out core.Outgoing) (core.Receipt, error) {
			if out.TelegramID == 7 {
				time.Sleep(4 * time.Second)
				return core.Receipt{TelegramID: 500_000}, nil
			}
			<-ctx.Done()
			return core.Receipt{}, &core.SendError{Outcome: core.OutcomeUnknown, Detail: core.NewProblem("change_refused", "Cut."), Err: ctx.Err()}
		}
		slow, hung := r.reply(a, "slow"), r.reply(b, "hung")
		began := time.Now()
		r.stop()
		if took := time.Since(began); took != StopGrace {
			t.Errorf("stopping took %s", took)
		}
		r.wantDelivery(slow[0], core.DeliverySent)
		r.wantDelivery(hung[0], core.DeliveryUnknown)
		r.bot.send = nil
		r.boot()
	})
}

// TestOutcomeSurvivesDiskTrouble: what Telegram took is never sent again
// because the disk could not take the news at once.
func TestOutcomeSurvivesDiskTrouble(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) {
			r.store.setFail(core.NewError(core.CodeUnavailable, "store_full"))
			return core.Receipt{TelegramID: 500_000}, nil
		}
		m := r.reply(c, "hi")
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliverySending)
		r.store.setFail(nil)
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliverySent)
		wantEqual(t, "requests", r.bot.sent(), []string{"hi"})
	})
}

func TestQueuedReplyOutlivesItsChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.bot.failing(&core.SendError{Outcome: core.OutcomeNotSent})
		m := r.reply(c, "bye")
		_, err := r.desk.End(t.Context(), r.op, c.ID)
		must(t, err)
		r.after(time.Minute)
		r.wantDelivery(m[0], core.DeliverySent)
	})
}

func TestLongReplyInParts(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		m := r.reply(c, strings.Repeat("word ", 2000))
		r.after(time.Minute)
		if len(m) != 3 || len(r.bot.calls) != 3 {
			t.Errorf("%d messages, %d requests", len(m), len(r.bot.calls))
		}
		last, _ := r.desk.Chat(t.Context(), c.ID)
		if last.LastMessageID != m[2].ID {
			t.Errorf("last message %d, want %d", last.LastMessageID, m[2].ID)
		}
	})
}
