package core

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tgdesk/core/clean"
)

// MaxName is the length in characters that names of brands and operators may have.
const MaxName = 40

// CheckBrandName returns a brand's name as it is stored, or a CodeInvalid error.
func CheckBrandName(name string) (string, error) {
	return checkName(name, NewError(CodeInvalid, "brand_name_empty"))
}

// CheckOperatorName returns an operator's name as it is stored, or a CodeInvalid error.
// A name with a comma could not stand in a list of names.
func CheckOperatorName(name string) (string, error) {
	if strings.Contains(name, ",") {
		return "", NewError(CodeInvalid, "operator_name_comma")
	}
	return checkName(name, NewError(CodeInvalid, "operator_name_empty"))
}

// CheckAlias returns what visitors may see instead of an operator's name as it is
// stored, "" for nothing, or a CodeInvalid error.
func CheckAlias(alias string) (string, error) {
	if strings.TrimSpace(alias) == "" {
		return "", nil
	}
	return checkName(alias, NewError(CodeInvalid, "operator_name_empty"))
}

func checkName(name string, empty *Error) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0 || !clean.Visible(name):
		return "", empty
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

// CheckAccent returns a CodeInvalid error unless s is a colour such as "#5fafff".
func CheckAccent(s string) error {
	return invalid(len(s) != 7 || s[0] != '#' || strings.Trim(s[1:], "0123456789abcdefABCDEF") != "", "accent_format", s)
}
