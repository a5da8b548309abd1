package core

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
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

// TestMergeFiles: files that came in on either side are there, and what was sent from one
// is not sent again from the other.
func TestMergeFiles(t *testing.T) {
	files := func(names string) StoredFiles {
		var all []StoredFile
		for name := range strings.FieldsSeq(names) {
			all = append(all, StoredFile{UniqueID: name, Name: name})
		}
		return EncodeFiles(all)
	}
	for _, c := range []struct{ base, here, there, want string }{
		{"", "a", "b", "b a"}, {"a", "a", "a b", "a b"}, {"a", "a b", "", "b"}, {"a", "", "a b", "b"}, {"a b", "a", "b", ""}, {"a", "a", "", ""},
	} {
		if got := MergeDrafts(Draft{Files: files(c.base)}, Draft{Files: files(c.here)}, Draft{Files: files(c.there)}); got.Files != files(c.want) {
			t.Errorf("%+v: %s", c, got.Files)
		}
	}
}

// TestUnsent: sending takes out of a draft what was sent, and no more.
func TestUnsent(t *testing.T) {
	for _, c := range []struct{ stored, known, sent, want string }{
		{"hello", "hello", "hello", ""},
		{"", "", "hello", ""},
		{"hel", "hel", "hello", ""},
		{"hel", "", "hello", ""}, // saved since
		{"", "hello", "hello", ""},
		{"hello", "hello", "hello there", ""},
		{"hello and more", "hello", "hello", " and more"},
		{"hello and more", "hello", "hello there", " and more"},
		{"two", "", "one", "two"},
		{"hell", "hello", "hello", ""}, // taken back there, and sent here
		{"bye", "hello", "hello", "bye"},
	} {
		if got := (Draft{Text: c.stored}).Unsent(Draft{Text: c.known}, Draft{Text: c.sent}); got.Text != c.want {
			t.Errorf("%+v: %q is left", c, got.Text)
		}
	}
	if got := (Draft{Text: "a b", ReplyTo: 7}).Unsent(Draft{Text: "a", ReplyTo: 7}, Draft{Text: "a", ReplyTo: 7}); got != (Draft{Text: " b"}) {
		t.Errorf("%+v is left", got)
	}
}

// TestDraftWith: one draft stands below the other, once.
func TestDraftWith(t *testing.T) {
	for _, c := range []struct{ d, other, want string }{
		{"", "a", "a"}, {"a", "", "a"}, {"a", "b", "a\nb"}, {"a\nb", "b", "a\nb"}, {"a", "a", "a"}, {"look", "ok", "look\nok"}, {"half", "half a thought", "half a thought"},
	} {
		if got := (Draft{Text: c.d}).With(Draft{Text: c.other}); got.Text != c.want {
			t.Errorf("%+v: %q", c, got.Text)
		}
	}
}
