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
		"put in, changed":    {"ab", "axb", "cb", "cb\nx"},
		"changed, put in":    {"ab", "cb", "axb", "cb\nx"},
		"begun anew, sent":   {"b", "ab", "", "a"},
		"put in, sent":       {"ä ö", "ä e ö", "", "e "},
		"put in, not whole":  {"ä", "äöä", "", "öä"},
		"put in, alike":      {" n01x ", " n02x  n01x ", "", "n02x  "},
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

// TestUnsent: sending takes out of a draft what was sent, and no more; and nothing is sent
// of a draft that another screen has sent or changed.
func TestUnsent(t *testing.T) {
	for _, c := range []struct{ stored, known, want string }{
		{"hello", "hello", ""},
		{"", "", ""},
		{"hello and more", "hello", " and more"},
		{"two", "", "two"},
		{"", "hello", "refused"},
		{"hell", "hello", "refused"},
		{"bye", "hello", "refused"},
	} {
		got, err := (Draft{Text: c.stored}).Unsent(Draft{Text: c.known})
		if (err != nil) != (c.want == "refused") || err == nil && got.Text != c.want {
			t.Errorf("%+v: %q is left, %v", c, got.Text, err)
		}
	}
	if got, err := (Draft{Text: "a b", ReplyTo: 7}).Unsent(Draft{Text: "a", ReplyTo: 7}); got != (Draft{Text: " b"}) || err != nil {
		t.Errorf("%+v is left, %v", got, err)
	}
	file := EncodeFiles([]StoredFile{{UniqueID: "a", Name: "a"}})
	if _, err := (Draft{Text: "a"}).Unsent(Draft{Text: "a", Files: file}); err == nil {
		t.Error("a file is sent twice")
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
