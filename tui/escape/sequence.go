package escape

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	esc  = 0x1b
	bell = 0x07
)

// longest is the most bytes that a control sequence may have; strings may be of
// any length.
const longest = 128

// sequence returns the length of the sequence at the start of b, which begins
// with an escape; whole is false if it may go on. One that is broken off by a
// character that cannot be part of it ends before that character. An escape and a
// character that begin no sequence are a key with alt.
func sequence(b []byte) (n int, whole bool) {
	if len(b) < 2 {
		return len(b), false
	}
	switch {
	case b[1] == '[':
		return controlSequence(b)
	case b[1] == 'O':
		return functionKey(b)
	case b[1] == esc:
		return 1, true
	case !utf8.FullRune(b[1:]):
		return len(b), false
	case !introducesString(b[1]):
		_, size := utf8.DecodeRune(b[1:])
		return 1 + size, true
	case len(b) == 2:
		return 2, false
	case !beginsString(b):
		return 2, true
	}
	n, whole = stringEnd(b[2:])
	return 2 + n, whole
}

// stringFirsts are the characters that a string can begin with, by the character
// that introduces it: the answers to queries of colours, titles and the
// clipboard (]), of settings, names and capabilities (P), and of graphics (_). A
// private message (^) and a string of no kind (X) begin with any.
var stringFirsts = map[byte]string{']': "0123456789lLI", 'P': "0123456789>!?=$+|", '_': "G", '^': "", 'X': ""}

// introducesString reports whether a string can follow escape and c.
func introducesString(c byte) bool {
	_, ok := stringFirsts[c]
	return ok
}

// beginsString reports whether b begins with a string, not a key with alt.
func beginsString(b []byte) bool {
	if len(b) < 3 || b[0] != esc || !introducesString(b[1]) {
		return false
	}
	firsts := stringFirsts[b[1]]
	return firsts == "" && b[2] >= ' ' || strings.IndexByte(firsts, b[2]) >= 0 || len(b) > 3 && b[2] == esc && b[3] == '\\'
}

// stringEnd returns how much of b belongs to the string that it is in. A control
// character breaks a string off.
func stringEnd(b []byte) (n int, whole bool) {
	for i, c := range b {
		switch {
		case c == bell:
			return i + 1, true
		case c == esc && i+1 == len(b):
			return i, false
		case c == esc && b[i+1] == '\\':
			return i + 2, true
		case c < ' ':
			return i, true
		}
	}
	return len(b), false
}

// functionKey is sequence for what begins with escape O.
func functionKey(b []byte) (n int, whole bool) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c >= '0' && c <= '9' || c == ';':
		case c >= '@' && c <= '~' || c == ' ':
			return i + 1, true
		default:
			return i, true
		}
	}
	return len(b), false
}

// controlSequence is sequence for what begins with escape [.
func controlSequence(b []byte) (n int, whole bool) {
	fixed := 0
	switch {
	case len(b) == 2:
	case b[2] == '[': // a function key of the Linux console
		fixed = 4
	case b[2] == 'M': // a click, in the encoding of X10
		fixed = 6
	}
	if fixed > 0 {
		return min(len(b), fixed), len(b) >= fixed
	}
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case i == longest:
			return i, true
		case c == '$' && digits(b[2:i]): // shift and a key of urxvt
			return i + 1, true
		case c >= '@' && c <= '~':
			return i + 1, true
		case c < ' ' || c > '~':
			return i, true
		}
	}
	return len(b), false
}

func digits(b []byte) bool {
	return len(b) > 0 && strings.Trim(string(b), "0123456789") == ""
}

// sevenBit writes introducers and ends of sequences that are one character, as a
// terminal in its 8-bit mode sends them, in the form that all others use. Such a
// character is no key, neither alone nor as text. b ends between characters.
func sevenBit(b []byte) []byte {
	var out []byte
	from := 0
	for at := 0; at < len(b); {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size == 1 {
			r = rune(b[at])
		}
		if r >= 0x80 && r < 0xa0 && !inClick(b[:at]) {
			out = append(out, b[from:at]...)
			from = at + size
			switch r {
			case 0x90, 0x98, 0x9d, 0x9e, 0x9f:
				out = append(out, "\x1b]0"...) // a string, of whatever kind
			case 0x8f, 0x9b, 0x9c:
				out = append(out, esc, byte(r-0x40))
			}
		}
		at += size
	}
	if from == 0 {
		return b
	}
	return append(out, b[from:]...)
}

// inClick reports whether b ends within a click in the encoding of X10, of which
// every byte is a number.
func inClick(b []byte) bool {
	i := bytes.LastIndex(b, []byte("\x1b[M"))
	return i >= 0 && len(b)-i < 6
}
