package faults

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// sendFault is one row of what can go wrong with a send, and what must follow,
// whatever is sent: a text, a file or an album.
type sendFault struct {
	name    string
	fault   botsim.Fault                         // of the server, or
	network func(t *testing.T) http.RoundTripper // of the way there

	// While it lasts:
	want    core.Delivery
	arrived int    // how often the message is at the visitor
	why     string // part of the reason shown at the message, or of the channel's state
	wait    time.Duration
	blocked bool             // the visitor counts as unreachable
	health  core.HealthState // "" for polling
	// Once it is over, without anybody doing anything but repairing the channel:
	then  core.Delivery // "" for want
	total int           // how often it is at the visitor in the end
	tries int           // requests in all, 0 for one
}

const unknownText = "The message may or may not have arrived."

// sendFaults is written down from the facts about the Bot API, not from the
// adapter: a connection that never came about and a refusal in Telegram's own
// form are proof that nothing was sent; everything else is not.
func sendFaults() []sendFault {
	return []sendFault{
		// Surely not sent: goes out again by itself, once.
		{name: "refused", network: plain(refusedConnection), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "no such host", network: plain(unknownHost), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "no route", network: plain(noRoute), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "dial timeout", network: plain(dialTimeout), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "certificate", network: untrustedTLS, want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "no TLS", network: noTLS, want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		// A retry_after is waited for, and no longer.
		{name: "429", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, want: core.DeliveryQueued, wait: 7 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		{name: "429 for hours", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 10072}, want: core.DeliveryQueued, wait: 10072 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		{name: "429 by header", fault: botsim.Fault{Kind: botsim.TooManyHeaderOnly, RetryAfter: 37}, want: core.DeliveryQueued, wait: 37 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		{name: "429 of a front end", fault: botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 37}, want: core.DeliveryQueued, wait: 37 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		// Nobody can know: a person decides.
		{name: "cut before", fault: botsim.Fault{Kind: botsim.CutBefore, When: always}, want: core.DeliveryUnknown, why: unknownText},
		{name: "cut after", fault: botsim.Fault{Kind: botsim.CutAfter}, want: core.DeliveryUnknown, why: unknownText, arrived: 1, total: 1},
		{name: "timeout before", fault: botsim.Fault{Kind: botsim.HangBefore}, want: core.DeliveryUnknown, why: "did not answer within"},
		{name: "timeout after", fault: botsim.Fault{Kind: botsim.HangAfter}, want: core.DeliveryUnknown, why: "did not answer within", arrived: 1, total: 1},
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, want: core.DeliveryUnknown, why: "reports an error of its own: Internal Server Error: restart."},
		{name: "500 after", fault: botsim.Fault{Kind: botsim.InternalErrorAfter}, want: core.DeliveryUnknown, why: unknownText, arrived: 1, total: 1},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, want: core.DeliveryUnknown, why: "HTTP 502"},
		{name: "502 after", fault: botsim.Fault{Kind: botsim.BadGatewayAfter}, want: core.DeliveryUnknown, why: "HTTP 502", arrived: 1, total: 1},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, want: core.DeliveryUnknown, why: unknownText, arrived: 1, total: 1},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, want: core.DeliveryUnknown, why: unknownText, arrived: 1, total: 1},
		{name: "wrong types", fault: botsim.Fault{Kind: botsim.WrongTypes}, want: core.DeliveryUnknown, why: unknownText, arrived: 1, total: 1},
		// The token: the channel stops, and goes on with the same queue.
		{name: "401", fault: botsim.Fault{Kind: botsim.Unauthorized, Times: 1}, want: core.DeliveryQueued, health: core.HealthUnauthorized, why: "does not accept this bot's token", then: core.DeliverySent, total: 1, tries: 2},
		{name: "401 of a shape", fault: botsim.Fault{Kind: botsim.Unauthorized, Description: "Unauthorized: invalid token specified", Times: 1}, want: core.DeliveryQueued, health: core.HealthUnauthorized, why: "does not accept this bot's token", then: core.DeliverySent, total: 1, tries: 2},
		{name: "404", fault: botsim.Fault{Kind: botsim.NotFound, Times: 1}, want: core.DeliveryQueued, health: core.HealthUnauthorized, why: "does not accept this bot's token", then: core.DeliverySent, total: 1, tries: 2},
		// This visitor cannot be written to.
		forbidden("Forbidden: bot was blocked by the user", true),
		forbidden("Forbidden: user is deactivated", true),
		forbidden("Forbidden: bot can't initiate conversation with a user", true),
		forbidden("Forbidden: the bot can't send messages to the bot", false),
		// This message never will: said, and left to a person.
		badRequest("chat not found"), badRequest("message is too long"), badRequest("message caption is too long"), badRequest("message text is empty"),
		badRequest("can't parse entities: unsupported start tag"), badRequest("VOICE_MESSAGES_FORBIDDEN"), badRequest("PEER_ID_INVALID"),
		badRequest("wrong file_id or the file is temporarily unavailable"), badRequest("file is too big"),
		{name: "400 the message answered is gone", fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: message to be replied not found", Times: 1}, want: core.DeliverySent, arrived: 1, total: 1, tries: 2},
		{name: "404 no such method", fault: botsim.Fault{Kind: botsim.NotFound, Description: "Not Found: method not found"}, want: core.DeliveryFailed, why: "method not found"},
		{name: "409", fault: botsim.Fault{Kind: botsim.Conflict}, want: core.DeliveryFailed, why: "Conflict"},
	}
}

