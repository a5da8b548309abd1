package compose

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// maxPast bounds the steps that can be undone, and maxStep, in bytes, what is
// typed in one: some languages write no spaces.
const (
	maxPast = 200
	maxStep = 48
)

// change is what it takes to undo one replacement.
type change struct {
	from, end pos    // what was put in
	removed   string // what it replaced
	cursor    pos    // where the cursor was before
	typed     bool   // an insertion, as opposed to a deletion
}

// remember adds c, or joins it to the step before: what is typed in one go up
// to a space is one step, and so is holding down backspace.
func (e *Editor) remember(c change) {
	joined := e.joined
	e.joined = true
	if n := len(e.past); joined && n > 0 {
		last := &e.past[n-1]
		switch {
		case c.typed && last.typed && e.continues(c, *last):
			last.end = c.end
			return
		case !c.typed && !last.typed && c.cursor == last.from && c.end == c.from && c.cursor != c.from:
			last.from, last.end, last.removed = c.from, c.from, c.removed+last.removed
			return
		}
	}
	if len(e.past) == maxPast {
		e.past = slices.Delete(e.past, 0, 1)
	}
	e.past = append(e.past, c)
}

// continues reports whether c goes on with what was typed in last.
func (e *Editor) continues(c, last change) bool {
	put := e.between(c.from, c.end)
	return c.removed == "" && last.end == c.from && c.end.off-last.from.off < maxStep &&
		!strings.HasPrefix(put, " ") && !strings.HasPrefix(put, "\n")
}

// Undo takes back the last step and reports whether there was one.
func (e *Editor) Undo() bool {
	n := len(e.past)
	if n == 0 {
		return false
	}
	c := e.past[n-1]
	e.past = e.past[:n-1]
	put := e.between(c.from, c.end)
	e.splice(c.from, c.end, c.removed)
	e.runes += utf8.RuneCountInString(c.removed) - utf8.RuneCountInString(put)
	e.cursor, e.goal, e.joined = c.cursor, -1, false
	e.version++
	return true
}
