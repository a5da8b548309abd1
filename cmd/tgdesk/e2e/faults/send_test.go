package faults

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// sendFault is one row of what can go wrong with a send, and what must follow,
// whatever is sent: a text, a file or an album.
type sendFault struct {
	name  string
	fault botsim.Fault                         // of the server, or
	storm func(t *testing.T) http.RoundTripper // of the way there

	// While it lasts:
	want    core.Delivery
	arrived int    // how often the message is at the visitor
	why     string // part of the reason shown at the message, or of the channel's state
	wait    time.Duration
	blocked bool             // the visitor counts as unreachable
	health  core.HealthState // "" for polling
	// Once it is over, without anybody doing anything but what mends the channel:
	then  core.Delivery // "" for want
	total int           // how often it is at the visitor in the end
	tries int           // requests in all, 0 for one
}

const maybe = "The message may or may not have arrived."

// sendFaults is written down from the facts about the Bot API, not from the
// adapter: a connection that never came about and a refusal in Telegram's own
// form are proof that nothing was sent; everything else is not.
func sendFaults() []sendFault {
	return []sendFault{
		// Surely not sent: goes out again by itself, once.
		{name: "refused", storm: plainly(refusedConnection), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "no such host", storm: plainly(unknownHost), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "no route", storm: plainly(noRoute), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "dial timeout", storm: plainly(dialTimeout), want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "certificate", storm: strangersTLS, want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		{name: "no TLS", storm: noTLS, want: core.DeliveryQueued, then: core.DeliverySent, total: 1},
		// Told to wait: as long as told.
		{name: "429", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, want: core.DeliveryQueued, wait: 7 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		{name: "429 for hours", fault: botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 10072}, want: core.DeliveryQueued, wait: 10072 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		{name: "429 by header", fault: botsim.Fault{Kind: botsim.TooManyHeaderOnly, RetryAfter: 37}, want: core.DeliveryQueued, wait: 37 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		{name: "429 of a front end", fault: botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 37}, want: core.DeliveryQueued, wait: 37 * time.Second, then: core.DeliverySent, total: 1, tries: 2},
		// Nobody can know: a person decides.
		{name: "cut before", fault: botsim.Fault{Kind: botsim.CutBefore, When: always}, want: core.DeliveryUnknown, why: maybe},
		{name: "cut after", fault: botsim.Fault{Kind: botsim.CutAfter}, want: core.DeliveryUnknown, why: maybe, arrived: 1, total: 1},
		{name: "timeout before", fault: botsim.Fault{Kind: botsim.HangBefore}, want: core.DeliveryUnknown, why: "did not answer within"},
		{name: "timeout after", fault: botsim.Fault{Kind: botsim.HangAfter}, want: core.DeliveryUnknown, why: "did not answer within", arrived: 1, total: 1},
		{name: "500", fault: botsim.Fault{Kind: botsim.InternalError}, want: core.DeliveryUnknown, why: "has trouble of its own: Internal Server Error: restart."},
		{name: "500 after", fault: botsim.Fault{Kind: botsim.InternalErrorAfter}, want: core.DeliveryUnknown, why: maybe, arrived: 1, total: 1},
		{name: "502", fault: botsim.Fault{Kind: botsim.BadGateway}, want: core.DeliveryUnknown, why: "HTTP 502"},
		{name: "502 after", fault: botsim.Fault{Kind: botsim.BadGatewayAfter}, want: core.DeliveryUnknown, why: "HTTP 502", arrived: 1, total: 1},
		{name: "truncated", fault: botsim.Fault{Kind: botsim.Truncated}, want: core.DeliveryUnknown, why: maybe, arrived: 1, total: 1},
		{name: "empty", fault: botsim.Fault{Kind: botsim.EmptyBody}, want: core.DeliveryUnknown, why: maybe, arrived: 1, total: 1},
		{name: "wrong types", fault: botsim.Fault{Kind: botsim.WrongTypes}, want: core.DeliveryUnknown, why: maybe, arrived: 1, total: 1},
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
		bad("chat not found"), bad("message is too long"), bad("message caption is too long"), bad("message text is empty"),
		bad("can't parse entities: unsupported start tag"), bad("VOICE_MESSAGES_FORBIDDEN"), bad("PEER_ID_INVALID"),
		bad("wrong file_id or the file is temporarily unavailable"), bad("file is too big"),
		{name: "400 the message answered is gone", fault: botsim.Fault{Kind: botsim.BadRequest, Description: "Bad Request: message to be replied not found", Times: 1}, want: core.DeliverySent, arrived: 1, total: 1, tries: 2},
		{name: "404 no such method", fault: botsim.Fault{Kind: botsim.NotFound, Description: "Not Found: method not found"}, want: core.DeliveryFailed, why: "method not found"},
		{name: "409", fault: botsim.Fault{Kind: botsim.Conflict}, want: core.DeliveryFailed, why: "Conflict"},
	}
}

func always(botsim.Request) bool { return true }

func plainly(storm func() http.RoundTripper) func(*testing.T) http.RoundTripper {
	return func(*testing.T) http.RoundTripper { return storm() }
}

func bad(description string) sendFault {
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

// deed is one way to say something to a visitor, answering what they wrote.
type deed struct {
	method string
	parts  int // messages that arrive
	files  []string
}

func deeds() []deed {
	return []deed{
		{"sendMessage", 1, nil},
		{"sendPhoto", 1, []string{"a.png"}},
		{"sendDocument", 1, []string{"bill.pdf"}},
		{"sendVideo", 1, []string{"clip.mp4"}},
		{"sendAudio", 1, []string{"song.ogg"}},
		{"sendMediaGroup", 3, []string{"a.png", "b.png", "c.png"}},
	}
}

// do says it and returns the messages it is made of.
func (p *plant) do(g guest, d deed) []core.Message {
	p.t.Helper()
	answered, err := p.desk.MessageByTelegram(p.t.Context(), g.chat.VisitorID, g.first)
	p.must(err)
	if d.files == nil {
		sent, err := p.desk.Reply(p.t.Context(), p.op, g.chat.ID, "the message", answered.ID)
		p.must(err)
		return sent
	}
	content := map[string]string{
		".png": rig.PngFile(4, 4), ".pdf": "%PDF-1.4 " + strings.Repeat("x", 100),
		".mp4": "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + strings.Repeat("x", 100),
		".ogg": "OggS\x00\x02" + strings.Repeat("\x00", 22) + "\x01vorbis" + strings.Repeat("x", 100),
	}
	var paths []string
	for _, name := range d.files {
		paths = append(paths, p.file(name, content[name[len(name)-4:]]))
	}
	return p.attach(g, "the message", answered.ID, paths...)
}

func TestFaultsOfSends(t *testing.T) {
	t.Parallel()
	for _, row := range sendFaults() {
		t.Run(row.name, func(t *testing.T) {
			inPlant(t, func(p *plant) {
				for _, d := range deeds() {
					p.suffer(row, d)
				}
				if n := p.sim.Count("getUpdates"); n > 3000 {
					t.Errorf("%d polls", n)
				}
			})
		})
	}
}

// suffer plays a row with one deed: what becomes of the message, of what is
// queued behind it, of another visitor's, and of the channel.
func (p *plant) suffer(row sendFault, d deed) {
	g, other := p.guest(), p.guest()
	over := p.begin(row, d)
	sent := p.do(g, d)
	var behind core.Message
	if !row.blocked { // once Telegram has said so, the desk itself refuses
		behind = p.reply(g, "behind it")
	}
	look := 20 * time.Second
	if row.wait > 0 {
		look = 2 * time.Second // before its time is up
	}
	p.after(look)
	p.checkDuring(row, d, g, sent)
	elsewhere := p.reply(other, "elsewhere")
	p.after(time.Second)
	if row.wait > 0 {
		p.wantDelivery(d, elsewhere, core.DeliverySent) // others go on
	}
	over()
	p.after(max(row.wait, 5*time.Minute))
	p.checkAfter(row, d, g, sent, behind)
	p.wantDelivery(d, elsewhere, core.DeliverySent)
	wantTexts(p.t, d.method+" elsewhere", inboxOf(other), "elsewhere")
}

// begin lets a row's trouble begin, for the message and nothing else, and
// returns what ends it.
func (p *plant) begin(row sendFault, d deed) (over func()) {
	if row.storm != nil {
		p.weather.strike(d.method, row.storm(p.t))
		return func() {
			if n := len(p.weather.hits()); n < 1 || n > 10 {
				p.t.Errorf("%s: %d tries in 21 s", d.method, n)
			}
			p.weather.strike("", nil)
		}
	}
	f := row.fault
	f.Method, f.When = d.method, aboutTheMessage
	if row.wait > 0 {
		f.Times = 1
	}
	injected := p.sim.Inject(f)
	before := len(p.about(d))
	return func() {
		injected.Remove()
		injected.Release()
		if row.health == core.HealthUnauthorized {
			p.renew(p.bot.Revoke())
		}
		p.after(max(row.wait, time.Minute))
		if got := len(p.about(d)) - before; got != max(row.tries, 1) {
			p.t.Errorf("%s: %d requests, want %d", d.method, got, max(row.tries, 1))
		}
	}
}

func aboutTheMessage(r botsim.Request) bool {
	return r.Params["text"] == "the message" || r.Params["caption"] == "the message" || strings.Contains(r.Params["media"], "the message")
}

// about are the requests that carried the message.
func (p *plant) about(d deed) (found []botsim.Request) {
	for _, r := range p.sim.Requests(d.method) {
		if aboutTheMessage(r) {
			found = append(found, r)
		}
	}
	return found
}

func (p *plant) checkDuring(row sendFault, d deed, g guest, sent []core.Message) {
	p.t.Helper()
	if len(sent) != d.parts {
		p.t.Fatalf("%s: %d messages", d.method, len(sent))
	}
	h := p.health()
	for _, m := range sent {
		now := p.message(m.ID)
		dialing := row.storm != nil && now.Delivery == core.DeliverySending // its next try
		if now.Delivery != row.want && !dialing {
			p.t.Errorf("%s: %s (%s), want %s", d.method, now.Delivery, now.Problem, row.want)
		}
		if row.health == "" {
			wantPart(p.t, d.method+" reason", cli.ProblemText(now.Problem), row.why)
		}
	}
	p.checkHeld(row, d, g)
	if got := arrived(g); got != row.arrived*d.parts {
		p.t.Errorf("%s: %d at the visitor, want %d", d.method, got, row.arrived*d.parts)
	}
	if got := p.visitorOf(g.Visitor).Blocked(); got != row.blocked {
		p.t.Errorf("%s: blocked is %t", d.method, got)
	}
	if row.health == "" {
		row.health = core.HealthPolling
	} else {
		wantPart(p.t, d.method+" health", cli.ProblemText(h.Detail), row.why)
	}
	if h.State != row.health {
		p.t.Errorf("%s: channel %s (%s), want %s", d.method, h.State, h.Detail, row.health)
	}
}

// checkHeld wants the wait to be there for the screen, and for nobody else.
func (p *plant) checkHeld(row sendFault, d deed, g guest) {
	p.t.Helper()
	left := time.Duration(0)
	if until := p.desk.RetryAfter(p.brand, g.chat.VisitorID); !until.IsZero() {
		left = time.Until(until)
	}
	if row.wait == 0 && left != 0 || row.wait > 0 && (left > row.wait || left < row.wait-3*time.Second) {
		p.t.Errorf("%s: the screen counts down from %s, want %s", d.method, left, row.wait)
	}
	if until := p.desk.RetryAfter(p.brand, 0); !until.IsZero() {
		p.t.Errorf("%s: the whole bot is held", d.method)
	}
}

func (p *plant) checkAfter(row sendFault, d deed, g guest, sent []core.Message, behind core.Message) {
	p.t.Helper()
	if row.then == "" {
		row.then = row.want
	}
	for _, m := range sent {
		p.wantDelivery(d, m, row.then)
	}
	if got := arrived(g); got != row.total*d.parts {
		p.t.Errorf("%s: %d at the visitor in the end, want %d", d.method, got, row.total*d.parts)
	}
	if h := p.health(); h.State != core.HealthPolling {
		p.t.Errorf("%s: the channel is %s in the end", d.method, h.State)
	}
	if row.blocked {
		wantTexts(p.t, d.method+" system line", p.texts(g.Visitor)[len(sent)+2:], "[blocked]")
		return
	}
	p.wantDelivery(d, behind, core.DeliverySent)
	if got := inboxOf(g); len(got) != row.total*d.parts+1 || got[len(got)-1] != "behind it" {
		p.t.Errorf("%s: received %q", d.method, got)
	}
}

func (p *plant) wantDelivery(d deed, m core.Message, want core.Delivery) {
	p.t.Helper()
	if now := p.message(m.ID); now.Delivery != want {
		p.t.Errorf("%s: %q is %s (%s), want %s", d.method, now.Text, now.Delivery, now.Problem, want)
	}
}

// arrived counts what of the message is at the visitor.
func arrived(g guest) (n int) {
	for _, m := range g.Inbox() {
		if m.Text == "the message" || m.File != nil {
			n++
		}
	}
	return n
}

func inboxOf(g guest) (texts []string) {
	for _, m := range g.Inbox() {
		texts = append(texts, m.Text)
	}
	return texts
}
