package core

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tgdesk/core/markup"
)

func TestCannedReplyIsChecked(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", markup.MaxText)
	for _, c := range []struct {
		in   CannedReply
		want string // id of the error
	}{
		{CannedReply{Shortcut: "hi", Text: "Hello"}, ""},
		{CannedReply{Shortcut: " Grüße-2_a ", Text: "Hello"}, ""},
		{CannedReply{Shortcut: "挨拶", Language: "JA", Text: "{visitor.name}様"}, ""},
		{CannedReply{Shortcut: "हिन्दी", Text: "x"}, ""},
		{CannedReply{Text: "x"}, "shortcut_empty"},
		{CannedReply{Shortcut: "a b", Text: "x"}, "shortcut_format"},
		{CannedReply{Shortcut: ";hi", Text: "x"}, "shortcut_format"},
		{CannedReply{Shortcut: "--", Text: "x"}, "shortcut_format"},
		{CannedReply{Shortcut: "a\x1b[31m", Text: "x"}, "shortcut_format"},
		{CannedReply{Shortcut: strings.Repeat("ж", 41), Text: "x"}, "shortcut_too_long"},
		{CannedReply{Shortcut: "hi", Language: "english!", Text: "x"}, "language_format"},
		{CannedReply{Shortcut: "hi", Language: "e", Text: "x"}, "language_format"},
		{CannedReply{Shortcut: "hi", Language: "zh_Hant", Text: "x"}, ""},
		{CannedReply{Shortcut: "hi"}, "canned_empty"},
		{CannedReply{Shortcut: "hi", Files: []StoredFile{{UniqueID: "out:1"}}}, ""},
		{CannedReply{Shortcut: "hi", Text: "\u2800"}, "text_invisible"},
		{CannedReply{Shortcut: "hi", Text: "a\x07b"}, "canned_unprintable"},
		{CannedReply{Shortcut: "hi", Text: long}, ""},
		{CannedReply{Shortcut: "hi", Text: long + "a"}, "canned_too_long"},
		{CannedReply{Shortcut: "hi", Text: "Dear {visitor.frist_name}"}, "canned_variable"},
		{CannedReply{Shortcut: "hi", Text: "{}"}, "canned_brace"},
		{CannedReply{Shortcut: "hi", Text: "a { b"}, "canned_brace"},
		{CannedReply{Shortcut: "hi", Text: "a {visitor\n.name}"}, "canned_brace"},
		{CannedReply{Shortcut: "hi", Text: "a {{ b } {{date}"}, ""},
	} {
		got, err := c.in.Checked(false)
		id := ""
		if err != nil {
			id = ProblemOf(err).Parts()[0].ID
		}
		if id != c.want {
			t.Errorf("%.60v: %q, want %q", c.in, id, c.want)
		}
		if again, err := got.Checked(false); id == "" && (err != nil || again.Ref() != got.Ref() || again.Text != got.Text) {
			t.Errorf("%v is not as it is stored: %v", got, err)
		}
	}
	if _, err := (CannedReply{Shortcut: "hi", Text: "*" + long[2:] + "*!!"}).Checked(true); err != nil {
		t.Errorf("signs of markup count: %v", err)
	}
}

func TestShortcutsDoNotMindCase(t *testing.T) {
	t.Parallel()
	for _, same := range [][2]string{{"Hi", "hI"}, {"ПРИВЕТ", "привет"}, {"e\u0301", "É"}} {
		a, b := CannedReply{Shortcut: same[0]}, CannedReply{Shortcut: same[1], Language: ""}
		if a.Ref() != b.Ref() {
			t.Errorf("%q is another shortcut than %q", same[0], same[1])
		}
	}
}

func TestLanguageFit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of, reader string
		want       int
	}{{"pt-br", "pt-BR", 3}, {"pt", "pt-br", 2}, {"pt-br", "pt", 2}, {"", "pt", 1}, {"", "", 1}, {"en", "pt", 0}, {"en", "", 0}} {
		if got := LanguageFit(c.of, c.reader); got != c.want {
			t.Errorf("%q for a reader of %q: %d, want %d", c.of, c.reader, got, c.want)
		}
	}
}

func values() CannedValues {
	return CannedValues{
		Visitor:  Profile{TelegramID: 7, FirstName: "Hana", LastName: "Sato", Language: "ja"},
		Operator: Operator{ID: 1, Name: "mika", Alias: "Mika from Acme"},
		Brand:    Brand{Name: "acme", Options: BrandOptions{Markup: true, Signature: SignAlias}},
		Chat:     12, Now: time.Date(2026, 11, 29, 14, 2, 0, 0, time.UTC),
	}
}

func TestFillCanned(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Hello {visitor.first_name}!":                   "Hello Hana!",
		"{visitor.name} ({visitor.language})":           "Hana Sato (ja)",
		"{operator} of {brand}, #{chat.id}":             "Mika from Acme of acme, #12",
		"{date} {time}":                                 "2026-11-29 14:02",
		"{{date} {{{date}":                              "{date} {2026-11-29",
		"Is {visitor.username} you, {visitor.username}": "Is {visitor.username} you, {visitor.username}",
	} {
		got, gaps := FillCanned(in, values())
		if got != want || slices.Contains(gaps, "visitor.username") != strings.Contains(in, "username") || len(gaps) > 1 {
			t.Errorf("%q is %q, gaps %q; want %q", in, got, gaps, want)
		}
	}
	v := values()
	v.Brand.Options.Signature = SignName
	if got, _ := FillCanned("{operator}", v); got != "mika" {
		t.Errorf("a brand that signs with names says %q", got)
	}
}