func always(botsim.Request) bool { return true }

func plain(network func() http.RoundTripper) func(*testing.T) http.RoundTripper {
	return func(*testing.T) http.RoundTripper { return network() }
}

func badRequest(description string) sendFault {
	return sendFault{
		name: "400 " + description, fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: " + description},
		want: core.DeliveryFailed, why: "Telegram refused: Bad Request: " + description,
	}
}

func forbidden(description string, blocked bool) sendFault {
	return sendFault{
		name: "403 " + description, fault: botsim.Fault{Kind: botsim.Forbidden, Description: description},
		want: core.DeliveryFailed, why: description, blocked: blocked,
	}
}

// sendAction is one way to say something to a visitor, answering what they wrote.
type sendAction struct {
	method string
	parts  int // messages that arrive
	files  []string
}

func sendActions() []sendAction {
	return []sendAction{
		{"sendMessage", 1, nil},
		{"sendPhoto", 1, []string{"a.png"}},
		{"sendDocument", 1, []string{"bill.pdf"}},
		{"sendVideo", 1, []string{"clip.mp4"}},
		{"sendAudio", 1, []string{"song.ogg"}},
		{"sendMediaGroup", 3, []string{"a.png", "b.png", "c.png"}},
	}
}

// perform says it and returns the messages it is made of.
func (r *engineRig) perform(v visitor, a sendAction) []core.Message {
	r.t.Helper()
	answered, err := r.desk.MessageByTelegram(r.t.Context(), v.chat.VisitorID, v.first)
	r.must(err)
	if a.files == nil {
		sent, err := r.desk.SendDraft(r.t.Context(), r.op, v.chat.ID, core.Draft{Text: "the message", ReplyTo: answered.ID}, nil)
		r.must(err)
		return sent
	}
	content := map[string]string{
		".png": rig.PNGFile(4, 4), ".pdf": "%PDF-1.4 " + strings.Repeat("x", 100),
		".mp4": "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + strings.Repeat("x", 100),
		".ogg": "OggS\x00\x02" + strings.Repeat("\x00", 22) + "\x01vorbis" + strings.Repeat("x", 100),
	}
	var paths []string
	for _, name := range a.files {
		paths = append(paths, r.file(name, content[name[len(name)-4:]]))
	}
	return r.attach(v, "the message", answered.ID, paths...)
}

func TestFaultsOfSends(t *testing.T) {
	t.Parallel()
	for _, row := range sendFaults() {
		t.Run(row.name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				for _, a := range sendActions() {
					r.testSend(row, a)
				}
				if n := r.sim.Count("getUpdates"); n > 3000 {
					t.Errorf("%d polls", n)
				}
			})
		})
	}
}

// testSend runs a row with one action: what becomes of the message, of what is
// queued behind it, of another visitor's, and of the channel.
func (r *engineRig) testSend(row sendFault, a sendAction) {
	v, other := r.newVisitor(), r.newVisitor()
	over := r.startSendFault(row, a)
	sent := r.perform(v, a)
	var behind core.Message
	if !row.blocked { // once Telegram has said so, the desk itself refuses
		behind = r.reply(v, "behind it")
	}
	look := 20 * time.Second
	if row.wait > 0 {
		look = 2 * time.Second // before its time is up
	}
	r.advance(look)
	r.checkDuring(row, a, v, sent)
	elsewhere := r.reply(other, "elsewhere")
	r.advance(time.Second)
	if row.wait > 0 {
		r.expectDelivery(a, elsewhere, core.DeliverySent) // others go on
	}
	over()
	r.advance(max(row.wait, 5*time.Minute))
	r.checkAfter(row, a, v, sent, behind)
	r.expectDelivery(a, elsewhere, core.DeliverySent)
	expectTexts(r.t, a.method+" elsewhere", inboxOf(other), "elsewhere")
}

