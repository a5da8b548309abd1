package botsim

import "time"

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
