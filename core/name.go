package core

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestName is the length in bytes that file systems allow, less room for
// " (999)".
const longestName = 240

// cleanName makes a file name of one from outside: no path, no control
// characters, none that turn the direction of writing, nothing hidden, nothing
// that Windows keeps for itself. fallback stands in for what is left empty.
func cleanName(name, fallback string) string {
	name = strings.ToValidUTF8(name, "")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unprintable(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimLeft(strings.TrimSpace(name), ". "), ". ")
	name = shortened(name)
	if stem, _, _ := strings.Cut(name, "."); stem == "" || reserved(stem) {
		return fallback
	}
	return name
}

// shortened cuts the stem of a name that is too long, and marks that pile up.
func shortened(name string) string {
	stem, ext := cutExt(name)
	for len(stem)+len(ext) > longestName && stem != "" {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	return strings.TrimSpace(stem) + ext
}

// cutExt parts a name before its ending, if that looks like one.
func cutExt(name string) (stem, ext string) {
	i := strings.LastIndexByte(name, '.')
	if i <= 0 || len(name)-i > 16 {
		return name, ""
	}
	return name[:i], name[i:]
}

// reserved reports whether Windows takes the name for a device.
func reserved(stem string) bool {
	switch s := strings.ToUpper(stem); s {
	case "CON", "PRN", "AUX", "NUL":
		return true
	default:
		return len(s) == 4 && (strings.HasPrefix(s, "COM") || strings.HasPrefix(s, "LPT")) && s[3] >= '0' && s[3] <= '9'
	}
}
