package flow

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/fold"
)

// containsWord reports whether a word begins with what is looked for; both are folded.
// Scripts that put no spaces between words have it anywhere.
func containsWord(text, word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	anywhere := !unicode.IsLetter(first) && !unicode.IsDigit(first) ||
		unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		if anywhere || at == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before) && !unicode.IsMark(before) {
			return true
		}
		at += len(word)
	}
}

// holds reports whether a condition holds at an event.
func (c condition) holds(r *run) bool {
	checks := []struct{ asked, holds bool }{
		{c.button != nil, slices.ContainsFunc(c.button, func(label string) bool { return r.folded != "" && fold.Text(label) == r.folded })},
		{c.contains != nil, slices.ContainsFunc(c.contains, func(word string) bool { return containsWord(r.folded, word) })},
		{c.pattern != nil, c.pattern != nil && c.pattern.MatchString(r.written)},
		{c.anyText, r.event.Kind == core.BotMessage && r.folded != ""},
		{c.anyFile, r.event.Kind == core.BotFileReceived},
		{c.language != nil, slices.ContainsFunc(c.language, func(tag string) bool { return r.language == tag || strings.HasPrefix(r.language, tag+"-") })},
		{c.source != nil, slices.Contains(c.source, r.event.Source)},
		{c.known != nil, !slices.ContainsFunc(c.known, func(field string) bool { return r.fields[field] == "" })},
		{c.closed != nil, c.closed != nil && *c.closed == r.event.Closed},
		{c.nobody != nil, c.nobody != nil && *c.nobody == r.event.Nobody},
	}
	return !slices.ContainsFunc(checks, func(c struct{ asked, holds bool }) bool { return c.asked && !c.holds })
}
