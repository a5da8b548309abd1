package fold

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letter is what one character is folded to, or one of these.
type letter rune

const (
	depends letter = -1 // on the characters around it, or to several
	nothing letter = -2
)

// ranges of the characters of which most texts are made. Chinese characters and Korean
// syllables, which stay as they are, are not among them.
var ranges = [...][2]rune{{0x80, 0x11ff}, {0x2000, 0x206f}, {0x3000, 0x30ff}, {0xff00, 0xffef}}

// letters are what strip makes of the characters of the ranges, one after the other.
var letters = sync.OnceValue(func() (all [len(ranges)][]letter) {
	for i, of := range ranges {
		for r := of[0]; r <= of[1]; r++ {
			all[i] = append(all[i], letterOf(r))
		}
	}
	return all
})

func letterOf(r rune) letter {
	if !norm.NFKC.PropertiesString(string(r)).BoundaryBefore() {
		return depends
	}
	s := strip("x" + string(r) + "x")
	s = s[1 : len(s)-1]
	one, size := utf8.DecodeRuneInString(s)
	switch {
	case s == "":
		return nothing
	case size != len(s):
		return depends
	}
	return letter(one)
}

// simple appends strip of a text in which no character depends on others to b, in a tenth of
// the time; not ok for any other.
func simple(b []byte, s string) (folded []byte, ok bool) {
	table := letters()
	begin := len(b)
	for _, r := range s {
		if r < utf8.RuneSelf {
			switch c := byte(r); {
			case c == '\'', c == '`':
				continue
			case c <= ' ', c == 0x7f:
				r = ' '
			case c >= 'A' && c <= 'Z':
				r += 'a' - 'A'
			}
		} else if !(r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3) {
			of := depends
			for i := range ranges {
				if r >= ranges[i][0] && r <= ranges[i][1] {
					of = table[i][r-ranges[i][0]]
				}
			}
			switch of {
			case depends:
				return nil, false
			case nothing:
				continue
			}
			r = rune(of)
		}
		if r != ' ' || len(b) > begin && b[len(b)-1] != ' ' {
			b = utf8.AppendRune(b, r)
		}
	}
	return withoutLastSpace(b, begin), true
}
