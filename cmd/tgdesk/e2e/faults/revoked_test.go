package faults

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// TestRevokedTokenIsFoundByThePoll: a file meets the revoked token first, while
// a poll that began before waits on. The next poll stops the channel before the
// file is given up, and with the new token the file comes by itself.
func TestRevokedTokenIsFoundByThePoll(t *testing.T) {
	inPlant(t, func(p *plant) {
		p.sim.Inject(botsim.Fault{Kind: botsim.Unauthorized, Method: "getFile", Times: 1})
		g := p.guest()
		g.Send(botsim.Document("bill.pdf", "application/pdf", 0).WithBytes([]byte(content)))
		p.after(time.Second)
		then := time.Now()
		refused := p.sim.Inject(botsim.Fault{Kind: botsim.Unauthorized})
		p.after(40 * time.Second)
		p.checkFile(fileFault{}, g, core.FileWanted)
		if h := p.health(); h.State != core.HealthPolling {
			t.Errorf("the channel is %s: %s", h.State, h.Detail)
		}
		p.after(15 * time.Minute)
		p.checkFile(fileFault{}, g, core.FileWanted)
		if h := p.health(); h.State != core.HealthUnauthorized {
			t.Errorf("the channel is %s: %s", h.State, h.Detail)
		}
		p.wantPace("getFile", p.since(then, "getFile"), 2, 2)
		p.wantPace("getUpdates", p.since(then, "getUpdates"), 1, 1)
		refused.Remove()
		p.renew(p.bot.Revoke())
		p.after(time.Second)
		p.checkFile(fileFault{}, g, core.FileReady)
	})
}
