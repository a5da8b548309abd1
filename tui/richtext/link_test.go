package richtext

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// TestTargets knows what browsers make of addresses, tricks included.
func TestTargets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address, host, opened string
		tricky                bool
	}{
		{"https://example.com/a?b=c#d", "example.com", "https://example.com/a?b=c#d", false},
		{"HTTPS://EXAMPLE.com:8443/X", "example.com:8443", "https://example.com:8443/X", false},
		{"http://example.com.", "example.com.", "http://example.com.", false},
		{"https://under_score.example.com", "under_score.example.com", "https://under_score.example.com", false},
		{"https://t.me/acme_bot?start=x", "t.me", "https://t.me/acme_bot?start=x", false},
		{"tg://resolve?domain=acme", "tg:resolve", "tg://resolve?domain=acme", false},
		{"https://paypal.com@evil.example/x", "evil.example", "https://evil.example/x", true},
		{"https://paypal.com:443@evil.example:8080", "evil.example:8080", "https://evil.example:8080", true},
		{"https://аррӏе.com/", "аррӏе.com → xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com/", true},
		{"https://münchen.de", "münchen.de → xn--mnchen-3ya.de", "https://xn--mnchen-3ya.de", true},
		{"https://日本語.jp/道?q=道", "日本語.jp → xn--wgv71a119e.jp", "https://xn--wgv71a119e.jp/%E9%81%93?q=%E9%81%93", true},
		{"https://straße.de", "straße.de → xn--strae-oqa.de", "https://xn--strae-oqa.de", true},
		{"https://ｅｖｉｌ.example", "ｅｖｉｌ.example → evil.example", "https://evil.example", true},
		{"https://bank.example。evil.example", "bank.example。evil.example → bank.example.evil.example", "https://bank.example.evil.example", true},
		{"https://xn--80ak6aa92e.com", "xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com", false},
		{"http://2130706433/", "2130706433 → 127.0.0.1", "http://127.0.0.1/", true},
		{"http://0x7f.1", "0x7f.1 → 127.0.0.1", "http://127.0.0.1", true},
		{"http://017700000001", "017700000001 → 127.0.0.1", "http://127.0.0.1", true},
		{"http://127.0.0.1:80/", "127.0.0.1:80", "http://127.0.0.1:80/", false},
		{"http://[::1]:8080/", "[::1]:8080", "http://[::1]:8080/", false},
		{"https://example.com/'$(touch x)`id`\"", "example.com", "https://example.com/%27$%28touch%20x%29%60id%60%22", false},
		{"javascript:alert(1)", "javascript:alert(1)", "", true},
		{"data:text/html,x", "data:text/html,x", "", true},
		{"file:///etc/passwd", "file:", "", true},
		{"ftp://example.com", "ftp:example.com", "", true},
		{"tg://x\"y?z", "tg:x\"y", "", true},
		{"tg://a@resolve", "tg:resolve", "", true},
		{"https://a.example/" + strings.Repeat("道", 1000), "a.example", "", true},
		{"tg:resolve?domain=x", "tg:resolve", "", true},
		{"--config=x", "--config=x", "", true},
		{"example.com", "example.com", "", true},
		{"", "", "", true},
		{"https://", "https:", "", true},
		{"https:evil.example", "https:evil.example", "", true},
		{"https:///evil.example/", "https:///evil.example/", "", true},
		{`https://evil.example\@paypal.com/`, `https://evil.example\@paypal.com/`, "", true},
		{"https://a b.example", "https://a b.example", "", true},
		{"https://e\u202evil.example", "e⚠vil.example", "", true},
		{"https://example.com\n.evil.example", "https://example.com .evil.example", "", true},
		{"https://256.256.256.256", "256.256.256.256", "", true},
		{"https://1.2.3.4.5", "1.2.3.4.5", "", true},
		{"http://[fe80::1%25eth0]/", "fe80::1%eth0", "", true},
		{"https://" + strings.Repeat("a.", 200) + "example", "…" + (strings.Repeat("a.", 200) + "example")[407-59:], "", true},
	} {
		if got := TargetOf(c.address); got.Host != c.host || got.Address != c.opened || got.Misleading != c.tricky {
			t.Errorf("TargetOf(%q) = %+v, want %q, %q, %v", c.address, got, c.host, c.opened, c.tricky)
		}
	}
}

