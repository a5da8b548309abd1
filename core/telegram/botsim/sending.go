package botsim

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxText     = 4096 // code points
	deletableIn = 48 * time.Hour
)

// chat finds the visitor that chat_id names, or says what is wrong. The caller
// holds sim.mu.
func (b *Bot) chat(p params) (*Visitor, *answer) {
	text := strings.TrimSpace(p["chat_id"])
	if text == "" {
		return nil, refuse(badRequest("chat_id is empty"))
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if v := b.visitors[id]; err == nil && v != nil && v.known {
		return v, nil
	}
	return nil, refuse(badRequest("chat not found"))
}

func refuse(a answer) *answer { return &a }

// unreachable says why nothing can be sent to the visitor, nil if it can.
func (v *Visitor) unreachable() *answer {
	switch {
	case v.bot.sim.deactivated[v.User.ID]:
		return refuse(failure(403, "Forbidden: user is deactivated"))
	case v.blocked:
		return refuse(failure(403, "Forbidden: bot was blocked by the user"))
	}
	return nil
}

// checkText says what is wrong with the text parameter.
func checkText(p params) *answer {
	switch text := p["text"]; {
	case !utf8.ValidString(text):
		return refuse(badRequest("strings must be encoded in UTF-8"))
	case strings.TrimSpace(text) == "":
		return refuse(badRequest("message text is empty"))
	}
	return nil
}

func checkLength(p params) *answer {
	if utf8.RuneCountInString(p["text"]) > maxText {
		return refuse(badRequest("message is too long"))
	}
	return nil
}

func (s *Sim) sendMessage(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if bad := checkText(p); bad != nil {
		return *bad
	}
	v, bad := b.chat(p)
	if bad == nil {
		bad = checkLength(p)
	}
	if bad != nil {
		return *bad
	}
	replyTo, bad := v.replyTarget(p)
	if bad == nil {
		bad = v.unreachable()
	}
	if bad == nil {
		bad = b.flooded(v)
	}
	if bad != nil {
		return *bad
	}
	m := v.newMessage(Text(p["text"]))
	m.fromBot, m.replyTo = true, replyTo
	v.messages[m.id] = m
	v.inbox = append(v.inbox, m)
	v.received.fire()
	return result(v.wire(m))
}

// replyTarget reads reply_parameters, or the two parameters that came before
// it. It returns 0 for no reply, also where the message is gone and the caller
// allows that.
func (v *Visitor) replyTarget(p params) (int64, *answer) {
	reply, given, err := p.object("reply_parameters")
	if err != nil {
		return 0, refuse(badRequest("can't parse reply parameters JSON object"))
	}
	id := reply.integer("message_id", 0)
	if !given {
		reply, id = p, p.integer("reply_to_message_id", 0)
	}
	switch {
	case v.messages[id] != nil:
		return id, nil
	case id == 0 && !given, reply.truth("allow_sending_without_reply"):
		return 0, nil
	}
	return 0, refuse(badRequest("message to be replied not found"))
}

func (s *Sim) editMessageText(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if bad := checkText(p); bad != nil {
		return *bad
	}
	v, bad := b.chat(p)
	if bad == nil {
		bad = checkLength(p)
	}
	if bad != nil {
		return *bad
	}
	m := v.messages[p.integer("message_id", 0)]
	switch {
	case m == nil:
		return badRequest("message to edit not found")
	case !m.fromBot:
		return badRequest("message can't be edited")
	case m.content["text"] == p["text"]:
		return badRequest("message is not modified: specified new message content and reply markup are exactly the same " +
			"as a current content and reply markup of the message")
	}
	m.content["text"] = p["text"]
	m.edited = time.Now()
	v.received.fire()
	return result(v.wire(m))
}

func (s *Sim) deleteMessage(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, bad := b.chat(p)
	if bad != nil {
		return *bad
	}
	m := v.messages[p.integer("message_id", 0)]
	switch {
	case m == nil:
		return badRequest("message to delete not found")
	case time.Since(m.date) >= deletableIn:
		return badRequest("message can't be deleted")
	}
	m.deleted = true
	delete(v.messages, m.id)
	v.received.fire()
	return success([]byte("true"))
}

func (s *Sim) sendChatAction(_ context.Context, b *Bot, p params) answer {
	kinds := []string{
		"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
		"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
	}
	if !slices.Contains(kinds, p["action"]) {
		return badRequest("wrong parameter action in request")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, bad := b.chat(p)
	if bad == nil {
		bad = v.unreachable()
	}
	if bad != nil {
		return *bad
	}
	v.actions++
	v.received.fire()
	return success([]byte("true"))
}
