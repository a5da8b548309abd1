// Package markup is text with entities (bold, links, …) as Telegram has it: it
// parses what operators type, writes it back, and splits long texts. It is the one
// place that counts UTF-16 code units, in which Telegram measures texts. It must not
// import anything of the desk.
package markup

import (
	"encoding/json"
	"unicode/utf16"
)

// Type names what a stretch of text is, as Telegram does.
type Type string

// The types of entities that the desk shows. Others are stored, and shown as plain text.
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

// Encoded is a text's entities as JSON, so that messages stay comparable; "" for a
// plain text.
type Encoded string

// Encode encodes entities.
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

// Entities decodes m. What cannot be decoded counts as a plain text.
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

// Len counts the UTF-16 units of s.
func Len(s string) int {
	n := 0
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1)
	}
	return n
}

// ByteOffsets returns the byte offset of every UTF-16 unit of s, and of its end. A
// unit within a character has the offset of the character.
func ByteOffsets(s string) []int {
	offsets := make([]int, 0, len(s)+1)
	for i, r := range s {
		for range max(utf16.RuneLen(r), 1) {
			offsets = append(offsets, i)
		}
	}
	return append(offsets, len(s))
}
