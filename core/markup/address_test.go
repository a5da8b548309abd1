package markup

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAddressesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed, text string
		want        []Entity
	}{
		{"https://a.example/_x_/*y* ends", "https://a.example/_x_/*y* ends", nil},
		{"see /usr/_local_/bin and C:\\_x_\\y", "see /usr/_local_/bin and C:\\_x_\\y", nil},
		{"_ann_@example.com, @_ann_ and #_new_", "_ann_@example.com, @_ann_ and #_new_", nil},
		{"__init__.py _conf_.d `x", "__init__.py _conf_.d `x", nil},
		{"_a https://a.example/b_c_ d_", "a https://a.example/b_c_ d", []Entity{{Italic, 0, 26, ""}}},
		{"*see https://a.example/x*", "see https://a.example/x", []Entity{{Bold, 0, 23, ""}}},
		{"*@ann* (_#new_), `/bin`", "@ann (#new), /bin", []Entity{{Bold, 0, 4, ""}, {Italic, 6, 4, ""}, {Code, 13, 4, ""}}},
		{"これは*太字*です。https://a.example/_x_", "これは太字です。https://a.example/_x_", []Entity{{Bold, 3, 2, ""}}},
		{"_see https://a.example/x_ now", "_see https://a.example/x_ now", nil},
		{"_ask @mika_ or #new_", "_ask @mika_ or #new_", nil},
		{"_https://a.example/x_ now", "https://a.example/x now", []Entity{{Italic, 0, 19, ""}}},
		{"[map](https://a.example/A_(b)_c)!", "map!", []Entity{{TextLink, 0, 3, "https://a.example/A_(b)_c"}}},
		{"([*map*](https://a.example/(a(b)c)))", "(map)", []Entity{{TextLink, 1, 3, "https://a.example/(a(b)c)"}, {Bold, 1, 3, ""}}},
		{"[map](https://a.example/(x)", "[map](https://a.example/(x)", nil},
	} {
		got := Parse(c.typed)
		if got.Plain != c.text || !slices.Equal(got.Markup.Entities(), c.want) {
			t.Errorf("%q: %q %v, want %q %v", c.typed, got.Plain, got.Markup.Entities(), c.text, c.want)
		}
	}
}

// TestFormattingNeverAltersAnAddress: whatever signs stand in an address, and
// whatever is typed around it, it is still there afterwards.
func TestFormattingNeverAltersAnAddress(t *testing.T) {
	t.Parallel()
	sign := rapid.SampledFrom([]string{"*", "_", "`", "a", "-", "9", "é"})
	rapid.Check(t, func(t *rapid.T) {
		part := func(name string) string { // with signs within
			return "a" + strings.Join(rapid.SliceOfN(sign, 0, 8).Draw(t, name), "") + "b"
		}
		address := rapid.SampledFrom([]string{"https://%.example/%/x", "/usr/%/%", "%@%.example", "@%%", "#%%", "%.%", "C:\\%\\%"}).Draw(t, "kind")
		for strings.Contains(address, "%") {
			address = strings.Replace(address, "%", part("part"), 1)
		}
		typed := drawTyped(t) + " " + address + " " + drawTyped(t)
		if got := Parse(typed); !strings.Contains(got.Plain, address) && !inLink(got, address) {
			t.Fatalf("%q became %q without %q", typed, got.Plain, address)
		}
	})
}

// inLink reports whether an address came to stand between the brackets of a link.
func inLink(t Text, address string) bool {
	return slices.ContainsFunc(t.Markup.Entities(), func(e Entity) bool { return strings.Contains(e.URL, address) })
}
