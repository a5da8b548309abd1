package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const signs = "*_`"

// addresses marks the bytes of s that belong to an address, a path, an e-mail, an
// @name or a #tag: formatting must not alter them. Signs around one are free, so
// that it can stand in bold text, unless the same sign stands in it.
func addresses(s string) []bool {
	within := make([]bool, len(s))
	for start := 0; start < len(s); {
		r, size := utf8.DecodeRuneInString(s[start:])
		if unicode.IsSpace(r) {
			start += size
			continue
		}
		end := len(s)
		if n := strings.IndexFunc(s[start:], unicode.IsSpace); n >= 0 {
			end = start + n
		}
		from, to := address(s[start:end])
		for i := from; i < to; i++ {
			within[start+i] = true
		}
		start = end
	}
	return within
}

// address returns where in a word an address lies; from == to where there is none.
func address(word string) (from, to int) {
	at := addressSign(word)
	if at < 0 {
		return 0, 0
	}
	// Scripts that do not separate words may stand right before it.
	for i, r := range word[:at] {
		if unspaced(r) || r == '。' || r == '、' || r == '「' || r == '（' || r == '：' {
			from = i + utf8.RuneLen(r)
		}
	}
	inner := strings.TrimFunc(word[from:], free(""))
	is := free(inner)
	from = len(word) - len(strings.TrimLeftFunc(word[from:], is))
	return from, max(from, len(strings.TrimRightFunc(word, is)))
}

// free returns which characters around an address are not of it: brackets,
// quotation marks, the end of a sentence, and signs that inner does not hold.
func free(inner string) func(rune) bool {
	return func(r rune) bool {
		return strings.ContainsRune("()[]{}<>«»“”„‘’\"',;:!?.…。、」）", r) || strings.ContainsRune(signs, r) && !strings.ContainsRune(inner, r)
	}
}

// addressSign returns the index of the first character by which a word is an
// address or one of its kind, -1 if it is a plain word.
func addressSign(word string) int {
	for i, r := range word {
		next, size := utf8.DecodeRuneInString(word[i+1:]) // what matters below has one byte
		switch r {
		case '/', '\\':
			return i
		case '@', '#':
			if size > 0 && (wordly(next) || unspaced(next) || strings.ContainsRune(signs, next)) {
				return i
			}
		case '.':
			if i > 0 && wordly(next) {
				return i
			}
		}
	}
	return -1
}
