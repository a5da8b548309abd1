package engine

import (
	"testing"
	"time"

	"tgdesk/core"
)

// TestRetryAfterOutlivesTheDesk: what Telegram asked to wait for is waited for through
// a restart and another start of the channel; other visitors do not wait.
func TestRetryAfterOutlivesTheDesk(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b := r.hears(7, "hello"), r.hears(8, "hello")
		r.bot.failing(later(10072 * time.Second))
		held := r.reply(a, "held")[0]
		r.after(time.Minute)
		r.stop()
		r.boot()
		other := r.reply(b, "not held")[0]
		r.wantDelivery(held, core.DeliveryQueued)
		r.wantDelivery(other, core.DeliverySent)
		_, err := r.desk.EnableBrand(t.Context(), r.op, r.brand, false)
		must(t, err)
		r.after(10011 * time.Second)
		r.wantDelivery(held, core.DeliveryQueued)
		if left := time.Until(r.desk.RetryAfter(r.brand, a.VisitorID)); left != time.Second {
			t.Errorf("%s of the wait are left, want a second", left)
		}
		r.after(time.Second)
		r.wantDelivery(held, core.DeliverySent)
	})
}

// TestRetryAfterOfASetClock: a stored wait beyond all that Telegram asks for
// is kept for a day at most.
func TestRetryAfterOfASetClock(t *testing.T) {
	inBubble(t, func(r *rig) {
		a := r.hears(7, "hello")
		r.stop()
		must(t, r.store.Write(t.Context(), func(tx core.Tx) error {
			return tx.SaveRetryAfter(t.Context(), r.brand, core.RetryAfter{Visitor: a.VisitorID, Until: tx.Now().Add(400 * core.Day)})
		}))
		r.boot()
		m := r.reply(a, "held")[0]
		r.wantDelivery(m, core.DeliveryQueued)
		r.after(core.Day)
		r.wantDelivery(m, core.DeliverySent)
	})
}

// TestRetryAfterOutlivesTheChannel: one that starts anew knows of which visitors
// Telegram told, and that the bot as a whole waits.
func TestRetryAfterOutlivesTheChannel(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b, c := r.hears(7, "hello"), r.hears(8, "hello"), r.hears(9, "hello")
		anew := func() {
			_, err := r.desk.EnableBrand(t.Context(), r.op, r.brand, false)
			must(t, err)
			r.after(0)
		}
		r.bot.failing(later(time.Hour), later(time.Hour))
		r.reply(a, "one")
		anew()
		r.reply(b, "two")
		if r.desk.RetryAfter(r.brand, core.WholeBot).IsZero() {
			t.Error("told of a second visitor, the bot does not wait")
		}
		anew()
		three := r.reply(c, "three")[0]
		r.wantDelivery(three, core.DeliveryQueued)
		r.after(3 * time.Second)
		r.wantDelivery(three, core.DeliverySent)
	})
}
