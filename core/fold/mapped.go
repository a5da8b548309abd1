package fold

import (
	"strings"
	"unicode/utf8"

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
	var b strings.Builder
	for at := 0; at < len(s); {
		next := of.pieceEnd(s, at)
		folded := of.piece(s[at:next])
		b.WriteString(folded)
		for range len(folded) {
			m.from, m.to = append(m.from, at), append(m.to, next)
		}
		at = next
	}
	m.Text = b.String()
	return m
}

// pieceEnd is where the piece ends that begins at a byte of s. A mark also belongs to a
// character where nothing but what is left out stands between them.
func (of *Mapper) pieceEnd(s string, at int) int {
	end := at + norm.NFKC.NextBoundaryInString(s[at:], true)
	if end == len(s) || s[end] < utf8.RuneSelf && of.piece(s[end:end+1]) != "" || of.piece(s[at:end]) == "" {
		return end
	}
	for mark := end; mark < len(s); {
		_, size := utf8.DecodeRuneInString(s[mark:])
		if norm.NFKC.PropertiesString(s[mark:]).BoundaryBefore() {
			if of.piece(s[mark:mark+size]) != "" {
				break
			}
			mark += size
			continue
		}
		mark += size
		end = mark
	}
	return end
}

// piece folds one piece, and leaves its spaces.
func (of *Mapper) piece(s string) string {
	folded, ok := of.pieces[s]
	if !ok {
		if of.pieces == nil {
			of.pieces = map[string]string{}
		}
		folded = stripLetters(s)
		of.pieces[s] = folded
	}
	return folded
}

// Original is the range of the text, in bytes, of which a range of the folded one was made.
func (m Mapped) Original(start, end int) (from, to int) { return m.from[start], m.to[end-1] }
