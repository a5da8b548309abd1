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
	name    string
	fault   botsim.Fault
	network func(t *testing.T) http.RoundTripper
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
		{name: "refused", network: plain(refusedConnection), id: "telegram_down", says: "turns them away. " + nothing},
		{name: "no such host", network: plain(unknownHost), id: "telegram_down", says: "the network connection. " + nothing},
		{name: "no route", network: plain(noRoute), id: "telegram_down", says: "the network connection. " + nothing},
		{name: "dial timeout", network: plain(dialTimeout), id: "telegram_down", says: "could not be reached in time. " + nothing},
		{name: "certificate", network: untrustedTLS, id: "telegram_down", says: "missing or old. " + nothing},
		{name: "no TLS", network: noTLS, id: "telegram_down", says: "let it speak TLS. " + nothing},
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
			withEngine(t, func(r *engineRig) {
				for method, a := range map[string]sendAction{
					"editMessageText": sendActions()[0], "editMessageCaption": sendActions()[1], "deleteMessage": sendActions()[0],
				} {
					if row.only == "" || row.only == method {
						r.testChange(row, method, a)
					}
				}
				r.advance(time.Minute)
				if h := r.health(); h.State != core.HealthPolling {
					t.Errorf("afterwards the channel is %s", h.State)
				}
			})
		})
	}
}

// testChange plays a row with one method: the change, what became of it at both
// ends, and the second try of the operator.
func (r *engineRig) testChange(row changeFault, method string, a sendAction) {
	r.t.Helper()
	v := r.newVisitor()
	m := r.perform(v, a)[0]
	r.advance(time.Second)
	r.expectDelivery(a, m, core.DeliverySent)
	change := func() error {
		if method == "deleteMessage" {
			return r.desk.DeleteReply(r.t.Context(), r.op, m.ID)
		}
		_, err := r.desk.EditReply(r.t.Context(), r.op, m.ID, "changed")
		return err
	}
	var over func()
	if row.network != nil {
		r.network.fail(method, row.network(r.t))
		over = func() { r.network.fail("", nil) }
	} else {
		row.fault.Method = method
		f := r.sim.Inject(row.fault)
		over = func() { f.Remove(); f.Release() }
	}
	began := time.Now()
	err := change()
	r.checkChange(row, method, v, m, err)
	over()
	r.advance(time.Hour)
	if n := len(r.requestsSince(began, method)); row.network == nil && n != 1 {
		r.t.Errorf("%s was asked %d times", method, n)
	}
	if err == nil {
		return
	}
	if err := change(); err != nil {
		r.t.Errorf("%s, the second time: %v", method, err)
	}
	r.checkDone(method, v, m, true)
}

func (r *engineRig) checkChange(row changeFault, method string, v visitor, m core.Message, err error) {
	r.t.Helper()
	switch e, _ := err.(*core.Error); {
	case row.id == "" && err != nil:
		r.t.Errorf("%s: %v", method, err)
	case row.id != "" && (e == nil || e.ID != row.id):
		r.t.Errorf("%s: %v, want %s", method, err, row.id)
	case e != nil:
		expectPart(r.t, method, locale.English().Error(e), row.says)
	}
	r.checkDone(method, v, m, row.atServer)
	now := r.message(m.ID)
	if changed := now.Text == "changed" || !now.DeletedAt.IsZero(); changed != (row.id == "") {
		r.t.Errorf("%s: changed at the desk: %t", method, changed)
	}
	if r.visitorOf(v.Visitor).HasBlockedBot() {
		r.t.Errorf("%s: the visitor counts as blocked", method) // only what is sent to them proves that
	}
}

// checkDone wants the change at the visitor, or not.
func (r *engineRig) checkDone(method string, v visitor, m core.Message, want bool) {
	r.t.Helper()
	inbox := v.Inbox()
	if len(inbox) != 1 {
		r.t.Errorf("%s: %d messages at the visitor", method, len(inbox))
		return
	}
	got := inbox[0].Text == "changed" || inbox[0].Deleted
	if got != want {
		r.t.Errorf("%s of %d: at the visitor: %t", method, m.TelegramID, got)
	}
}

// TestFaultsOfActions: that an action cannot be shown concerns nobody: neither
// the message, nor the channel, nor its rate.
func TestFaultsOfActions(t *testing.T) {
	t.Parallel()
	for _, row := range requestFaults() {
		t.Run(row.name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				v := r.newVisitor()
				r.advance(10 * time.Second)
				times := r.startActions(row)
				began := time.Now()
				for time.Since(began) < time.Minute { // an operator who types
					r.desk.Typing(r.t.Context(), r.op, v.chat.ID)
					r.advance(200 * time.Millisecond)
				}
				m := r.reply(v, "here you are")
				r.advance(time.Second)
				r.expectDelivery(sendAction{method: row.name}, m, core.DeliverySent)
				if h := r.health(); h.State != core.HealthPolling {
					t.Errorf("the channel is %s: %s", h.State, h.Detail)
				}
				least := 4 * time.Second
				if row.fault.RetryAfter > 0 { // a retry_after is waited for, and no longer
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

func (r *engineRig) startActions(row requestFault) (times func() []time.Time) {
	if row.network != nil {
		r.network.fail("sendChatAction", row.network(r.t))
		return r.network.hits
	}
	then := time.Now()
	row.fault.Method = "sendChatAction"
	f := r.sim.Inject(row.fault)
	r.t.Cleanup(f.Release)
	return func() []time.Time { return r.requestsSince(then, "sendChatAction") }
}
