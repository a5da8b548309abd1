package term

import (
	"strings"
	"unicode/utf8"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// appendSanitized appends a span's text and resets the style after it.
//
// Text from outside was cleaned by core/clean before. This covers text that
// was cut in two since, and what was typed or pasted here: control characters,
// sequences other than SGR, direction overrides, invisible characters and
// stacks of combining marks do not reach the terminal. uncertain reports that
// a terminal may draw the text wider than the width tables say.
func (p *painter) appendSanitized(s string) (uncertain bool) {
	styled, stack := false, clean.StackLimit{}
	balanced := isolatesBalanced(s)
	for i := 0; i < len(s); {
		if n := plain(s[i:]); n > 0 { // most of what there is
			p.buf, stack = append(p.buf, s[i:i+n]...), clean.StackLimit{}
			i += n
			continue
		}
		if n := sgr(s[i:]); n > 0 {
			p.buf = append(p.buf, s[i:i+n]...)
			styled = s[i:i+n] != "\x1b[0m" && s[i:i+n] != "\x1b[m"
			i += n
			continue
		}
		if n := clean.SubdivisionFlag(s[i:]); n > 0 {
			p.buf, uncertain = append(p.buf, s[i:i+n]...), true
			stack = clean.StackLimit{}
			i += n
			continue
		}
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		certain := text.StableWidth(r)
		uncertain = uncertain || !certain && r >= utf8.RuneSelf
		switch over := stack.Exceeded(r); {
		case clean.IsControl(r) || r == utf8.RuneError && size == 1:
			p.buf = append(p.buf, '?')
		case over, !certain && (clean.IsInvisible(r) || clean.IsIsolate(r) && !balanced):
		default:
			p.buf = append(p.buf, s[i:i+size]...)
		}
		i += size
	}
	if styled {
		p.buf = append(p.buf, "\x1b[m"...)
	}
	return uncertain
}

// plain returns the length of the printable ASCII that s begins with.
func plain(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return i
		}
	}
	return len(s)
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

// isolatesBalanced reports whether every isolate of s ends within it.
func isolatesBalanced(s string) bool {
	if !strings.Contains(s, "\xe2\x81") {
		return true
	}
	depth := 0
	for _, r := range s {
		switch {
		case r == 0x2069:
			depth--
		case clean.IsIsolate(r):
			depth++
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}
