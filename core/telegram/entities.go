package telegram

import (
	"strconv"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core/markup"
)

// decodeEntities drops entities that are not within text.
func decodeEntities(text string, entities []gotgbot.MessageEntity) markup.Encoded {
	if len(entities) == 0 {
		return ""
	}
	length := int64(markup.Len(text))
	var valid []markup.Entity
	for _, e := range entities {
		if e.Offset < 0 || e.Length <= 0 || e.Offset >= length || e.Length > length-e.Offset {
			continue
		}
		kind, url := markup.Type(e.Type), e.Url
		switch {
		case e.Type == "expandable_blockquote":
			kind = markup.Quote
		case e.Type == "text_mention" && e.User != nil:
			url = "tg://user?id=" + strconv.FormatInt(e.User.Id, 10)
		}
		valid = append(valid, markup.Entity{Type: kind, Offset: int(e.Offset), Length: int(e.Length), URL: url})
	}
	return markup.Encode(valid)
}

// encodeEntities returns the entities for a request, nil if there are none. It
// leaves out what Telegram finds itself (addresses, mentions) and what a desk
// knows only in part (custom emoji): Telegram could only refuse them.
func encodeEntities(m markup.Encoded) []gotgbot.MessageEntity {
	var out []gotgbot.MessageEntity
	for _, e := range m.Entities() {
		switch e.Type {
		case markup.TextLink:
			if e.URL == "" {
				continue
			}
		case markup.Bold, markup.Italic, markup.Underline, markup.Strikethrough, markup.Spoiler,
			markup.Code, markup.Pre, markup.Quote:
		default:
			continue
		}
		out = append(out, gotgbot.MessageEntity{Type: string(e.Type), Offset: int64(e.Offset), Length: int64(e.Length), Url: e.URL})
	}
	return out
}
