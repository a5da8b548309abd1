package compose

import (
	"strings"
	"unicode/utf8"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// Insert writes s at the cursor and returns how many runes of it were refused
// because the text is full.
func (e *Editor) Insert(s string) (refused int) {
	e.prepare()
	return e.insertClean(sanitize(s))
}

// Paste is Insert for text from a clipboard: one undo step, and all or
// nothing.
func (e *Editor) Paste(s string) (refused int) {
	e.prepare()
	s = sanitize(s)
	if n := utf8.RuneCountInString(s); n > e.limit-e.runes {
		e.refused = n
		return n
	}
	e.mergeNext = false
	refused = e.insertClean(s)
	e.mergeNext = false
	return refused
}

// insertClean writes clean text as far as there is room.
func (e *Editor) insertClean(s string) (refused int) {
	s, e.refused = fitRunes(s, e.limit-e.runes)
	if s != "" {
		e.replace(e.cursor, e.cursor, s, true)
	}
	return e.refused
}

// fitRunes returns the start of s that has at most room runes and splits no
// cluster, and how many runes it leaves out.
func fitRunes(s string, room int) (start string, refused int) {
	if len(s) <= room {
		return s, 0
	}
	if n := utf8.RuneCountInString(s); n <= room {
		return s, 0
	}
	for at := 0; ; {
		size, _ := text.Step(s[at:])
		if room -= utf8.RuneCountInString(s[at : at+size]); room < 0 {
			return s[:at], utf8.RuneCountInString(s[at:])
		}
		at += size
	}
}

// sanitize makes s fit to edit: line ends become \n, a tab four spaces;
// control characters, direction overrides and stacks of combining marks are
// dropped.
func sanitize(s string) string {
	if !strings.ContainsFunc(s, needsSanitizing) {
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

func needsSanitizing(r rune) bool { return isUnsafe(r) || r >= 0x300 && !text.StableWidth(r) }

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", "    ")

// isUnsafe reports control characters, line separators, direction overrides and
// the replacement character of invalid UTF-8.
func isUnsafe(r rune) bool {
	return clean.IsControl(r) || clean.IsOverride(r) || r == utf8.RuneError
}

// Newline begins a new line.
func (e *Editor) Newline() { e.Insert("\n") }

// Backspace deletes the cluster before the cursor, or joins the line to the
// one above.
func (e *Editor) Backspace() { e.prepare(); e.cut(e.before(e.cursor), e.cursor) }

// Delete deletes the cluster at the cursor, or joins the line below.
func (e *Editor) Delete() { e.prepare(); e.cut(e.cursor, e.after(e.cursor)) }

// DeleteWordLeft deletes back to where WordLeft would go.
func (e *Editor) DeleteWordLeft() { e.prepare(); e.cut(e.wordBefore(e.cursor), e.cursor) }

// DeleteWordRight deletes up to where WordRight would go.
func (e *Editor) DeleteWordRight() { e.prepare(); e.cut(e.cursor, e.wordAfter(e.cursor)) }

// DeleteToStart deletes back to the line's start; at the start, it joins the
// line to the one above.
func (e *Editor) DeleteToStart() {
	e.prepare()
	if e.cursor.offset == 0 {
		e.Backspace()
		return
	}
	e.cut(pos{e.cursor.line, 0}, e.cursor)
}

// DeleteToEnd deletes up to the line's end; at the end, it joins the line
// below.
func (e *Editor) DeleteToEnd() {
	e.prepare()
	if e.cursor.offset == len(e.lines[e.cursor.line].text) {
		e.Delete()
		return
	}
	e.cut(e.cursor, pos{e.cursor.line, len(e.lines[e.cursor.line].text)})
}

func (e *Editor) cut(from, to pos) {
	if from != to {
		e.replace(from, to, "", false)
	}
}
