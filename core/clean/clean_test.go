package clean

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestMessage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Where is my refund?\nThanks", "Where is my refund?\nThanks"},
		{"scripts", "注文した Иван Ñandú שלום مرحبا 한국어 ไทย", "注文した Иван Ñandú שלום مرحبا 한국어 ไทย"},
		{"colour", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"title", "\x1b]0;pwned\x07", "␛]0;pwned␇"},
		{"clipboard, C1", "\u009d52;c;aGk=\u009c", "␛]52;c;aGk=␛\\"},
		{"C1 CSI", "a\u009b2Jb", "a␛[2Jb"},
		{"raw C1 byte", "a\x9b2J", "a\ufffd2J"},
		{"backspace, delete", "ab\b\x7f\x00", "ab␈␡␀"},
		{"line ends", "a\r\nb\rc\n\rd\u2028e\u2029f\u0085g", "a\nb\nc\n\nd\ne\nf\ng"},
		{"tab", "a\tb", "a    b"},
		{"override", "file\u202egnp.exe\u202c\nnext", "file⚠gnp.exe\nnext"},
		{"override twice on a line", "\u202ea\u202db\n\u202ac", "⚠ab\n⚠c"},
		{"isolates in pairs", "a\u2067b\u2069c", "a\u2067b\u2069c"},
		{"isolates nested", "\u2066a\u2067b\u2069c\u2069", "\u2066a\u2067b\u2069c\u2069"},
		{"isolate left open", "a\u2067b\nc\u2069d", "ab\ncd"},
		{"one of two closed", "\u2066a\u2067b\u2069c", "a\u2067b\u2069c"},
		{"invisible", "a\u200bb\u2060c\ufeffd\u00ade\u034ff\u180eg", "abcdefg"},
		{"tags", "x\U000e0041\U000e0042\U000e007fy", "xy"},
		{"flags of England, Scotland and Wales", england + tagged("gbsct") + tagged("gbwls"), england + tagged("gbsct") + tagged("gbwls")},
		{"no such flag", tagged("xxxxx") + "🏴\U000e0067\U000e0062" + england[:len(england)-4] + "!", "🏴🏴🏴!"},
		{"tags after a flag", england + "\U000e0067\U000e007f\u200d👍\ufe0f", england + "👍\ufe0f"},
		{"blank letters", "ㅤ\uffa0\u2800x", "   x"},
		{"marks", "Z\u0301\u0302\u0303\u0304\u0305\u0306o", "Z\u0301\u0302\u0303\u0304o"},
		{"mark without base", "\u0301a\n\u0302", "◌\u0301a\n◌\u0302"},
		{"family", "👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
		{"rainbow flag", "🏳️‍🌈", "🏳️‍🌈"},
		{"couple with skin tones", "🧑🏻‍❤️‍💋‍🧑🏼", "🧑🏻‍❤️‍💋‍🧑🏼"},
		{"key cap", "1️⃣", "1️⃣"},
		{"joiner at the end", "👨\u200d", "👨"},
		{"joiner between letters", "pay\u200dpal\u200c!", "paypal!"},
		{"chain of joiners", strings.Repeat("👨\u200d", 9) + "👨", "👨‍👨‍👨‍👨‍👨👨‍👨‍👨‍👨‍👨"},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"Malayalam", "ക്\u200d", "ക്\u200d"},
		{"ideographic variant", "葛\U000e0100城", "葛\U000e0100城"},
		{"selectors as a hiding place", "a\ufe01\ufe02\U000e0101b😀\ufe0f\ufe0f", "ab😀\ufe0f"},
		{"private use", "a\ue000b", "a\ufffdb"},
		{"invalid", "a\xff\xfeb", "a\ufffd\ufffdb"},
		{"number signs in a row", strings.Repeat("\u0600", 5) + "1", "\u0600\u0600\ufffd\u0600\u06001"},
		{"syllables of parts", "\u1112\u1161\u11ab\u1100\u1173\u11af", "\u1112\u1161\u11ab\u1100\u1173\u11af"},
		{"parts without end", "\u1100\u1100\u1100\u1161\u1161\u1161\u11a8\u11a8\u11a8", "\u1100\u1100\ufffd\u1161\u1161\ufffd\u11a8\u11a8\ufffd"},
		{"skin tones", "👍🏽🏽🏽🏽", "👍🏽🏽\ufffd🏽"},
		{"Thai", "ทำงานน้ำ", "ทำงานน้ำ"},
		{"Thai vowels in a row", "ก" + strings.Repeat("ำ\u0e49", 9), "กำ้ำ้"},
		{"narrow kana", "ｶﾞﾊﾟ\nﾟДﾟ", "ｶﾞﾊﾟ\nﾟДﾟ"},
		{"narrow sound marks in a row", "ｶ" + strings.Repeat("ﾞ", 9), "ｶﾞﾞﾞﾞ"},
		{"annotation", "a\ufff9b\ufffbc", "abc"},
	} {
		if got := Message(c.in); string(got) != c.want {
			t.Errorf("%s: Message(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

const england = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

func TestLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                   "",
		"  Hana \n\t Sato\u3000 ":            "Hana Sato",
		"山田\u3000花子":                         "山田 花子",
		"a\u200b \u200b b":                   "a b",
		" \u2067 x \u2069 ":                  "\u2067x\u2069",
		"photo\u202egpj.exe":                 "photo⚠gpj.exe",
		"\u0301name":                         "◌\u0301name",
		" \u0301name":                        "◌\u0301name",
		strings.Repeat("y", 256):             strings.Repeat("y", 256),
		strings.Repeat("y", 257):             strings.Repeat("y", 255) + "…",
		strings.Repeat("ж ", 200):            strings.Repeat("ж ", 127) + "ж…",
		strings.Repeat("\u200b", 2000) + "y": "y",
		strings.Repeat("\u200b", 9000) + "y": "…",
		"y" + strings.Repeat("\u0301", 9000): "y\u0301\u0301\u0301\u0301…",
		strings.Repeat("y\n", 9000):          strings.Repeat("y ", 127) + "y…",
		strings.Repeat(england, 37):          strings.Repeat(england, 36) + "🏴…",
		"123" + strings.Repeat(england, 37):  "123" + strings.Repeat(england, 36) + "…",
	} {
		if got := Line(in); string(got) != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Ana": "Ana", "": "someone", " \n": "someone", "ㅤ": "someone", "\u200b\u2060": "someone",
		"\u2067\u2069": "someone", "\u0301": "someone", "😀": "😀", ".": ".", "\x00": "someone", "\u202e": "someone", "◌": "◌",
	} {
		if got := Name(in, "some\none"); string(got) != strings.ReplaceAll(want, "someone", "some one") {
			t.Errorf("Name(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", " \t\n", "\x00", "\x1b\u009b", "\u3164", "\u2800\u115f\u1160\uffa0", "\u200b\u200c\u200d\ufeff\u2060\u00ad", "\u202e\u2066\u2069",
		"\U000e0067\U000e007f", "\ufe0f\ufe0e\U000e0100", "\u0301\u0302", "\u20e3", "\u180e\u180b\u034f\u17b4", "\U0001d159", "\u3000\u2003\u1680", "\u2028\u2029\u0085", "\ufff9\ufffb",
	} {
		if Visible(s) {
			t.Errorf("%q counts as visible", s)
		}
	}
	for _, s := range []string{"a", "\x00a", "\u200b.", "😀", england, "\ue000", "\xff", "ำ", "ﾞ", "\u0600", "🇯", "🏽", "ㅤㄱ", "◌"} {
		if !Visible(s) {
			t.Errorf("%q counts as invisible", s)
		}
	}
}

// TestInvisibleByProperty: what Unicode says draws nothing by itself is not visible.
func TestInvisibleByProperty(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		draws := unicode.Is(unicode.Prepended_Concatenation_Mark, r) || r >= 0x13430 && r <= 0x1345f // signs that enclose numbers or join hieroglyphs
		blank := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z, unicode.M, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
		if blank && !draws && Visible(string(r)) {
			t.Errorf("U+%04X counts as visible", r)
		}
	}
}

func TestBounds(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"letters": strings.Repeat("a", 3*MaxMessage), "lines": strings.Repeat("a\n", 2*MaxLines),
		"controls": strings.Repeat("\u009b", MaxMessage), "tabs": strings.Repeat("\t", MaxMessage),
		"isolates": strings.Repeat("\u2066", 2*MaxMessage) + "x", "binary": strings.Repeat("\xff\x00\x1b", MaxMessage),
	} {
		got := string(Message(in))
		if n := utf8.RuneCountInString(got); n > MaxMessage {
			t.Errorf("%s: %d runes", name, n)
		}
		if n := 1 + strings.Count(got, "\n"); n > MaxLines {
			t.Errorf("%s: %d lines", name, n)
		}
		if !strings.HasSuffix(got, "…") {
			t.Errorf("%s: cut without an ellipsis", name)
		}
		if again := Message(got); string(again) != got {
			t.Errorf("%s: cleaning twice differs", name)
		}
	}
}

// tricky are runes and clusters from which the properties draw.
var tricky = []string{
	"a", " ", "\n", "\r", "\t", "\x1b", "\u009b", "\u0085", "\x7f", "\xff", "\u202e", "\u2066", "\u2067", "\u2069", "\u200b",
	"\u200c", "\u200d", "\ufe0f", "\ufe0e", "\U000e0100", "\U000e0041", "\u0301", "\u0302", "\u20e3", "1", "👨", "🏽", "❤", "葛", "\u0600", "\u1100", "\u1161", "\u11a8", "ำ", "ﾞ", "\U00011a3a", "می", "ക്", "ㅤ", "\ue000", "🇯",
	"🏴", "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067", "\U000e007f", england,
}

func drawText(t *rapid.T) string {
	s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(tricky), 0, 40).Draw(t, "tricky"), "")
	return s + rapid.String().Draw(t, "any")
}

