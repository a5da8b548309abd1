package faults

import (
	"net/http"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// askFault is one row of what can go wrong with a question or an order that an
// admin waits for: getMe, getWebhookInfo, deleteWebhook. Nothing of it is tried
// again by itself, the channel goes on, and the screen says what was wrong.
type askFault struct {
	name  string
	fault botsim.Fault
	storm func(t *testing.T) http.RoundTripper
	code  core.Code // "" for no error
	says  string
	done  bool // deleteWebhook took effect all the same
}

func askFaults() []askFault {
	down, wrong := core.CodeUnavailable, core.CodeUnauthorized
	return []askFault{
		{name: "refused", storm: plainly(refusedConnection), code: down, says: "refuses connections"},
		{name: "no such host", storm: plainly(unknownHost), code: down, says: "cannot be looked up"},
		{name: "no route", storm: plainly(noRoute), code: down, says: "no way through the network"},
		{name: "dial timeout", storm: plainly(dialTimeout), code: down, says: "could not be reached in time"},
		{name: "certificate", storm: strangersTLS, code: down, says: "a certificate that this machine does not trust, signed by itself"},
		{name: "no TLS", storm: noTLS, code: down, says: "does not speak HTTPS"},
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
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, code: down, says: "has trouble of its own"},
		{name: "500 after", fault: botsim.Fault{Kind: botsim.InternalErrorAfter}, code: down, says: "has trouble of its own", done: true},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, code: down, says: "HTTP 502"},
		{name: "502 after", fault: botsim.Fault{Kind: botsim.BadGatewayAfter}, code: down, says: "HTTP 502", done: true},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, code: down, says: "cut short", done: true},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, code: down, says: "cut short", done: true},
		{name: "wrong types", fault: botsim.Fault{Kind: botsim.WrongTypes}, code: down, says: "a Bot API server", done: true},
	}
}

func TestFaultsOfQuestions(t *testing.T) {
	t.Parallel()
	for _, row := range askFaults() {
		t.Run(row.name, func(t *testing.T) {
			inPlant(t, func(p *plant) {
				p.after(time.Second) // setting up asked, too
				p.ask(row, "getMe", func() error {
					_, err := p.desk.Authenticate(p.t.Context(), p.bot.Token)
					return err
				})
				p.ask(row, "getWebhookInfo", func() error {
					_, _, err := p.desk.Waiting(p.t.Context(), p.brand)
					return err
				})
				p.bot.SetWebhook("https://crm.example.com/secret")
				p.after(time.Second)
				p.ask(row, "deleteWebhook", func() error { return p.desk.RemoveWebhook(p.t.Context(), p.op, p.brand) })
				if got := p.bot.Webhook() == ""; got != row.done {
					t.Errorf("the webhook is gone: %t", got)
				}
				p.must(p.desk.TakeOver(p.t.Context(), p.op, p.brand))
				p.after(time.Minute)
				if h := p.health(); h.State != core.HealthPolling {
					t.Errorf("afterwards the channel is %s: %s", h.State, h.Detail)
				}
			})
		})
	}
}

// ask plays one question of a row.
func (p *plant) ask(row askFault, method string, run func() error) {
	p.t.Helper()
	var times func() []time.Time
	if row.storm != nil {
		p.weather.strike(method, row.storm(p.t))
		times = p.weather.hits
		defer p.weather.strike("", nil)
	} else {
		then := time.Now()
		row.fault.Method = method
		f := p.sim.Inject(row.fault)
		times = func() []time.Time { return p.since(then, method) }
		defer f.Release()
		defer f.Remove()
	}
	err := run()
	if core.CodeOf(err) != row.code {
		p.t.Errorf("%s: %v is %q, want %q", method, err, core.CodeOf(err), row.code)
	}
	if err != nil {
		wantPart(p.t, method, locale.English().Error(err), row.says)
	}
	if n := len(times()); n != 1 {
		p.t.Errorf("%s was asked %d times", method, n)
	}
}
