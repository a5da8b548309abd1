package fold

import (
	"testing"

	"pgregory.net/rapid"
)

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Hello  World": "hello world", "O'Brien `x`": "obrien x", "Ünïcödé": "unicode", "ＨＩ": "hi", "Łódź": "lodz", "привет": "привет", "ПРИВЕТ": "привет",
		"\x1b[31mred\t\n": "[31mred", "": "", " ' ": "", "が": "が", "Straße": "strasse", "Ꭰꭰ": "ꭰꭰ",
	} {
		if got := Text(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// The short way for ASCII gives what the long one does, and folding again changes
// nothing.
func TestShortWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "any")
		a := rapid.StringMatching("[\\x00-\\x7f]{0,20}").Draw(t, "ascii")
		if plain(a) != strip(a) {
			t.Fatalf("%q: %q, %q", a, plain(a), strip(a))
		}
		if once := Text(s); Text(once) != once {
			t.Fatalf("%q: %q, %q", s, once, Text(once))
		}
	})
}
