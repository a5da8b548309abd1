package core

import (
	"strings"
	"tgdesk/core/clean"
	"unicode"
	"unicode/utf8"
)

// MaxName is the length in characters that names of brands and operators may have.
const MaxName = 40

// CheckName returns a name as it is kept. of is "brand" or "operator".
func CheckName(of, name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", NewError(CodeInvalid, "name_empty", of)
	case n > MaxName:
		return "", NewError(CodeInvalid, "name_too_long", n, MaxName)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, Unprintable):
		return "", NewError(CodeInvalid, "name_unprintable")
	}
	return name, nil
}

// Unprintable reports control characters and those that change the direction of
// text. Joiners, which emoji and some scripts need, are allowed.
func Unprintable(r rune) bool { return clean.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

func CheckAccent(s string) error {
	ok := len(s) == 7 && s[0] == '#' && strings.IndexFunc(s[1:], notHex) < 0
	if !ok {
		return NewError(CodeInvalid, "accent_format", s)
	}
	return nil
}

func notHex(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'f') && (r < 'A' || r > 'F')
}
