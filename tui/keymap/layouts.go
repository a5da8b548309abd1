package keymap

// layout is a keyboard: what its keys type, and what the same keys type on an
// English one.
type layout struct{ typed, english string }

// layouts are the keyboards on which commands work. The first that types a sign
// decides; Ukrainian and Belarusian are Russian but for the letters listed, and
// Persian is Arabic. Of the signs that these two type with different keys each has
// those that are commands. What types ASCII on another key means what it types.
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
	{"ضصثقفغعهخحجشسيبلاتنمكطذئؤرﻻىوزظ", "qwertyuiop[asdfghjkl;'`zcvbn,./"}, // Arabic
	{"\u064e\u064f\u064cﻹإ؛\u0650ﻷـ،\u0651\u0652ﻵآ؟", "QERTYPAGJK~XBN?"},
	{"چیکگدپ\u064d\u064bأةژء", "]d;'nmERGJCM"}, // Persian
	{"٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789"},
	{"ๅภๆไำพะ\u0e31\u0e35รนยบลฟหกดเ\u0e49\u0e48าสวงฃผปแอ\u0e34\u0e37ทมใฝ", "14qwertyuiop[]asdfghjkl;'\\zxcvbnm,./"}, // Thai
	{"ฎฑธ\u0e4d\u0e4aณฯญฐฤฆฏโฌ\u0e47\u0e4bษศซฅฉฮ\u0e3a\u0e4cฒฬฦ", "ERTYUIOP{ASDFGHJKL:|CVBN<>?"},
	{"ქწერტყუიოპასდფგჰჯკლზხცვბნმჭღთშჟძჩ", "qwertyuiopasdfghjklzxcvbnmWRTSJZC"},     // Georgian
	{"ֆձճփբսմուկըթծցջվգեանիտհպրժդչյզլքխշռ", "12qwertyuiop[]asdfghjkl;'zxcvbnm,./"}, // Armenian
	{"ՃՓԲՍՄՈՒԿԸԹԾՑՋՎԳԵԱՆԻՏՀՊՐԺԴՉՅԶԼՔԽՇՌ", "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?"},
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
