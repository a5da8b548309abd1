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
	e.own()
	return e.put(tidy(s))
}

// Paste is Insert for text from a clipboard: one step to undo, and all of it or
// nothing. It returns how many runes were refused.
func (e *Editor) Paste(s string) (refused int) {
	e.own()
	s = tidy(s)
	if n := utf8.RuneCountInString(s); n > e.limit-e.runes {
		e.refused = n
		return n
	}
	e.joined = false
	refused = e.put(s)
	e.joined = false
	return refused
}

// put writes clean text as far as there is room.
func (e *Editor) put(s string) (refused int) {
	s, e.refused = fitting(s, e.limit-e.runes)
	if s != "" {
		e.replace(e.cursor, e.cursor, s, true)
	}
	return e.refused
}

// fitting returns the start of s that has at most room runes and tears no
// cluster, and how many runes it leaves out.
func fitting(s string, room int) (start string, refused int) {
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

// tidy makes s fit to be edited: line ends become \n, a tab four spaces, and
// what a terminal would obey or a reader be fooled by is dropped, and so is what
// is heaped up on one character.
func tidy(s string) string {
	if !strings.ContainsFunc(s, doubtful) {
		return s
	}
	s = lineEnds.Replace(s)
	var heap clean.Heap
	return strings.Map(func(r rune) rune {
		if r != '\n' && suspect(r) || heap.Over(r) {
			return -1
		}
		return r
	}, s)
}

func doubtful(r rune) bool { return suspect(r) || r >= 0x300 && !text.StableWidth(r) }

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", "    ")

// suspect reports control characters, direction overrides, and the sign of
// bytes that are no text.
func suspect(r rune) bool {
	return r < ' ' || r >= 0x7f && r <= 0x9f || r >= 0x2028 && r <= 0x202e || r == utf8.RuneError
}

// Newline begins a new line.
func (e *Editor) Newline() { e.Insert("\n") }

// Backspace deletes the cluster before the cursor, or the line's beginning.
func (e *Editor) Backspace() { e.own(); e.cut(e.before(e.cursor), e.cursor) }

// Delete deletes the cluster at the cursor, or the line's end.
func (e *Editor) Delete() { e.own(); e.cut(e.cursor, e.after(e.cursor)) }

// DeleteWordLeft deletes back to where WordLeft would go.
func (e *Editor) DeleteWordLeft() { e.own(); e.cut(e.wordBefore(e.cursor), e.cursor) }

// DeleteWordRight deletes up to where WordRight would go.
func (e *Editor) DeleteWordRight() { e.own(); e.cut(e.cursor, e.wordAfter(e.cursor)) }

// DeleteToStart deletes back to the line's start; there, the line's beginning.
func (e *Editor) DeleteToStart() {
	e.own()
	if e.cursor.off == 0 {
		e.Backspace()
		return
	}
	e.cut(pos{e.cursor.line, 0}, e.cursor)
}

// DeleteToEnd deletes up to the line's end; there, the line's end itself.
func (e *Editor) DeleteToEnd() {
	e.own()
	if e.cursor.off == len(e.lines[e.cursor.line].text) {
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
