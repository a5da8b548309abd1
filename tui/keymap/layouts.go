package keymap

// layout is a keyboard: what its keys type, and what the same keys type on an
// English one.
type layout struct{ typed, english string }

// layouts are the keyboards on which commands work. The first that types a sign
// decides; Ukrainian and Belarusian are Russian but for the letters listed.
var layouts = []layout{
	{"ёйцукенгшщзхъфывапролджэячсмитьбю", "`qwertyuiop[]asdfghjkl;'zxcvbnm,."},
	{"ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ", "~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>"},
	{"іїєґўІЇЄҐЎ", "s]'\\oS}\"|O"},
	{"љњјђћѕџѓќЉЊЈЂЋЅЏЃЌ", "qwj]'zx]'QWJ}\"ZX}\""},             // Serbian and Macedonian
	{"ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"}, // Greek
	{"ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"},
	{"קראטוןםפשדגכעיחלךףזסבהנמצתץ", "ertyuiopasdfghjkl;zxcvbnm,."}, // Hebrew
	{"ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "qwertyuiopasdfghjklzxcvbnm"},   // Korean, two sets
	{"ㅃㅉㄸㄲㅆㅒㅖ", "QWERTOP"},
	{"。、・", ".,/"}, // Japanese
	{".", "/"},     // on the key of the slash in Russian and Hebrew
}

// The full-width forms of ASCII, and how far they are from it.
const firstFullWidth, lastFullWidth, fullWidth = '！', '～', '！' - '!'

// LatinLetter returns the sign of an English keyboard on the key that types r in
// another layout, r where there is none.
func LatinLetter(r rune) rune {
	switch {
	case r == '\u3000':
		return ' '
	case r >= firstFullWidth && r <= lastFullWidth:
		return r - fullWidth
	}
	for _, l := range layouts {
		english := []rune(l.english)
		at := 0
		for _, typed := range l.typed {
			if typed == r {
				return english[at]
			}
			at++
		}
	}
	return r
}