// startSendFault starts a row's fault, for the message and nothing else, and
// returns what ends it.
func (r *engineRig) startSendFault(row sendFault, a sendAction) (over func()) {
	if row.network != nil {
		r.network.fail(a.method, row.network(r.t))
		return func() {
			if n := len(r.network.hits()); n < 1 || n > 10 {
				r.t.Errorf("%s: %d tries in 21 s", a.method, n)
			}
			r.network.fail("", nil)
		}
	}
	f := row.fault
	f.Method, f.When = a.method, concernsMessage
	if row.wait > 0 {
		f.Times = 1
	}
	injected := r.sim.Inject(f)
	before := len(r.requestsOf(a))
	return func() {
		injected.Remove()
		injected.Release()
		if row.health == core.HealthUnauthorized {
			r.replaceToken(r.bot.Revoke())
		}
		r.advance(max(row.wait, time.Minute))
		if got := len(r.requestsOf(a)) - before; got != max(row.tries, 1) {
			r.t.Errorf("%s: %d requests, want %d", a.method, got, max(row.tries, 1))
		}
	}
}

func concernsMessage(r botsim.Request) bool {
	return r.Params["text"] == "the message" || r.Params["caption"] == "the message" || strings.Contains(r.Params["media"], "the message")
}

// requestsOf are the requests that carried the message.
func (r *engineRig) requestsOf(a sendAction) (found []botsim.Request) {
	for _, req := range r.sim.Requests(a.method) {
		if concernsMessage(req) {
			found = append(found, req)
		}
	}
	return found
}

func (r *engineRig) checkDuring(row sendFault, a sendAction, v visitor, sent []core.Message) {
	r.t.Helper()
	if len(sent) != a.parts {
		r.t.Fatalf("%s: %d messages", a.method, len(sent))
	}
	h := r.health()
	for _, m := range sent {
		now := r.message(m.ID)
		dialing := row.network != nil && now.Delivery == core.DeliverySending // its next try
		if now.Delivery != row.want && !dialing {
			r.t.Errorf("%s: %s (%s), want %s", a.method, now.Delivery, now.Problem, row.want)
		}
		if row.health == "" {
			expectPart(r.t, a.method+" reason", locale.English().Problem(now.Problem), row.why)
		}
	}
	r.checkHeld(row, a, v)
	if got := arrived(v); got != row.arrived*a.parts {
		r.t.Errorf("%s: %d at the visitor, want %d", a.method, got, row.arrived*a.parts)
	}
	if got := r.visitorOf(v.Visitor).HasBlockedBot(); got != row.blocked {
		r.t.Errorf("%s: blocked is %t", a.method, got)
	}
	if row.health == "" {
		row.health = core.HealthPolling
	} else {
		expectPart(r.t, a.method+" health", locale.English().Problem(h.Detail), row.why)
	}
	if h.State != row.health {
		r.t.Errorf("%s: channel %s (%s), want %s", a.method, h.State, h.Detail, row.health)
	}
}

// checkHeld wants the wait to be there for the screen, and for nobody else.
func (r *engineRig) checkHeld(row sendFault, a sendAction, v visitor) {
	r.t.Helper()
	left := time.Duration(0)
	if until := r.desk.RetryAfter(r.brand, v.chat.VisitorID); !until.IsZero() {
		left = time.Until(until)
	}
	if row.wait == 0 && left != 0 || row.wait > 0 && (left > row.wait || left < row.wait-3*time.Second) {
		r.t.Errorf("%s: the screen counts down from %s, want %s", a.method, left, row.wait)
	}
	if until := r.desk.RetryAfter(r.brand, 0); !until.IsZero() {
		r.t.Errorf("%s: the whole bot is held", a.method)
	}
}

func (r *engineRig) checkAfter(row sendFault, a sendAction, v visitor, sent []core.Message, behind core.Message) {
	r.t.Helper()
	if row.then == "" {
		row.then = row.want
	}
	for _, m := range sent {
		r.expectDelivery(a, m, row.then)
	}
	if got := arrived(v); got != row.total*a.parts {
		r.t.Errorf("%s: %d at the visitor in the end, want %d", a.method, got, row.total*a.parts)
	}
	if h := r.health(); h.State != core.HealthPolling {
		r.t.Errorf("%s: the channel is %s in the end", a.method, h.State)
	}
	if row.blocked {
		expectTexts(r.t, a.method+" system line", r.texts(v.Visitor)[len(sent)+2:], "[blocked]")
		return
	}
	r.expectDelivery(a, behind, core.DeliverySent)
	if got := inboxOf(v); len(got) != row.total*a.parts+1 || got[len(got)-1] != "behind it" {
		r.t.Errorf("%s: received %q", a.method, got)
	}
}

func (r *engineRig) expectDelivery(a sendAction, m core.Message, want core.Delivery) {
	r.t.Helper()
	if now := r.message(m.ID); now.Delivery != want {
		r.t.Errorf("%s: %q is %s (%s), want %s", a.method, now.Text, now.Delivery, now.Problem, want)
	}
}

// arrived counts what of the message is at the visitor.
func arrived(v visitor) (n int) {
	for _, m := range v.Inbox() {
		if m.Text == "the message" || m.File != nil {
			n++
		}
	}
	return n
}

func inboxOf(v visitor) (texts []string) {
	for _, m := range v.Inbox() {
		texts = append(texts, m.Text)
	}
	return texts
}
