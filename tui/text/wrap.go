package text

import (
	"strings"
	"unicode/utf8"
)

// Piece is one row of a wrapped paragraph, as byte offsets into it: the row
// shows [Start, End), and [End, Next) are the spaces dropped at the break. The
// next piece starts at Next.
type Piece struct{ Start, End, Next int }

// Characters that must not begin a row, or end one, next to wide characters
// (the short list of JIS X 4051 that readers notice).
const (
	noStart = "、。，．・：；！？）」』】〕〉》｝］…‥ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;!?)]}%’”"
	noEnd   = "（「『【〔〈《｛［([{‘“"
)

// afterThese a word that is longer than a row is broken rather than anywhere:
// addresses and paths are read in these parts.
const afterThese = "/.-?&="

// Wrap returns s as rows of at most w cells: broken at spaces, anywhere
// between wide characters, and inside a word only when the word is longer
// than a row, if possible between the parts of an address. Newlines are kept, spaces at a break are not. A cluster wider
// than w itself is replaced by an ellipsis. A w below 1 counts as 1. The
// result has at least one row.
func Wrap(s string, w int) []string {
	w = max(w, 1)
	rows := make([]string, 0, 1+len(s)/w)
	for paragraph := range strings.SplitSeq(s, "\n") {
		if len(paragraph) <= w && ascii(paragraph) {
			rows = append(rows, paragraph)
			continue
		}
		for _, p := range Break(paragraph, w) {
			row := paragraph[p.Start:p.End]
			if w < maxClusterWidth && Width(row) > w {
				row = Ellipsis
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// Break finds where the rows of one paragraph (no newline in it) begin and
// end when it is wrapped to w cells, by the rules of Wrap. It returns at least
// one piece. A row holds more than w cells only when it is a single cluster
// wider than w, which needs w < 2.
func Break(paragraph string, w int) []Piece {
	b := breaker{s: paragraph, w: max(w, 1)}
	for i := 0; i < len(paragraph); {
		size, width := Step(paragraph[i:])
		b.step(i, size, width)
		i += size
	}
	return append(b.pieces, Piece{b.start, b.end, len(paragraph)})
}

// breaker is the state of one Break: the row being filled and the last place
// in it where it may be broken.
type breaker struct {
	s      string
	w      int
	pieces []Piece

	start       int         // where the row begins
	end         int         // where its visible text ends so far
	used        int         // cells of [start, end)
	spacesStart int         // where the last run of spaces began
	hanging     bool        // that run goes past the end of the row
	breakpoint  opportunity // the last one between words
	inWord      opportunity // the last one between the parts of an address

	lastWide bool
	lastRune rune
}

// opportunity is where the row may end.
type opportunity struct {
	row   Piece // that it would give; none if Next is not behind its start
	cells int   // of [row.Start, row.Next)
}

func (o opportunity) ends(row int) bool { return o.row.Next > row && o.row.End > row }

func (b *breaker) step(i, size, width int) {
	r, _ := utf8.DecodeRuneInString(b.s[i:])
	if r == ' ' && size == 1 {
		b.space(i)
		return
	}
	if r == ' ' {
		r = '\u00a0' // with an accent on it, so it is visible and no place to break
	}
	switch {
	case b.hanging:
		b.finish(opportunity{Piece{b.start, b.spacesStart, i}, b.used})
	case b.mayBreak(r, width):
		b.breakpoint = opportunity{Piece{b.start, i, i}, b.used}
	case b.end > b.start && strings.ContainsRune(afterThese, b.lastRune) && !strings.ContainsRune(afterThese+noStart, r):
		b.inWord = opportunity{Piece{b.start, i, i}, b.used}
	}
	for b.used+width > b.w && b.end > b.start { // at the last opportunity, or else before the cluster
		switch {
		case b.breakpoint.ends(b.start):
			b.finish(b.breakpoint)
		case b.inWord.ends(b.start):
			b.finish(b.inWord)
		default:
			b.finish(opportunity{Piece{b.start, i, i}, b.used})
		}
	}
	b.end, b.used = i+size, b.used+width
	b.lastWide, b.lastRune = width == maxClusterWidth, r
}

// space handles one space at i: it is part of the row while it fits, and hangs
// over the row's end unseen otherwise.
func (b *breaker) space(i int) {
	if b.lastRune != ' ' {
		b.spacesStart = i
	}
	if b.used < b.w && !b.hanging {
		b.end, b.used = i+1, b.used+1
		b.breakpoint = opportunity{Piece{b.start, b.spacesStart, i + 1}, b.used}
	} else {
		b.hanging = true
	}
	b.lastWide, b.lastRune = false, ' '
}

// mayBreak reports whether the row may be broken before r.
func (b *breaker) mayBreak(r rune, width int) bool {
	if b.end == b.start || b.lastRune == ' ' || width != maxClusterWidth && !b.lastWide {
		return false
	}
	return !strings.ContainsRune(noStart, r) && !strings.ContainsRune(noEnd, b.lastRune)
}

// finish ends the row. Of the opportunities only one in the rest of it stays.
func (b *breaker) finish(at opportunity) {
	b.pieces = append(b.pieces, at.row)
	b.start = at.row.Next
	b.end = max(b.end, b.start)
	b.used -= at.cells
	b.hanging = false
	b.breakpoint = opportunity{}
	b.inWord.row.Start = b.start
	b.inWord.cells -= at.cells
}
