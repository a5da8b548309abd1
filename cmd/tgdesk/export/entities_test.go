package export

import (
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/tui/locale"

	"pgregory.net/rapid"
)

func entity(t markup.Type, offset, length int) markup.Entity {
	return markup.Entity{Type: t, Offset: offset, Length: length}
}

func TestEntities(t *testing.T) {
	t.Parallel()
	link := func(offset, length int, to string) markup.Entity {
		return markup.Entity{Type: markup.TextLink, Offset: offset, Length: length, URL: to}
	}
	a := func(to, text string) string {
		return `<a href="` + to + `" rel="noopener noreferrer nofollow">` + text + `</a>`
	}
	tests := []struct {
		name, text string
		entities   []markup.Entity
		plain      string
		page       string
	}{
		{"none", "a <b> & c", nil, "a <b> & c", "a &lt;b&gt; &amp; c"},
		{"bold", "so bold!", []markup.Entity{entity(markup.Bold, 3, 4)}, "so *bold*!", "so <b>bold</b>!"},
		{"UTF-16", "🙂é bold", []markup.Entity{entity(markup.Bold, 4, 4)}, "🙂é *bold*", "🙂é <b>bold</b>"},
		{"nested", "abc", []markup.Entity{entity(markup.Bold, 0, 3), entity(markup.Italic, 1, 1)}, "*a_b_c*", "<b>a</b><i><b>b</b></i><b>c</b>"},
		{"overlap", "abc", []markup.Entity{entity(markup.Bold, 0, 2), entity(markup.Italic, 1, 2)}, "*a_b_*_c_", "<b>a</b><i><b>b</b></i><i>c</i>"},
		{"escaped", "<i>", []markup.Entity{entity(markup.Code, 0, 3)}, "`<i>`", "<code>&lt;i&gt;</code>"},
		{"spoiler", "x secret y", []markup.Entity{entity(markup.Spoiler, 2, 6), entity(markup.Bold, 2, 3)}, "x ||*sec*ret|| y",
			"x <details><summary>spoiler</summary><b>sec</b>ret</details> y"},
		{"spoiler at the end", "ab", []markup.Entity{entity(markup.Spoiler, 1, 1)}, "a||b||", "a<details><summary>spoiler</summary>b</details>"},
		{"link", "here", []markup.Entity{link(0, 4, "https://example.org/?a=1&b=\"2\"")}, `here <https://example.org/?a=1&b=%222%22>`,
			a("https://example.org/?a=1&amp;b=%222%22", "here") + " <small>(example.org)</small>"},
		{"link that says where it leads", "https://example.org", []markup.Entity{link(0, 19, "https://example.org/")}, "https://example.org <https://example.org/>", a("https://example.org/", "https://example.org")},
		{"link in two pieces", "go here", []markup.Entity{link(0, 7, "https://example.org"), entity(markup.Bold, 3, 4)}, "go *here* <https://example.org>",
			a("https://example.org", "go ") + "<b>" + a("https://example.org", "here") + "</b> <small>(example.org)</small>"},
		{"address in two pieces", "example.org/x", []markup.Entity{entity(markup.URL, 0, 13), entity(markup.Bold, 11, 2)}, "example.org*/x*",
			a("https://example.org/x", "example.org") + "<b>" + a("https://example.org/x", "/x") + "</b>"},
		{"address with a name before its host", "https://bank.example@evil.example", []markup.Entity{entity(markup.URL, 0, 33)}, "https://bank.example@evil.example <https://evil.example>",
			a("https://evil.example", "https://bank.example@evil.example") + " <small>(evil.example)</small>"},
		{"letters of another script", "аpple.com", []markup.Entity{entity(markup.URL, 0, 9)}, "аpple.com <https://xn--pple-43d.com>",
			a("https://xn--pple-43d.com", "аpple.com") + " <small>(аpple.com → xn--pple-43d.com)</small>"},
		{"tg", "x", []markup.Entity{link(0, 1, "tg://resolve?domain=y")}, "x <tg://resolve?domain=y>", a("tg://resolve?domain=y", "x") + " <small>(tg:resolve)</small>"},
		{"script", "x", []markup.Entity{link(0, 1, "javascript:alert(1)")}, "x <javascript:alert(1)>", "x"},
		{"script with a host", "x", []markup.Entity{link(0, 1, "javascript://x/%0aalert(1)")}, "x <javascript://x/%0aalert(1)>", "x"},
		{"data", "x", []markup.Entity{link(0, 1, " data:text/html,<script>")}, "x <data:text/html,<script>>", "x"},
		{"plain address", "example.org", []markup.Entity{entity(markup.URL, 0, 11)}, "example.org", a("https://example.org", "example.org")},
		{"plain script", "javascript:alert(1)", []markup.Entity{entity(markup.URL, 0, 19)}, "javascript:alert(1)", "javascript:alert(1)"},
		{"quote", "a\nb", []markup.Entity{entity(markup.Quote, 0, 3)}, "> a\n> b", "<q>a\nb</q>"},
		{"outside", "ab", []markup.Entity{entity(markup.Bold, -5, 99), entity(markup.Italic, 7, 3)}, "*ab*", "<b>ab</b>"},
		{"unknown", "ab", []markup.Entity{entity("sparkle", 0, 2)}, "ab", "ab"},
		{"direction", "a\u202eb", []markup.Entity{entity(markup.Bold, 0, 2)}, "*a⚠*b", "<b>a⚠</b>b"},
	}
	for _, tt := range tests {
		markup := markup.Encode(tt.entities)
		if got := markedText(tt.text, markup); got != tt.plain {
			t.Errorf("%s: text %q, want %q", tt.name, got, tt.plain)
		}
		if got := string(markedHTML(tt.text, markup)); got != tt.page {
			t.Errorf("%s: page %q, want %q", tt.name, got, tt.page)
		}
	}
}

