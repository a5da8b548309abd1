package telegram

import (
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

func TestTokenShape(t *testing.T) {
	t.Parallel()
	secret := "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
	for name, c := range map[string]struct {
		token string
		ok    bool
	}{
		"ordinary":          {"123456789:" + secret, true},
		"shortest secret":   {"1:" + secret[:24], true},
		"secret too short":  {"1:" + secret[:23], false},
		"longest":           {"123456789:" + strings.Repeat("a", 70), true},
		"too long":          {"123456789:" + strings.Repeat("a", 71), false},
		"empty":             {"", false},
		"no colon":          {"123456789" + secret, false},
		"two colons":        {"1:2:" + secret, false},
		"leading zero":      {"0123:" + secret, false},
		"negative":          {"-123:" + secret, false},
		"id of letters":     {"12a:" + secret, false},
		"id beyond 52 bits": {"99999999999999999:" + secret, false},
		"slash":             {"123:" + secret + "/x", false},
		"newline inside":    {"123:" + secret[:20] + "\n" + secret[20:], false},
		"space inside":      {"123: " + secret, false},
		"percent":           {"123:" + secret + "%zz", false},
		"not ASCII":         {"123:" + secret + "é", false},
		"bot before":        {"bot123:" + secret, false},
	} {
		if err := checkToken(core.Token(c.token)); (err == nil) != c.ok {
			t.Errorf("%s: checkToken = %v, want ok %t", name, err, c.ok)
		}
	}
	if got := New(Options{}).connect(" \t123:x\r\n", core.Server{}).token(); got.Reveal() != "123:x" {
		t.Errorf("the token became %q", got.Reveal())
	}
}

func TestTokenSentenceHelps(t *testing.T) {
	t.Parallel()
	err := checkToken("123:secretsecret")
	if core.CodeOf(err) != core.CodeInvalid || err.ID != "token_shape" {
		t.Errorf("code %s, id %s", core.CodeOf(err), err.ID)
	}
	if says := locale.English().Error(err); !strings.Contains(says, "@BotFather") || strings.Contains(says, "secretsecret") {
		t.Errorf("sentence: %s", says)
	}
}
