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

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// Editor is a text of many lines with a cursor.
type Editor struct {
	Limit   int // of the text, in runes
	Length  int // of the text, in runes, line ends included
	Refused int // runes of the last insertion that did not fit

	lines      []line // never empty
	cursor     pos
	goalColumn int // the column, in cells, that up and down keep; -1 for the cursor's
	version    uint64
	history    []change
	mergeNext  bool // the next change may belong to the same undo step
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
	return &Editor{lines: []line{{}}, Limit: limit, goalColumn: -1, width: unboundedWidth}
}

// Text returns the whole text.
func (e *Editor) Text() string { return e.textBetween(pos{}, e.end()) }

// Empty reports whether there is no text.
func (e *Editor) Empty() bool { return e.Length == 0 }

// Version changes with every change of the text.
func (e *Editor) Version() uint64 { return e.version }

// SetText replaces the text, clears the undo history, puts the cursor at the
// end, and returns how many runes were refused.
func (e *Editor) SetText(s string) (refused int) {
	e.lines, e.Length, e.top = []line{{}}, 0, 0
	e.moveTo(pos{})
	e.insert(s)
	e.history, e.mergeNext = nil, false
	e.version++
	return e.Refused
}

// insert writes s at the cursor, as far as there is room. It splits no cluster.
func (e *Editor) insert(s string) {
	s = sanitize(s)
	e.Refused = 0
	if room := e.Limit - e.Length; utf8.RuneCountInString(s) > room {
		at := 0
		for {
			size, _ := text.Step(s[at:])
			if room -= utf8.RuneCountInString(s[at : at+size]); room < 0 {
				break
			}
			at += size
		}
		s, e.Refused = s[:at], utf8.RuneCountInString(s[at:])
	}
	if s != "" {
		e.replace(e.cursor, e.cursor, s, true)
	}
}

// Paste writes s at the cursor, all of it or nothing, as one step to undo.
func (e *Editor) Paste(s string) {
	s = sanitize(s)
	if n := utf8.RuneCountInString(s); n > e.Limit-e.Length {
		e.Refused = n
		return
	}
	e.mergeNext = false
	e.insert(s)
	e.mergeNext = false
}

// LineBefore is what stands before the cursor in its line.
func (e *Editor) LineBefore() string { return e.lines[e.cursor.line].text[:e.cursor.offset] }

// InsertOver puts s in the place of the last n bytes before the cursor in its line, all
// of it or nothing, as one step to undo. It reports whether there was room.
func (e *Editor) InsertOver(n int, s string) bool {
	s = sanitize(s)
	from := pos{e.cursor.line, e.cursor.offset - n}
	e.Refused = 0
	if over := e.Length - utf8.RuneCountInString(e.textBetween(from, e.cursor)) + utf8.RuneCountInString(s) - e.Limit; over > 0 {
		e.Refused = over
		return false
	}
	e.mergeNext = false
	e.replace(from, e.cursor, s, true)
	e.mergeNext = false
	return true
}

// LastChange tells the last change that can be undone from all others; 0 is none.
func (e *Editor) LastChange() uint64 {
	if len(e.history) == 0 {
		return 0
	}
	return e.history[len(e.history)-1].id
}

// AtStart reports whether the cursor is before all of the text.
func (e *Editor) AtStart() bool { return e.cursor == pos{} }

// Seek puts the cursor behind the first s in the text, if it is there.
func (e *Editor) Seek(s string) {
	for i := range e.lines {
		if at := strings.Index(e.lines[i].text, s); at >= 0 {
			e.moveTo(pos{i, at + len(s)})
			return
		}
	}
}

// sanitize makes s fit to edit: line ends become \n, a tab four spaces;
// control characters, direction overrides and stacks of combining marks are
// dropped.
func sanitize(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return isUnsafe(r) || r >= 0x300 && !text.StableWidth(r) }) {
		return s
	}
	s = lineEnds.Replace(s)
	var stack clean.StackLimit
	return strings.Map(func(r rune) rune {
		if r != '\n' && isUnsafe(r) || stack.Exceeded(r) {
			return -1
		}
		return r
	}, s)
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", "    ")

// isUnsafe reports control characters, line separators, direction overrides and
// the replacement character of invalid UTF-8.
func isUnsafe(r rune) bool {
	return clean.IsControl(r) || clean.IsOverride(r) || r == utf8.RuneError
}

// cut deletes [from, to).
func (e *Editor) cut(from, to pos) {
	if from != to {
		e.replace(from, to, "", false)
	}
}

// replace puts s, which is clean, in place of [from, to), moves the cursor
// behind it and records how to undo that.
func (e *Editor) replace(from, to pos, s string, typed bool) {
	before := e.cursor
	end, removed := e.splice(from, to, s)
	e.record(change{from, end, removed, before, typed, e.version + 1})
	e.cursor, e.goalColumn = pos{end.line, 0}, -1
	for e.cursor.offset < end.offset { // an accent typed after a letter joins its cluster
		e.cursor = e.after(e.cursor)
	}
	e.version++
}

// splice changes the lines and returns where s now ends, and what was in its place.
func (e *Editor) splice(from, to pos, s string) (end pos, removed string) {
	removed = e.textBetween(from, to)
	e.Length += utf8.RuneCountInString(s) - utf8.RuneCountInString(removed)
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
		return end, removed
	}
	e.lines = slices.Replace(e.lines, from.line, to.line+1, lines...)
	return end, removed
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

// maxHistory is how many steps can be undone, and maxStep how many bytes typed
// text has in one: some languages have no spaces.
const (
	maxHistory = 200
	maxStep    = 48
)

// change is what it takes to undo one replacement.
type change struct {
	from, end pos    // the inserted text
	removed   string // what it replaced
	cursor    pos    // before the change
	typed     bool   // an insertion, as opposed to a deletion
	id        uint64
}

// record adds c to the history, or merges it into the last step: text typed in
// one go up to a space is one step, and so is holding backspace.
func (e *Editor) record(c change) {
	merge := e.mergeNext
	e.mergeNext = true
	if n := len(e.history); merge && n > 0 {
		last := &e.history[n-1]
		inserted := e.textBetween(c.from, c.end)
		switch {
		case c.typed && last.typed && c.removed == "" && c.from == last.end && c.end.offset-last.from.offset < maxStep &&
			!strings.HasPrefix(inserted, " ") && !strings.HasPrefix(inserted, "\n"):
			last.end = c.end
			return
		case !c.typed && !last.typed && c.cursor == last.from && c.end == c.from && c.cursor != c.from:
			last.from, last.end, last.removed = c.from, c.from, c.removed+last.removed
			return
		}
	}
	if len(e.history) == maxHistory {
		e.history = slices.Delete(e.history, 0, 1)
	}
	e.history = append(e.history, c)
}

// Undo takes the last step back and reports whether there was one.
func (e *Editor) Undo() bool {
	n := len(e.history)
	if n == 0 {
		return false
	}
	c := e.history[n-1]
	e.history = e.history[:n-1]
	e.splice(c.from, c.end, c.removed)
	e.moveTo(c.cursor)
	e.version++
	return true
}
