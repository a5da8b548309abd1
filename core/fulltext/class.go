// Package fulltext says which texts a search finds, and where: it cuts folded texts into
// words and into runs of scripts that are written without spaces, gives an index what to
// store of them, and finds the words of a query in a text. It must not know what is
// searched, nor how an index is stored.
package fulltext

import (
	"sync"
	"unicode"
	"unicode/utf8"
)

// class is what a character of a folded text is to a search.
type class uint8

const (
	separator class = iota
	letter          // of a word; marks and digits are letters, too
	unspaced        // of a script without spaces between words, or a symbol
	barrier         // parts two texts that no phrase spans
)

// partBarrier stands between the texts of a document. Folding leaves none.
const partBarrier = "\x00"

// classes are those of the characters up to Greek Extended, of which most texts are made.
var classes = sync.OnceValue(func() *[0x2000]class {
	var all [0x2000]class
	for r := range all {
		all[r] = classOf(rune(r))
	}
	return &all
})

func classOf(r rune) class {
	switch {
	case r == 0:
		return barrier
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return letter
		}
		return separator
	case r >= 0xe00 && isUnspaced(r), r < 0xe00 && unicode.Is(unicode.So, r):
		return unspaced
	case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r):
		return letter
	}
	return separator
}

// unspacedScripts are written without spaces, or, as Korean, with particles that follow a
// word without one. A symbol such as an emoji is a word by itself, and so is a key's cap.
var unspacedScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.So,
}

// isUnspaced is for characters from Thai on; the common ones are known by their range.
func isUnspaced(r rune) bool {
	switch {
	case r >= 0x4e00 && r <= 0x9fff, r >= 0x3041 && r <= 0x309a, r >= 0x30a1 && r <= 0x30fa, r == 0x30fc, r >= 0xac00 && r <= 0xd7a3:
		return true
	case r == 0x30fb, r == 0x30a0:
		return false
	case r == 0x20e3:
		return true
	}
	return unicode.In(r, unspacedScripts...)
}

// run is a word, or a run of characters without spaces, in a folded text.
type run struct {
	text     string
	unspaced bool
}

// nextRun finds the first run of s. It returns the rest behind it, and an empty run if there
// is none.
func nextRun(s string) (r run, rest string) {
	table := classes()
	start, of := -1, separator
	for i, c := range s {
		var now class
		if int(c) < len(table) {
			now = table[c]
		} else {
			now = classOf(c)
		}
		if start < 0 && (now == letter || now == unspaced) {
			start, of = i, now
		} else if start >= 0 && now != of {
			return run{text: s[start:i], unspaced: of == unspaced}, s[i:]
		}
	}
	if start < 0 {
		return run{}, ""
	}
	return run{text: s[start:], unspaced: of == unspaced}, ""
}

// firstClass and lastClass are those of the ends of s; nothing is a separator.
func firstClass(s string) class {
	if s == "" {
		return separator
	}
	r, _ := utf8.DecodeRuneInString(s)
	return classOf(r)
}

func lastClass(s string) class {
	if s == "" {
		return separator
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return classOf(r)
}
