package botsim

import (
	"encoding/json"
	"maps"
	"time"
)

// message is one entry of a private chat.
type message struct {
	id      int64
	fromBot bool
	date    time.Time
	edited  time.Time // zero: never
	deleted bool
	reply   answered
	content Content
	arrived *Arrived // the upload in it, or nil
}

// kind is the field that says what a message is: for an animation not the
// document that comes with it.
func (m *message) kind() string {
	for _, k := range []string{
		"animation", "live_photo", "photo", "video", "video_note", "voice", "audio", "document", "sticker",
		"venue", "location", "contact", "text",
	} {
		if m.content[k] != nil {
			return k
		}
	}
	return ""
}

// fileID is the file_id of the file in a message, of a photo's largest size.
func (m *message) fileID() string {
	value := m.content[m.kind()]
	if sizes, ok := value.([]any); ok && len(sizes) > 0 {
		value = sizes[len(sizes)-1]
	}
	file, _ := value.(map[string]any)
	id, _ := file["file_id"].(string)
	return id
}

// newMessage takes the next id of the bot. The caller holds sim.mu.
func (v *Visitor) newMessage(c Content) *message {
	v.bot.lastMessageID++
	return &message{id: v.bot.lastMessageID, date: time.Now(), content: v.bot.resolve(c)}
}

// from is the person as the sender of a message.
func (u User) from() map[string]any {
	m := u.names()
	m["id"], m["is_bot"] = u.ID, false
	if u.Language != "" {
		m["language_code"] = u.Language
	}
	return m
}

func (u User) names() map[string]any {
	m := map[string]any{"first_name": u.FirstName}
	if u.LastName != "" {
		m["last_name"] = u.LastName
	}
	if u.Username != "" {
		m["username"] = u.Username
	}
	return m
}

// chat is the private chat; its id is the person's.
func (v *Visitor) chat() map[string]any {
	m := v.User.names()
	m["id"], m["type"] = v.User.ID, "private"
	return m
}

// wire is a message as the protocol shows it. A replied message is shown one
// level deep, and not at all when it was deleted. The caller holds sim.mu.
func (v *Visitor) wire(m *message) map[string]any {
	out := v.flat(m)
	target := v.messages[m.reply.id]
	if target == nil {
		return out
	}
	out["reply_to_message"] = v.flat(target)
	if m.reply.quote != "" {
		out["quote"] = map[string]any{"text": m.reply.quote, "position": m.reply.position, "is_manual": true}
	}
	return out
}

func (v *Visitor) flat(m *message) map[string]any {
	out := map[string]any(maps.Clone(m.content))
	out["message_id"], out["chat"], out["date"] = m.id, v.chat(), m.date.Unix()
	out["from"] = v.User.from()
	if m.fromBot {
		out["from"] = v.bot.user()
	}
	if !m.edited.IsZero() {
		out["edit_date"] = m.edited.Unix()
	}
	return out
}

// tell queues an update about a message. The caller holds sim.mu.
func (v *Visitor) tell(kind string, m *message, date time.Time) {
	v.bot.update(kind, v.wire(m), date)
}

// update queues an update of a known kind unless allowed_updates leaves it out.
// The caller holds sim.mu.
func (b *Bot) update(kind string, object map[string]any, date time.Time) {
	if b.allowed[kind] {
		name, _ := json.Marshal(kind) // a string always encodes
		b.enqueue(string(name)+":"+string(encode(object))+"}", date)
	}
}
