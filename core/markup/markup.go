package markup

import "encoding/json"

// EntityType names what a stretch of text is, as Telegram does.
type Type string

// The types of entities a desk shows. Others are kept and drawn as plain text.
const (
	Bold          Type = "bold"
	Italic        Type = "italic"
	Underline     Type = "underline"
	Strikethrough Type = "strikethrough"
	Spoiler       Type = "spoiler"
	Code          Type = "code"
	Pre           Type = "pre"
	Quote         Type = "blockquote"
	URL           Type = "url"
	TextLink      Type = "text_link"
	Mention       Type = "mention"
	Command       Type = "bot_command"
	CustomEmoji   Type = "custom_emoji"
)

// Entity marks a stretch of a text. Offset and Length count UTF-16 code units
// (core.telegram.org/bots/api#messageentity). URL is text from outside.
type Entity struct {
	Type   Type   `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

// Markup is a text's entities, encoded so that messages stay comparable; ""
// for a plain text.
type Encoded string

// NewMarkup encodes entities.
func Encode(entities []Entity) Encoded {
	if len(entities) == 0 {
		return ""
	}
	b, err := json.Marshal(entities)
	if err != nil { // cannot happen: strings and ints
		return ""
	}
	return Encoded(b)
}

// Entities decodes m. What cannot be decoded is no markup.
func (m Encoded) Entities() []Entity {
	if m == "" {
		return nil
	}
	var out []Entity
	if json.Unmarshal([]byte(m), &out) != nil {
		return nil
	}
	return out
}
