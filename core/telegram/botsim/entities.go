package botsim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Entity formats a part of a text. Offset and Length count UTF-16 code units.
type Entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	URL    string `json:"url,omitempty"`
}

func entityTypes() []string {
	return []string{
		"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
		"strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention",
		"custom_emoji", "date_time",
	}
}

// readEntities parses entities of a text, sorted and without empty ones, or
// returns the error.
func readEntities(list, text string) ([]Entity, *answer) {
	var entities []Entity
	if list != "" && json.Unmarshal([]byte(list), &entities) != nil {
		return nil, refusal(badRequest("can't parse entities JSON object"))
	}
	for _, e := range entities {
		if bad := e.check(text); bad != "" {
			return nil, refusal(badRequest(bad))
		}
	}
	entities = slices.DeleteFunc(entities, func(e Entity) bool { return e.Length == 0 })
	slices.SortStableFunc(entities, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	if bad := checkNesting(entities); bad != "" {
		return nil, refusal(badRequest(bad))
	}
	return entities, nil
}

// check returns the error of an entity, "" if it is valid.
func (e Entity) check(text string) string {
	units := utf16.Encode([]rune(text))
	switch {
	case !slices.Contains(entityTypes(), e.Type):
		return "can't parse MessageEntity: Unsupported type specified"
	case e.Type == "text_link" && e.URL == "":
		return `can't parse MessageEntity: Can't find field "url"`
	case e.Type == "text_link" && !isLink(e.URL):
		return fmt.Sprintf("entity URL '%s' is invalid: Wrong HTTP URL", e.URL)
	case e.Offset < 0 || e.Length < 0:
		return "can't parse MessageEntity: wrong offset or length"
	case e.Offset > len(units):
		return fmt.Sprintf("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
	case e.Offset+e.Length > len(units):
		return endsTooLate(e)
	case inSurrogatePair(units, e.Offset):
		return fmt.Sprintf("entity begins in a middle of a UTF-16 symbol at byte offset %d", byteOffset(units, e.Offset))
	case inSurrogatePair(units, e.Offset+e.Length):
		return fmt.Sprintf("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d",
			e.Offset, byteOffset(units, e.Offset+e.Length))
	}
	return ""
}

func endsTooLate(e Entity) string {
	return fmt.Sprintf("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, e.Offset+e.Length)
}

// inSurrogatePair reports whether an offset is within a surrogate pair.
func inSurrogatePair(units []uint16, at int) bool {
	return at > 0 && at < len(units) && utf16.IsSurrogate(rune(units[at-1])) && units[at-1] < 0xdc00
}

func byteOffset(units []uint16, at int) int { return len(string(utf16.Decode(units[:at-1]))) }

// isLink approximates the server's rule: a known scheme, or none, and a host with
// a dot.
func isLink(link string) bool {
	if strings.HasPrefix(link, "tg://") || strings.HasPrefix(link, "mailto:") || strings.HasPrefix(link, "tel:") {
		return true
	}
	if !strings.Contains(link, "://") {
		link = "http://" + link
	}
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(strings.Trim(u.Hostname(), "."), ".")
}

// checkNesting returns the error for entities that overlap without nesting.
func checkNesting(sorted []Entity) string {
	var open []Entity
	for _, e := range sorted {
		for len(open) > 0 && open[len(open)-1].Offset+open[len(open)-1].Length <= e.Offset {
			open = open[:len(open)-1]
		}
		if len(open) > 0 && e.Offset+e.Length > open[len(open)-1].Offset+open[len(open)-1].Length {
			return endsTooLate(e)
		}
		open = append(open, e)
	}
	return ""
}

// formattedText is a text or caption with its entities.
type formattedText struct {
	text     string
	entities []Entity
}

// readText parses text and entities, or caption and caption_entities. Texts with
// parse_mode have no entities.
func readText(p params, field string) (formattedText, *answer) {
	list, limit, tooLong := "entities", maxText, "message is too long"
	if field == "caption" {
		list, limit, tooLong = "caption_entities", maxCaption, "message caption is too long"
	}
	w := formattedText{text: p[field]}
	switch {
	case !utf8.ValidString(w.text):
		return w, refusal(badRequest("strings must be encoded in UTF-8"))
	case field == "text" && strings.TrimSpace(w.text) == "":
		return w, refusal(badRequest("message text is empty"))
	case utf8.RuneCountInString(w.text) > limit:
		return w, refusal(badRequest(tooLong))
	}
	if p["parse_mode"] != "" {
		return w, nil
	}
	var bad *answer
	w.entities, bad = readEntities(p[list], w.text)
	return w, bad
}

// put replaces the text or caption of a content.
func (w formattedText) put(c Content, field string) {
	list := "entities"
	if field == "caption" {
		list = "caption_entities"
	}
	delete(c, field)
	delete(c, list)
	if w.text != "" {
		c[field] = w.text
	}
	if len(w.entities) > 0 {
		c[list] = w.entities
	}
}

// textOf returns the text or caption of a content.
func textOf(c Content) formattedText {
	w := formattedText{}
	for field, list := range map[string]string{"text": "entities", "caption": "caption_entities"} {
		if text, has := c[field].(string); has {
			w.text = text
			w.entities, _ = c[list].([]Entity)
		}
	}
	return w
}

func (w formattedText) equal(other formattedText) bool {
	return w.text == other.text && slices.Equal(w.entities, other.entities)
}
