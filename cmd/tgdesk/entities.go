package main

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/richtext"
)

// span is a stretch of a text with the entities that cover it, in their order.
// Its text is clean: entities count units of the text as it came, so that it
// must be taken apart before it is cleaned.
type span struct {
	text   string
	marks  []core.Entity
	beside string // where the link leads that ends here, when its words do not say so
}

// maxEntities bounds the work on one message. Telegram itself keeps 100; a text
// with more than this many is exported without them.
const maxEntities = 300

// spansOf takes a text apart where entities begin and end.
func spansOf(text string, markup core.Markup) []span {
	entities := markup.Entities()
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
			s.marks = append(s.marks, withAddress(e, text[from:to]))
			if last := s.marks[len(s.marks)-1]; to == cuts[i+1] && address(last) != "" {
				s.beside = cmp.Or(richtext.Beside(e, text[from:to]), s.beside)
			}
		}
		spans = append(spans, s)
	}
	return spans
}

// offsets returns a function from UTF-16 units of text to bytes. What lies
// outside the text, or within a character, is moved to the nearest edge before it.
func offsets(text string) func(units int) int {
	var bytes []int // by unit
	for i, r := range text {
		for range max(utf16.RuneLen(r), 1) {
			bytes = append(bytes, i)
		}
	}
	bytes = append(bytes, len(text))
	return func(units int) int { return bytes[min(max(units, 0), len(bytes)-1)] }
}

// withAddress gives an entity of a plain address the link that it stands for.
func withAddress(e core.Entity, text string) core.Entity {
	if e.Type == core.EntityURL {
		e.URL = richtext.AddressOf(text)
	}
	return e
}

// address returns where an entity may lead: http, https or tg, as it may stand
// in a page, or "".
func address(e core.Entity) string {
	if e.Type != core.EntityTextLink && e.Type != core.EntityURL {
		return ""
	}
	return richtext.TargetOf(e.URL).Address
}

func marked(s span, t core.EntityType) bool {
	return slices.ContainsFunc(s.marks, func(e core.Entity) bool { return e.Type == t })
}

// markedText is a text for reading with its entities as signs: *bold*, _italic_,
// ~struck~, `code`, ||spoiler||, "> " before quoted lines, and <address> behind
// the words that lead there.
func markedText(text string, markup core.Markup) string {
	var b strings.Builder
	var open []core.Entity
	for _, s := range spansOf(text, markup) {
		same := 0
		for same < len(open) && same < len(s.marks) && open[same] == s.marks[same] {
			same++
		}
		for _, e := range slices.Backward(open[same:]) {
			b.WriteString(closeSign(e))
		}
		for _, e := range s.marks[same:] {
			b.WriteString(openSign(e.Type))
		}
		open = s.marks
		if marked(s, core.EntityQuote) {
			s.text = strings.ReplaceAll(s.text, "\n", "\n> ")
		}
		b.WriteString(s.text)
	}
	for _, e := range slices.Backward(open) {
		b.WriteString(closeSign(e))
	}
	return b.String()
}

func openSign(t core.EntityType) string {
	switch t {
	case core.EntityBold:
		return "*"
	case core.EntityItalic, core.EntityUnderline:
		return "_"
	case core.EntityStrikethrough:
		return "~"
	case core.EntityCode, core.EntityPre:
		return "`"
	case core.EntitySpoiler:
		return "||"
	case core.EntityQuote:
		return "> "
	}
	return ""
}

func closeSign(e core.Entity) string {
	switch e.Type {
	case core.EntityQuote:
		return ""
	case core.EntityTextLink:
		return " <" + cmp.Or(address(e), string(clean.Line(e.URL))) + ">"
	case core.EntityURL:
		if to := richtext.TargetOf(e.URL); to.Tricky && to.Address != "" {
			return " <" + to.Address + ">"
		}
	}
	return openSign(e.Type)
}
