package faults

import (
	"fmt"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// TestPaceKeepsWithinLimits: a server that holds the desk to what Telegram says
// of its limits never has to say 429, whatever is sent.
func TestPaceKeepsWithinLimits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flood  botsim.RateLimits
		guests int
	}{
		"one a second to a visitor": {botsim.RateLimits{PerChat: 1, Burst: 5}, 2},
		"thirty a second in all":    {botsim.RateLimits{PerBot: 30, Burst: 30}, 40},
	} {
		t.Run(name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				var guests []visitor
				for range c.guests {
					guests = append(guests, r.newVisitor())
				}
				began, parcels := time.Now(), 0
				for _, v := range guests {
					for range 4 {
						r.reply(v, "a text")
					}
					for _, a := range sendActions()[1:] {
						r.perform(v, a)
					}
					parcels += 4 + len(sendActions()) - 1
				}
				r.advance(2 * time.Minute)
				requests := 0
				for _, a := range sendActions() {
					requests += len(r.requestsSince(began, a.method))
				}
				if requests != parcels {
					t.Errorf("%d requests for %d parcels", requests, parcels)
				}
				for _, v := range guests {
					if n := len(v.Inbox()); n != 4+len(sendActions())-2+3 {
						t.Errorf("%d messages arrived", n)
					}
				}
			}, botsim.WithRateLimits(c.flood))
		})
	}
}

// TestNoRetryWithinASecond: for an hour of each fault that lets a reply go out
// again by itself, its tries are a second or more apart, and the reply arrives
// once when it is over.
func TestNoRetryWithinASecond(t *testing.T) {
	t.Parallel()
	for _, row := range sendFaults() {
		if row.then != core.DeliverySent || row.health != "" {
			continue
		}
		t.Run(row.name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				v, began := r.newVisitor(), time.Now()
				times := r.network.hits
				over := func() { r.network.fail("", nil) }
				if row.network != nil {
					r.network.fail("sendMessage", row.network(t))
				} else {
					row.fault.Method = "sendMessage"
					f := r.sim.Inject(row.fault)
					times = func() []time.Time { return r.requestsSince(began, "sendMessage") }
					over = f.Remove
				}
				m := r.reply(v, "stubborn")
				r.advance(time.Hour)
				if row.wait > 0 {
					n := int(time.Hour/row.wait) + 1
					r.expectRate("sendMessage", times(), n, n)
				} else {
					r.expectRate("sendMessage", times(), 60, 160)
				}
				over()
				r.advance(max(row.wait, 45*time.Second))
				r.expectDelivery(sendAction{method: row.name}, m, core.DeliverySent)
				expectTexts(t, "received", inboxOf(v), "stubborn")
			})
		})
	}
}

// TestHangingServerEndToEnd: a server that hangs for an hour costs a few
// unknowns, and the rest of the queue arrives once it is well.
func TestHangingServerEndToEnd(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		var guests []visitor
		for range 30 {
			guests = append(guests, r.newVisitor())
		}
		f := r.sim.Inject(botsim.Fault{Kind: botsim.HangBefore}) // every method
		guests[0].Say("ends the poll")
		for _, v := range guests {
			r.reply(v, "the message")
		}
		r.advance(time.Hour)
		sent := r.sim.Count("sendMessage")
		if sent > 15 {
			t.Errorf("%d replies were risked within an hour", sent)
		}
		if h := r.health(); h.State != core.HealthBackingOff {
			t.Errorf("the channel is %s", h.State)
		}
		f.Remove()
		r.advance(time.Minute) // a try each 30 s, and what then hangs no longer
		arrived := 0
		for _, v := range guests {
			arrived += len(v.Inbox())
		}
		if arrived != len(guests)-sent {
			t.Errorf("%d arrived, want %d", arrived, len(guests)-sent)
		}
		if h := r.health(); h.State != core.HealthPolling {
			t.Errorf("afterwards the channel is %s", h.State)
		}
		f.Release()
	})
}

// TestTwoDesksOneBot: of two desks with one token, neither takes the other's
// messages away faster than a person would notice, neither polls for nothing,
// and each message is at one of them.
func TestTwoDesksOneBot(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		other := &engineRig{t: r.t, dir: t.TempDir(), sim: r.sim, bot: r.bot, network: &faultyNetwork{next: r.sim.Client().Transport}, log: &rig.LogBuffer{}}
		defer func() { other.stop() }()
		other.open()
		other.addBrand()
		other.start()
		v := r.bot.Visitor(botsim.User{ID: 77, FirstName: "Hana"})
		const hours = 24
		lost, was := 0, core.HealthPolling
		for i := range hours * 60 {
			if i%30 == 0 {
				v.Say(fmt.Sprint(i))
			}
			r.advance(time.Minute)
			if now := r.health().State; now != was {
				if was = now; now == core.HealthConflict {
					lost++
				}
			}
		}
		if lost > 2*hours {
			t.Errorf("lost the bot %d times a day", lost)
		}
		// 50 s for each long poll of one of them, and what they find out.
		if n := r.sim.Count("getUpdates"); n > hours*90 {
			t.Errorf("%d polls", n)
		}
		got := 0
		for _, d := range []*engineRig{r, other} {
			if _, err := d.desk.VisitorByTelegram(r.t.Context(), d.brand, 77); err == nil {
				rows, err := d.desk.ChatsOf(r.t.Context(), d.visitorOf(v).ID, 1000)
				d.must(err)
				for _, row := range rows {
					found, err := d.desk.Messages(r.t.Context(), core.MessageQuery{Chat: row.Chat.ID, Limit: 1000})
					d.must(err)
					for _, m := range found {
						if m.From == core.FromVisitor {
							got++
						}
					}
				}
			}
		}
		if got < hours*2 || got > hours*2+lost {
			t.Errorf("%d messages of %d are at the two desks", got, hours*2)
		}
	}, botsim.WithAntiHammer())
}
