// Package compose is where the operator writes (Composer), and what text is
// edited with: replies and notes of many lines (Editor) and the single line of a
// form (Field).
//
// An Editor is not bubbles/textarea, which steps by rune (five presses through a
// family emoji, and a broken one after a backspace), wraps the whole text
// again for each key (83 ms at 1,000 lines; here 0.01 ms), and reads the
// clipboard of the server it runs on.
//
// The package must not know how a key is called, or read a clipboard. Nothing
// typed or pasted sends; only Composer.Send does.
package compose

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tgdesk/tui/text"
)

// DefaultLimit is how many runes an Editor holds at most unless told
// otherwise: ten messages of Telegram's length (4096).
const DefaultLimit = 40_000

// Editor is a text of many lines with a cursor. The zero value is ready to use
// and has the DefaultLimit.
type Editor struct {
	lines      []line // never empty once used; see prepare
	cursor     pos
	goalColumn int // the column, in cells, that up and down keep; -1 for the cursor's
	limit      int // runes
	runes      int // in the text, line ends included
	refused    int
	version    uint64
	history    []change
	mergeNext  bool // the next keystroke may belong to the same undo step
	width      int  // of the last layout, in cells
	top        int  // the first visible row
}

// pos is a place in the text: a line, and a byte offset between clusters.
type pos struct{ line, offset int }

// line is a paragraph between two newlines, with the rows of its last layout.
type line struct {
	text  string
	rows  []text.Piece
	width int // that rows were made for; 0 for none
}

// NewEditor returns an empty Editor that holds at most limit runes.
func NewEditor(limit int) *Editor {
	return &Editor{limit: limit, goalColumn: -1}
}

// prepare makes the zero value usable.
func (e *Editor) prepare() {
	if len(e.lines) == 0 {
		e.lines = []line{{}}
		e.goalColumn = -1
	}
	if e.limit == 0 {
		e.limit = DefaultLimit
	}
}

// Text returns the whole text.
func (e *Editor) Text() string {
	if len(e.lines) == 1 {
		return e.lines[0].text
	}
	var b strings.Builder
	for i, l := range e.lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l.text)
	}
	return b.String()
}

// Empty reports whether there is no text.
func (e *Editor) Empty() bool { return e.runes == 0 }

// Version changes with every change of the text, so that a draft is saved only
// when it differs.
func (e *Editor) Version() uint64 { return e.version }

// SetText replaces the text, clears the undo history, puts the cursor at the
// end, and returns how many runes were refused.
func (e *Editor) SetText(s string) (refused int) {
	e.prepare()
	e.lines, e.runes, e.top = []line{{}}, 0, 0
	e.cursor, e.goalColumn = pos{}, -1
	refused = e.insertClean(sanitize(s))
	e.history, e.mergeNext = nil, false
	e.version++
	return refused
}

// Refused returns how many runes of the last insertion did not fit.
func (e *Editor) Refused() int { return e.refused }

// Limit returns how many runes fit in total.
func (e *Editor) Limit() int { e.prepare(); return e.limit }

// Length returns how many runes the text has.
func (e *Editor) Length() int { return e.runes }

// replace puts s, which is clean, in place of [from, to), moves the cursor
// behind it and records how to undo that.
func (e *Editor) replace(from, to pos, s string, typed bool) {
	before := e.cursor
	removed := e.textBetween(from, to)
	end := e.splice(from, to, s)
	e.runes += utf8.RuneCountInString(s) - utf8.RuneCountInString(removed)
	e.record(change{from, end, removed, before, typed})
	e.cursor = e.snap(end)
	e.goalColumn = -1
	e.version++
}

// splice changes the lines and returns where s now ends.
func (e *Editor) splice(from, to pos, s string) (end pos) {
	head, tail := e.lines[from.line].text[:from.offset], e.lines[to.line].text[to.offset:]
	parts := strings.Split(s, "\n")
	last := len(parts) - 1
	lines := make([]line, len(parts))
	for i, part := range parts {
		lines[i].text = part
	}
	lines[0].text = head + lines[0].text
	end = pos{from.line + last, len(lines[last].text)}
	lines[last].text += tail
	if from.line == to.line && last == 0 {
		e.lines[from.line] = lines[0]
		return end
	}
	e.lines = slices.Replace(e.lines, from.line, to.line+1, lines...)
	return end
}

// textBetween returns the text of [from, to).
func (e *Editor) textBetween(from, to pos) string {
	if from.line == to.line {
		return e.lines[from.line].text[from.offset:to.offset]
	}
	var b strings.Builder
	b.WriteString(e.lines[from.line].text[from.offset:])
	for _, l := range e.lines[from.line+1 : to.line] {
		b.WriteByte('\n')
		b.WriteString(l.text)
	}
	b.WriteByte('\n')
	b.WriteString(e.lines[to.line].text[:to.offset])
	return b.String()
}

// snap moves p to the end of the cluster it is in: an accent typed after a
// letter joins it.
func (e *Editor) snap(p pos) pos {
	s := e.lines[p.line].text
	at := 0
	for at < p.offset {
		size, _ := text.Step(s[at:])
		at += size
	}
	return pos{p.line, at}
}
