package botsim

import (
	"fmt"
	"maps"
	"time"
)

// User is the Telegram account of a person. LastName, Username and Language are
// optional.
type User struct {
	ID        int64
	FirstName string
	LastName  string
	Username  string // without @
	Language  string // IETF tag, such as "ja"
}

// Visitor is a person in the private chat with a bot. The same User at two bots
// is two visitors.
type Visitor struct {
	User User

	bot *Bot

	// Guarded by bot.sim.mu.
	known       bool // wrote to the bot at least once, so the bot may answer
	blocked     bool
	messages    map[int64]*message
	topics      map[int64]bool // by thread id
	inbox       []*message     // from the bot, in order of arrival
	actions     []Action
	keyboard    *Keyboard // that the bot sent; nil for the visitor's own
	hidden      bool      // the keyboard was used once
	answers     []PressAnswer
	showsAction bool // no message has arrived since the last action
	received    signal
}

// Visitor returns the private chat of u with the bot, always the same for the
// same id. The bot cannot write to it before the visitor did.
func (b *Bot) Visitor(u User) *Visitor {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	if v := b.visitors[u.ID]; v != nil {
		return v
	}
	v := &Visitor{User: u, bot: b, messages: map[int64]*message{}, topics: map[int64]bool{}, received: newSignal()}
	b.visitors[u.ID] = v
	return v
}

// Start presses Start, or opens a t.me link with a payload, which sends
// "/start PAYLOAD". It returns the id of the message.
func (v *Visitor) Start(payload string) int64 {
	text := "/start"
	if payload != "" {
		text += " " + payload
	}
	c := Text(text)
	c["entities"] = []any{map[string]any{"type": "bot_command", "offset": 0, "length": len("/start")}}
	return v.Send(c)
}

// Say sends a text and returns the id of the message.
func (v *Visitor) Say(text string) int64 { return v.Send(Text(text)) }

// Reply sends a text as a reply to a message of either side.
func (v *Visitor) Reply(text string, to int64) int64 { return v.Send(Text(text), ReplyTo(to)) }

// Send sends a message with any content and returns its id. A visitor who has
// blocked the bot unblocks it first, as Telegram's programs do. A deactivated
// account sends nothing, and the id is 0.
func (v *Visitor) Send(c Content, how ...SendOption) int64 {
	s := v.bot.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deactivated[v.User.ID] {
		return 0
	}
	if v.blocked {
		v.setBlocked(false)
	}
	m := v.write(c, how...)
	v.queueUpdate("message", m, m.date)
	return m.id
}

// write adds a message of the visitor without queuing an update. The caller holds
// sim.mu.
func (v *Visitor) write(c Content, how ...SendOption) *message {
	v.known = true
	m := v.newMessage(c)
	for _, h := range how {
		h(v, m)
	}
	v.messages[m.id] = m
	return m
}

// Delete removes a message for both sides, without an update.
func (v *Visitor) Delete(id int64) {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	if m := v.messages[id]; m != nil {
		m.deleted = true
		delete(v.messages, id)
	}
}

// Block blocks the bot, with an update. Sends of the bot are refused from now on.
func (v *Visitor) Block() { v.block(true) }

// Unblock unblocks the bot, with an update.
func (v *Visitor) Unblock() { v.block(false) }

func (v *Visitor) block(blocked bool) {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	if v.blocked != blocked {
		v.setBlocked(blocked)
	}
}

// setBlocked queues the my_chat_member update. The caller holds sim.mu.
func (v *Visitor) setBlocked(blocked bool) {
	v.blocked, v.known = blocked, true
	member := map[string]any{"user": v.bot.user(), "status": "member"}
	kicked := map[string]any{"user": v.bot.user(), "status": "kicked", "until_date": 0}
	before, after := kicked, member
	if blocked {
		before, after = member, kicked
	}
	now := time.Now()
	v.bot.update("my_chat_member", map[string]any{
		"chat": v.chat(), "from": v.User.from(), "date": now.Unix(),
		"old_chat_member": before, "new_chat_member": after,
	}, now)
}

// Deactivate deletes the person's account, at every bot and without an update.
// Sends of bots are refused.
func (v *Visitor) Deactivate() {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	v.bot.sim.deactivated[v.User.ID] = true
}

// GroupMessage sends a text to a group of the bot and returns the id of the
// message. Ids of groups are negative.
func (b *Bot) GroupMessage(group int64, title string, from User, text string) int64 {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	b.lastMessageID++
	now := time.Now()
	b.update("message", map[string]any{
		"message_id": b.lastMessageID, "from": from.from(), "date": now.Unix(), "text": text,
		"chat": map[string]any{"id": group, "title": title, "type": "supergroup"},
	}, now)
	return b.lastMessageID
}

// Edit replaces the text of a message, or its caption if it has no text, without
// entities.
func (v *Visitor) Edit(id int64, text string) error {
	return v.editMessage(id, func(m *message) {
		field := "caption"
		if _, has := m.content["text"]; has {
			field = "text"
		}
		formattedText{text: text}.put(m.content, field)
	})
}

// Replace replaces the content of a message, such as its photo. It stays a reply
// and a part of its album.
func (v *Visitor) Replace(id int64, c Content) error {
	return v.editMessage(id, func(m *message) {
		group, in := m.content["media_group_id"]
		m.content = v.bot.resolve(c)
		if in {
			m.content["media_group_id"] = group
		}
	})
}

// Touch queues an edit that changes nothing, as Telegram sometimes does.
func (v *Visitor) Touch(id int64) error { return v.editMessage(id, func(*message) {}) }

// Move moves a live location.
func (v *Visitor) Move(id int64, latitude, longitude float64) error {
	return v.editLocation(id, func(place map[string]any) { place["latitude"], place["longitude"] = latitude, longitude })
}

// StopSharing ends a live location where it is.
func (v *Visitor) StopSharing(id int64) error {
	return v.editLocation(id, func(place map[string]any) { delete(place, "live_period"); delete(place, "heading") })
}

func (v *Visitor) editLocation(id int64, change func(map[string]any)) error {
	return v.editMessage(id, func(m *message) {
		place, _ := m.content["location"].(map[string]any)
		place = maps.Clone(place)
		if place != nil {
			change(place)
			m.content["location"] = place
		}
	})
}

func (v *Visitor) editMessage(id int64, change func(*message)) error {
	s := v.bot.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	m := v.messages[id]
	if m == nil || m.fromBot {
		return fmt.Errorf("edit message %d: not a message of this visitor", id)
	}
	change(m)
	m.edited = time.Now()
	v.queueUpdate("edited_message", m, m.edited)
	return nil
}
