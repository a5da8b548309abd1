package core

import "encoding/json"

// EntityType names what a stretch of text is, as Telegram does.
type EntityType string

// The types of entities a desk shows. Others are kept and drawn as plain text.
const (
	EntityBold          EntityType = "bold"
	EntityItalic        EntityType = "italic"
	EntityUnderline     EntityType = "underline"
	EntityStrikethrough EntityType = "strikethrough"
	EntitySpoiler       EntityType = "spoiler"
	EntityCode          EntityType = "code"
	EntityPre           EntityType = "pre"
	EntityQuote         EntityType = "blockquote"
	EntityURL           EntityType = "url"
	EntityTextLink      EntityType = "text_link"
	EntityMention       EntityType = "mention"
	EntityCommand       EntityType = "bot_command"
	EntityCustomEmoji   EntityType = "custom_emoji"
)

// Entity marks a stretch of a text. Offset and Length count UTF-16 code units
// (core.telegram.org/bots/api#messageentity). URL is text from outside.
type Entity struct {
	Type   EntityType `json:"type"`
	Offset int        `json:"offset"`
	Length int        `json:"length"`
	URL    string     `json:"url,omitempty"`
}

// Markup is a text's entities, encoded so that messages stay comparable; ""
// for a plain text.
type Markup string

// NewMarkup encodes entities.
func NewMarkup(entities []Entity) Markup {
	if len(entities) == 0 {
		return ""
	}
	b, err := json.Marshal(entities)
	if err != nil { // cannot happen: strings and ints
		return ""
	}
	return Markup(b)
}

// Entities decodes m. What cannot be decoded is no markup.
func (m Markup) Entities() []Entity {
	if m == "" {
		return nil
	}
	var out []Entity
	if json.Unmarshal([]byte(m), &out) != nil {
		return nil
	}
	return out
}
