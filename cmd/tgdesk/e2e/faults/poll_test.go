package faults

import (
	"net/http"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// pollFault is one row of what can go wrong with getUpdates for an hour, and
// what must follow.
type pollFault struct {
	name    string
	fault   botsim.Fault
	network func(t *testing.T) http.RoundTripper
	webhook string // set by another program, in place of a fault

	health core.HealthState // during the hour
	detail string           // part of what the screen says
	told   bool             // its Until is Telegram's word
	least  int              // polls within the hour, at least
	most   int              // and at most; never two within a second
	// Within that time after the hour, what was said meanwhile is taken in, once.
	back time.Duration
}

const (
	soon         = 8 * time.Second  // 5 s between two tries, and 2 s to see that one lasts
	later        = 34 * time.Second // 30 s between two tries of a server that has a problem of its own
	conflictWait = 5 * time.Minute  // the conflictWait wait between two polls in a conflict
)

func pollFaults() []pollFault {
	off, conflict, unauthorized := core.HealthBackingOff, core.HealthConflict, core.HealthUnauthorized
	return []pollFault{
		// No connection comes about: trying costs nothing.
		{name: "refused", network: plain(refusedConnection), health: off, detail: "refuses connections", least: 700, most: 1000, back: soon},
		{name: "no such host", network: plain(unknownHost), health: off, detail: "cannot be looked up", least: 700, most: 1000, back: soon},
		{name: "no route", network: plain(noRoute), health: off, detail: "no way through the network", least: 700, most: 1000, back: soon},
		{name: "dial timeout", network: plain(dialTimeout), health: off, detail: "could not be reached in time", least: 200, most: 300, back: 10*time.Second + soon},
		{name: "certificate", network: untrustedTLS, health: off, detail: "a certificate that this machine does not trust, signed by itself", least: 700, most: 1000, back: soon},
		{name: "no TLS", network: noTLS, health: off, detail: "does not speak HTTPS", least: 700, most: 1000, back: soon},
		// The server has a problem of its own.
		{name: "cut before", fault: botsim.Fault{Kind: botsim.CutBefore}, health: off, detail: "closed the connection without an answer", least: 100, most: 200, back: later},
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, health: off, detail: "Internal Server Error: restart", least: 100, most: 200, back: later},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, health: off, detail: "HTTP 502", least: 100, most: 200, back: later},
		{name: "400", fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: chat not found"}, health: off, detail: "Telegram refused: Bad Request: chat not found", least: 100, most: 200, back: later},
		{name: "403", fault: botsim.Fault{Kind: botsim.Forbidden}, health: off, detail: "Telegram refused: Forbidden", least: 100, most: 200, back: later},
		{name: "404 no such method", fault: botsim.Fault{Kind: botsim.NotFound, Description: "Not Found: method not found"}, health: off, detail: "method not found", least: 100, most: 200, back: later},
		{name: "cut after", fault: botsim.Fault{Kind: botsim.CutAfter}, health: off, detail: "closed the connection without an answer", least: 100, most: 200, back: later},
		{name: "500 after", fault: botsim.Fault{Kind: botsim.InternalErrorAfter}, health: off, detail: "restart", least: 100, most: 200, back: later},
		{name: "502 after", fault: botsim.Fault{Kind: botsim.BadGatewayAfter}, health: off, detail: "HTTP 502", least: 100, most: 200, back: later},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, health: off, detail: "cut short", least: 100, most: 200, back: later},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, health: off, detail: "cut short", least: 100, most: 200, back: later},
		// It hangs: a poll takes its 65 s, and lasting is no sign of health.
		{name: "timeout before", fault: botsim.Fault{Kind: botsim.HangBefore}, health: off, detail: "did not answer within 1m5s", least: 30, most: 55, back: 65*time.Second + later},
		{name: "timeout after", fault: botsim.Fault{Kind: botsim.HangAfter}, health: off, detail: "did not answer within 1m5s", least: 30, most: 55, back: 65*time.Second + later},
		// A retry_after is waited for, not less and not more.
		{name: "429", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, health: off, detail: "asks to wait 7s", told: true, least: 510, most: 516, back: 8 * time.Second},
		{name: "429 for hours", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 10072}, health: off, detail: "asks to wait 2h47m52s", told: true, least: 1, most: 1, back: 10073*time.Second - time.Hour},
		{name: "429 by header", fault: botsim.Fault{Kind: botsim.TooManyHeaderOnly, RetryAfter: 60}, health: off, detail: "asks to wait 1m before", told: true, least: 60, most: 61, back: 61 * time.Second},
		{name: "429 of a front end", fault: botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 60}, health: off, detail: "HTTP 429", told: true, least: 60, most: 61, back: 61 * time.Second},
		// The token: nobody asks again before a person gave another one.
		{name: "401", fault: botsim.Fault{Kind: botsim.Unauthorized}, health: unauthorized, detail: "does not accept this bot's token", least: 1, most: 1, back: time.Second},
		{name: "401 of a shape", fault: botsim.Fault{Kind: botsim.Unauthorized, Description: "Unauthorized: invalid token specified"}, health: unauthorized, detail: "does not accept this bot's token", least: 1, most: 1, back: time.Second},
		{name: "404", fault: botsim.Fault{Kind: botsim.NotFound}, health: unauthorized, detail: "does not accept this bot's token", least: 1, most: 1, back: time.Second},
		// Another program receives the updates: it is polled away less and less often.
		{name: "409", fault: botsim.Fault{Kind: botsim.Conflict}, health: conflict, detail: "Another program receives this bot's messages", least: 2, most: 60, back: conflictWait},
		{name: "409 webhook", webhook: "https://crm.example.com/secret", health: conflict, detail: "A webhook sends this bot's messages to crm.example.com.", least: 2, most: 60, back: conflictWait},
	}
}

