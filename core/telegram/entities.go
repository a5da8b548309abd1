package telegram

import (
	"cmp"
	"strconv"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// markup keeps the entities that lie within text.
func decodeEntities(text string, entities []gotgbot.MessageEntity) markup.Encoded {
	if len(entities) == 0 {
		return ""
	}
	length := int64(markup.Len(text))
	var kept []markup.Entity
	for _, e := range entities {
		if e.Offset < 0 || e.Length <= 0 || e.Offset >= length || e.Length > length-e.Offset {
			continue
		}
		kept = append(kept, markup.Entity{Type: entityType(e.Type), Offset: int(e.Offset), Length: int(e.Length), URL: target(e)})
	}
	return markup.Encode(kept)
}

func entityType(name string) markup.Type {
	if name == "expandable_blockquote" { // a desk has room for all of it
		return markup.Quote
	}
	return markup.Type(name)
}

// target is where an entity leads besides what its text says.
func target(e gotgbot.MessageEntity) string {
	if e.Type == "text_mention" && e.User != nil {
		return "tg://user?id=" + strconv.FormatInt(e.User.Id, 10)
	}
	return e.Url
}

// entities are a text's entities for a request, nil if there are none. What
// Telegram finds by itself (addresses, mentions) and what needs more than a
// desk keeps (custom emoji) is left out: it could only be refused.
func entities(m markup.Encoded) []gotgbot.MessageEntity {
	var out []gotgbot.MessageEntity
	for _, e := range m.Entities() {
		if sendable(e) {
			out = append(out, gotgbot.MessageEntity{Type: string(e.Type), Offset: int64(e.Offset), Length: int64(e.Length), Url: e.URL})
		}
	}
	return out
}

func sendable(e markup.Entity) bool {
	switch e.Type {
	case markup.Bold, markup.Italic, markup.Underline, markup.Strikethrough, markup.Spoiler,
		markup.Code, markup.Pre, markup.Quote:
		return true
	case markup.TextLink:
		return e.URL != ""
	}
	return false
}

// peer is a user or chat as far as its name goes.
type peer struct {
	ID        number `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Username  string `json:"username"`
	Language  string `json:"language_code"`
}

func (p peer) name() string {
	at := ""
	if p.Username != "" {
		at = "@" + p.Username
	}
	return cmp.Or(joined(" ", p.Title), joined(" ", p.FirstName, p.LastName), at)
}

func chatPeer(c *gotgbot.Chat) peer {
	if c == nil {
		return peer{}
	}
	return peer{Title: c.Title, FirstName: c.FirstName, LastName: c.LastName, Username: c.Username}
}

func userPeer(u *gotgbot.User) peer {
	if u == nil {
		return peer{}
	}
	return peer{FirstName: u.FirstName, LastName: u.LastName, Username: u.Username}
}

// origin is where a forwarded message comes from, whatever its type.
type origin struct {
	User      peer   `json:"sender_user"`
	Hidden    string `json:"sender_user_name"`
	Sender    peer   `json:"sender_chat"`
	Chat      peer   `json:"chat"`
	Signature string `json:"author_signature"`
}

func originOf(m gotgbot.MessageOrigin) origin {
	o := m.MergeMessageOrigin()
	return origin{User: userPeer(o.SenderUser), Hidden: o.SenderUserName, Sender: chatPeer(o.SenderChat),
		Chat: chatPeer(o.Chat), Signature: o.AuthorSignature}
}

// words names the origin; a forwarded message always has one.
func (o origin) words() string {
	from := cmp.Or(o.User.name(), joined(" ", o.Hidden), o.Sender.name(), o.Chat.name())
	return cmp.Or(joined(", ", from, o.Signature), core.UnknownOrigin)
}
