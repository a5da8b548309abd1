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

// Entity marks a stretch of a text; Offset and Length count UTF-16 code units.
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

// readEntities reads a list of entities of a text, sorted, empty ones left out,
// or says what is wrong. A text with parse_mode is not checked.
func readEntities(list, text string) ([]Entity, *answer) {
	var entities []Entity
	if list != "" && json.Unmarshal([]byte(list), &entities) != nil {
		return nil, refuse(badRequest("can't parse entities JSON object"))
	}
	for _, e := range entities {
		if bad := e.check(text); bad != "" {
			return nil, refuse(badRequest(bad))
		}
	}
	entities = slices.DeleteFunc(entities, func(e Entity) bool { return e.Length == 0 })
	slices.SortStableFunc(entities, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	if bad := overlap(entities); bad != "" {
		return nil, refuse(badRequest(bad))
	}
	return entities, nil
}

// check says what is wrong with an entity of a text, "" if nothing is.
func (e Entity) check(text string) string {
	units := utf16.Encode([]rune(text))
	switch {
	case !slices.Contains(entityTypes(), e.Type):
		return "can't parse MessageEntity: Unsupported type specified"
	case e.Type == "text_link" && e.URL == "":
		return `can't parse MessageEntity: Can't find field "url"`
	case e.Type == "text_link" && !linkable(e.URL):
		return fmt.Sprintf("entity URL '%s' is invalid: Wrong HTTP URL", e.URL)
	case e.Offset < 0 || e.Length < 0:
		return "can't parse MessageEntity: wrong offset or length"
	case e.Offset > len(units):
		return fmt.Sprintf("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
	case e.Offset+e.Length > len(units):
		return endsTooLate(e)
	case splits(units, e.Offset):
		return fmt.Sprintf("entity begins in a middle of a UTF-16 symbol at byte offset %d", byteOffset(units, e.Offset))
	case splits(units, e.Offset+e.Length):
		return fmt.Sprintf("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d",
			e.Offset, byteOffset(units, e.Offset+e.Length))
	}
	return ""
}

func endsTooLate(e Entity) string {
	return fmt.Sprintf("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, e.Offset+e.Length)
}

// splits says whether an offset lies within a surrogate pair.
func splits(units []uint16, at int) bool {
	return at > 0 && at < len(units) && utf16.IsSurrogate(rune(units[at-1])) && units[at-1] < 0xdc00
}

func byteOffset(units []uint16, at int) int { return len(string(utf16.Decode(units[:at-1]))) }

// linkable is a rough version of the server's rule: a scheme that it knows, or
// none, and a host with a dot.
func linkable(link string) bool {
	if strings.HasPrefix(link, "tg://") || strings.HasPrefix(link, "mailto:") || strings.HasPrefix(link, "tel:") {
		return true
	}
	if !strings.Contains(link, "://") {
		link = "http://" + link
	}
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(strings.Trim(u.Hostname(), "."), ".")
}

// overlap finds entities that cross: they may nest, and stand side by side.
func overlap(sorted []Entity) string {
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

// words are a text, or a caption, with its entities.
type words struct {
	text     string
	entities []Entity
}

// readWords reads text and entities, or caption and caption_entities.
func readWords(p params, field string) (words, *answer) {
	list, limit, tooLong := "entities", maxText, "message is too long"
	if field == "caption" {
		list, limit, tooLong = "caption_entities", maxCaption, "message caption is too long"
	}
	w := words{text: p[field]}
	switch {
	case !utf8.ValidString(w.text):
		return w, refuse(badRequest("strings must be encoded in UTF-8"))
	case field == "text" && strings.TrimSpace(w.text) == "":
		return w, refuse(badRequest("message text is empty"))
	case utf8.RuneCountInString(w.text) > limit:
		return w, refuse(badRequest(tooLong))
	}
	if p["parse_mode"] != "" {
		return w, nil
	}
	var bad *answer
	w.entities, bad = readEntities(p[list], w.text)
	return w, bad
}

// put writes the words into a content, in place of what was there.
func (w words) put(c Content, field string) {
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

// wordsOf reads back what put wrote.
func wordsOf(c Content) words {
	w := words{}
	for field, list := range map[string]string{"text": "entities", "caption": "caption_entities"} {
		if text, has := c[field].(string); has {
			w.text = text
			w.entities, _ = c[list].([]Entity)
		}
	}
	return w
}

func (w words) equal(other words) bool {
	return w.text == other.text && slices.Equal(w.entities, other.entities)
}