func TestFaultsOfPolls(t *testing.T) {
	t.Parallel()
	for _, row := range pollFaults() {
		t.Run(row.name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				v := r.newVisitor()
				r.advance(time.Second)
				began, end := r.startPoll(row)
				v.Say("before") // ends the poll that waits, so that the next one is struck
				r.advance(2 * time.Second)
				v.Say("during")
				reply := r.reply(v, "sent all the same")
				r.advance(time.Hour - 2*time.Second)
				r.checkPoll(row, began)
				if row.health == core.HealthUnauthorized {
					r.expectDelivery(sendAction{method: row.name}, reply, core.DeliveryQueued)
				} else {
					r.expectDelivery(sendAction{method: row.name}, reply, core.DeliverySent)
				}
				end()
				r.advance(row.back)
				r.expectDelivery(sendAction{method: row.name}, reply, core.DeliverySent)
				if h := r.health(); h.State != core.HealthPolling {
					t.Errorf("afterwards the channel is %s: %s", h.State, h.Detail)
				}
				expectTexts(t, "transcript", visitors(r.texts(v.Visitor)), "hello", "before", "during")
				if n := r.bot.Pending(); n != 0 {
					t.Errorf("%d updates are not confirmed", n)
				}
			})
		})
	}
}

// visitors leaves of a transcript what the visitor said.
func visitors(texts []string) (said []string) {
	for _, s := range texts {
		if s != "sent all the same" && s[0] != '[' {
			said = append(said, s)
		}
	}
	return said
}

func (r *engineRig) startPoll(row pollFault) (began func() []time.Time, end func()) {
	then := time.Now()
	atServer := func() []time.Time { return r.requestsSince(then, "getUpdates") }
	switch {
	case row.network != nil:
		r.network.fail("getUpdates", row.network(r.t))
		return r.network.hits, func() { r.network.fail("", nil) }
	case row.webhook != "":
		r.bot.SetWebhook(row.webhook)
		return atServer, func() { r.bot.SetWebhook("") }
	}
	row.fault.Method = "getUpdates"
	f := r.sim.Inject(row.fault)
	return atServer, func() {
		f.Remove()
		f.Release()
		if row.health == core.HealthUnauthorized {
			r.replaceToken(r.bot.Revoke())
		}
	}
}

func (r *engineRig) checkPoll(row pollFault, times func() []time.Time) {
	r.t.Helper()
	h := r.health()
	if h.State != row.health || h.RateLimited != row.told {
		r.t.Errorf("the channel is %s (told %t): %s", h.State, h.RateLimited, h.Detail)
	}
	expectPart(r.t, "detail", locale.English().Problem(h.Detail), row.detail)
	if row.health != core.HealthUnauthorized && (h.Until.IsZero() || h.Until.Before(time.Now().Add(-65*time.Second))) {
		r.t.Errorf("the next try is said to come at %s", h.Until)
	}
	r.expectRate("getUpdates", times(), row.least, row.most)
}
