package canned

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/cmd/tgdesk/output"
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
		for name, f := range formats {
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
				if h := output.HarmlessCell(field); h != "" && strings.IndexByte("=+-@\t\r", h[0]) >= 0 || output.RestoredCell(h) != field {
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

// TestHostileFiles: what one call can send costs neither minutes nor memory far beyond its
// size, whoever sends it.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	const many, size = "canned_too_many", 1 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for _, c := range []struct{ format, text, want string }{
		{"toml", fill("[[canned]]\n"), many}, {"toml", "canned=[" + fill("{},") + "]", many}, {"toml", "x=[" + fill("1,") + "]", many},
		{"toml", fill("a.") + "b=1", many}, {"toml", "[[canned]]\ntext=[" + fill("1,") + "]", many}, {"toml", fill("[[canned.a]]\n"), "line 1: there is no key canned.a"},
		{"toml", "[[canned]]\n" + strings.Repeat("x=1\n", 20_000), "line 2: there is no key canned.x"}, {"toml", "canned=[" + strings.Repeat("{x=1},", 20_000) + "]", "line 1: there is no key canned.x"},
		{"toml", "[[canned]]\n" + fill("\n") + "\n" + fill("y") + "=1", "there is no key canned." + strings.Repeat("y", 30)},
		{"csv", fill(","), many}, {"csv", "shortcut,text\n" + fill("a,b\n"), many}, {"csv", "shortcut,text\n" + fill(","), many},
	} {
		f, _ := formatOf(c.format, "")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := f.decode([]byte(c.text))
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
			t.Errorf("%s %.30q: %.300v, want %s", c.format, c.text, err, c.want)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 64*size { // of tests beside this one, too
			t.Errorf("%s %.30q: it took %d MB", c.format, c.text, taken>>20)
		}
	}
}
