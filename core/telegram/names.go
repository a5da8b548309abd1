package telegram

import (
	"cmp"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// nameOf is the name of a user or chat, "" if it has none.
func nameOf(title, first, last, username string) string {
	if username != "" {
		username = "@" + username
	}
	return cmp.Or(join(" ", title), join(" ", first, last), username)
}

func userName(u *gotgbot.User) string {
	if u == nil {
		return ""
	}
	return nameOf("", u.FirstName, u.LastName, u.Username)
}

func chatName(c *gotgbot.Chat) string {
	if c == nil {
		return ""
	}
	return nameOf(c.Title, c.FirstName, c.LastName, c.Username)
}

// originName is whom a message is forwarded from. It is never empty.
func originName(o gotgbot.MergedMessageOrigin) string {
	from := cmp.Or(userName(o.SenderUser), join(" ", o.SenderUserName), chatName(o.SenderChat), chatName(o.Chat))
	return cmp.Or(join(", ", from, o.AuthorSignature), core.UnknownOrigin)
}
