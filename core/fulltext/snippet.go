package fulltext

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"tgdesk/core/clean"
	"tgdesk/core/fold"
	"tgdesk/core/markup"
)

// Range is a stretch of a text in UTF-16 code units.
type Range struct {
	Offset int `json:"offset"`
	Length int `json:"length"`
}

// How much of a text a snippet shows before the first match and in all, in characters.
const (
	snippetBefore = 40
	snippetLength = 160
)

// Snippet is what a text from outside says around the first place where it has a term, on
// one line that may be shown, and where the terms are in it. Without any it is the
// beginning of the text. shown is the text with some of its characters covered by others. A
// mapper serves many snippets.
func (p Pattern) Snippet(m *fold.Mapper, text, shown string) (snippet string, matches []Range) {
	start, end := window(text, p.first(m.Map(text)))
	if shown != text {
		start, end = sameCharacter(text, shown, start), sameCharacter(text, shown, end)
	}
	line := string(clean.Line(shown[start:end]))
	if start > 0 {
		line = "…" + line
	}
	if end < len(shown) && !strings.HasSuffix(line, "…") {
		line += "…"
	}
	return line, p.matches(line, m.Map(line))
}

// Has reports whether a text has any of the terms.
func (p Pattern) Has(text string) bool {
	doc := fold.Text(text)
	return slices.ContainsFunc(p, func(t Term) bool { at, _ := t.find(doc, 0); return at >= 0 })
}

// first is the byte where a text has the first of the terms, 0 if it has none.
func (p Pattern) first(m fold.Mapped) int {
	found := -1
	for _, t := range p {
		if at, end := t.find(m.Text, 0); at >= 0 {
			if from, _ := m.Original(at, end); found < 0 || from < found {
				found = from
			}
		}
	}
	return max(found, 0)
}

// window is the part of a text around a byte of it that a snippet shows. It begins with a
// word, where there is one near.
func window(text string, at int) (start, end int) {
	start = at
	for n := 0; start > 0 && n < snippetBefore; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:start])
		start -= size
	}
	if start > 0 {
		if i := strings.IndexAny(text[start:at], " \n\t"); i >= 0 {
			start += i + 1
		}
	}
	end = start
	for n := 0; end < len(text) && n < snippetLength; n++ {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	return start, end
}

// sameCharacter is the byte of b where the character begins that is at a byte of a.
func sameCharacter(a, b string, at int) int {
	n := utf8.RuneCountInString(a[:at])
	for i := range b {
		if n == 0 {
			return i
		}
		n--
	}
	return len(b)
}

// Matches lists where a line has the terms, in order and without overlaps.
func (p Pattern) Matches(line string) []Range {
	return p.matches(line, new(fold.Mapper).Map(line))
}

func (p Pattern) matches(line string, m fold.Mapped) []Range {
	var found [][2]int
	for _, t := range p {
		for at := 0; ; {
			start, end := t.find(m.Text, at)
			if start < 0 {
				break
			}
			from, to := m.Original(start, end)
			found = append(found, [2]int{from, to})
			at = end
		}
	}
	slices.SortFunc(found, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(b[1], a[1])) })
	var list []Range
	done := 0
	for _, f := range found {
		if f[0] < done {
			continue
		}
		done = f[1]
		list = append(list, Range{Offset: markup.Len(line[:f[0]]), Length: markup.Len(line[f[0]:f[1]])})
	}
	return list
}
