package personas

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"tgdesk/core/telegram/botsim"
)

// persona is one visitor's script.
type persona struct {
	user    botsim.User
	brand   int        // 0 acme, 1 globex, 2 initech
	opening []action   // at the first wakeup
	later   [][]action // at further wakeups, cyclically
	answers [][]action // to the operators' messages, one list each; nothing after the last
	onFile  string     // answer to each file of the operators; "": a thumb
}

// Pauses: reading and thinking before an answer, and typing between two messages.
const (
	minThinking, maxThinking = 2 * time.Second, 7 * time.Second
	minTyping, maxTyping     = 900 * time.Millisecond, 2500 * time.Millisecond
	readingPerRune           = 40 * time.Millisecond // of a message
	maxReading               = 6 * time.Second
)

// actor runs the script of a persona in its own goroutine.
type actor struct {
	persona persona
	visitor *botsim.Visitor
	random  *rand.Rand

	wakeups chan struct{}
	woken   int
	answers int
	read    int   // operators' messages so far
	last    int64 // id of the actor's last message
	album   *botsim.Album
}

func newActor(p persona, b *botsim.Bot, random *rand.Rand) *actor {
	return &actor{persona: p, visitor: b.Visitor(p.user), random: random, wakeups: make(chan struct{}, 1)}
}

// wake makes the actor do something. A wakeup that is still pending is not
// repeated.
func (p *actor) wake() {
	select {
	case p.wakeups <- struct{}{}:
	default:
	}
}

func (p *actor) run(ctx context.Context, inboxes <-chan []botsim.Received) {
	for {
		select {
		case <-p.wakeups:
			p.perform(ctx, p.nextActions())
		case inbox := <-inboxes:
			p.answer(ctx, inbox)
		case <-ctx.Done():
			return
		}
	}
}

// watchInbox sends the inbox whenever it has grown.
func watchInbox(ctx context.Context, v *botsim.Visitor, inboxes chan<- []botsim.Received) {
	for n := 0; ; {
		inbox, err := v.WaitInbox(ctx, n+1)
		if err != nil {
			return
		}
		n = len(inbox)
		select {
		case inboxes <- inbox:
		case <-ctx.Done():
			return
		}
	}
}

// nextActions returns what to do at a wakeup.
func (p *actor) nextActions() []action {
	p.woken++
	if p.woken == 1 {
		return p.persona.opening
	}
	if len(p.persona.later) == 0 {
		return []action{say("…")}
	}
	return p.persona.later[(p.woken-2)%len(p.persona.later)]
}

// answer reads, thinks and answers, including what arrives meanwhile.
func (p *actor) answer(ctx context.Context, inbox []botsim.Received) {
	if len(inbox) > p.read && !slices.ContainsFunc(inbox[p.read:], byHand) {
		p.read = len(inbox)
	}
	if len(inbox) <= p.read || p.answers >= len(p.persona.answers) && !slices.ContainsFunc(inbox[p.read:], wantsAnswer) {
		return
	}
	reading := min(maxReading, time.Duration(len([]rune(inbox[len(inbox)-1].Text)))*readingPerRune)
	if !wait(ctx, reading+between(p.random, minThinking, maxThinking)) {
		return
	}
	inbox = p.visitor.Inbox()
	fresh := inbox[min(p.read, len(inbox)):]
	p.read = len(inbox)
	if p.rate(ctx, fresh) {
		return
	}
	if slices.ContainsFunc(fresh, isFile) {
		p.perform(ctx, []action{reply(cmp.Or(p.persona.onFile, "👍"))})
		return
	}
	p.answers++
	p.perform(ctx, p.persona.answers[p.answers-1])
}

// byHand reports whether a message is none that begins with [Automatic].
func byHand(m botsim.Received) bool { return !strings.HasPrefix(m.Text, Automatic) }

// wantsAnswer reports whether a message is answered whatever the script says.
func wantsAnswer(m botsim.Received) bool { return isFile(m) || m.ForceReply || asksRating(m) }

func (p *actor) perform(ctx context.Context, acts []action) {
	for i, a := range acts {
		if i > 0 && !wait(ctx, between(p.random, minTyping, maxTyping)) {
			return
		}
		a(p)
	}
}
