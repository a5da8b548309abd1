package compose

import (
	"slices"
	"strings"
	"unicode/utf8"
)

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
}

// record adds c to the history, or merges it into the last step: text typed in
// one go up to a space is one step, and so is holding backspace.
func (e *Editor) record(c change) {
	merge := e.mergeNext
	e.mergeNext = true
	if n := len(e.history); merge && n > 0 {
		last := &e.history[n-1]
		switch {
		case c.typed && last.typed && e.continues(c, *last):
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

// continues reports whether c continues what was typed in last.
func (e *Editor) continues(c, last change) bool {
	inserted := e.textBetween(c.from, c.end)
	return c.removed == "" && last.end == c.from && c.end.offset-last.from.offset < maxStep &&
		!strings.HasPrefix(inserted, " ") && !strings.HasPrefix(inserted, "\n")
}

// Undo takes the last step back and reports whether there was one.
func (e *Editor) Undo() bool {
	n := len(e.history)
	if n == 0 {
		return false
	}
	c := e.history[n-1]
	e.history = e.history[:n-1]
	inserted := e.textBetween(c.from, c.end)
	e.splice(c.from, c.end, c.removed)
	e.runes += utf8.RuneCountInString(c.removed) - utf8.RuneCountInString(inserted)
	e.cursor, e.goalColumn, e.mergeNext = c.cursor, -1, false
	e.version++
	return true
}
