package term

import (
	"strings"
	"unicode/utf8"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// text appends a span's text and leaves the terminal without a style. It is
// the last line of defence, for text that a span cut in two and for what was
// typed or pasted here: it lets through no control character, no sequence but
// SGR, nothing that turns the direction of what follows, nothing hidden, and
// no more on one character than it carries. doubtful says that a terminal
// may draw the text wider than the tables say.
func (p *painter) text(s string) (doubtful bool) {
	styled, heap := false, clean.Heap{}
	paired := isolatesPaired(s)
	for i := 0; i < len(s); {
		if n := sgr(s[i:]); n > 0 {
			p.buf = append(p.buf, s[i:i+n]...)
			styled = s[i:i+n] != "\x1b[0m" && s[i:i+n] != "\x1b[m"
			i += n
			continue
		}
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		steady := text.Steady(r)
		doubtful = doubtful || !steady && r >= utf8.RuneSelf
		switch over := heap.Over(r); {
		case unreadable(r, size):
			p.buf = append(p.buf, '?')
		case over, !steady && (clean.Unseen(r) || isolate(r) && !paired):
		default:
			p.buf = append(p.buf, s[i:i+size]...)
		}
		i += size
	}
	if styled {
		p.buf = append(p.buf, "\x1b[m"...)
	}
	return doubtful
}

// sgr returns the length of the SGR sequence that s begins with, or 0.
func sgr(s string) int {
	if !strings.HasPrefix(s, "\x1b[") {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case (c < '0' || c > '9') && c != ';' && c != ':':
			return 0
		}
	}
	return 0
}

// unreadable reports control characters, line separators, and bytes that are
// no text.
func unreadable(r rune, size int) bool {
	return r < ' ' || r >= 0x7f && r <= 0x9f || r == 0x2028 || r == 0x2029 || r == utf8.RuneError && size == 1
}

func isolate(r rune) bool { return r >= 0x2066 && r <= 0x2069 }

// isolatesPaired reports whether every isolate of s ends within it.
func isolatesPaired(s string) bool {
	if !strings.Contains(s, "\xe2\x81") {
		return true
	}
	depth := 0
	for _, r := range s {
		switch {
		case r == 0x2069:
			depth--
		case isolate(r):
			depth++
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
