package brand_test

import (
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestBrandText: a kind is on or off, and has a text for each language.
func TestBrandText(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("brand", "text", "acme"), 0, "idle_warning       off              Are you still there?", "")
	s.Expect(s.Run("brand", "text", "acme", "welcome"), 0, "welcome: off\n[built-in]\nHello {visitor.first_name}, this is {brand}.", "")
	s.Expect(s.Run("brand", "text", "acme", "welcome", "--on"), 0, "welcome: on\n[built-in]\n", "")
	s.Expect(s.Run("brand", "text", "acme", "welcome", "--text", " Hi\nthere "), 0, "welcome: on\n[any language]\nHi\nthere\n", "")
	s.Expect(s.RunWith("ようこそ、{visitor.name}さん\n", "brand", "text", "acme", "welcome", "--language", "JA", "--text", "-"), 0, "welcome: on\n[any language]\nHi\nthere\n[ja]\nようこそ、{visitor.name}さん\n", "")
	s.Expect(s.Run("brand", "text", "acme", "nobody", "--language", "de", "--text", "Niemand da"), 0, "nobody: off\n[built-in]\n", "")
	s.ExpectJSON(s.Run("brand", "text", "acme", "welcome", "--json").Out, `{"texts":[{"kind":"welcome","on":true,"text":"Hi\nthere","built_in":false,"languages":{"ja":"ようこそ、{visitor.name}さん"}}]}`)
	s.Expect(s.Run("brand", "text", "acme", "welcome", "--remove"), 0, "welcome: on\n[built-in]\n", "")
	s.Expect(s.Run("brand", "text", "acme", "welcome", "--off", "--language", "ja", "--remove"), 0, "welcome: off\n[built-in]\n", "")
	if out := s.Run("brand", "text", "acme", "welcome").Out; strings.Contains(out, "ja") {
		t.Errorf("removed: %s", out)
	}
	s.Expect(s.Run("audit", "--act", "text_changed", "--limit", "1"), 0, "text_changed", "")
	for args, want := range map[string]string{
		"hello":                             "\"hello\" is no kind of automatic text. The kinds are: welcome, received",
		"welcome --on --off":                "--on and --off cannot both be given",
		"welcome --remove --text x":         "--text and --remove cannot both be given",
		"welcome --on --language ja":        "A kind is on or off in all languages",
		"welcome --text {visitor.username}": "There is no variable {visitor.username}",
		"welcome --text {brand":             "this one never ends",
		"welcome --language j --text x":     "language",
	} {
		s.Expect(s.Run(append([]string{"brand", "text", "acme"}, strings.Fields(args)...)...), 2, "", want)
	}
	s.Expect(s.Run("brand", "text", "acme", "--on"), 2, "", "Name the kind of text to change")
	s.Expect(s.Run("brand", "text", "acme", "welcome", "--text", " "), 2, "", "The text is empty")
}
