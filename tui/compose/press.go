package compose

import (
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
	"tgdesk/tui/text"
)

// Press runs the action that a key is bound to or, if a is "", writes the
// characters that it types. It reports whether the key meant anything.
func (e *Editor) Press(a keymap.Action, k tea.KeyMsg) bool {
	e.Refused = 0
	if a != "" {
		return e.do(a)
	}
	if k.Alt || len(k.Runes) == 0 {
		return false
	}
	e.insert(string(k.Runes))
	return true
}

// do runs an action and reports whether it is one that edits text. Left, right
// and deletions step over grapheme clusters and line ends; the start and the end
// of a line are those of the line as written, not as wrapped. Up on the first row
// and down on the last go to the end of the text, and mean nothing there.
func (e *Editor) do(a keymap.Action) bool {
	c := e.cursor
	lineStart, lineEnd := pos{c.line, 0}, pos{c.line, len(e.lines[c.line].text)}
	switch a {
	case keymap.CharLeft:
		e.moveTo(e.before(c))
	case keymap.CharRight:
		e.moveTo(e.after(c))
	case keymap.RowUp:
		return e.moveRow(-1)
	case keymap.RowDown:
		return e.moveRow(1)
	case keymap.WordLeft:
		e.moveTo(e.wordBefore(c))
	case keymap.WordRight:
		e.moveTo(e.wordAfter(c))
	case keymap.LineStart:
		e.moveTo(lineStart)
	case keymap.LineEnd:
		e.moveTo(lineEnd)
	case keymap.TextStart:
		e.moveTo(pos{})
	case keymap.TextEnd:
		e.moveTo(e.end())
	case keymap.DeleteBack:
		e.cut(e.before(c), c)
	case keymap.DeleteForward:
		e.cut(c, e.after(c))
	case keymap.DeleteWordBack:
		e.cut(e.wordBefore(c), c)
	case keymap.DeleteWord:
		e.cut(c, e.wordAfter(c))
	case keymap.DeleteLineStart:
		if c == lineStart {
			lineStart = e.before(c)
		}
		e.cut(lineStart, c)
	case keymap.DeleteLineEnd:
		if c == lineEnd {
			lineEnd = e.after(c)
		}
		e.cut(c, lineEnd)
	case keymap.Undo:
		e.Undo()
	case keymap.Newline:
		e.insert("\n")
	default:
		return false
	}
	return true
}

func (e *Editor) moveTo(p pos) {
	e.cursor, e.goalColumn, e.mergeNext = p, -1, false
}

// end returns the position at the end of the text.
func (e *Editor) end() pos {
	last := len(e.lines) - 1
	return pos{last, len(e.lines[last].text)}
}

// before returns the position one cluster before p.
func (e *Editor) before(p pos) pos {
	if p.offset == 0 {
		if p.line == 0 {
			return p
		}
		return pos{p.line - 1, len(e.lines[p.line-1].text)}
	}
	s, at := e.lines[p.line].text, 0
	for {
		size, _ := text.Step(s[at:])
		if at+size >= p.offset {
			return pos{p.line, at}
		}
		at += size
	}
}

// after returns the position one cluster after p.
func (e *Editor) after(p pos) pos {
	if size, _ := text.Step(e.lines[p.line].text[p.offset:]); size > 0 {
		return pos{p.line, p.offset + size}
	}
	if p.line == len(e.lines)-1 {
		return p
	}
	return pos{p.line + 1, 0}
}

// wordAfter skips what belongs to no word, newlines too, and then one word.
func (e *Editor) wordAfter(p pos) pos {
	for {
		next := e.after(p)
		if next == p {
			return p
		}
		c := e.classAt(p)
		p = next
		for c != noWord && e.classAt(p) == c {
			p = e.after(p)
		}
		if c != noWord {
			return p
		}
	}
}

// wordBefore is wordAfter backwards. It looks at one line at a time, so that a
// step costs no more than the line is long.
func (e *Editor) wordBefore(p pos) pos {
	for {
		start, found := pos{p.line, 0}, false
		inside := noWord
		for at := start; at.offset < p.offset; at = e.after(at) {
			c := e.classAt(at)
			if c != noWord && c != inside {
				start, found = at, true
			}
			inside = c
		}
		if found || p.line == 0 {
			return start
		}
		p = pos{p.line - 1, len(e.lines[p.line-1].text)}
	}
}

// class is what a cluster is part of. A word is a run of one class: in Japanese
// and Chinese, which have no spaces, a run of one script.
type class uint8

const (
	noWord class = iota // spaces, punctuation, line ends
	letters
	han
	hiragana
	katakana
)

// classAt returns the class of the cluster at p.
func (e *Editor) classAt(p pos) class {
	r, _ := utf8.DecodeRuneInString(e.lines[p.line].text[p.offset:])
	switch {
	case p.offset == len(e.lines[p.line].text):
		return noWord
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Katakana, r) || r == 'ー':
		return katakana
	case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
		return letters
	}
	return noWord
}
