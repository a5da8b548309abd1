package faults

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// TestRevokedTokenIsFoundByThePoll: a file download runs into the revoked token first, while
// a poll that began before waits on. The next poll stops the channel before the
// file is given up, and with the new token the file comes by itself.
func TestRevokedTokenIsFoundByThePoll(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		r.sim.Inject(botsim.Fault{Kind: botsim.Unauthorized, Method: "getFile", Times: 1})
		v := r.newVisitor()
		v.Send(botsim.Document("bill.pdf", "application/pdf", 0).WithBytes([]byte(content)))
		r.advance(time.Second)
		then := time.Now()
		refused := r.sim.Inject(botsim.Fault{Kind: botsim.Unauthorized})
		r.advance(40 * time.Second)
		r.checkFile(fileFault{}, v, core.FileWanted)
		if h := r.health(); h.State != core.HealthPolling {
			t.Errorf("the channel is %s: %s", h.State, h.Detail)
		}
		r.advance(15 * time.Minute)
		r.checkFile(fileFault{}, v, core.FileWanted)
		if h := r.health(); h.State != core.HealthUnauthorized {
			t.Errorf("the channel is %s: %s", h.State, h.Detail)
		}
		r.expectRate("getFile", r.requestsSince(then, "getFile"), 2, 2)
		r.expectRate("getUpdates", r.requestsSince(then, "getUpdates"), 1, 1)
		refused.Remove()
		r.replaceToken(r.bot.Revoke())
		r.advance(time.Second)
		r.checkFile(fileFault{}, v, core.FileReady)
	})
}
