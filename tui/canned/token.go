package canned

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tgdesk/core"
)

// isTrigger reports whether r begins a search while a reply is typed: a semicolon, as
// input methods of Japanese and Chinese type it too.
func isTrigger(r rune) bool { return r == ';' || r == '；' }

// Token is the word of a shortcut that ends at the cursor, of which before stands
// before it in its line: what follows the semicolon, and the bytes of both. ok is false
// where there is none: the semicolon must begin a word, and only what a shortcut may
// hold may follow it, so that no address, smiley or program code has one.
func Token(before string) (query string, bytes int, ok bool) {
	at := strings.LastIndexFunc(before, func(r rune) bool { return !core.InShortcut(r) })
	if at < 0 {
		return "", 0, false
	}
	sign, size := utf8.DecodeRuneInString(before[at:])
	if !isTrigger(sign) || !mayBegin(before[:at]) {
		return "", 0, false
	}
	return before[at+size:], len(before) - at, true
}

// mayBegin reports whether a word may begin after this text: after a space or an
// opening bracket, and anywhere in scripts without spaces.
func mayBegin(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || unicode.IsSpace(r) || strings.ContainsRune("([{«“„\"「『（。、！？：…", r) ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
