package core

import (
	"testing"
	"time"
)

// TestHoldsOutliveTheDesk: what Telegram asked to wait for is waited for through
// a restart and another start of the channel; other visitors do not wait.
func TestHoldsOutliveTheDesk(t *testing.T) {
	inBubble(t, func(r *rig) {
		a, b := r.hears(7, "hello"), r.hears(8, "hello")
		r.bot.failing(later(10072 * time.Second))
		held := r.reply(a, "held")[0]
		r.after(time.Minute)
		r.stop()
		r.boot()
		other := r.reply(b, "not held")[0]
		r.wantDelivery(held, DeliveryQueued)
		r.wantDelivery(other, DeliverySent)
		_, err := r.desk.EnableBrand(t.Context(), r.op, r.brand, false)
		must(t, err)
		r.after(10011 * time.Second)
		r.wantDelivery(held, DeliveryQueued)
		if left := time.Until(r.desk.HeldUntil(r.brand, a.VisitorID)); left != time.Second {
			t.Errorf("%s of the wait are left, want a second", left)
		}
		r.after(time.Second)
		r.wantDelivery(held, DeliverySent)
	})
}

// TestHoldOfASetClock: a stored hold that lies beyond all that Telegram asks for
// is kept for a day at most.
func TestHoldOfASetClock(t *testing.T) {
	inBubble(t, func(r *rig) {
		a := r.hears(7, "hello")
		r.stop()
		must(t, r.store.Write(t.Context(), func(tx Tx) error {
			return tx.SaveHold(t.Context(), r.brand, Hold{Visitor: a.VisitorID, Until: tx.Now().Add(400 * Day)})
		}))
		r.boot()
		m := r.reply(a, "held")[0]
		r.wantDelivery(m, DeliveryQueued)
		r.after(Day)
		r.wantDelivery(m, DeliverySent)
	})
}
