package core

import (
	"strings"
	"testing"
)

func TestCheckPayload(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]string{
		"pricing": "", "A-Z_09": "", strings.Repeat("x", 64): "",
		"": "payload_empty", strings.Repeat("x", 65): "payload_too_long",
		"a b": "payload_format", "é": "payload_format", "a=1": "payload_format", "x\x1b[m": "payload_format", "a.b": "payload_format", "\xff": "payload_format",
	} {
		got := ""
		if e, ok := CheckPayload(payload).(*Error); ok {
			got = e.ID
		}
		if got != want {
			t.Errorf("%q: %q, want %q", payload, got, want)
		}
	}
}

func TestStartLink(t *testing.T) {
	t.Parallel()
	bot := Bot{Username: "acme_help_bot"}
	for payload, want := range map[string]string{"": "https://t.me/acme_help_bot", "pricing": "https://t.me/acme_help_bot?start=pricing"} {
		if got := bot.StartLink(payload); got != want {
			t.Errorf("%q: %q", payload, got)
		}
	}
	if got := (Bot{Username: "é"}).StartLink("x"); got != "" {
		t.Errorf("a bot without an address has %q", got)
	}
}

func TestLinkButton(t *testing.T) {
	t.Parallel()
	got := LinkButton(`https://t.me/x?start="`, `<script>"A" & 'B'</script>`)
	if strings.Contains(got, "<script") || strings.Count(got, `"`) != 8 || !strings.Contains(got, "&lt;script&gt;&#34;A&#34; &amp; &#39;B&#39;") {
		t.Error(got)
	}
}
