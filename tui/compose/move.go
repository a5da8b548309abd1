package compose

import (
	"unicode"
	"unicode/utf8"

	"tgdesk/tui/text"
)

// Left moves back by one cluster or to the end of the line above.
func (e *Editor) Left() { e.prepare(); e.moveTo(e.before(e.cursor)) }

// Right moves on by one cluster or to the start of the line below.
func (e *Editor) Right() { e.prepare(); e.moveTo(e.after(e.cursor)) }

// WordLeft moves back to the start of a word. In Japanese and Chinese a run of
// one script counts as a word.
func (e *Editor) WordLeft() { e.prepare(); e.moveTo(e.wordBefore(e.cursor)) }

// WordRight moves on to the end of a word.
func (e *Editor) WordRight() { e.prepare(); e.moveTo(e.wordAfter(e.cursor)) }

// Home moves to the start of the line as written, not as wrapped.
func (e *Editor) Home() { e.prepare(); e.moveTo(pos{e.cursor.line, 0}) }

// End moves to the end of the line as written, not as wrapped.
func (e *Editor) End() { e.prepare(); e.moveTo(pos{e.cursor.line, len(e.lines[e.cursor.line].text)}) }

// Top moves to the text's start.
func (e *Editor) Top() { e.prepare(); e.moveTo(pos{}) }

// Bottom moves to the text's end.
func (e *Editor) Bottom() {
	e.prepare()
	last := len(e.lines) - 1
	e.moveTo(pos{last, len(e.lines[last].text)})
}

func (e *Editor) moveTo(p pos) {
	e.cursor, e.goalColumn, e.mergeNext = p, -1, false
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

// class is what a cluster is part of; a word is a run of one class.
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
	case r < 0x3000:
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
			return letters
		}
		return noWord
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Hiragana, r):
		return hiragana
	case unicode.Is(unicode.Katakana, r) || r == 'ー':
		return katakana
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return letters
	}
	return noWord
}
