package clean

import (
	"unicode"
	"unicode/utf8"
)

// kind is what a rune means for cleaning.
type kind uint8

const (
	plain    kind = iota // stays
	hidden               // invisible, or means nothing in a terminal: dropped
	control              // shown as a picture: nobody should wonder what is missing
	newline              // any sign that ends a line
	space                // any sign that shows nothing but takes room
	override             // forces a direction on what follows: text that lies
	isolate              // opens or closes a stretch of one direction: kept in pairs
	joiner               // ZWJ, ZWNJ: kept where a script or an emoji needs it
	mark                 // combines with the character before
	attached             // joins the character before and is drawn beside it: bounded as marks are
	selector             // chooses a variant of the character before
	foreign              // a private or impossible code point: shown as U+FFFD
)

const (
	zwnj        = '\u200c'
	zwj         = '\u200d'
	popIsolate  = '\u2069'
	warning     = '⚠'
	ellipsis    = '…'
	dottedRing  = '◌' // the customary base of a mark that has none
	tagsFirst   = 0xe0000
	tagsLast    = 0xe0fff
	supplement  = 0xe0100 // variation selectors 17 to 256
	supplement2 = 0xe01ef
)

// kindOf sorts a rune. The order matters: several of these are also marks or
// letters by their Unicode category.
func kindOf(r rune) kind {
	switch {
	case r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return newline
	case r == ' ' || r == '\t':
		return space
	case r < ' ' || r >= 0x7f && r <= 0x9f:
		return control
	case r < 0xad:
		return asciiOrLatin(r)
	case r >= 0x202a && r <= 0x202e:
		return override
	case r >= 0x2066 && r <= 0x2069:
		return isolate
	case r == zwj || r == zwnj:
		return joiner
	case r >= 0xfe00 && r <= 0xfe0f || r >= supplement && r <= supplement2:
		return selector
	}
	return kindByCategory(r)
}

func asciiOrLatin(r rune) kind {
	if r == 0xa0 {
		return space
	}
	return plain
}

func kindByCategory(r rune) kind {
	switch {
	case blank(r) || unicode.Is(unicode.Zs, r):
		return space
	case unseen(r):
		return hidden
	case unicode.Is(unicode.M, r):
		return mark
	case r == 0xe33 || r == 0xeb3 || r == 0xff9e || r == 0xff9f: // Thai and Lao AM, sound marks of narrow kana
		return attached
	case unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return hidden
	case unicode.Is(unicode.Co, r) || unicode.Is(unicode.Noncharacter_Code_Point, r):
		return foreign
	}
	return plain
}

// pile is a kind of character of which many in a row are one to the tables, as
// wide as one, and which a terminal draws one beside the other.
type pile uint8

const (
	_         pile = iota
	prefixes       // signs before numbers or letters, such as U+0600
	leading        // consonants that begin a Korean syllable
	vowels         // of it
	trailings      // consonants that end it
	skinTones      // of emoji
)

func pileOf(r rune) pile {
	switch {
	case r < 0x600:
		return 0
	case r >= 0x1100 && r <= 0x115f, r >= 0xa960 && r <= 0xa97c:
		return leading
	case r >= 0x1160 && r <= 0x11a7, r >= 0xd7b0 && r <= 0xd7c6:
		return vowels
	case r >= 0x11a8 && r <= 0x11ff, r >= 0xd7cb && r <= 0xd7fb:
		return trailings
	case modifier(r):
		return skinTones
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r), prefix(r):
		return prefixes
	}
	return 0
}

// prefix reports the letters that join the one after them, the property
// Prepend of Unicode's table GraphemeBreakProperty but for what is a number sign.
func prefix(r rune) bool {
	return r == 0xd4e || r == 0x111c2 || r == 0x111c3 || r == 0x1193f || r == 0x11941 ||
		r == 0x11a3a || r >= 0x11a84 && r <= 0x11a89 || r == 0x11d46 || r == 0x11f02
}

// Unseen reports what cleaning takes out of every text: hidden characters, and
// those that force a direction on what follows.
func Unseen(r rune) bool {
	k := kindOf(r)
	return k == hidden || k == override
}

// blank reports letters and symbols that draw nothing; they serve to write
// names that cannot be seen.
func blank(r rune) bool {
	return r == 0x115f || r == 0x1160 || r == 0x3164 || r == 0xffa0 || r == 0x2800
}

// unseen reports the invisible runes that Unicode does not file under Cf: the
// grapheme joiner, inherent vowels, unassigned ones reserved to be ignored,
// and the tags, with which text can be hidden in text.
func unseen(r rune) bool {
	return r == 0x34f || r == 0x17b4 || r == 0x17b5 || r == 0x2065 ||
		r >= 0xfff0 && r <= 0xfff8 || r >= tagsFirst && r <= tagsLast
}

// picture shows a control character as it is named in print. A C1 control is
// shown as the two-character escape it stands for: U+009B as ␛[.
func picture(r rune) []rune {
	switch {
	case r < ' ':
		return []rune{0x2400 + r}
	case r == 0x7f:
		return []rune{'␡'}
	}
	return []rune{'␛', r - 0x40}
}

// emoji reports, roughly, whether r can be an emoji or part of a joined one.
func emoji(r rune) bool {
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

// varies reports whether selector v chooses a known kind of variant of base:
// emoji or text looks of emoji and of key caps, and the forms of ideographs,
// which Japanese names need.
func varies(base, v rune) bool {
	switch {
	case v == 0xfe0e || v == 0xfe0f:
		return emoji(base) || base == '#' || base == '*' || base >= '0' && base <= '9'
	case v >= supplement || v <= 0xfe02:
		return unicode.Is(unicode.Han, base)
	}
	return false
}

// joins reports whether r belongs to a script that is written with joiners.
func joins(r rune) bool {
	return r >= 0x600 && unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}

// harmless reports that every rune of s stays as it is, whatever stands beside
// it. It knows what most messages are made of and spares them the copy.
func harmless(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c <= '~' || c == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !common(r) {
			return false
		}
		i += size
	}
	return true
}

func common(r rune) bool {
	return r >= 0xc0 && r <= 0x2ff || r >= 0x391 && r <= 0x3ff || r >= 0x400 && r <= 0x482 || // Latin, Greek, Cyrillic
		r >= 0x5d0 && r <= 0x5ea || r >= 0x620 && r <= 0x64a || // Hebrew, Arabic letters
		r >= 0x2013 && r <= 0x2027 || r >= 0x20a0 && r <= 0x20bf || // punctuation, currencies
		r >= 0x3001 && r <= 0x3029 || r >= 0x3041 && r <= 0x3096 || r >= 0x30a0 && r <= 0x30ff || // Japanese
		r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 || r >= 0xff01 && r <= 0xff5e ||
		r >= 0x1f300 && r <= 0x1f3fa || r >= 0x1f400 && r <= 0x1f64f // emoji but for skin tones
}

// visible reports whether t holds anything that a person can see by itself.
func visible(t Text) bool {
	for _, r := range t {
		if kindOf(r) == plain && r != dottedRing {
			return true
		}
	}
	return false
}
