package botsim

import (
	"context"
	"strconv"
	"strings"
	"time"
)

const (
	maxText      = 4096 // code points
	maxCaption   = 1024 // code points
	deletableFor = 48 * time.Hour
)

// chat finds the visitor of chat_id, or returns the error. The caller holds
// sim.mu.
func (b *Bot) chat(p params) (*Visitor, *answer) {
	text := strings.TrimSpace(p["chat_id"])
	if text == "" {
		return nil, refusal(badRequest("chat_id is empty"))
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if v := b.visitors[id]; err == nil && v != nil && v.known {
		return v, nil
	}
	return nil, refusal(badRequest("chat not found"))
}

func refusal(a answer) *answer { return &a }

// unreachable returns the error for a visitor to whom nothing can be sent, or nil.
func (v *Visitor) unreachable() *answer {
	switch {
	case v.bot.sim.deactivated[v.User.ID]:
		return refusal(failure(403, "Forbidden: user is deactivated"))
	case v.blocked:
		return refusal(failure(403, "Forbidden: bot was blocked by the user"))
	}
	return nil
}

func (s *Sim) sendMessage(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, bad := readText(p, "text")
	if bad != nil {
		return *bad
	}
	v, bad := b.chat(p)
	if bad != nil {
		return *bad
	}
	c := Content{}
	w.put(c, "text")
	sent, bad := v.deliver(p, draft{content: c})
	if bad != nil {
		return *bad
	}
	return result(v.encode(sent[0]))
}

// deliver adds the bot's messages to the chat, all or none. The caller holds
// sim.mu.
func (v *Visitor) deliver(p params, drafts ...draft) ([]*message, *answer) {
	reply, bad := v.replyTarget(p)
	if bad == nil {
		bad = v.unreachable()
	}
	if bad == nil {
		bad = v.bot.takeTokens(v, len(drafts))
	}
	if bad != nil {
		return nil, bad
	}
	sent := make([]*message, len(drafts))
	for i, d := range drafts {
		m := v.newMessage(d.content)
		m.fromBot, m.reply, m.uploaded = true, reply, d.uploaded
		v.messages[m.id] = m
		v.inbox = append(v.inbox, m)
		sent[i] = m
	}
	v.showsAction = false
	v.received.fire()
	return sent, nil
}
