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

// Wrap returns s as rows of at most w cells: broken at spaces, anywhere
// between wide characters, and inside a word only when the word is longer
// than a row. Newlines are kept, spaces at a break are not. A cluster wider
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

	start           int   // where the row begins
	end             int   // where its visible text ends so far
	used            int   // cells of [start, end)
	spacesStart     int   // where the last run of spaces began
	hanging         bool  // that run goes past the end of the row
	breakpoint      Piece // the last opportunity: the row it would give; none if Next == start
	breakpointCells int   // cells of [start, breakpoint.Next)

	lastWide bool
	lastRune rune
}

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
		b.finish(Piece{b.start, b.spacesStart, i}, b.used)
	case b.mayBreak(r, width):
		b.breakpoint, b.breakpointCells = Piece{b.start, i, i}, b.used
	}
	for b.used+width > b.w && b.end > b.start { // at the last opportunity, or else before the cluster
		if b.breakpoint.Next > b.start && b.breakpoint.End > b.start {
			b.finish(b.breakpoint, b.breakpointCells)
		} else {
			b.finish(Piece{b.start, i, i}, b.used)
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
		b.breakpoint, b.breakpointCells = Piece{b.start, b.spacesStart, i + 1}, b.used
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

// finish emits the row p, whose text and dropped spaces took cells.
func (b *breaker) finish(p Piece, cells int) {
	b.pieces = append(b.pieces, p)
	b.start = p.Next
	b.end = max(b.end, p.Next)
	b.used -= cells
	b.hanging = false
	b.breakpoint, b.breakpointCells = Piece{p.Next, p.Next, p.Next}, 0
}
