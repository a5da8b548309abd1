// Package compose edits text with the keyboard: the reply of many lines
// (Editor) and a form's single line (Field).
//
// It steps over grapheme clusters, so that a family emoji is one step and one
// backspace. It knows keys by name only. It must not draw with colours, send,
// save or read a clipboard: it gives plain rows and a cursor to who draws it,
// and the text to who sends it. Nothing typed or pasted here ever "sends".
package compose

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tgdesk/tui/text"
)

// DefaultLimit is the most runes that an Editor holds unless told otherwise:
// ten messages of Telegram's length (4096).
const DefaultLimit = 40_000

// Editor is a text of many lines with a cursor in it. The zero value is ready
// to use and has the DefaultLimit.
type Editor struct {
	lines      []line // never empty once used; see own
	cursor     pos
	goalColumn int // the column, in cells, that up and down keep to; -1 for where the cursor is
	limit      int // runes
	runes      int // held now, each line's end but the last counted
	refused    int
	version    uint64
	history    []change
	mergeNext  bool // the next keystroke may belong to the same undo step
	width      int  // of the last layout, in cells
	top        int  // the first visible row
}

// pos is a place in the text: a line and a byte offset at a cluster's edge.
type pos struct{ line, offset int }

// line is a paragraph between two newlines, with its rows as they were last
// laid out.
type line struct {
	text  string
	rows  []text.Piece
	width int // that rows were made for; 0 when they were not
}

// New returns an empty Editor that holds at most limit runes.
func New(limit int) *Editor {
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

// Text returns what was written.
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

// Empty reports whether nothing was written.
func (e *Editor) Empty() bool { return e.runes == 0 }

// Version changes with each change of the text, so that a draft need be saved
// only when it differs.
func (e *Editor) Version() uint64 { return e.version }

// SetText replaces everything, forgets what could be undone, puts the cursor
// at the end, and returns how many runes were refused.
func (e *Editor) SetText(s string) (refused int) {
	e.prepare()
	e.lines, e.runes, e.top = []line{{}}, 0, 0
	e.cursor, e.goalColumn = pos{}, -1
	refused = e.insertClean(sanitize(s))
	e.history, e.mergeNext = nil, false
	e.version++
	return refused
}

// Refused returns how many runes of the last insertion found no room.
func (e *Editor) Refused() int { return e.refused }

// Limit returns how many runes fit, and Length how many are held.
func (e *Editor) Limit() int { e.prepare(); return e.limit }

// Length returns how many runes were written.
func (e *Editor) Length() int { return e.runes }

// replace puts s (clean) in the place of [from, to), moves the cursor behind
// it and remembers how to undo that.
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

// snap moves p on to the edge of the cluster that it lies in: an accent typed
// behind a letter joins it.
func (e *Editor) snap(p pos) pos {
	s := e.lines[p.line].text
	at := 0
	for at < p.offset {
		size, _ := text.Step(s[at:])
		at += size
	}
	return pos{p.line, at}
}