// Whatever entities say, nothing of a text is lost or becomes an element.
func TestEntitiesOfAnyKind(t *testing.T) {
	t.Parallel()
	types := []markup.Type{markup.Bold, markup.Spoiler, markup.Quote, markup.TextLink, markup.URL, markup.Pre, "odd"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab<>&\"'🙂é\n ")), 0, 30, -1).Draw(t, "text")
		units := len(utf16.Encode([]rune(text)))
		var entities []markup.Entity
		for range rapid.IntRange(0, 6).Draw(t, "entities") {
			e := entity(rapid.SampledFrom(types).Draw(t, "type"), rapid.IntRange(-3, units+3).Draw(t, "offset"), rapid.IntRange(-3, units+3).Draw(t, "length"))
			e.URL = rapid.SampledFrom([]string{"", "https://example.org", "javascript:x", "\"><script>"}).Draw(t, "URL")
			entities = append(entities, e)
		}
		var all strings.Builder
		for _, s := range spansOf(text, markup.Encode(entities)) {
			all.WriteString(s.text)
		}
		if all.String() != text {
			t.Fatalf("%q became %q", text, all.String())
		}
		page := string(markedHTML(text, markup.Encode(entities)))
		if strings.Count(page, "<details>") != strings.Count(page, "</details>") || strings.Contains(page, "<script") || strings.Contains(page, "javascript:") {
			t.Fatalf("page %q", page)
		}
	})
}

// A service message is one line of the desk's, whoever it speaks of.
func TestServiceMessageInText(t *testing.T) {
	t.Parallel()
	x := Exporter{Zone: time.UTC, Words: locale.English()}
	m := core.Message{From: core.FromVisitor, Author: "Eve\x1b[2J", Kind: core.KindService, Text: "pinned_message", SentAt: time.Unix(0, 0)}
	if got, want := x.entryText(entry{Message: m}), "00:00  — Eve␛[2J pinned a message\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m.Text = "video_chat_started"
	if got := x.readableText(m); got != "Eve␛[2J · service message: video chat started" {
		t.Errorf("got %q", got)
	}
}

// TestLinesHideSpoilers: a row of a list and a quote, where nobody has asked to see
// what is hidden, cover it, as the screen does.
func TestLinesHideSpoilers(t *testing.T) {
	t.Parallel()
	x := Exporter{Zone: time.UTC, Words: locale.English()}
	m := core.Message{ID: 1, From: core.FromVisitor, Kind: core.KindText, Text: "It was\nthe cook", SentAt: time.Unix(0, 0), Markup: markup.Encode([]markup.Entity{{Type: markup.Spoiler, Offset: 7, Length: 8}})}
	if got := x.Preview(m); got != "It was ░░░ ░░░░" {
		t.Errorf("the row is %q", got)
	}
	if got := shorten(x.readableText(m)); got != "It was ░░░ ░░░░" {
		t.Errorf("the quote is %q", got)
	}
	m.Kind = core.KindPhoto
	if got := x.Preview(m); got != "▣ photo · It was ░░░ ░░░░" {
		t.Errorf("the row of a caption is %q", got)
	}
	if got := x.entryText(entry{Message: m}); !strings.Contains(got, "||the cook||") {
		t.Errorf("the transcript has %q", got)
	}
}