// check fails if text violates what Text guarantees.
func check(t interface {
	Helper()
	Fatalf(string, ...any)
}, in string, text Text) {
	t.Helper()
	if !utf8.ValidString(string(text)) {
		t.Fatalf("%q gives invalid UTF-8 %q", in, text)
	}
	marks, depth := 0, 0
	for _, r := range text {
		if r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r == 0x2028 || r == 0x2029 {
			t.Fatalf("%q lets U+%04X through: %q", in, r, text)
		}
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > MaxMarks {
			t.Fatalf("%q keeps more than %d marks: %q", in, MaxMarks, text)
		}
		depth = isolateDepth(depth, r)
		if depth < 0 {
			t.Fatalf("%q leaves an isolate without its partner: %q", in, text)
		}
	}
	if depth != 0 {
		t.Fatalf("%q leaves an isolate open: %q", in, text)
	}
	checkClusters(t, text)
}

// maxCluster is longer than any real cluster: an emoji of five, each with a
// selector, a skin tone and marks.
const maxCluster = 5 * (3 + maxRun + MaxMarks)

// checkClusters fails for endless clusters: a terminal would draw all of it where
// there is room for one character.
func checkClusters(t interface {
	Helper()
	Fatalf(string, ...any)
}, text Text) {
	t.Helper()
	for rest, cluster := string(text), ""; rest != ""; {
		cluster, rest, _, _ = uniseg.FirstGraphemeClusterInString(rest, -1)
		if n := utf8.RuneCountInString(cluster); n > maxCluster {
			t.Fatalf("%d characters count as one: %q", n, cluster)
		}
	}
}

