package faults

import (
	"net/http"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// changeFault is one row of what can go wrong with editing or deleting what was
// sent. An operator waits for it; nothing is tried again by itself, for a second
// try does no harm and theirs is the decision.
type changeFault struct {
	name  string
	fault botsim.Fault
	storm func(t *testing.T) http.RoundTripper
	// The error's id and sentence; "" for none: the change is made.
	id, says string
	atServer bool // the change took effect there all the same
	only     string
}

func changeFaults() []changeFault {
	const nothing, unsure = "Nothing was changed.", "Try again: doing it twice does no harm."
	refusal := func(description, says string) changeFault {
		return changeFault{name: "400 " + description, fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: " + description}, id: "change_refused", says: says}
	}
	of := func(method string, f changeFault) changeFault { f.only = method; return f }
	return []changeFault{
		{name: "refused", storm: plainly(refusedConnection), id: "telegram_down", says: "turns them away. " + nothing},
		{name: "no such host", storm: plainly(unknownHost), id: "telegram_down", says: "the network connection. " + nothing},
		{name: "no route", storm: plainly(noRoute), id: "telegram_down", says: "the network connection. " + nothing},
		{name: "dial timeout", storm: plainly(dialTimeout), id: "telegram_down", says: "could not be reached in time. " + nothing},
		{name: "certificate", storm: strangersTLS, id: "telegram_down", says: "missing or old. " + nothing},
		{name: "no TLS", storm: noTLS, id: "telegram_down", says: "let it speak TLS. " + nothing},
		{name: "timeout before", fault: botsim.Fault{Kind: botsim.HangBefore}, id: "change_unknown", says: unsure},
		{name: "timeout after", fault: botsim.Fault{Kind: botsim.HangAfter}, id: "change_unknown", says: unsure, atServer: true},
		{name: "cut before", fault: botsim.Fault{Kind: botsim.CutBefore}, id: "change_unknown", says: unsure},
		{name: "cut after", fault: botsim.Fault{Kind: botsim.CutAfter}, id: "change_unknown", says: unsure, atServer: true},
		{name: "429", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, id: "telegram_later", says: "Telegram asks to wait 7s. " + nothing},
		{name: "429 for hours", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 10072}, id: "telegram_later", says: "2h47m52s"},
		{name: "429 by header", fault: botsim.Fault{Kind: botsim.TooManyHeaderOnly, RetryAfter: 37}, id: "telegram_later", says: "37s"},
		{name: "429 of a front end", fault: botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 37}, id: "telegram_later", says: "37s"},
		{name: "401", fault: botsim.Fault{Kind: botsim.Unauthorized}, id: "change_unauthorized", says: "does not accept this bot's token"},
		{name: "404", fault: botsim.Fault{Kind: botsim.NotFound}, id: "change_unauthorized", says: "does not accept this bot's token"},
		{name: "404 no such method", fault: botsim.Fault{Kind: botsim.NotFound, Description: "Not Found: method not found"}, id: "change_refused", says: "method not found"},
		{name: "403 blocked", fault: botsim.Fault{Kind: botsim.Forbidden}, id: "visitor_blocked", says: "has blocked the bot"},
		{name: "403 deactivated", fault: botsim.Fault{Kind: botsim.Forbidden, Description: "Forbidden: user is deactivated"}, id: "visitor_blocked", says: "has blocked the bot"},
		{name: "403 to a bot", fault: botsim.Fault{Kind: botsim.Forbidden, Description: "Forbidden: the bot can't send messages to the bot"}, id: "change_refused", says: "can't send messages to the bot"},
		{name: "409", fault: botsim.Fault{Kind: botsim.Conflict}, id: "change_refused", says: "Conflict"},
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, id: "change_unknown", says: unsure},
		{name: "500 after", fault: botsim.Fault{Kind: botsim.InternalErrorAfter}, id: "change_unknown", says: unsure, atServer: true},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, id: "change_unknown", says: unsure},
		{name: "502 after", fault: botsim.Fault{Kind: botsim.BadGatewayAfter}, id: "change_unknown", says: unsure, atServer: true},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, id: "change_unknown", says: unsure, atServer: true},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, id: "change_unknown", says: unsure, atServer: true},
		// Of a success nothing is read, so nothing in it can be of a wrong type.
		{name: "wrong types", fault: botsim.Fault{Kind: botsim.WrongTypes}, atServer: true},
		refusal("chat not found", "chat not found"),
		of("editMessageText", refusal("message is too long", "message is too long")),
		of("editMessageText", refusal("message to edit not found", "not in the visitor's chat any more")),
		of("editMessageCaption", refusal("message can't be edited", "does not let the bot change")),
		of("editMessageText", changeFault{
			name: "400 message is not modified", fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: message is not modified: specified new message content"},
		}),
		of("deleteMessage", changeFault{
			name: "400 message to delete not found", fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: message to delete not found"},
		}),
		of("deleteMessage", refusal("message can't be deleted", "does not let the bot take this message back")),
	}
}

