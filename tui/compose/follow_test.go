package compose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core"
)

func TestMerge(t *testing.T) {
	for name, c := range map[string]struct{ base, here, there, want string }{
		"nothing":            {"a", "a", "a", "a"},
		"changed there":      {"a", "a", "ab", "ab"},
		"changed here":       {"a", "ab", "a", "ab"},
		"both typed on":      {"a", "ab", "ac", "acb"},
		"sent there":         {"a", "a", "", ""},
		"sent, typed on":     {"a", "ab", "", "b"},
		"cut, typed on":      {"a", "", "ab", "b"},
		"both changed all":   {"a", "b", "c", "c\nb"},
		"changed, and sent":  {"ab", "a", "", "a"},
		"written from empty": {"", "b", "c", "cb"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mergeTexts(c.base, c.here, c.there); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestMergeLosesNothing: what was typed on either side since is in the merged text.
func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.StringMatching("[a-c]{0,4}").Draw(t, "base")
		here := base + rapid.StringMatching("[d-f]{0,4}").Draw(t, "here")
		there := base + rapid.StringMatching("[g-i]{0,4}").Draw(t, "there")
		if rapid.Bool().Draw(t, "sent there") {
			there = ""
		}
		got := mergeTexts(base, here, there)
		for _, typed := range []string{strings.TrimPrefix(here, base), there} {
			if !strings.Contains(got, typed) {
				t.Fatalf("%q of %q and %q lacks %q", got, here, there, typed)
			}
		}
		if there == "" && strings.ContainsAny(got, "abc") {
			t.Fatalf("%q brings back what was sent", got)
		}
	})
}

// TestFollowKeepsFiles: files that either screen has added are there, and the message
// that is answered is the one chosen last.
func TestFollowKeepsFiles(t *testing.T) {
	one, two := core.StoredFile{UniqueID: "1", Name: "one"}, core.StoredFile{UniqueID: "2", Name: "two"}
	d := draft{Editor: NewEditor(roomy), files: core.EncodeFiles([]core.StoredFile{one})}
	d.follow(core.Draft{Text: "x", ReplyTo: 7, Files: core.EncodeFiles([]core.StoredFile{two})}, core.Message{ID: 7})
	if got := d.files.Files(); len(got) != 2 || got[0] != two || got[1] != one {
		t.Errorf("%+v", got)
	}
	if d.about.ID != 7 || d.Text() != "x" || d.saved.ReplyTo != 7 {
		t.Errorf("%+v, %q", d.about, d.Text())
	}
	d.follow(core.Draft{}, core.Message{})
	if d.about.ID != 0 {
		t.Error("it still answers a message")
	}
}
