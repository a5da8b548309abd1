package tui

import (
	"testing"

	"tgdesk/core"
)

// TestTakeBack: what was refused comes back before what was typed since, and in
// the order in which it was typed, whichever refusal is heard of first.
func TestTakeBack(t *testing.T) {
	one, two, three := sent{turn: 1, text: "one"}, sent{turn: 2, text: "two"}, sent{turn: 3, text: "three"}
	for name, c := range map[string]struct {
		since string
		back  []sent
		then  map[int]string // what the text is changed to before one comes back
		want  string
	}{
		"one":                   {back: []sent{one}, want: "one"},
		"several":               {back: []sent{one, two, three}, want: "one\ntwo\nthree"},
		"in another order":      {back: []sent{two, three, one}, want: "one\ntwo\nthree"},
		"before what was typed": {since: "and", back: []sent{two, one}, want: "one\ntwo\nand"},
		"typed on":              {back: []sent{one, two}, then: map[int]string{1: "one and"}, want: "one\ntwo\n and"},
		"sent meanwhile":        {back: []sent{one, two}, then: map[int]string{1: ""}, want: "two"},
		"changed meanwhile":     {back: []sent{one, two}, then: map[int]string{1: "on"}, want: "two\non"},
	} {
		t.Run(name, func(t *testing.T) {
			b := begun{now: c.since}
			for i, s := range c.back {
				if then, ok := c.then[i]; ok {
					b.now = then
				}
				b.takeBack(s)
			}
			if b.now != c.want {
				t.Errorf("%q, want %q", b.now, c.want)
			}
		})
	}
}

// TestDraftsAnswer: without a text there is nothing to keep.
func TestDraftsAnswer(t *testing.T) {
	b := begun{to: core.Message{ID: 7}}
	if b.draft() != (core.Draft{}) {
		t.Error(b.draft())
	}
	if b.now = "Yes"; b.draft() != (core.Draft{Text: "Yes", ReplyTo: 7}) {
		t.Error(b.draft())
	}
}
