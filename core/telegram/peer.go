package telegram

import (
	"cmp"
	"strconv"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// peer is a user or chat with its names.
type peer struct {
	ID        int64  `json:"id"`
	Title     string `json:"title"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Username  string `json:"username"`
}

func (p peer) name() string {
	at := ""
	if p.Username != "" {
		at = "@" + p.Username
	}
	return cmp.Or(join(" ", p.Title), join(" ", p.FirstName, p.LastName), at)
}

func (p peer) nameOrID() string {
	if name := p.name(); name != "" || p.ID == 0 {
		return name
	}
	return "#" + strconv.FormatInt(p.ID, 10)
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

// origin is where a forwarded message comes from, of any type.
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

// name is never empty.
func (o origin) name() string {
	from := cmp.Or(o.User.name(), join(" ", o.Hidden), o.Sender.name(), o.Chat.name())
	return cmp.Or(join(", ", from, o.Signature), core.UnknownOrigin)
}
