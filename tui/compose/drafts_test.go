package compose

import (
	"testing"

	"tgdesk/core"
)

// TestRestore: what was refused comes back before what was typed since, and in
// the order in which it was typed, whichever refusal comes first.
func TestRestore(t *testing.T) {
	one, two, three := SentMsg{number: 1, text: "one"}, SentMsg{number: 2, text: "two"}, SentMsg{number: 3, text: "three"}
	for name, c := range map[string]struct {
		since string
		back  []SentMsg
		then  map[int]string // what the text is changed to before one comes back
		want  string
	}{
		"one":                   {back: []SentMsg{one}, want: "one"},
		"several":               {back: []SentMsg{one, two, three}, want: "one\ntwo\nthree"},
		"in another order":      {back: []SentMsg{two, three, one}, want: "one\ntwo\nthree"},
		"before what was typed": {since: "and", back: []SentMsg{two, one}, want: "one\ntwo\nand"},
		"typed on":              {back: []SentMsg{one, two}, then: map[int]string{1: "one and"}, want: "one\ntwo\n and"},
		"sent meanwhile":        {back: []SentMsg{one, two}, then: map[int]string{1: ""}, want: "two"},
		"changed meanwhile":     {back: []SentMsg{one, two}, then: map[int]string{1: "on"}, want: "two\non"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newDraft()
			b.SetText(c.since)
			for i, s := range c.back {
				if then, ok := c.then[i]; ok {
					b.SetText(then)
				}
				b.restore(s)
			}
			if b.Text() != c.want {
				t.Errorf("%q, want %q", b.Text(), c.want)
			}
		})
	}
}

// TestEmptyDraft: without a text there is nothing to save.
func TestEmptyDraft(t *testing.T) {
	b := newDraft()
	b.about = core.Message{ID: 7}
	if b.content() != (core.Draft{}) {
		t.Error(b.content())
	}
	if b.SetText("Yes"); b.content() != (core.Draft{Text: "Yes", ReplyTo: 7}) {
		t.Error(b.content())
	}
}
