// Package fold makes texts comparable for search: what people type finds what others
// wrote, whatever the case, the width and the accents. It must not know what is
// searched.
//
// Folded texts are stored: in the index for search, and in a desk's columns visitors.search
// and chat_tags.tag_key. Who changes what folding does raises the version of the index
// (store/search/index.go) and migrates the columns.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"tgdesk/core/clean"
)

// Text is how a text is stored for search, and looked for: without case, width,
// accents, apostrophes and characters that cannot be seen, its words apart by single
// spaces.
func Text(s string) string { return string(Append(make([]byte, 0, len(s)), s)) }

// Append appends a folded text to b.
func Append(b []byte, s string) []byte {
	if isASCII(s) {
		return plain(b, s)
	}
	if folded, ok := simple(b, s); ok {
		return folded
	}
	return append(b, strip(s)...)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// plain appends strip of ASCII to b, in a tenth of the time.
func plain(b []byte, s string) []byte {
	begin := len(b)
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'', c == '`':
		case c <= ' ', c == 0x7f:
			if len(b) > begin && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		case c >= 'A' && c <= 'Z':
			b = append(b, c-'A'+'a')
		default:
			b = append(b, c)
		}
	}
	return withoutLastSpace(b, begin)
}

// withoutLastSpace cuts off the space with which what was appended to b ends.
func withoutLastSpace(b []byte, begin int) []byte {
	if len(b) > begin && b[len(b)-1] == ' ' {
		return b[:len(b)-1]
	}
	return b
}

func strip(s string) string { return strings.Join(strings.Fields(stripLetters(s)), " ") }

// stripLetters is strip, with all spaces.
func stripLetters(s string) string {
	// Taking a character apart takes an acute for a space, and makes others a grave.
	s = withoutApostrophes.Replace(norm.NFKD.String(withoutApostrophes.Replace(s)))
	s = strings.Map(func(r rune) rune {
		switch {
		case clean.IsControl(r), clean.IsBlankLetter(r):
			return ' '
		case accent(r), clean.IsInvisible(r), clean.IsIsolate(r):
			return -1
		}
		return r
	}, s)
	// Folding swaps the cases of Cherokee, which lower case then makes one.
	return plainLetters.Replace(strings.ToLower(cases.Fold().String(norm.NFKC.String(s))))
}

// withoutApostrophes removes what people write as one.
var withoutApostrophes = strings.NewReplacer("'", "", "’", "", "‘", "", "‛", "", "ʼ", "", "ʻ", "", "`", "", "´", "", "′", "", "＇", "")

// plainLetters are letters with a stroke of their own, which no accent makes.
var plainLetters = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ı", "i", "æ", "ae", "œ", "oe", "ħ", "h")

// accent reports whether r is a mark that people leave out: those of European scripts and
// those that decorate any letter, the vowel signs of Hebrew and Arabic, and what chooses how
// the character before it looks. In other scripts a mark makes another letter. A key's cap
// is an emoji.
func accent(r rune) bool {
	switch {
	case r < 0x300 || r == 0x20e3:
		return false
	case r <= 0x36f, r >= 0x483 && r <= 0x489, r >= 0x1ab0 && r <= 0x1aff, r >= 0x1dc0 && r <= 0x1dff, r >= 0x20d0 && r <= 0x20ff, r >= 0xfe20 && r <= 0xfe2f:
		return true
	case unicode.Is(unicode.Variation_Selector, r):
		return true
	}
	return unicode.Is(unicode.Mn, r) && (unicode.In(r, unicode.Hebrew, unicode.Arabic) || r >= 0x64b && r <= 0x670)
}