func TestFaultsOfChanges(t *testing.T) {
	t.Parallel()
	for _, row := range changeFaults() {
		t.Run(row.name, func(t *testing.T) {
			inPlant(t, func(p *plant) {
				for method, d := range map[string]deed{
					"editMessageText": deeds()[0], "editMessageCaption": deeds()[1], "deleteMessage": deeds()[0],
				} {
					if row.only == "" || row.only == method {
						p.changeUnder(row, method, d)
					}
				}
				p.after(time.Minute)
				if h := p.health(); h.State != core.HealthPolling {
					t.Errorf("afterwards the channel is %s", h.State)
				}
			})
		})
	}
}

// changeUnder plays a row with one method: the change, what became of it at both
// ends, and the second try of the operator.
func (p *plant) changeUnder(row changeFault, method string, d deed) {
	p.t.Helper()
	g := p.guest()
	m := p.do(g, d)[0]
	p.after(time.Second)
	p.wantDelivery(d, m, core.DeliverySent)
	change := func() error {
		if method == "deleteMessage" {
			return p.desk.DeleteReply(p.t.Context(), p.op, m.ID)
		}
		_, err := p.desk.EditReply(p.t.Context(), p.op, m.ID, "changed")
		return err
	}
	var over func()
	if row.storm != nil {
		p.weather.strike(method, row.storm(p.t))
		over = func() { p.weather.strike("", nil) }
	} else {
		row.fault.Method = method
		f := p.sim.Inject(row.fault)
		over = func() { f.Remove(); f.Release() }
	}
	began := time.Now()
	err := change()
	p.checkChange(row, method, g, m, err)
	over()
	p.after(time.Hour)
	if n := len(p.since(began, method)); row.storm == nil && n != 1 {
		p.t.Errorf("%s was asked %d times", method, n)
	}
	if err == nil {
		return
	}
	if err := change(); err != nil {
		p.t.Errorf("%s, the second time: %v", method, err)
	}
	p.checkDone(method, g, m, true)
}

func (p *plant) checkChange(row changeFault, method string, g guest, m core.Message, err error) {
	p.t.Helper()
	switch e, _ := err.(*core.Error); {
	case row.id == "" && err != nil:
		p.t.Errorf("%s: %v", method, err)
	case row.id != "" && (e == nil || e.ID != row.id):
		p.t.Errorf("%s: %v, want %s", method, err, row.id)
	case e != nil:
		wantPart(p.t, method, locale.English().Error(e), row.says)
	}
	p.checkDone(method, g, m, row.atServer)
	now := p.message(m.ID)
	if changed := now.Text == "changed" || !now.DeletedAt.IsZero(); changed != (row.id == "") {
		p.t.Errorf("%s: changed at the desk: %t", method, changed)
	}
	if p.visitorOf(g.Visitor).Blocked() {
		p.t.Errorf("%s: the visitor counts as blocked", method) // only what is sent to them proves that
	}
}

// checkDone wants the change at the visitor, or not.
func (p *plant) checkDone(method string, g guest, m core.Message, want bool) {
	p.t.Helper()
	inbox := g.Inbox()
	if len(inbox) != 1 {
		p.t.Errorf("%s: %d messages at the visitor", method, len(inbox))
		return
	}
	got := inbox[0].Text == "changed" || inbox[0].Deleted
	if got != want {
		p.t.Errorf("%s of %d: at the visitor: %t", method, m.TelegramID, got)
	}
}

// TestFaultsOfActions: that an action cannot be shown concerns nobody: neither
// the message, nor the channel, nor its pace.
func TestFaultsOfActions(t *testing.T) {
	t.Parallel()
	for _, row := range askFaults() {
		t.Run(row.name, func(t *testing.T) {
			inPlant(t, func(p *plant) {
				g := p.guest()
				p.after(10 * time.Second)
				times := p.beginActions(row)
				began := time.Now()
				for time.Since(began) < time.Minute { // an operator who types
					p.desk.Typing(p.t.Context(), p.op, g.chat.ID)
					p.after(200 * time.Millisecond)
				}
				m := p.reply(g, "here you are")
				p.after(time.Second)
				p.wantDelivery(deed{method: row.name}, m, core.DeliverySent)
				if h := p.health(); h.State != core.HealthPolling {
					t.Errorf("the channel is %s: %s", h.State, h.Detail)
				}
				least := 4 * time.Second
				if row.fault.RetryAfter > 0 { // told to wait: as long as told
					least = time.Duration(row.fault.RetryAfter) * time.Second
				}
				for i, all := 1, times(); i < len(all); i++ {
					if gap := all[i].Sub(all[i-1]); gap < least {
						t.Errorf("again after %s", gap)
					}
				}
			})
		})
	}
}

func (p *plant) beginActions(row askFault) (times func() []time.Time) {
	if row.storm != nil {
		p.weather.strike("sendChatAction", row.storm(p.t))
		return p.weather.hits
	}
	then := time.Now()
	row.fault.Method = "sendChatAction"
	f := p.sim.Inject(row.fault)
	p.t.Cleanup(f.Release)
	return func() []time.Time { return p.since(then, "sendChatAction") }
}
