package kill

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// callers are everybody who writes to the bots, and what they wrote. All texts
// differ, so that each can be found again.
type callers struct {
	sim *botsim.Sim

	mu     sync.Mutex // guards the rest
	rng    *rand.Rand
	people []*caller
	told   int // messages
	edits  int
	twice  int // messages of which the bot was told more than once
}

// caller is somebody in the private chat with one bot.
type caller struct {
	*botsim.Visitor
	brand   string
	tag     string // begins each of their texts
	texts   int
	said    []*said // what the bot was told, in order
	blocked bool
}

// said is one message of a caller.
type said struct {
	id    int64
	kind  core.Kind
	texts []string // every version, oldest first
}

func (s *said) text() string { return s.texts[len(s.texts)-1] }

// newCallers makes people for two bots; one in four writes to both.
func newCallers(sim *botsim.Sim, rng *rand.Rand, bots map[string]*botsim.Bot, each int) *callers {
	c := &callers{sim: sim, rng: rng}
	for n, brand := range []string{"acme", "globex"} {
		for i := range each {
			id := int64(5000 + 1000*n + i)
			if i < each/4 {
				id = int64(5000 + i)
			}
			tag := fmt.Sprintf("%c%02d", brand[0]-'a'+'A', i)
			u := botsim.User{ID: id, FirstName: "Vera", LastName: tag, Username: "vera_" + tag, Language: "en"}
			c.people = append(c.people, &caller{Visitor: bots[brand].Visitor(u), brand: brand, tag: tag})
		}
	}
	return c
}

// write lets the crowd write about n messages.
func (c *callers) write(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for until := c.told + n; c.told < until; {
		c.act(c.people[c.rng.IntN(len(c.people))])
	}
}

// count is how many messages were written.
func (c *callers) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.told
}

// keepWriting writes n messages in bursts; before each the desk has asked for
// more, so that it is never only busy with what had waited. It ends early with
// ctx.
func (c *callers) keepWriting(ctx context.Context, n int) {
	for n > 0 && ctx.Err() == nil {
		burst := min(1+rand.IntN(12), n)
		polls := c.sim.Count("getUpdates")
		c.write(burst)
		n -= burst
		_ = c.sim.WaitCount(ctx, polls+1, "getUpdates") // an error is the end of ctx
	}
}

// act lets p do one thing. The caller holds c.mu.
func (c *callers) act(p *caller) {
	blocked := p.blocked
	p.blocked = false
	switch n := c.rng.IntN(100); {
	case blocked && n < 50:
		p.Unblock()
	case blocked: // writing lets the bot in again
		c.tell(p, core.KindText, botsim.Text(c.text(p)))
	case n < 8:
		c.edit(p)
	case n < 14:
		c.tell(p, core.KindDocument, c.document(p))
	case n < 18:
		c.album(p)
	case n < 21:
		c.tell(p, core.KindPhoto, botsim.Photo().Caption(c.text(p)))
	case n < 22:
		p.note(p.Send(botsim.Sticker("👍")), core.KindSticker, "")
		c.told++
	case n < 25:
		p.note(p.Say("/end"), core.KindText, "/end")
		c.told++
	case n < 27:
		p.note(p.Start("from"+p.tag), core.KindText, "/start from"+p.tag)
		c.told++
	case n < 29:
		p.Block()
		p.blocked = true
	case n < 34:
		c.answer(p)
	default:
		c.tell(p, core.KindText, botsim.Text(c.text(p)))
	}
}

// text is one that nobody has written before.
func (c *callers) text(p *caller) string {
	p.texts++
	tail := []string{"where is my order?", "ありがとうございます", "и ещё вопрос", "👩‍👩‍👧 thanks!", "line one\nline two"}
	return fmt.Sprintf("%s.%04d %s", p.tag, p.texts, tail[c.rng.IntN(len(tail))])
}

func (c *callers) tell(p *caller, kind core.Kind, content botsim.Content) {
	text, _ := content["text"].(string)
	if text == "" {
		text, _ = content["caption"].(string)
	}
	p.note(p.Send(content), kind, text)
	c.told++
}

func (p *caller) note(id int64, kind core.Kind, text string) {
	p.said = append(p.said, &said{id: id, kind: kind, texts: []string{text}})
}

// document is a file that nobody has sent before.
func (c *callers) document(p *caller) botsim.Content {
	name := fmt.Sprintf("%s-%d.pdf", p.tag, len(p.said))
	return botsim.Document(name, "application/pdf", 2000+int64(c.rng.IntN(60_000))).Caption(c.text(p))
}

// edit changes one of the last texts of p.
func (c *callers) edit(p *caller) {
	for _, s := range p.said[max(0, len(p.said)-5):] {
		if s.kind == core.KindText && s.text()[0] != '/' {
			text := fmt.Sprintf("%s (%d)", s.texts[0], len(s.texts))
			if p.Edit(s.id, text) == nil {
				s.texts = append(s.texts, text)
				c.edits++
			}
			return
		}
	}
}

// album sends pictures as one album. Telegram may tell of a part twice.
func (c *callers) album(p *caller) {
	var parts []botsim.Content
	for range 2 + c.rng.IntN(2) {
		parts = append(parts, botsim.Photo().Caption(fmt.Sprintf("%s part %d", c.text(p), len(parts))))
	}
	a, err := p.NewAlbum(parts...)
	if err != nil {
		panic(err) // too many parts: ours
	}
	for i, id := range a.IDs {
		a.Deliver(i)
		p.note(id, core.KindPhoto, parts[i]["caption"].(string))
		c.told++
	}
	if c.rng.IntN(2) == 0 {
		a.Deliver(c.rng.IntN(len(parts)))
		c.twice++
	}
}

// answer replies to the newest message of the bot.
func (c *callers) answer(p *caller) {
	text := c.text(p)
	if got := p.Inbox(); len(got) > 0 {
		p.note(p.Reply(text, got[len(got)-1].ID), core.KindText, text)
	} else {
		p.note(p.Say(text), core.KindText, text)
	}
	c.told++
}

// byName finds a caller by the username that the screen shows.
func (c *callers) byName(username string) *caller {
	for _, p := range c.people {
		if p.User.Username == username {
			return p
		}
	}
	return nil
}
