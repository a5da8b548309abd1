// Package text measures, cuts, pads and wraps plain text in terminal cells.
//
// It works on grapheme clusters: a flag, a family emoji or a letter with its
// accents is one step and is never torn. The text must be clean (core/clean):
// the package knows nothing of escape sequences and must not be given styled
// text; paint after cutting. It must not draw, colour or keep state.
package text

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Ellipsis marks text that was cut. It takes one cell.
const Ellipsis = "…"

// maxClusterWidth is the most cells that a terminal gives one grapheme
// cluster. The width tables say three and four for the long dashes U+2E3A and
// U+2E3B, and count every jamo of a syllable; terminals do neither.
const maxClusterWidth = 2

// Step returns the first grapheme cluster of s as its size in bytes and its
// width in cells (0, 1 or 2). It returns 0, 0 for the empty string.
func Step(s string) (size, width int) {
	if s == "" {
		return 0, 0
	}
	if size, width = simpleRune(s); size > 0 {
		if next, _ := simpleRune(s[size:]); next > 0 || size == len(s) {
			return size, width
		}
	}
	cluster, _, width, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return len(cluster), min(width, maxClusterWidth)
}

// simpleRune reports the size and width of the first rune of s if it is one
// that never joins a neighbour that is simple too, and 0, 0 for every other
// rune. These ranges cover most of what people write and save the much slower
// table look-ups.
func simpleRune(s string) (size, width int) {
	if s == "" {
		return 0, 0
	}
	if c := s[0]; c < utf8.RuneSelf {
		if c < ' ' || c == 0x7f {
			return 0, 0
		}
		return 1, 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if width = stableWidth(r); width == 0 {
		return 0, 0
	}
	return size, width
}

// StableWidth reports whether every terminal draws r in as many cells as the
// tables say, whatever stands beside it.
func StableWidth(r rune) bool { return r >= ' ' && r < 0x7f || stableWidth(r) > 0 }

// stableWidth returns the cells of characters beyond ASCII that are stable, 0
// for all others.
func stableWidth(r rune) int {
	switch {
	case r >= 0xc0 && r <= 0x24f, // Latin letters
		r >= 0x391 && r <= 0x3c9, // Greek
		r >= 0x400 && r <= 0x481, // Cyrillic
		r == 0x2026, r == 0x20ac, // ellipsis, euro sign
		r >= 0x2500 && r <= 0x257f, // rules
		r >= 0x2018 && r <= 0x201d: // quotation marks
		return 1
	case r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fe, // kana
		r >= 0x3001 && r <= 0x3002, r >= 0x300a && r <= 0x3011, // ideographic punctuation
		r >= 0x4e00 && r <= 0x9fff, // ideographs
		r >= 0xac00 && r <= 0xd7a3, // Hangul syllables
		r >= 0xff01 && r <= 0xff5e: // full-width forms
		return 2
	}
	return 0
}

// ascii reports whether s holds only printable ASCII, for which one byte is
// one cluster is one cell.
func ascii(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// Width returns the cells that one line of text takes.
func Width(s string) int {
	if ascii(s) {
		return len(s)
	}
	total := 0
	for len(s) > 0 {
		size, width := Step(s)
		total += width
		s = s[size:]
	}
	return total
}

// Clip returns the longest start of s that fits into w cells.
func Clip(s string, w int) string {
	if w < 0 {
		return ""
	}
	if ascii(s) {
		return s[:min(len(s), w)]
	}
	for i := 0; i < len(s); {
		size, width := Step(s[i:])
		if w -= width; w < 0 {
			return s[:i]
		}
		i += size
	}
	return s
}

// Cut returns s when it fits into w cells, and otherwise a start of it that
// ends in an ellipsis and takes at most w cells.
func Cut(s string, w int) string {
	switch clipped := Clip(s, w); {
	case len(clipped) == len(s):
		return s
	case w <= 0:
		return ""
	default:
		return Clip(clipped, w-1) + Ellipsis
	}
}

// Fit returns s in exactly w cells: cut, or padded on the right.
func Fit(s string, w int) string {
	s = Cut(s, w)
	return s + strings.Repeat(" ", max(w-Width(s), 0))
}

// FitRight returns s in exactly w cells: cut, or padded on the left.
func FitRight(s string, w int) string {
	s = Cut(s, w)
	return strings.Repeat(" ", max(w-Width(s), 0)) + s
}
