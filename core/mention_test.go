package core

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMentioned(t *testing.T) {
	t.Parallel()
	team := []Operator{{ID: 1, Name: "mika"}, {ID: 2, Name: "Ann"}, {ID: 3, Name: "Ann Marie"}, {ID: 4, Name: "山田 花子"}, {ID: 5, Name: "jo.b"}}
	for text, want := range map[string][]OperatorID{
		"": nil, "@": nil, "mika": nil, "@mika look": {1}, "ask @MIKA, please": {1}, "@mika and @ann and @Mika": {1, 2}, "@ann marie knows": {3}, "@Ann Maries": {2},
		"@annmarie": nil, "@mikado": nil, "@mika_2": nil, "mail@mika.example": nil, "(@mika)": {1}, "@mika.": {1}, "@山田 花子さん": nil, "@山田 花子、見て": {4}, "@jo.b": {5}, "@jo": nil,
		"@@mika": {1}, "@mika@ann": {1}, "line\n@ann": {2},
	} {
		var got []OperatorID
		for _, o := range Mentioned(text, team) {
			got = append(got, o.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q calls %v, want %v", text, got, want)
		}
	}
}

// TestMentionedNeverPanics: whatever is written, nobody is called twice.
func TestMentionedNeverPanics(t *testing.T) {
	t.Parallel()
	team := []Operator{{ID: 1, Name: "a"}, {ID: 2, Name: "a b"}, {ID: 3, Name: "ß"}, {ID: 4, Name: "İ"}}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("@ab ßSİi\xff"))).Draw(t, "text")
		seen := map[OperatorID]bool{}
		for _, o := range Mentioned(text, team) {
			if seen[o.ID] {
				t.Fatalf("%q calls %d twice", text, o.ID)
			}
			seen[o.ID] = true
		}
	})
}
