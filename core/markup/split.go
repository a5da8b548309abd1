package markup

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxText is the length of one Telegram text in UTF-16 code units.
const MaxText = 4096

// MaxCaption is the length of a file's caption in UTF-16 code units.
const MaxCaption = 1024

// Split cuts t into parts that Telegram accepts: the first of at most first UTF-16
// units, the others of at most [MaxText]. It cuts at the end of a paragraph if one
// lies in the second half of the part, else of a line, else between words, else
// between grapheme clusters. Nothing is lost but white space at the cuts, and no
// part is blank. An entity that a cut divides goes on in the next part. The text
// must be valid UTF-8.
func (t Text) Split(first int) []Text {
	var parts []Text
	entities := t.Markup.Entities()
	rest, units := t.Plain, 0 // units before rest
	for limit := first; ; limit = MaxText {
		part, next := rest, ""
		if end := fits(rest, limit); end < len(rest) {
			cut := cutBefore(rest, end)
			part, next = strings.TrimRightFunc(rest[:cut], unicode.IsSpace), strings.TrimLeftFunc(rest[cut:], unicode.IsSpace)
		}
		length := Len(part)
		if strings.TrimSpace(part) != "" {
			parts = append(parts, Text{Plain: part, Markup: clip(entities, units, length)})
		}
		if next == "" {
			return parts
		}
		units += length + Len(rest[len(part):len(rest)-len(next)])
		rest = next
	}
}

// clip returns the parts of the entities that lie in the length units from start on.
func clip(entities []Entity, start, length int) Encoded {
	var in []Entity
	for _, e := range entities {
		from, to := max(e.Offset, start), min(e.Offset+e.Length, start+length)
		if from < to {
			e.Offset, e.Length = from-start, to-from
			in = append(in, e)
		}
	}
	return Encode(in)
}

// fits returns how many bytes of s lie within limit units.
func fits(s string, limit int) int {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > limit {
			return i
		}
	}
	return len(s)
}

// cutBefore returns the best place to cut s at or before end, never 0.
func cutBefore(s string, end int) int {
	for _, sep := range []string{"\n\n", "\n"} {
		if i := strings.LastIndex(s[:end], sep); i > end/2 {
			return i + len(sep)
		}
	}
	if r, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsSpace(r) {
		return end // the word ends exactly here
	}
	if i := lastSpace(s[:end]); i > 0 {
		return i
	}
	return lastCluster(s, end)
}

// lastSpace returns where the word after the last white space begins, and 0
// if nothing but white space stands before it.
func lastSpace(s string) int {
	i := strings.LastIndexFunc(s, unicode.IsSpace)
	if i < 0 || strings.TrimSpace(s[:i]) == "" {
		return 0
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return i + size
}

// lastCluster returns the last place at or before end that is not inside a
// character as people see it. One that alone exceeds the limit is cut anyway.
func lastCluster(s string, end int) int {
	for i := end; i > 0; {
		prev, size := utf8.DecodeLastRuneInString(s[:i])
		next, _ := utf8.DecodeRuneInString(s[i:])
		if !joined(s[:i], prev, next) {
			return i
		}
		i -= size
	}
	return end
}

// joined reports whether next belongs to the character that ends with prev.
// It is stricter than Unicode's grapheme clusters (UAX #29) where that is
// simpler: a cut too few does no harm.
func joined(before string, prev, next rune) bool {
	const zwj = '\u200d'
	switch {
	case next == zwj || prev == zwj:
		return true
	case unicode.In(next, unicode.M, unicode.Variation_Selector):
		return true
	case next >= 0x1F3FB && next <= 0x1F3FF, next >= 0xE0020 && next <= 0xE007F: // skin tones, tags
		return true
	case next >= 0x1160 && next <= 0x11FF: // Hangul vowels and finals
		return true
	case regional(prev) && regional(next): // two make a flag
		flags := before[len(strings.TrimRightFunc(before, regional)):]
		return utf8.RuneCountInString(flags)%2 == 1
	}
	switch prev { // virama, which joins the consonants around it in Indic scripts
	case 0x094D, 0x09CD, 0x0A4D, 0x0ACD, 0x0B4D, 0x0BCD, 0x0C4D, 0x0CCD, 0x0D4D:
		return true
	}
	return false
}

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }
