package botsim

import (
	"context"
	"slices"
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

// message finds the message of message_id, which is there to be edited or deleted, and its
// chat, or returns the error. The caller holds sim.mu.
func (b *Bot) message(p params, doing string) (*Visitor, *message, *answer) {
	v, bad := b.chat(p)
	if bad != nil {
		return nil, nil, bad
	}
	m := v.messages[p.integer("message_id", 0)]
	if m == nil {
		return nil, nil, refusal(badRequest("message to " + doing + " not found"))
	}
	return v, m, nil
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
	var thread int64
	var extra replyMarkup
	if bad == nil && len(drafts) == 1 { // an album has none
		extra, bad = readMarkup(p)
	}
	if bad == nil {
		thread, bad = v.thread(p)
	}
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
		m.fromBot, m.reply, m.thread, m.uploaded = true, reply, thread, d.uploaded
		v.applyMarkup(m, extra)
		v.messages[m.id] = m
		v.inbox = append(v.inbox, m)
		sent[i] = m
	}
	v.showsAction = false
	v.received.fire()
	return sent, nil
}

// SendOption changes a message of a visitor.
type SendOption func(*Visitor, *message)

// At sets the date of a message. Messages older than 24 hours never reach the bot.
func At(t time.Time) SendOption { return func(_ *Visitor, m *message) { m.date = t } }

// ReplyTo makes a message a reply. If the other message does not exist, the reply
// does not show one, as after a deletion.
func ReplyTo(id int64) SendOption { return func(_ *Visitor, m *message) { m.reply.id = id } }

// Quote makes a message a reply to a part of another one. A part that is not in
// it is quoted at position 0, as after an edit.
func Quote(id int64, part string) SendOption {
	return func(v *Visitor, m *message) {
		m.reply = replyRef{id: id, quote: part}
		if target := v.messages[id]; target != nil {
			m.reply.position, _ = findQuote(textOf(target.content).text, part, 0)
		}
	}
}

// InAlbum makes a message a part of the album with this id.
func InAlbum(id string) SendOption {
	return func(_ *Visitor, m *message) { m.content["media_group_id"] = id }
}

// actionDuration is how long a chat action is shown (source:
// core.telegram.org/bots/api#sendchataction).
const actionDuration = 5 * time.Second

// Action is a chat action that the visitor was shown.
type Action struct {
	Kind   string // "typing", "upload_photo", …
	At     time.Time
	Thread int64 // of the topic in which it is shown; 0: in none
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
	var thread int64
	if bad == nil {
		thread, bad = v.thread(p)
	}
	if bad == nil {
		bad = v.unreachable()
	}
	if bad != nil {
		return *bad
	}
	v.showAction(p["action"], thread)
	return success([]byte("true"))
}

// Actions counts the chat actions of the bot, such as "typing".
func (v *Visitor) Actions() int { return len(v.ActionLog()) }

// ActionLog returns all chat actions of the bot, oldest first.
func (v *Visitor) ActionLog() []Action {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	return slices.Clone(v.actions)
}

// ShownAction returns the chat action that is shown now, "" if there is none: each
// is shown for five seconds, or until a message arrives.
func (v *Visitor) ShownAction() string {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	if !v.showsAction || time.Since(v.actions[len(v.actions)-1].At) >= actionDuration {
		return ""
	}
	return v.actions[len(v.actions)-1].Kind
}
