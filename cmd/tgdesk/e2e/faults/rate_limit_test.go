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
			inPlant(t, func(p *plant) {
				var guests []guest
				for range c.guests {
					guests = append(guests, p.guest())
				}
				began, parcels := time.Now(), 0
				for _, g := range guests {
					for range 4 {
						p.reply(g, "a text")
					}
					for _, d := range deeds()[1:] {
						p.do(g, d)
					}
					parcels += 4 + len(deeds()) - 1
				}
				p.after(2 * time.Minute)
				requests := 0
				for _, d := range deeds() {
					requests += len(p.since(began, d.method))
				}
				if requests != parcels {
					t.Errorf("%d requests for %d parcels", requests, parcels)
				}
				for _, g := range guests {
					if n := len(g.Inbox()); n != 4+len(deeds())-2+3 {
						t.Errorf("%d messages arrived", n)
					}
				}
			}, botsim.WithRateLimits(c.flood))
		})
	}
}

// TestNoRetryWithinASecond: for an hour of each trouble that lets a reply go out
// again by itself, its tries are a second or more apart, and the reply arrives
// once when it is over.
func TestNoRetryWithinASecond(t *testing.T) {
	t.Parallel()
	for _, row := range sendFaults() {
		if row.then != core.DeliverySent || row.health != "" {
			continue
		}
		t.Run(row.name, func(t *testing.T) {
			inPlant(t, func(p *plant) {
				g, began := p.guest(), time.Now()
				times := p.weather.hits
				over := func() { p.weather.strike("", nil) }
				if row.storm != nil {
					p.weather.strike("sendMessage", row.storm(t))
				} else {
					row.fault.Method = "sendMessage"
					f := p.sim.Inject(row.fault)
					times = func() []time.Time { return p.since(began, "sendMessage") }
					over = f.Remove
				}
				m := p.reply(g, "stubborn")
				p.after(time.Hour)
				if row.wait > 0 {
					n := int(time.Hour/row.wait) + 1
					p.wantPace("sendMessage", times(), n, n)
				} else {
					p.wantPace("sendMessage", times(), 60, 160)
				}
				over()
				p.after(max(row.wait, 45*time.Second))
				p.wantDelivery(deed{method: row.name}, m, core.DeliverySent)
				wantTexts(t, "received", inboxOf(g), "stubborn")
			})
		})
	}
}

// TestHangingServerEndToEnd: a server that hangs for an hour costs a few
// unknowns, and the rest of the queue arrives once it is well.
func TestHangingServerEndToEnd(t *testing.T) {
	inPlant(t, func(p *plant) {
		var guests []guest
		for range 30 {
			guests = append(guests, p.guest())
		}
		f := p.sim.Inject(botsim.Fault{Kind: botsim.HangBefore}) // every method
		guests[0].Say("ends the poll")
		for _, g := range guests {
			p.reply(g, "the message")
		}
		p.after(time.Hour)
		sent := p.sim.Count("sendMessage")
		if sent > 15 {
			t.Errorf("%d replies were risked within an hour", sent)
		}
		if h := p.health(); h.State != core.HealthBackingOff {
			t.Errorf("the channel is %s", h.State)
		}
		f.Remove()
		p.after(time.Minute) // a try each 30 s, and what then hangs no longer
		arrived := 0
		for _, g := range guests {
			arrived += len(g.Inbox())
		}
		if arrived != len(guests)-sent {
			t.Errorf("%d arrived, want %d", arrived, len(guests)-sent)
		}
		if h := p.health(); h.State != core.HealthPolling {
			t.Errorf("afterwards the channel is %s", h.State)
		}
		f.Release()
	})
}

// TestTwoDesksOneBot: of two desks with one token, neither takes the other's
// messages away faster than a person would notice, neither polls for nothing,
// and each message is at one of them.
func TestTwoDesksOneBot(t *testing.T) {
	inPlant(t, func(p *plant) {
		other := &plant{t: p.t, dir: t.TempDir(), sim: p.sim, bot: p.bot, weather: &weather{fine: p.sim.Client().Transport}, log: &rig.LogBuffer{}}
		defer func() { other.stop() }()
		other.open()
		other.setUp()
		other.start()
		v := p.bot.Visitor(botsim.User{ID: 77, FirstName: "Hana"})
		const hours = 24
		lost, was := 0, core.HealthPolling
		for i := range hours * 60 {
			if i%30 == 0 {
				v.Say(fmt.Sprint(i))
			}
			p.after(time.Minute)
			if now := p.health().State; now != was {
				if was = now; now == core.HealthConflict {
					lost++
				}
			}
		}
		if lost > 2*hours {
			t.Errorf("lost the bot %d times a day", lost)
		}
		// 50 s for each long poll of one of them, and what they find out.
		if n := p.sim.Count("getUpdates"); n > hours*90 {
			t.Errorf("%d polls", n)
		}
		got := 0
		for _, d := range []*plant{p, other} {
			if _, err := d.desk.VisitorByTelegram(p.t.Context(), d.brand, 77); err == nil {
				rows, err := d.desk.ChatsOf(p.t.Context(), d.visitorOf(v).ID, 1000)
				d.must(err)
				for _, row := range rows {
					found, err := d.desk.Messages(p.t.Context(), core.MessageQuery{Chat: row.Chat.ID, Limit: 1000})
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
