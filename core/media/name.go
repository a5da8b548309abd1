package media

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// longestName is the length in bytes that file systems allow, less room for
// " (999)".
const longestName = 240

// nameMarks is how many combining marks a character of a name may have.
const nameMarks = 4

// cleanName makes a file name of one from outside: without a path, control
// characters, changes of direction, hidden characters, what Windows reserves, and a
// beginning that commands would read as an option. If nothing visible remains, it
// returns the fallback.
func cleanName(name, fallback string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	marks := 0
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), clean.IsBlankLetter(r):
			marks = 0
			return ' '
		case core.Unprintable(r), unicode.In(r, unicode.Cf, unicode.Co) && r != zeroWidthJoiner, strings.ContainsRune(`<>:"|?*`, r):
			return -1
		case r != zeroWidthJoiner && !unicode.Is(unicode.M, r):
			marks = 0
			return r
		}
		if marks++; marks > nameMarks {
			return -1
		}
		return r
	}, name)
	for before := ""; name != before; { // each step may leave something for the other
		before, name = name, trimmed(shortened(trimmed(name)))
	}
	if stem, _, _ := strings.Cut(name, "."); !visible(stem) || reserved(stem) {
		return fallback
	}
	return name
}

// zeroWidthJoiner joins emoji, and counts as a mark.
const zeroWidthJoiner = '\u200d'

// trimmed removes what must not begin or end a name.
func trimmed(name string) string {
	return strings.TrimRight(strings.TrimLeft(name, "-. "), ". ")
}

// visible reports whether s contains more than marks.
func visible(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(unicode.M, r) && r != zeroWidthJoiner })
}

// shortened cuts the stem of a name that is too long.
func shortened(name string) string {
	stem, ext := cutExt(name)
	for len(stem)+len(ext) > longestName && stem != "" {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	return strings.TrimSpace(stem) + ext
}

// cutExt splits a name before its extension, "" if it has none. That of a packed
// archive has two parts, as ".tar.bz2".
func cutExt(name string) (stem, ext string) {
	i := strings.LastIndexByte(name, '.')
	if i <= 0 || len(name)-i > 16 {
		return name, ""
	}
	if stem := len(name[:i]) - len(".tar"); stem > 0 && strings.EqualFold(name[stem:i], ".tar") {
		i = stem
	}
	return name[:i], name[i:]
}

// reserved reports whether Windows takes the name for a device.
func reserved(stem string) bool {
	switch s := strings.TrimSpace(strings.ToUpper(stem)); s {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	default:
		port, isCom := strings.CutPrefix(s, "COM")
		if !isCom {
			port, isCom = strings.CutPrefix(s, "LPT")
		}
		return isCom && utf8.RuneCountInString(port) == 1 && strings.Contains("0123456789¹²³", port)
	}
}
