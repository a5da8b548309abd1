package engine

import (
	"strings"
	"testing"
	"testing/synctest"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

// A token that cannot be read costs its brand nothing but the channel: no
// request is made with it, and a pasted token goes on with the same queue.
func TestSealedToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.boot()
		c := r.hears(7, "hello")
		r.stop()
		ch := r.store.channels[r.brand]
		ch.Token = core.SealedToken(ch.Bot.ID)
		r.store.channels[r.brand] = ch
		bots := len(r.telegram.bots)
		r.boot()
		if h := r.wantHealth(core.HealthUnauthorized); !strings.Contains(locale.English().Problem(h.Detail), "key of the bot tokens is missing or wrong") {
			t.Errorf("health: %+v", h)
		}
		m := r.reply(c, "one moment")[0]
		r.wantDelivery(m, core.DeliveryQueued)
		_, _, err := r.desk.Waiting(t.Context(), r.op, r.brand)
		wantCode(t, "waiting", err, core.CodeUnauthorized)
		wantCode(t, "webhook", r.desk.RemoveWebhook(t.Context(), r.op, r.brand), core.CodeUnauthorized)
		_, err = r.desk.EnableBrand(t.Context(), r.op, r.brand, true)
		wantCode(t, "dropping", err, core.CodeUnauthorized)
		_, err = r.desk.EnableBrand(t.Context(), r.op, r.brand, false)
		must(t, err)
		synctest.Wait()
		r.wantHealth(core.HealthUnauthorized)
		if n := len(r.telegram.bots); n != bots {
			t.Error("the sealed token was used")
		}
		_, err = r.desk.ReplaceToken(t.Context(), r.op, r.brand, "acme", r.bot.who.Bot, false)
		must(t, err)
		synctest.Wait()
		r.wantHealth(core.HealthPolling)
		r.wantDelivery(m, core.DeliverySent)
		r.stop()
	})
}
