package canned

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core"
)

// Every canned reply that a desk can have comes back from a file as it was, with a
// line for each that is where it begins.
func TestFormatsRoundTrip(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(
		rapid.StringOf(rapid.RuneFrom([]rune("ab \n\t,;'\"\\=+-@#{}[]あя🎉é\u00a0"))),
		rapid.SampledFrom([]string{"=1", "'=1", "''@x", "'", "'a", "\"\"\"", "'''", "[[canned]]", "a\n[[canned]]\nb", "\\u0041", "# no comment"}),
		rapid.String(),
	)
	rapid.Check(t, func(t *rapid.T) {
		var all []record
		for range rapid.IntRange(0, 5).Draw(t, "n") {
			c, err := core.CannedReply{Shortcut: rapid.StringMatching(`[-_]?[a-zжか]{1,5}`).Draw(t, "shortcut"), Text: strings.ReplaceAll(text.Draw(t, "text"), "{", "{{"),
				Language: rapid.SampledFrom([]string{"", "en", "pt-br"}).Draw(t, "language")}.Checked(false)
			if err != nil {
				continue
			}
			all = append(all, record{c.Shortcut, rapid.SampledFrom([]string{"", "acme", "=evil", "Ä b"}).Draw(t, "brand"), c.Language, c.Text})
		}
		for name, f := range formats() {
			var file bytes.Buffer
			if err := f.encode(&file, all); err != nil {
				t.Fatal(err)
			}
			got, err := f.decode(file.Bytes())
			if err != nil {
				t.Fatalf("%s: %v in\n%s", name, err, &file)
			}
			var back []record
			lines := strings.Split(file.String(), "\n")
			for _, r := range got {
				back = append(back, r.record)
				if line := lines[r.line-1]; !strings.Contains(line, map[string]string{"toml": "[[canned]]", "csv": r.Shortcut}[name]) {
					t.Fatalf("%s: %q is not in line %d, %q", name, r.Shortcut, r.line, line)
				}
			}
			if !slices.Equal(back, all) {
				t.Fatalf("%s: %q came back as %q from\n%s", name, all, back, &file)
			}
		}
	})
}

// Whatever is read as CSV, no field that is written begins as a formula.
func FuzzCSV(f *testing.F) {
	f.Add("shortcut,text\nx,'=1\n")
	f.Add("text\tshortcut\n\"@a\"\tb\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := decodeCSV([]byte(text))
		if err != nil {
			return
		}
		for _, r := range all {
			for _, field := range []string{r.Shortcut, r.Brand, r.Language, r.Text} {
				if h := harmless(field); h != "" && strings.IndexByte(formulaSigns, h[0]) >= 0 || restored(h) != field {
					t.Fatalf("%q is written as %q", field, h)
				}
			}
		}
	})
}

// FuzzTOML: nothing in a file makes reading it panic, and lines are those of the file.
func FuzzTOML(f *testing.F) {
	f.Add("[[canned]]\nshortcut = \"a\"\ntext = \"b\"\n")
	f.Add("canned = [{shortcut = \"a\", text = \"b\"}]")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := decodeTOML([]byte(text))
		if err != nil {
			return
		}
		for _, r := range all {
			if r.line < 1 || r.line > strings.Count(text, "\n")+1 {
				t.Fatalf("line %d of %d", r.line, strings.Count(text, "\n")+1)
			}
		}
	})
}
