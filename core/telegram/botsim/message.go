package botsim

import (
	"encoding/json"
	"maps"
	"time"
)

// message is a message of a private chat.
type message struct {
	id      int64
	fromBot bool
	date    time.Time
	edited  time.Time // zero: never
	deleted bool
	reply   replyRef
	thread  int64 // of its topic; 0: in none
	content Content
	buttons [][]Button
	// forceReply asks the visitor to reply to it.
	forceReply bool
	uploaded   *UploadedFile // the upload in it, or nil
}

// kind is the field of the content, without the one for older programs.
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

// fileID is the file_id of the message's file, or of its largest photo.
func (m *message) fileID() string {
	value := m.content[m.kind()]
	if sizes, ok := value.([]any); ok && len(sizes) > 0 {
		value = sizes[len(sizes)-1]
	}
	file, _ := value.(map[string]any)
	id, _ := file["file_id"].(string)
	return id
}

// newMessage makes a message with the bot's next id. The caller holds sim.mu.
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

// encode is the message as an object of the protocol. It contains the message that
// it replies to, without that one's reply, unless it was deleted. The caller holds
// sim.mu.
func (v *Visitor) encode(m *message) map[string]any {
	out := v.encodeFlat(m)
	target := v.messages[m.reply.id]
	if target == nil {
		return out
	}
	out["reply_to_message"] = v.encodeFlat(target)
	if m.reply.quote != "" {
		out["quote"] = map[string]any{"text": m.reply.quote, "position": m.reply.position, "is_manual": true}
	}
	return out
}

func (v *Visitor) encodeFlat(m *message) map[string]any {
	out := map[string]any(maps.Clone(m.content))
	out["message_id"], out["chat"], out["date"] = m.id, v.chat(), m.date.Unix()
	out["from"] = v.User.from()
	if m.fromBot {
		out["from"] = v.bot.user()
	}
	if m.thread != 0 {
		out["message_thread_id"], out["is_topic_message"] = m.thread, true
	}
	if len(m.buttons) > 0 {
		out["reply_markup"] = map[string]any{"inline_keyboard": m.buttons}
	}
	if !m.edited.IsZero() {
		out["edit_date"] = m.edited.Unix()
	}
	return out
}

// queueUpdate queues an update with a message. The caller holds sim.mu.
func (v *Visitor) queueUpdate(kind string, m *message, date time.Time) {
	v.bot.update(kind, v.encode(m), date)
}

// update queues an update of a known kind if allowed_updates includes it. The
// caller holds sim.mu.
func (b *Bot) update(kind string, object map[string]any, date time.Time) {
	if b.allowed[kind] {
		name, _ := json.Marshal(kind) // a string always encodes
		b.enqueue(string(name)+":"+string(encode(object))+"}", date)
	}
}