// Names of visitors are text from outside: what they write into them must neither
// pass for a gap nor turn the direction of the reply, and nothing that cannot be seen
// counts as a name.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"*Bob*": "Bob", "_Bob_": "Bob", "a_b": "a_b", "`x`": "x", "[a](https://evil.example)": "a(https://evil.example)",
		"{visitor.username}": "(visitor.username)", "{date}": "(date)", "A\u202Eb\u2066c": "Abc", "a\nb\tc": "a b c", "\x1b[31mred": "31mred",
		"\u2800": "{visitor.first_name}", "***": "{visitor.first_name}", "  ": "{visitor.first_name}", "\u3164": "{visitor.first_name}",
	} {
		v := values()
		v.Visitor.FirstName = name
		if got, _ := FillCanned("{visitor.first_name}", v); got != want {
			t.Errorf("%q is written as %q, want %q", name, got, want)
		}
	}
}

// No value begins or ends markup, wherever in a text it stands: what is formatted of
// the text around it is what would be with a plain name.
func TestValuesAreNoMarkup(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"*", "_", "`", "[", "]", "(", ")", "](https://evil.example)", "a", "Bob", "山田", "é", " ", "\n", "@", "/", ".", "#", "{", "}", "\u202e", "1"})
	around := rapid.SampledFrom([]string{"*", "_", "`", "*a", "b*", "_x ", " y_", "[", "](https://ok.example)", "Hello ", ", thanks", "山", " ", "\n", "!"})
	rapid.Check(t, func(t *rapid.T) {
		v := values()
		v.Visitor.FirstName = strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(t, "name"), "")
		before, after := strings.Join(rapid.SliceOfN(around, 0, 4).Draw(t, "before"), ""), strings.Join(rapid.SliceOfN(around, 0, 4).Draw(t, "after"), "")
		name, gaps := FillCanned("{visitor.first_name}", v)
		if len(gaps) > 0 {
			return
		}
		text := markup.Parse(before + name + after)
		at := strings.Index(before+name+after, name)
		if at < 0 || !strings.Contains(text.Plain, name) {
			t.Fatalf("%q lost its signs in %q", name, text.Plain)
		}
		for _, e := range text.Markup.Entities() {
			offsets := markup.ByteOffsets(text.Plain)
			inner := text.Plain[offsets[e.Offset]:offsets[e.Offset+e.Length]]
			if strings.Contains(name, "evil") && e.URL != "" && strings.Contains(e.URL, "evil") {
				t.Fatalf("%q leads to %s", text.Plain, e.URL)
			}
			whole := strings.Contains(inner, name) || !strings.Contains(name, inner)
			if !whole && strings.Count(before+after, inner) == 0 {
				t.Fatalf("%q of the name %q is %s", inner, name, e.Type)
			}
		}
	})
}

func TestGaps(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Hello {visitor.first_name}, thanks":           "Hello, thanks",
		"Hello {visitor.first_name}!":                  "Hello!",
		"{visitor.first_name}, thanks":                 "thanks",
		"Dear {visitor.name} {visitor.username}, hi":   "Dear, hi",
		"{visitor.name}":                               "",
		"a {visitor.name} b":                           "a b",
		"a {visitor.name}\nb":                          "a\nb",
		"a\n{visitor.name}: b":                         "a\nb",
		"{visitor.name}様、こんにちは":                        "様、こんにちは",
		"ask {somebody} or {visitor.username}":         "ask {somebody} or",
		"twice {visitor.name} and {visitor.name} done": "twice and done",
		"none": "none",
	} {
		if got := WithoutGaps(in); got != want {
			t.Errorf("%q without its gaps is %q, want %q", in, got, want)
		}
		if got := Gaps(WithoutGaps(in)); len(got) > 0 {
			t.Errorf("%q keeps %q", in, got)
		}
	}
	if got, want := Gaps("x {visitor.username} {visitor.name} {visitor.username}"), []string{"visitor.username", "visitor.name"}; !slices.Equal(got, want) {
		t.Errorf("gaps %q, want %q", got, want)
	}
}

// What a canned reply is filled with leaves no gap but those that it names, and
// removing these leaves none at all.
func FuzzFillCanned(f *testing.F) {
	f.Add("Hello {visitor.first_name}{{", "Bob", "bob")
	f.Add("{visitor.username}{visitor.username}", "{visitor.name}", "")
	f.Fuzz(func(t *testing.T, text, name, username string) {
		if cannedVariables.check(text) != nil {
			return
		}
		v := values()
		v.Visitor.FirstName, v.Visitor.Username = name, username
		filled, gaps := FillCanned(text, v)
		for _, gap := range gaps {
			if !strings.Contains(filled, Gap(gap)) {
				t.Fatalf("%q has no mark for %s", filled, gap)
			}
		}
		if rest := Gaps(WithoutGaps(filled)); len(rest) > 0 {
			t.Fatalf("%q keeps %q", WithoutGaps(filled), rest)
		}
	})
}

func TestStoredFiles(t *testing.T) {
	t.Parallel()
	files := []StoredFile{{UniqueID: "out:1", Kind: KindPhoto, Name: "a \"b\".png", MIME: "image/png", Size: 3, Width: 1, Height: 2}, {UniqueID: "out:2", Kind: KindDocument}}
	if got := EncodeFiles(files).Files(); !slices.Equal(got, files) {
		t.Errorf("%v, want %v", got, files)
	}
	if EncodeFiles(nil) != "" || StoredFiles("nonsense").Files() != nil {
		t.Error("no files are some")
	}
	for _, f := range files {
		if StoredFileOf(f.Attachment()) != f {
			t.Errorf("%v is another file as an attachment", f)
		}
	}
}
