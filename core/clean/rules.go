package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is how a rune is cleaned.
type kind uint8

const (
	plain    kind = iota // unchanged
	hidden               // invisible, or without meaning in a terminal: removed
	control              // shown as a picture, so that nothing is missing
	newline              // ends a line
	space                // takes room but draws nothing
	override             // forces a direction on what follows: replaced by a warning
	isolate              // opens or closes a part with its own direction: allowed in pairs
	joiner               // ZWJ, ZWNJ: allowed where a script or an emoji needs it
	mark                 // combines with the preceding character: limited
	attached             // joins the preceding character but is drawn beside it: limited like marks
	selector             // selects a variant of the preceding character
	invalid              // a private or invalid code point: shown as U+FFFD
)

const (
	zwnj        = '\u200c'
	zwj         = '\u200d'
	popIsolate  = '\u2069'
	warning     = '⚠'
	ellipsis    = '…'
	dottedRing  = '◌' // the customary base of a mark without one
	tagsFirst   = 0xe0000
	tagsLast    = 0xe0fff
	cancelTag   = 0xe007f // ends a sequence of tags
	supplement  = 0xe0100 // variation selectors 17 to 256
	supplement2 = 0xe01ef
)

// kindOf classifies a rune. The order matters: several of these are marks or
// letters by their Unicode category.
func kindOf(r rune) kind {
	switch {
	case r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return newline
	case r == ' ' || r == '\t' || r == 0xa0:
		return space
	case r < ' ' || r >= 0x7f && r <= 0x9f:
		return control
	case r < 0xad:
		return plain
	case IsOverride(r):
		return override
	case IsIsolate(r):
		return isolate
	case r == zwj || r == zwnj:
		return joiner
	case r >= 0xfe00 && r <= 0xfe0f || r >= supplement && r <= supplement2:
		return selector
	case IsBlankLetter(r) || unicode.Is(unicode.Zs, r):
		return space
	case isIgnorable(r):
		return hidden
	case unicode.Is(unicode.M, r):
		return mark
	case r == 0xe33 || r == 0xeb3 || r == 0xff9e || r == 0xff9f: // Thai and Lao AM, sound marks of narrow kana
		return attached
	case unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return hidden
	case unicode.Is(unicode.Co, r) || unicode.Is(unicode.Noncharacter_Code_Point, r):
		return invalid
	}
	return plain
}

// joinKind is a kind of character of which any number in a row form one grapheme
// cluster, by the tables as wide as one character, but drawn side by side.
type joinKind uint8

const (
	_          joinKind = iota
	prependers          // before numbers or letters, such as U+0600
	leading             // consonants that begin a Korean syllable
	vowels              // of it
	trailings           // consonants that end it
	skinTones           // of emoji
)

func joinKindOf(r rune) joinKind {
	switch {
	case r < 0x600:
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0xa960 && r <= 0xa97c:
		return leading
	case r >= 0x1160 && r <= 0x11a7, r >= 0xd7b0 && r <= 0xd7c6:
		return vowels
	case r >= 0x11a8 && r <= 0x11ff, r >= 0xd7cb && r <= 0xd7fb:
		return trailings
	case isSkinTone(r):
		return skinTones
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r), isPrepend(r):
		return prependers
	}
	return 0
}

// isPrepend reports letters that join the next one: the property Prepend of
// Unicode's GraphemeBreakProperty, without number signs.
func isPrepend(r rune) bool {
	return r == 0xd4e || r == 0x111c2 || r == 0x111c3 || r == 0x1193f || r == 0x11941 ||
		r == 0x11a3a || r >= 0x11a84 && r <= 0x11a89 || r == 0x11d46 || r == 0x11f02
}

// IsInvisible reports what cleaning removes from every text: hidden characters and
// direction overrides.
func IsInvisible(r rune) bool {
	k := kindOf(r)
	return k == hidden || k == override
}

// IsControl reports control characters, among them newline and tab, and the line
// separators of Unicode.
func IsControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r <= 0x9f || r == 0x2028 || r == 0x2029
}

// IsOverride reports characters that force a direction on what follows them.
func IsOverride(r rune) bool { return r >= 0x202a && r <= 0x202e }

// IsIsolate reports characters that open or close a part with its own direction.
func IsIsolate(r rune) bool { return r >= 0x2066 && r <= 0x2069 }

// IsBlankLetter reports letters and symbols that draw nothing, with which names
// can be made invisible.
func IsBlankLetter(r rune) bool {
	return r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x2800 ||
		r == 0x13441 || r == 0x13442 || r == 0x1d159 // blanks of hieroglyphs and of notes
}