// TestClustersAreBounded repeats every character, alone and after others.
func TestClustersAreBounded(t *testing.T) {
	t.Parallel()
	for r := rune(' '); r <= unicode.MaxRune; r++ {
		for _, before := range []string{"", "\u0301", "👍", "ก"} {
			if c, _, _, _ := uniseg.FirstGraphemeClusterInString(strings.Repeat(string(r)+before, 3), -1); len(c) > len(string(r)+before) {
				checkClusters(t, Message(strings.Repeat(string(r)+before, 60)))
			}
		}
	}
}

// isolateDepth counts open isolates. It is negative after an isolate that is open
// at the end of a line.
func isolateDepth(depth int, r rune) int {
	switch {
	case r == '\n' && depth > 0:
		return -1
	case r >= 0x2066 && r <= 0x2068:
		return depth + 1
	case r == 0x2069:
		return depth - 1
	}
	return depth
}

func checkAll(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) {
	t.Helper()
	message, line := Message(s), Line(s)
	check(t, s, message)
	check(t, s, line)
	if again := Message(string(message)); again != message {
		t.Fatalf("Message of %q is not stable: %q, then %q", s, message, again)
	}
	if again := Line(string(line)); again != line {
		t.Fatalf("Line of %q is not stable: %q, then %q", s, line, again)
	}
	if strings.Contains(string(line), "\n") || utf8.RuneCountInString(string(line)) > MaxLine {
		t.Fatalf("Line of %q is not one short line: %q", s, line)
	}
	if text := string(line); strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
		t.Fatalf("Line of %q keeps loose spaces: %q", s, line)
	}
}

func TestProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkAll(t, drawText(t)) })
}

func TestPropertiesOfLongText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { checkAll(t, strings.Repeat(drawText(t), 60)) })
}

func TestFastPathChangesNothing(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if s := string(r); isClean(s) && s != "\n" {
			c := cleaner{limit: MaxLine}
			if got := c.run(s); string(got) != s {
				t.Errorf("U+%04X counts as clean but is cleaned to %q", r, got)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, a := range tricky {
		for _, b := range tricky {
			f.Add(a + b + a)
		}
	}
	f.Fuzz(func(t *testing.T, s string) { checkAll(t, s) })
}

func BenchmarkMessage(b *testing.B) {
	for name, s := range map[string]string{
		"ascii":    strings.Repeat("Where is my refund? ", 10),
		"japanese": strings.Repeat("注文した商品がまだ届きません。", 10),
		"dirty":    strings.Repeat("a\x1b[31mb\u0301 👨‍👩‍👧‍👦", 10),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Message(s)
			}
		})
	}
}
