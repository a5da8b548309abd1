package export

import (
	"cmp"
	"slices"
	"strings"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
	"tgdesk/tui/richtext"
)

// span is a stretch of a text with the entities that cover it, in their order.
// Its text is clean: entities count units of the text as it came, so that it
// must be taken apart before it is cleaned.
type span struct {
	text     string
	entities []markup.Entity
	target   string // where the link leads that ends here, when its words do not say so
}

// maxEntities bounds the work on one message. Telegram itself keeps 100; a text
// with more than this many is exported without them.
const maxEntities = 300

// spansOf takes a text apart where entities begin and end.
func spansOf(text string, encoded markup.Encoded) []span {
	entities := encoded.Entities()
	if len(entities) == 0 || len(entities) > maxEntities {
		return []span{{text: string(clean.Message(text))}}
	}
	at := offsets(text)
	cuts := []int{0, len(text)}
	for _, e := range entities {
		cuts = append(cuts, at(e.Offset), at(e.Offset+e.Length))
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	spans := make([]span, 0, len(cuts))
	for i := range cuts[1:] {
		s := span{text: string(clean.Message(text[cuts[i]:cuts[i+1]]))}
		for _, e := range entities {
			from, to := at(e.Offset), at(e.Offset+e.Length)
			if from > cuts[i] || cuts[i+1] > to {
				continue
			}
			s.entities = append(s.entities, withAddress(e, text[from:to]))
			if last := s.entities[len(s.entities)-1]; to == cuts[i+1] && address(last) != "" {
				s.target = cmp.Or(richtext.HostNote(e, text[from:to]), s.target)
			}
		}
		spans = append(spans, s)
	}
	return spans
}

// offsets returns a function from UTF-16 units of text to bytes. What lies
// outside the text, or within a character, is moved to the nearest edge before it.
func offsets(text string) func(units int) int {
	bytes := markup.ByteOffsets(text)
	return func(units int) int { return bytes[min(max(units, 0), len(bytes)-1)] }
}

// withAddress gives an entity of a plain address the link that it stands for.
func withAddress(e markup.Entity, text string) markup.Entity {
	if e.Type == markup.URL {
		e.URL = richtext.AddressOf(text)
	}
	return e
}

// address returns where an entity may lead: http, https or tg, as it may stand
// in a page, or "".
func address(e markup.Entity) string {
	if e.Type != markup.TextLink && e.Type != markup.URL {
		return ""
	}
	return richtext.TargetOf(e.URL).Address
}

func (s span) has(t markup.Type) bool {
	return slices.ContainsFunc(s.entities, func(e markup.Entity) bool { return e.Type == t })
}

// markedText is a text for reading with its entities as signs: *bold*, _italic_,
// ~struck~, `code`, ||spoiler||, "> " before quoted lines, and <address> behind
// the words that lead there.
func markedText(text string, entities markup.Encoded) string {
	var b strings.Builder
	var open []markup.Entity
	for _, s := range spansOf(text, entities) {
		same := 0
		for same < len(open) && same < len(s.entities) && open[same] == s.entities[same] {
			same++
		}
		for _, e := range slices.Backward(open[same:]) {
			b.WriteString(closeSign(e))
		}
		for _, e := range s.entities[same:] {
			b.WriteString(openSign(e.Type))
		}
		open = s.entities
		if s.has(markup.Quote) {
			s.text = strings.ReplaceAll(s.text, "\n", "\n> ")
		}
		b.WriteString(s.text)
	}
	for _, e := range slices.Backward(open) {
		b.WriteString(closeSign(e))
	}
	return b.String()
}

func openSign(t markup.Type) string {
	return map[markup.Type]string{
		markup.Bold: "*", markup.Italic: "_", markup.Underline: "_", markup.Strikethrough: "~",
		markup.Code: "`", markup.Pre: "`", markup.Spoiler: "||", markup.Quote: "> ",
	}[t]
}

func closeSign(e markup.Entity) string {
	switch e.Type {
	case markup.Quote:
		return ""
	case markup.TextLink:
		return " <" + cmp.Or(address(e), string(clean.Line(e.URL))) + ">"
	case markup.URL:
		if to := richtext.TargetOf(e.URL); to.Misleading && to.Address != "" {
			return " <" + to.Address + ">"
		}
	}
	return openSign(e.Type)
}
