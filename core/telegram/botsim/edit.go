package botsim

import (
	"context"
	"encoding/json"
	"slices"
	"time"
)

const notModified = "message is not modified: specified new message content and reply markup are exactly the same " +
	"as a current content and reply markup of the message"

func (s *Sim) editMessageText(_ context.Context, b *Bot, p params) answer {
	return s.edit(b, p, "text")
}

func (s *Sim) editMessageCaption(_ context.Context, b *Bot, p params) answer {
	return s.edit(b, p, "caption")
}

// edit replaces the text or the caption of a message of the bot.
func (s *Sim) edit(b *Bot, p params, field string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, bad := readText(p, field)
	if bad != nil {
		return *bad
	}
	r, bad := readMarkup(p) // without it, the message has no buttons any more
	if bad != nil {
		return *bad
	}
	v, m, bad := b.message(p, "edit")
	if bad != nil {
		return *bad
	}
	switch {
	case !m.fromBot:
		return badRequest("message can't be edited")
	case (m.uploaded == nil && m.kind() == "text") != (field == "text"):
		return badRequest("there is no " + field + " in the message to edit")
	case textOf(m.content).equal(w) && slices.EqualFunc(m.buttons, r.buttons, slices.Equal[[]Button]):
		return badRequest(notModified)
	}
	w.put(m.content, field)
	m.edited, m.buttons = time.Now(), r.buttons
	v.received.fire()
	return result(v.encode(m))
}

func (s *Sim) deleteMessage(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, m, bad := b.message(p, "delete")
	if bad != nil {
		return *bad
	}
	if time.Since(m.date) >= deletableFor {
		return badRequest("message can't be deleted")
	}
	v.remove(m)
	return success([]byte("true"))
}

// deleteMessages deletes up to 100 messages of both sides. It skips those that do
// not exist, and deletes none if one of them is too old.
func (s *Sim) deleteMessages(_ context.Context, b *Bot, p params) answer {
	var ids []int64
	if json.Unmarshal([]byte(p["message_ids"]), &ids) != nil {
		return badRequest("can't parse message identifiers JSON object")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, bad := b.chat(p)
	switch {
	case bad != nil:
		return *bad
	case len(ids) == 0:
		return badRequest("message identifiers are not specified")
	case len(ids) > 100:
		return badRequest("too many message identifiers specified")
	}
	var found []*message
	for _, id := range ids {
		if m := v.messages[id]; m != nil {
			found = append(found, m)
		}
	}
	for _, m := range found {
		if time.Since(m.date) >= deletableFor {
			return badRequest("message can't be deleted")
		}
	}
	for _, m := range found {
		v.remove(m)
	}
	return success([]byte("true"))
}

// remove removes a message from the chat. The caller holds sim.mu.
func (v *Visitor) remove(m *message) {
	m.deleted = true
	delete(v.messages, m.id)
	v.received.fire()
}