// TestHostNote names the host wherever a reader could take the
// words for another one.
func TestHostNote(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind              markup.Type
		text, url, beside string
	}{
		{markup.URL, "https://example.com/x", "", ""},
		{markup.URL, "example.com", "", ""},
		{markup.URL, "https://bank.example@evil.example", "", " (evil.example)"},
		{markup.URL, "аррӏе.com", "", " (аррӏе.com → xn--80ak6aa92e.com)"},
		{markup.URL, `https://evil.example\@bank.example`, "", ""},
		{markup.TextLink, "https://bank.example", "https://bank.example/", ""},
		{markup.TextLink, "https://bank.example", "https://evil.example/", " (evil.example)"},
		{markup.TextLink, "bank.example", "https://evil.example/bank.example", " (evil.example)"},
		{markup.TextLink, "https://аррӏе.com", "https://аррӏе.com", " (аррӏе.com → xn--80ak6aa92e.com)"},
		{markup.TextLink, "javascript:alert(1)", "javascript:alert(1)", " (javascript:alert(1))"},
		{markup.Mention, "@bank", "", ""},
	} {
		m := markup.Encode([]markup.Entity{{Type: c.kind, Length: len(utf16.Encode([]rune(c.text))), URL: c.url}})
		if got := Parse(c.text, m)[0].Text; got != c.text+c.beside {
			t.Errorf("%q is shown as %q", c.text, got)
		}
	}
}

func TestTargetsOfAText(t *testing.T) {
	t.Parallel()
	raw := "see a.example, here, here and there"
	at := func(typ markup.Type, word, url string) markup.Entity {
		return markup.Entity{Type: typ, Offset: strings.Index(raw, word), Length: len(word), URL: url}
	}
	m := markup.Encode([]markup.Entity{
		at(markup.URL, "a.example", ""), at(markup.TextLink, "here", "https://a.example"), at(markup.TextLink, "there", "javascript:x"), at(markup.Bold, "see", ""),
	})
	var got []string
	for _, to := range Targets(raw, m) {
		got = append(got, to.Host+" "+to.Address)
	}
	if want := []string{"a.example https://a.example", "javascript:x "}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// checkTarget wants nothing to be opened but what a browser takes for exactly
// that host, and nothing shown that is not clean.
func checkTarget(t interface{ Fatalf(string, ...any) }, address string) {
	to := TargetOf(address)
	if clean.Line(to.Host).String() != to.Host || len([]rune(to.Host)) > 2*maxHost+3 {
		t.Fatalf("%q is shown as %q", address, to.Host)
	}
	if to.Address == "" {
		return
	}
	u, err := url.Parse(to.Address)
	if err != nil || u.User != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "tg" {
		t.Fatalf("%q is opened as %q", address, to.Address)
	}
	for _, c := range []byte(to.Address) {
		if c <= ' ' || c > '~' {
			t.Fatalf("%q is opened as %q", address, to.Address)
		}
	}
	if again := TargetOf(to.Address); again.Address != to.Address {
		t.Fatalf("%q is opened as %q, and that as %q", address, to.Address, again.Address)
	}
	if end := to.Host[strings.LastIndex(to.Host, " ")+1:]; u.Scheme != "tg" && !strings.HasPrefix(end, "…") && end != u.Host {
		t.Fatalf("%q is shown as %q and opened as %q", address, to.Host, to.Address)
	}
}

func TestAnyTarget(t *testing.T) {
	t.Parallel()
	part := rapid.SampledFrom([]string{"https", "http", "tg", ":", "//", "/", `\`, "@", "bank.example", "evil.example", "а", "。", "ｅ", "xn--", "0x7f", "1", ".", "[::1]", "%", "%41", "?", "#", " ", "\n", "\u202e", "\u200d", ":80", "ß", "-", "_"})
	rapid.Check(t, func(t *rapid.T) {
		checkTarget(t, strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), ""))
		checkTarget(t, "https://"+strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "rest"), ""))
	})
}

func FuzzTarget(f *testing.F) {
	for _, s := range []string{"https://bank.example@evil.example", "http://0x7f.1", "https://аррӏе.com:80/x", "tg://x?y", "https://[::1]", "https://a。b", "javascript:x", "https://%41", "https://xn--a", "http://1.2.3.4.", "https://ß.x/\\", "HTTP://A", "tg://0\"0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkTarget(t, s) })
}
