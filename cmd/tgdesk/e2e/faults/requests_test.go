package faults

import (
	"net/http"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// requestFault is one row of what can go wrong with a question or an order that an
// admin waits for: getMe, getWebhookInfo, deleteWebhook. Nothing of it is tried
// again by itself, the channel goes on, and the screen says what was wrong.
type requestFault struct {
	name    string
	fault   botsim.Fault
	network func(t *testing.T) http.RoundTripper
	code    core.Code // "" for no error
	says    string
	done    bool // deleteWebhook took effect all the same
}

func requestFaults() []requestFault {
	down, wrong := core.CodeUnavailable, core.CodeUnauthorized
	return []requestFault{
		{name: "refused", network: plain(refusedConnection), code: down, says: "refuses connections"},
		{name: "no such host", network: plain(unknownHost), code: down, says: "cannot be looked up"},
		{name: "no route", network: plain(noRoute), code: down, says: "no way through the network"},
		{name: "dial timeout", network: plain(dialTimeout), code: down, says: "could not be reached in time"},
		{name: "certificate", network: untrustedTLS, code: down, says: "a certificate that this machine does not trust, signed by itself"},
		{name: "no TLS", network: noTLS, code: down, says: "does not speak HTTPS"},
		{name: "timeout before", fault: botsim.Fault{Kind: botsim.HangBefore}, code: down, says: "did not answer within 15s"},
		{name: "timeout after", fault: botsim.Fault{Kind: botsim.HangAfter}, code: down, says: "did not answer within 15s", done: true},
		{name: "cut before", fault: botsim.Fault{Kind: botsim.CutBefore}, code: down, says: "closed the connection"},
		{name: "cut after", fault: botsim.Fault{Kind: botsim.CutAfter}, code: down, says: "closed the connection", done: true},
		{name: "429", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, code: down, says: "asks to wait 7s"},
		{name: "429 for hours", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 10072}, code: down, says: "asks to wait 2h47m52s"},
		{name: "429 by header", fault: botsim.Fault{Kind: botsim.TooManyHeaderOnly, RetryAfter: 37}, code: down, says: "asks to wait 37s"},
		{name: "429 of a front end", fault: botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 37}, code: down, says: "HTTP 429"},
		{name: "400", fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: LOGIN_FORBIDDEN"}, code: down, says: "Telegram refused: Bad Request: LOGIN_FORBIDDEN."},
		{name: "401", fault: botsim.Fault{Kind: botsim.Unauthorized}, code: wrong, says: "does not accept this bot's token"},
		{name: "401 of a shape", fault: botsim.Fault{Kind: botsim.Unauthorized, Description: "Unauthorized: invalid token specified"}, code: wrong, says: "does not accept this bot's token"},
		{name: "403", fault: botsim.Fault{Kind: botsim.Forbidden, Description: "Forbidden: no"}, code: down, says: "Telegram refused: Forbidden: no."},
		{name: "404", fault: botsim.Fault{Kind: botsim.NotFound}, code: wrong, says: "does not accept this bot's token"},
		{name: "404 no such method", fault: botsim.Fault{Kind: botsim.NotFound, Description: "Not Found: method not found"}, code: down, says: "method not found"},
		{name: "409", fault: botsim.Fault{Kind: botsim.Conflict}, code: down, says: "Telegram refused: Conflict"},
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, code: down, says: "reports an error of its own"},
		{name: "500 after", fault: botsim.Fault{Kind: botsim.InternalErrorAfter}, code: down, says: "reports an error of its own", done: true},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, code: down, says: "HTTP 502"},
		{name: "502 after", fault: botsim.Fault{Kind: botsim.BadGatewayAfter}, code: down, says: "HTTP 502", done: true},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, code: down, says: "cut short", done: true},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, code: down, says: "cut short", done: true},
		{name: "wrong types", fault: botsim.Fault{Kind: botsim.WrongTypes}, code: down, says: "a Bot API server", done: true},
	}
}

func TestFaultsOfQuestions(t *testing.T) {
	t.Parallel()
	for _, row := range requestFaults() {
		t.Run(row.name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				r.advance(time.Second) // setting up asked, too
				r.testRequest(row, "getMe", func() error {
					_, err := r.desk.Authenticate(r.t.Context(), r.op, "", r.bot.Token)
					return err
				})
				r.testRequest(row, "getWebhookInfo", func() error {
					_, _, err := r.desk.Waiting(r.t.Context(), r.op, r.brand)
					return err
				})
				r.bot.SetWebhook("https://crm.example.com/secret")
				r.advance(time.Second)
				r.testRequest(row, "deleteWebhook", func() error { return r.desk.RemoveWebhook(r.t.Context(), r.op, r.brand) })
				if got := r.bot.Webhook() == ""; got != row.done {
					t.Errorf("the webhook is gone: %t", got)
				}
				r.must(r.desk.TakeOver(r.t.Context(), r.op, r.brand))
				r.advance(time.Minute)
				if h := r.health(); h.State != core.HealthPolling {
					t.Errorf("afterwards the channel is %s: %s", h.State, h.Detail)
				}
			})
		})
	}
}

// testRequest plays one question of a row.
func (r *engineRig) testRequest(row requestFault, method string, run func() error) {
	r.t.Helper()
	var times func() []time.Time
	if row.network != nil {
		r.network.fail(method, row.network(r.t))
		times = r.network.hits
		defer r.network.fail("", nil)
	} else {
		then := time.Now()
		row.fault.Method = method
		f := r.sim.Inject(row.fault)
		times = func() []time.Time { return r.requestsSince(then, method) }
		defer f.Release()
		defer f.Remove()
	}
	err := run()
	if core.CodeOf(err) != row.code {
		r.t.Errorf("%s: %v is %q, want %q", method, err, core.CodeOf(err), row.code)
	}
	if err != nil {
		expectPart(r.t, method, locale.English().Error(err), row.says)
	}
	if n := len(times()); n != 1 {
		r.t.Errorf("%s was asked %d times", method, n)
	}
}
