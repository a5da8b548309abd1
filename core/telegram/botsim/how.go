package botsim

import "time"

// Sending changes one message of a visitor.
type Sending func(*Visitor, *message)

// At dates a message, to the second. Messages of more than 24 hours ago never
// reach the bot.
func At(t time.Time) Sending { return func(_ *Visitor, m *message) { m.date = t } }

// ReplyTo makes a message a reply. A message that does not exist is replied to
// without saying so, as when it was deleted.
func ReplyTo(id int64) Sending { return func(_ *Visitor, m *message) { m.reply.id = id } }

// Quoting makes a message a reply to a part of another one. A part that does
// not occur in it is quoted at position 0, as when the message was edited since.
func Quoting(id int64, part string) Sending {
	return func(v *Visitor, m *message) {
		m.reply = answered{id: id, quote: part}
		if target := v.messages[id]; target != nil {
			m.reply.position, _ = find(wordsOf(target.content).text, part, 0)
		}
	}
}

// InAlbum makes a message a part of an album with an id of the caller's choice.
func InAlbum(id string) Sending {
	return func(_ *Visitor, m *message) { m.content["media_group_id"] = id }
}
