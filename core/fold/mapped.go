package fold

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Mapped is a folded text that knows where it comes from. Only its spaces may be others
// than those of [Text].
type Mapped struct {
	Text string
	from []int // of each byte, the beginning of the characters that it was made of
	to   []int // and their end
}

// Mapper makes mapped texts. It knows how the pieces of earlier ones were folded, as texts
// have few different ones.
type Mapper struct{ pieces map[string]string }

// Map folds a text piece by piece: a piece is a character with all that may merge with it.
func (of *Mapper) Map(s string) Mapped {
	var m Mapped
	if of.pieces == nil {
		of.pieces = map[string]string{}
	}
	var b strings.Builder
	for at := 0; at < len(s); {
		next := at + norm.NFKC.NextBoundaryInString(s[at:], true)
		folded, ok := of.pieces[s[at:next]]
		if !ok {
			folded = piece(s[at:next])
			of.pieces[s[at:next]] = folded
		}
		b.WriteString(folded)
		for range len(folded) {
			m.from, m.to = append(m.from, at), append(m.to, next)
		}
		at = next
	}
	m.Text = b.String()
	return m
}

// piece folds one piece; Text would take a space away.
func piece(s string) string {
	folded := Text(s)
	if folded == "" && strings.TrimSpace(s) == "" {
		return " "
	}
	return folded
}

// Original is the range of the text, in bytes, of which a range of the folded one was made.
func (m Mapped) Original(start, end int) (from, to int) { return m.from[start], m.to[end-1] }
