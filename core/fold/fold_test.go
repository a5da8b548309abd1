package fold

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Hello  World": "hello world", "O'Brien `x`": "obrien x", "Ünïcödé": "unicode", "ＨＩ": "hi", "Łódź": "lodz", "привет": "привет", "ПРИВЕТ": "привет",
		"\x1b[31mred\t\n": "[31mred", "": "", " ' ": "", "が": "が", "Straße": "strasse", "Ꭰꭰ": "ꭰꭰ",
		"❤️❤︎": "❤❤", "葛\U000e0100城": "葛城", "1️⃣": "1\u20e3", "п\u0489р\u0489и\u0489вет": "привет", "r\u20dde\u20ddf": "ref", "\u1ab0a\u1dc0b\ufe20": "ab", "ٱلرَّحۡمَٰنِ": "ٱلرحمن",
	} {
		if got := Text(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// The short way for ASCII gives what the long one does, whatever it is appended to, and
// folding again changes nothing.
func TestShortWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "any")
		a := rapid.StringMatching("[\\x00-\\x7f]{0,20}").Draw(t, "ascii")
		if string(plain(nil, a)) != strip(a) {
			t.Fatalf("%q: %q, %q", a, plain(nil, a), strip(a))
		}
		for _, before := range []string{"x", "x "} {
			for _, s := range []string{s, a} {
				if got, want := string(Append([]byte(before), s)), before+Text(s); got != want {
					t.Fatalf("%q: %q, want %q", s, got, want)
				}
			}
		}
		if once := Text(s); Text(once) != once {
			t.Fatalf("%q: %q, %q", s, once, Text(once))
		}
	})
}

// TestSimple: where no character depends on others, the short way gives what the long one
// does.
func TestSimple(t *testing.T) {
	t.Parallel()
	short := 0
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom([]string{"'", "’", " ", "\t", "\u00a0", "\u3000", "\u200b", "É", "e\u0301", "Ёлка", "ß", "İ", "Σας", "注文", "한국", "ｶﾞ", "！", "क्ष", "हिन्दी", "ง่", "طلب", "مُ", "ŉ", "½", "…", "Ⅷ"}), rapid.StringN(0, 3, -1)), 0, 6).Draw(t, "parts")
		s := strings.Join(parts, "")
		got, ok := simple(nil, s)
		if !ok {
			return
		}
		if short++; string(got) != strip(s) {
			t.Fatalf("%q: %q, %q", s, got, strip(s))
		}
	})
	for i, of := range ranges {
		for r := of[0]; r <= of[1]; r++ {
			for _, s := range []string{string(r), "a" + string(r), string(r) + "か", "é" + string(r) + "'b"} {
				if got, ok := simple(nil, s); ok && string(got) != strip(s) {
					t.Fatalf("range %d, %q: %q, %q", i, s, got, strip(s))
				}
			}
		}
	}
	for _, s := range []string{"Привет, как дела?", "注文した商品が届きません。", "한국어 주문", "Where’s my “refund”", "Ünïcödé", "طلب", "αβγ"} {
		if _, ok := simple(nil, s); !ok {
			t.Errorf("%q is not simple", s)
		}
	}
}

func BenchmarkText(b *testing.B) {
	s := strings.Repeat("Предоплата за заказ не пришла, ", 3)
	for b.Loop() {
		Text(s)
	}
}

// TestMappedTexts: a text that knows where it comes from is folded as any other, but for
// its spaces.
func TestMappedTexts(t *testing.T) {
	t.Parallel()
	parts := []string{"a", "B", "é", "e\u0301", " ", "\n", "\x00", "\x1b[1m", "\u009b", "\u2028", "\u2800", "\u3164", "\u200b", "\u00ad", "'", "’", "か", "\u3099", "゛", "ﾞ", "ｶ", "´", "\u0345", " \u0301",
		"\u1100", "\u1161", "\u11a8", "가", "क", "\u093c", "ŉ", "ﷺ", "½", "㌔", "İ", "ς", "אָ", "م\u064e", "\u202e", "👍🏽", "ꭰ", "\xff"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 8).Draw(t, "parts"), "") + rapid.StringN(0, 3, -1).Draw(t, "any")
		m := new(Mapper).Map(s)
		if got, want := strings.Join(strings.Fields(m.Text), " "), Text(s); got != want {
			t.Fatalf("%q is mapped to %q, folded to %q", s, got, want)
		}
		at := 0
		for i := range m.Text {
			from, to := m.Original(i, i+1)
			if from < 0 || from < at && to <= at || to > len(s) || from >= to {
				t.Fatalf("byte %d of %q is from %d to %d of %q", i, m.Text, from, to, s)
			}
			at = from
		}
	})
}
