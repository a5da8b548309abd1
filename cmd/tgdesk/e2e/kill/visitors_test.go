package kill

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// visitors are everybody who writes to the bots, and what they wrote. All texts
// differ, so that each can be found again.
type visitors struct {
	sim *botsim.Sim

	mu         sync.Mutex // guards the rest
	rng        *rand.Rand
	all        []*visitor
	messages   int // messages
	edits      int
	duplicates int // messages that were sent to the bot more than once
	presses    int // of buttons
}

// visitor is somebody in a private chat with one bot.
type visitor struct {
	*botsim.Visitor
	brand   string
	tag     string // begins each of their texts
	texts   int
	sent    []*sentMessage // to the bot, in order
	blocked bool
	// everBlocked is whether they blocked the bot at some time.
	everBlocked bool
	rated       map[core.ChatID]int // by the last press
}

// sentMessage is one message of a visitor.
type sentMessage struct {
	id    int64
	kind  core.Kind
	texts []string // every version, oldest first
}

func (s *sentMessage) text() string { return s.texts[len(s.texts)-1] }

// newVisitors makes people for two bots; one in four writes to both.
func newVisitors(sim *botsim.Sim, rng *rand.Rand, bots map[string]*botsim.Bot, each int) *visitors {
	vs := &visitors{sim: sim, rng: rng}
	for n, brand := range []string{"acme", "globex"} {
		for i := range each {
			id := int64(5000 + 1000*n + i)
			if i < each/4 {
				id = int64(5000 + i)
			}
			tag := fmt.Sprintf("%c%02d", brand[0]-'a'+'A', i)
			u := botsim.User{ID: id, FirstName: "Vera", LastName: tag, Username: "vera_" + tag, Language: "en"}
			vs.all = append(vs.all, &visitor{Visitor: bots[brand].Visitor(u), brand: brand, tag: tag, rated: map[core.ChatID]int{}})
		}
	}
	return vs
}

// writeMessages lets the visitors write about n messages.
func (vs *visitors) writeMessages(n int) {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	for until := vs.messages + n; vs.messages < until; {
		vs.actOnce(vs.all[vs.rng.IntN(len(vs.all))])
	}
}

// count is how many messages were written.
func (vs *visitors) count() int {
	vs.mu.Lock()
	defer vs.mu.Unlock()
	return vs.messages
}

// keepWriting writes n messages in bursts; before each the desk has asked for
// more, so that it is never only busy with what had waited. It ends early with
// ctx.
func (vs *visitors) keepWriting(ctx context.Context, n int) {
	for n > 0 && ctx.Err() == nil {
		burst := min(1+rand.IntN(12), n)
		polls := vs.sim.Count("getUpdates")
		vs.writeMessages(burst)
		n -= burst
		_ = vs.sim.WaitCount(ctx, polls+1, "getUpdates") // an error is the end of ctx
	}
}

// actOnce lets v do one thing. The caller holds vs.mu.
func (vs *visitors) actOnce(v *visitor) {
	blocked := v.blocked
	v.blocked = false
	switch n := vs.rng.IntN(100); {
	case blocked && n < 50:
		v.Unblock()
	case blocked: // writing lets the bot in again
		vs.send(v, core.KindText, botsim.Text(vs.text(v)))
	case n < 8:
		vs.edit(v)
	case n < 14:
		vs.send(v, core.KindDocument, vs.document(v))
	case n < 18:
		vs.album(v)
	case n < 21:
		vs.send(v, core.KindPhoto, botsim.Photo().Caption(vs.text(v)))
	case n < 22:
		v.addSent(v.Send(botsim.Sticker("👍")), core.KindSticker, "")
		vs.messages++
	case n < 25:
		v.addSent(v.Say("/end"), core.KindText, "/end")
		vs.messages++
	case n < 27:
		v.addSent(v.Start("from"+v.tag), core.KindText, "/start from"+v.tag)
		vs.messages++
	case n < 29:
		v.Block()
		v.blocked, v.everBlocked = true, true
	case n < 34:
		vs.answer(v)
	case n < 50:
		vs.rate(v)
	default:
		vs.send(v, core.KindText, botsim.Text(vs.text(v)))
	}
}

// text is one that nobody has written before.
func (vs *visitors) text(v *visitor) string {
	v.texts++
	tail := []string{"where is my order?", "ありがとうございます", "и ещё вопрос", "👩‍👩‍👧 thanks!", "line one\nline two"}
	return fmt.Sprintf("%s.%04d %s", v.tag, v.texts, tail[vs.rng.IntN(len(tail))])
}

func (vs *visitors) send(v *visitor, kind core.Kind, content botsim.Content) {
	text, _ := content["text"].(string)
	if text == "" {
		text, _ = content["caption"].(string)
	}
	v.addSent(v.Send(content), kind, text)
	vs.messages++
}

func (v *visitor) addSent(id int64, kind core.Kind, text string) {
	v.sent = append(v.sent, &sentMessage{id: id, kind: kind, texts: []string{text}})
}

// document is a file that nobody has sent before.
func (vs *visitors) document(v *visitor) botsim.Content {
	name := fmt.Sprintf("%s-%d.pdf", v.tag, len(v.sent))
	return botsim.Document(name, "application/pdf", 2000+int64(vs.rng.IntN(60_000))).Caption(vs.text(v))
}

// edit changes one of the last texts of p.
func (vs *visitors) edit(v *visitor) {
	for _, s := range v.sent[max(0, len(v.sent)-5):] {
		if s.kind == core.KindText && s.text()[0] != '/' {
			text := fmt.Sprintf("%s (%d)", s.texts[0], len(s.texts))
			if v.Edit(s.id, text) == nil {
				s.texts = append(s.texts, text)
				vs.edits++
			}
			return
		}
	}
}

// album sends pictures as one album. Telegram may send the update of a part twice.
func (vs *visitors) album(v *visitor) {
	var parts []botsim.Content
	for range 2 + vs.rng.IntN(2) {
		parts = append(parts, botsim.Photo().Caption(fmt.Sprintf("%s part %d", vs.text(v), len(parts))))
	}
	a, err := v.NewAlbum(parts...)
	if err != nil {
		panic(err) // too many parts: ours
	}
	for i, id := range a.IDs {
		a.Deliver(i)
		v.addSent(id, core.KindPhoto, parts[i]["caption"].(string))
		vs.messages++
	}
	if vs.rng.IntN(2) == 0 {
		a.Deliver(vs.rng.IntN(len(parts)))
		vs.duplicates++
	}
}

// answer replies to the newest message of the bot.
func (vs *visitors) answer(v *visitor) {
	text := vs.text(v)
	if got := v.Inbox(); len(got) > 0 {
		v.addSent(v.Reply(text, got[len(got)-1].ID), core.KindText, text)
	} else {
		v.addSent(v.Say(text), core.KindText, text)
	}
	vs.messages++
}

// byName finds a visitor by the username that the screen shows.
func (vs *visitors) byName(username string) *visitor {
	for _, v := range vs.all {
		if v.User.Username == username {
			return v
		}
	}
	return nil
}
