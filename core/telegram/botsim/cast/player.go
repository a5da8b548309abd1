package cast

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"tgdesk/core/telegram/botsim"
)

// part is one visitor's script.
type part struct {
	user    botsim.User
	brand   int     // 0 acme, 1 globex
	opening []act   // the first time the director calls
	later   [][]act // each further time, from the start again after the last
	answers [][]act // to the operators' messages, one list each; silence after the last
	looks   string  // to the operators' files, each time; "": a thumb
}

// The pauses of a person: reading and thinking before an answer, and typing
// between two messages of their own.
const (
	leastThought, mostThought = 2 * time.Second, 7 * time.Second
	leastTyping, mostTyping   = 900 * time.Millisecond, 2500 * time.Millisecond
	perCharacter              = 40 * time.Millisecond // of reading
	mostReading               = 6 * time.Second
)

// player plays a part. Only its own goroutine acts.
type player struct {
	part    part
	visitor *botsim.Visitor
	chance  *rand.Rand

	cues     chan struct{}
	cued     int
	answered int
	heard    int   // operators' messages taken note of
	last     int64 // the last message of its own
	album    *botsim.Album
}

func newPlayer(p part, b *botsim.Bot, chance *rand.Rand) *player {
	return &player{part: p, visitor: b.Visitor(p.user), chance: chance, cues: make(chan struct{}, 1)}
}

// cue calls the player on stage. One who has not come on since the last call
// is not called twice.
func (p *player) cue() {
	select {
	case p.cues <- struct{}{}:
	default:
	}
}

func (p *player) play(ctx context.Context, letters <-chan []botsim.Received) {
	for {
		select {
		case <-p.cues:
			p.perform(ctx, p.next())
		case inbox := <-letters:
			p.answer(ctx, inbox)
		case <-ctx.Done():
			return
		}
	}
}

// listen hands on the inbox whenever it grew.
func listen(ctx context.Context, v *botsim.Visitor, letters chan<- []botsim.Received) {
	for n := 0; ; {
		inbox, err := v.WaitInbox(ctx, n+1)
		if err != nil {
			return
		}
		n = len(inbox)
		select {
		case letters <- inbox:
		case <-ctx.Done():
			return
		}
	}
}

// next is what the director's call means now.
func (p *player) next() []act {
	p.cued++
	if p.cued == 1 {
		return p.part.opening
	}
	if len(p.part.later) == 0 {
		return []act{says("…")}
	}
	return p.part.later[(p.cued-2)%len(p.part.later)]
}

// answer reads, thinks and reacts. What arrives meanwhile is answered along
// with it.
func (p *player) answer(ctx context.Context, inbox []botsim.Received) {
	if len(inbox) <= p.heard || p.answered >= len(p.part.answers) && !slices.ContainsFunc(inbox[p.heard:], isFile) {
		return
	}
	reading := min(mostReading, time.Duration(len([]rune(inbox[len(inbox)-1].Text)))*perCharacter)
	if !wait(ctx, reading+between(p.chance, leastThought, mostThought)) {
		return
	}
	inbox = p.visitor.Inbox()
	fresh := inbox[min(p.heard, len(inbox)):]
	p.heard = len(inbox)
	if slices.ContainsFunc(fresh, isFile) {
		p.perform(ctx, []act{replies(cmp.Or(p.part.looks, "👍"))})
		return
	}
	p.answered++
	p.perform(ctx, p.part.answers[p.answered-1])
}

func (p *player) perform(ctx context.Context, acts []act) {
	for i, a := range acts {
		if i > 0 && !wait(ctx, between(p.chance, leastTyping, mostTyping)) {
			return
		}
		a(p)
	}
}
