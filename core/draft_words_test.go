package core

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestMergeWords: where both sides have changed a text at several places.
func TestMergeWords(t *testing.T) {
	for name, c := range map[string]struct{ base, here, there, want string }{
		"put in at different places": {"a b c", "x a y b c", "a b z c w", "x a y b z c w"},
		"taken out at both":          {"a b c d", "b d x", "a c d", " d x"},
		"sent, and changed":          {"a b", "x a y b z", "", "x y z"},
		"the same put in at both":    {"a b", "x a y b", "x a z b", "x a z\n y b"},
		"replaced at both":           {"a b c", "x b y", "z b w", "z\nx b w\n y"},
		"begun without space":        {"a b", "x b", "a y", "x y"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mergeWords(c.base, c.here, c.there); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	long := strings.Repeat("b ", 3000)
	if got := mergeWords(long, "x "+strings.Repeat("c ", 3000), "y "+strings.Repeat("d ", 3000)); strings.Count(got, "c") != 3000 || strings.Count(got, "d") != 3000 || strings.Contains(got, "b") {
		t.Error("long texts are not kept whole")
	}
}

// TestMergeKeepsEachWordOnce: a word that was put in is there once, and one that was taken
// out does not come back, whatever else was done to the text.
func TestMergeKeepsEachWordOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := 0
		word := func() string { n++; return fmt.Sprintf("w%d", n) }
		var base []string
		for range rapid.IntRange(0, 6).Draw(rt, "words") {
			base = append(base, word())
		}
		want := map[string]int{}
		for _, w := range base {
			want[w] = 1
		}
		change := func() string {
			text := slices.Clone(base)
			for range rapid.IntRange(0, 5).Draw(rt, "changes") {
				at := rapid.IntRange(0, len(text)).Draw(rt, "at")
				if at < len(text) && rapid.Bool().Draw(rt, "taken out") {
					want[text[at]] = 0
					text = slices.Delete(text, at, at+1)
					continue
				}
				w := word()
				want[w] = 1
				text = slices.Insert(text, at, w)
			}
			return strings.Join(text, rapid.SampledFrom([]string{" ", "  ", "\n"}).Draw(rt, "space"))
		}
		here, there := change(), change()
		got := strings.Fields(mergeWords(strings.Join(base, " "), here, there))
		for w, times := range want {
			if is := len(got) - len(slices.DeleteFunc(slices.Clone(got), func(is string) bool { return is == w })); is != times {
				rt.Fatalf("%s is there %d times, not %d: %q and %q of %q are %q", w, is, times, here, there, base, got)
			}
		}
	})
}
