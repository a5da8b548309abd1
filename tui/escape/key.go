package escape

import (
	"strings"
	"unicode"

	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
)

// key is a key press as the forms "CSI code ; modifiers u" and "CSI 27 ;
// modifiers ; code ~" give it.
type key struct {
	code    rune
	shifted rune // what it types with shift, 0 where that is not said
	base    rune // the key in its place on an English keyboard, likewise
	mods    int
	text    string // what it types, likewise
}

// bytes is what a terminal without these forms would send, "" where it has
// nothing of the kind.
func (k key) bytes() string {
	if k.mods&meta != 0 {
		k.mods |= alt
	}
	if k.mods&(super|hyper) != 0 {
		return ""
	}
	locks := k.mods & capsLock
	k.mods &= shift | alt | ctrl
	if k.code >= firstFunctional && k.code <= lastFunctional {
		return k.keypad()
	}
	if s, ok := k.named(); ok {
		return s
	}
	switch {
	case clean.IsControl(k.code):
		return ""
	case k.mods&ctrl != 0:
		return k.control()
	case k.text != "" && k.mods&alt == 0:
		if strings.ContainsFunc(k.text, clean.IsControl) {
			return ""
		}
		return k.text
	}
	r := k.code
	switch {
	case k.mods&shift != 0 && k.shifted != 0:
		r = k.shifted
	case unicode.IsLetter(r) && (k.mods&shift != 0) != (locks != 0):
		r = unicode.ToUpper(r)
	case k.mods&shift != 0:
		r = shiftedSign(r)
	}
	if k.mods&alt == 0 {
		return string(r)
	}
	if r == '[' || r == 'O' || clean.IsControl(r) {
		return "" // it would begin a sequence
	}
	return "\x1b" + string(r)
}

// shiftedSign is what shift makes of a sign of an English keyboard. xterm sends
// the sign that was typed, other terminals the key.
func shiftedSign(r rune) rune {
	const plain, shifted = "`1234567890-=[]\\;',./", "~!@#$%^&*()_+{}|:\"<>?"
	if i := strings.IndexRune(plain, r); i >= 0 {
		return rune(shifted[i])
	}
	return r
}

// named are the keys with a name of their own. Shift and enter make a new line,
// as they do wherever a terminal can tell them from enter.
func (k key) named() (s string, ok bool) {
	switch k.code {
	case '\t':
		return map[int]string{0: "\t", shift: "\x1b[Z"}[k.mods], true
	case '\r':
		return map[int]string{0: "\r", alt: "\x1b\r", shift: "\n"}[k.mods], true
	case esc:
		return map[int]string{0: "\x1b", shift: "\x1b"}[k.mods], true
	case '\b', 0x7f:
		return map[int]string{0: "\x7f", shift: "\x7f", alt: "\x1b\x7f", ctrl: "\x1b\x7f"}[k.mods], true
	case ' ':
		return map[int]string{0: " ", shift: " ", alt: "\x1b ", ctrl: "\x00"}[k.mods], true
	}
	return "", false
}

// control is a letter or a sign with ctrl. Ctrl+i and ctrl+m are no tab and no
// enter where a terminal tells them apart.
func (k key) control() string {
	r := k.base
	if r == 0 {
		r = keymap.LatinLetter(unicode.ToLower(k.code))
	}
	if k.mods&shift != 0 {
		if r = k.shifted; r == 0 {
			r = shiftedSign(k.code)
		}
		if unicode.IsLetter(r) {
			return ""
		}
	}
	code := byte(r) & 0x1f
	switch {
	case r >= 'a' && r <= 'z' && r != 'i' && r != 'm':
	case strings.ContainsRune("@[\\]^_", r):
	case r == '/':
		code = 0x1f
	default:
		return ""
	}
	if k.mods&alt != 0 {
		return "\x1b" + string(rune(code))
	}
	return string(rune(code))
}

// The codes of keys that type nothing.
const firstFunctional, lastFunctional = 57344, 63743

// keypad are those codes that are keys here: the keypad's.
func (k key) keypad() string {
	const firstSign, signs = 57399, "0123456789./*-+\r="
	if i := int(k.code) - firstSign; i >= 0 && i < len(signs) {
		return key{code: rune(signs[i]), mods: k.mods &^ shift, text: k.text}.bytes()
	}
	const firstMove, moves = 57417, "DCAB56HF23"
	i := int(k.code) - firstMove
	if i < 0 || i >= len(moves) {
		return ""
	}
	if n := moves[i]; n >= '0' && n <= '9' {
		return functional(int(n-'0'), k.mods, '~')
	}
	return functional(1, k.mods, moves[i])
}
