package markup

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"
)

func TestParseMarkup(t *testing.T) {
	t.Parallel()
	bold, italic, code := Bold, Italic, Code
	for _, c := range []struct {
		typed, text string
		want        []Entity
	}{
		{"plain", "plain", nil},
		{"*bold* _it_ `c`", "bold it c", []Entity{{bold, 0, 4, ""}, {italic, 5, 2, ""}, {code, 8, 1, ""}}},
		{"*a _b_ c*", "a b c", []Entity{{bold, 0, 5, ""}, {italic, 2, 1, ""}}},
		{"😀 *é😀*!", "😀 é😀!", []Entity{{bold, 3, 3, ""}}},
		{"これは*太字*です", "これは太字です", []Entity{{bold, 3, 2, ""}}},
		{"[here](https://a.example/x?y=1)", "here", []Entity{{TextLink, 0, 4, "https://a.example/x?y=1"}}},
		{"*[b](http://a.example)*", "b", []Entity{{bold, 0, 1, ""}, {TextLink, 0, 1, "http://a.example"}}},
		{"`*not bold*`", "*not bold*", []Entity{{code, 0, 10, ""}}},
		{"snake_case_name and 2*3*4", "snake_case_name and 2*3*4", nil},
		{"*open and _open and `open", "*open and _open and `open", nil},
		{"*two\nlines*", "*two\nlines*", nil},
		{"** * ** _ _ `` ` `", "** * ** _ _ `` ` `", nil},
		{"[x](javascript:alert(1))", "[x](javascript:alert(1))", nil},
		{"[](https://a.example) [x](https://) [x] (https://a.example)", "[](https://a.example) [x](https://) [x] (https://a.example)", nil},
	} {
		parsed := Parse(c.typed)
		text, markup := parsed.Plain, parsed.Markup
		if got := markup.Entities(); text != c.text || !slices.Equal(got, c.want) {
			t.Errorf("%q: %q %v, want %q %v", c.typed, text, got, c.text, c.want)
		}
		if back := Write(text, markup); back != c.typed {
			t.Errorf("%q is written back as %q", c.typed, back)
		}
	}
}

func drawTyped(t *rapid.T) string {
	bits := []string{"*", "_", "`", "[", "](", ")", "https://a.example", "a", "word", " ", "\n", "😀", "注文", "é", "1", "."}
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(bits), 0, 60).Draw(t, "typed"), "")
}

// TestMarkupCannotFail: whatever is typed, the entities lie within the text,
// on whole characters, within each other or apart, and nothing but marks is lost.
func TestMarkupCannotFail(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := drawTyped(t)
		parsed := Parse(typed)
		text, markup := parsed.Plain, parsed.Markup
		if (strings.TrimSpace(typed) == "") != (strings.TrimSpace(text) == "") {
			t.Fatalf("%q became %q", typed, text)
		}
		checkEntities(t, text, markup.Entities())
		rest := typed
		for _, r := range text {
			_, after, ok := strings.Cut(rest, string(r))
			if !ok {
				t.Fatalf("%q is not what is left of %q", text, typed)
			}
			rest = after
		}
	})
}

func checkEntities(t *rapid.T, text string, entities []Entity) {
	units := utf16.Encode([]rune(text))
	for i, e := range entities {
		end := e.Offset + e.Length
		if e.Offset < 0 || e.Length <= 0 || end > len(units) {
			t.Fatalf("%q: %+v lies outside", text, e)
		}
		for _, at := range []int{e.Offset, end} {
			if at < len(units) && units[at] >= 0xDC00 && units[at] <= 0xDFFF {
				t.Fatalf("%q: %+v cuts a character", text, e)
			}
		}
		for _, o := range entities[:i] {
			if o.Offset < e.Offset && e.Offset < o.Offset+o.Length && end > o.Offset+o.Length {
				t.Fatalf("%q: %+v and %+v overlap", text, o, e)
			}
		}
	}
}

// TestPartsKeepEntities: cut or not, each unit of text has the entities that
// it had, and every part fits.
func TestPartsKeepEntities(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := Parse(strings.TrimSpace(strings.Repeat(drawTyped(t)+" *b😀ld _x_* ", rapid.IntRange(1, 400).Draw(t, "times"))))
		first := rapid.IntRange(50, MaxText).Draw(t, "first")
		var got []string
		for i, p := range whole.Split(first) {
			limit := MaxText
			if i == 0 {
				limit = first
			}
			if n := Len(p.Plain); n > limit {
				t.Fatalf("part %d has %d units", i, n)
			}
			checkEntities(t, p.Plain, p.Markup.Entities())
			got = append(got, marked(p)...)
		}
		if want := marked(whole); !slices.Equal(got, want) {
			t.Fatalf("%v\nwant\n%v", got, want)
		}
	})
}

// marked lists every unit that is no white space with the types it has.
func marked(c Text) []string {
	types := map[int]string{}
	for _, e := range c.Markup.Entities() {
		for i := range e.Length {
			types[e.Offset+i] += " " + string(e.Type)
		}
	}
	var all []string
	at := 0
	for _, r := range c.Plain {
		if s := string(r); strings.TrimSpace(s) != "" {
			all = append(all, s+types[at])
		}
		at += Len(string(r))
	}
	return all
}

// TestParseIsLinear: a text of nothing but openings takes no longer for it.
func TestParseIsLinear(t *testing.T) {
	t.Parallel()
	began := time.Now()
	for _, bit := range []string{" *a", " _a", "[", "`", "[a](", " *a _b", "*a*b"} {
		Parse(strings.Repeat(bit, 40_000/len(bit)))
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("took %s", took)
	}
}