// isIgnorable reports invisible runes outside of the category Cf: the grapheme
// joiner, inherent vowels, unassigned default-ignorable ones, and tags, with which
// text can be hidden in text.
func isIgnorable(r rune) bool {
	return r == 0x34f || r == 0x17b4 || r == 0x17b5 || r == 0x2065 ||
		r >= 0xfff0 && r <= 0xfff8 || r >= tagsFirst && r <= tagsLast
}

// controlPicture is the symbol of a control character, for C1 the two-character
// escape that it abbreviates: ␛[ for U+009B.
func controlPicture(r rune) []rune {
	switch {
	case r < ' ':
		return []rune{0x2400 + r}
	case r == 0x7f:
		return []rune{'␡'}
	}
	return []rune{'␛', r - 0x40}
}

// isEmoji reports approximately whether r is an emoji or part of a joined one.
func isEmoji(r rune) bool {
	switch {
	case r >= 0x1f000 && r <= 0x1faff, r >= 0x2190 && r <= 0x21ff, r >= 0x2300 && r <= 0x23ff,
		r >= 0x25a0 && r <= 0x27bf, r >= 0x2900 && r <= 0x297f, r >= 0x2b00 && r <= 0x2bff:
		return r != dottedRing
	case r == 0xa9, r == 0xae, r == 0x203c, r == 0x2049, r == 0x2122, r == 0x2139, r == 0x24c2,
		r == 0x3030, r == 0x303d, r == 0x3297, r == 0x3299:
		return true
	}
	return false
}

// hasVariant reports whether selector v selects a known variant of base: emoji or
// text style of emoji and key caps, and forms of ideographs, which Japanese names
// need.
func hasVariant(base, v rune) bool {
	switch {
	case v == 0xfe0e || v == 0xfe0f:
		return isEmoji(base) || base == '#' || base == '*' || base >= '0' && base <= '9'
	case v >= supplement || v <= 0xfe02:
		return unicode.Is(unicode.Han, base)
	}
	return false
}

// usesJoiners reports whether r belongs to a script that uses joiners.
func usesJoiners(r rune) bool {
	return r >= 0x600 && unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}

// isClean reports whether no rune of s needs cleaning, whatever is beside it. It is
// a fast path for most messages, and false for some clean ones.
func isClean(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c <= '~' || c == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isCommon(r) {
			return false
		}
		i += size
	}
	return true
}

func isCommon(r rune) bool {
	return r >= 0xc0 && r <= 0x2ff || r >= 0x391 && r <= 0x3ff || r >= 0x400 && r <= 0x482 || // Latin, Greek, Cyrillic
		r >= 0x5d0 && r <= 0x5ea || r >= 0x620 && r <= 0x64a || // Hebrew, Arabic letters
		r >= 0x2013 && r <= 0x2027 || r >= 0x20a0 && r <= 0x20bf || // punctuation, currencies
		r >= 0x3001 && r <= 0x3029 || r >= 0x3041 && r <= 0x3096 || r >= 0x30a0 && r <= 0x30ff || // Japanese
		r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 || r >= 0xff01 && r <= 0xff5e ||
		r >= 0x1f300 && r <= 0x1f3fa || r >= 0x1f400 && r <= 0x1f64f // emoji but for skin tones
}

// Visible reports whether anything of a text from outside can be seen. Spaces, control
// characters, marks without a letter and characters that only tell how others are
// drawn cannot.
func Visible(s string) bool {
	for _, r := range s {
		switch kindOf(r) {
		case plain, attached, invalid:
			return true
		}
	}
	return false
}

const blackFlag = '🏴'

// subdivisionFlags are the flags of parts of countries that are in general use
// (unicode.org/reports/tr51, RGI emoji tag sequences): a black flag that is followed
// by the name of the part in tags. Fonts have no others, and a tag elsewhere can only
// hide text.
var subdivisionFlags = [...]string{tagged("gbeng"), tagged("gbsct"), tagged("gbwls")}

// tagged writes a subdivision as its flag.
func tagged(subdivision string) string {
	out := []rune{blackFlag}
	for _, r := range subdivision {
		out = append(out, tagsFirst+r)
	}
	return string(append(out, cancelTag))
}

// SubdivisionFlag returns the length in bytes of the flag of a part of a country that
// s begins with, 0 if it begins with none.
func SubdivisionFlag(s string) int {
	for _, flag := range subdivisionFlags {
		if strings.HasPrefix(s, flag) {
			return len(flag)
		}
	}
	return 0
}
