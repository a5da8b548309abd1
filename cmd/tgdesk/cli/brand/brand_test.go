package brand_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestBrandLife(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.Expect(b.Run("brand", "list", "--json"), 0, `{"brands":[]}`, "")
	b.Expect(b.Run("brand", "list"), 0, "No brands yet.", "")
	r := b.RunWith("\n  "+b.Bot.Token+" \r\n", "brand", "add", "acme", "--token-file", "-", "--yes", "--answer-limit", "10m")
	b.Expect(r, 0, "The token belongs to @acme_help_bot (Acme help, id 123456).\nSaved the brand acme.\n", "")
	b.Expect(b.Run("brand", "set", "ACME", "--close-unanswered", "1w", "--close-idle", "90m", "--name", "Acme Europe", "--accent", "#87d787"),
		0, "Acme Europe: answer limit 10m, close unanswered 1w, close idle 1h30m, colour #87d787.", "")
	b.Expect(b.Run("brand", "show", "acme europe"), 0, "Answer limit      10m", "")
	b.Expect(b.Run("brand", "list"), 0, "Acme Europe  @acme_help_bot  123456:…  10m     1w                1h30m       stopped\n", "")
	b.Expect(b.Run("brand", "disable", "acme europe"), 0, "Acme Europe is disabled.", "")
	b.Expect(b.Run("brand", "list"), 0, "disabled", "")
	b.Expect(b.Run("brand", "enable", "acme europe"), 0, "Acme Europe is enabled.", "")
	b.Expect(b.Run("brand", "enable", "acme europe"), 0, "Acme Europe is enabled already.", "")
	newToken := b.Bot.Revoke()
	b.Expect(b.RunWith(newToken, "brand", "token", "Acme Europe", "--token-file", "-"), 0, "has a new token of @acme_help_bot", "")
	b.Expect(b.Run("brand", "remove", "acme europe"), 1, "", "there is no terminal to ask on")
	b.Expect(b.Run("brand", "remove", "acme europe", "--yes"), 0, "Removed the brand Acme Europe.", "")
	b.Expect(b.Run("brand", "list", "--json"), 0, `{"brands":[]}`, "")
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token), rig.SecretOf(newToken))
}

func TestBrandListJSON(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	want := `{"brands":[{"name":"acme","enabled":true,"bot":{"id":123456,"username":"acme_help_bot","name":"Acme help"},
		"token":"123456:…","health":{"state":"STATE","detail":"DETAIL"},
		"answer_limit_seconds":300,"close_unanswered_seconds":86400,"close_idle_seconds":86400,
		"fetch_up_to_bytes":5242880,"keep_media_seconds":null,"typing":true,"markup":false,"signature":"none","attachments":"table","api_url":null,
		"flood_messages":30,"flood_seconds":10}]}`
	golden := func(state, detail string) string {
		return strings.NewReplacer("STATE", state, "DETAIL", detail).Replace(want)
	}
	b.ExpectJSON(b.Run("brand", "list", "--json").Out, golden("stopped", ""))
	one := strings.TrimSuffix(strings.Replace(golden("stopped", ""), `{"brands":[`, `{"brand":`, 1), "]}") + "}"
	b.ExpectJSON(b.Run("brand", "show", "acme", "--json").Out, one)
	b.WriteStore(func(ctx context.Context, tx core.Tx) error {
		return tx.SetHealth(ctx, 1, core.Health{State: core.HealthConflict, Detail: core.NewProblem("change_refused", "another program polls")})
	})
	b.ExpectJSON(b.Run("brand", "list", "--json").Out, golden("stopped", ""))
	b.WhileHeld(func() {
		b.ExpectJSON(b.Run("brand", "list", "--json").Out, golden("conflict", "another program polls"))
	})
	b.Run("brand", "disable", "acme")
	b.WhileHeld(func() {
		b.ExpectJSON(b.Run("brand", "list", "--json").Out, strings.Replace(golden("disabled", ""), `"enabled":true`, `"enabled":false`, 1))
	})
}

// TestHeldDesk is two processes on one desk: who writes is refused and told
// who holds it, who reads is not.
func TestHeldDesk(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.WhileHeld(func() {
		for _, args := range [][]string{
			{"brand", "add", "globex", "--token-file", "-", "--yes"}, {"brand", "set", "acme", "--answer-limit", "1m"},
			{"brand", "enable", "acme"}, {"brand", "disable", "acme"}, {"brand", "token", "acme", "--token-file", "-"},
			{"brand", "remove", "acme", "--yes"},
		} {
			r := b.RunWith(b.Bot.Token, args...)
			b.Expect(r, 1, "", "process 4711")
			if n := strings.Count(r.Err, "\n"); n != 1 {
				t.Errorf("%v: %d lines of error:\n%s", args, n, r.Err)
			}
		}
		for _, args := range [][]string{{"brand", "list"}, {"brand", "show", "acme"}, {"chat", "list"}, {"version"}} {
			if r := b.Run(args...); r.Status != 0 {
				t.Errorf("%v: %+v", args, r)
			}
		}
		b.Expect(b.Run("doctor"), 0, "process 4711", "")
	})
}

func TestBrandAddRefusals(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	globex := b.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	revoked := b.Sim.AddBot(botsim.Bot{ID: 333333})
	revoked.Revoke()
	wrong := "123456:" + strings.Repeat("B", 35)
	tests := []struct {
		name   string
		stdin  string
		args   []string
		status int
		err    string
	}{
		{"no token", "", []string{"globex", "--token-file", "-", "--yes"}, 1, "there is no token in standard input"},
		{"only space", " \n\n", []string{"globex", "--token-file", "-", "--yes"}, 1, "there is no token in standard input"},
		{"too long", strings.Repeat("x", 5000), []string{"globex", "--token-file", "-", "--yes"}, 1, "too long to be a token"},
		{"no file", "", []string{"globex", "--token-file", b.Root + "/none", "--yes"}, 1, "no such file"},
		{"no flag", "", []string{"globex"}, 2, "needs --token-file"},
		{"token as argument", "", []string{"globex", globex.Token}, 2, "A token is never an argument"},
		{"token as flag", "", []string{"globex", "--token=" + globex.Token}, 2, "unknown flag"},
		{"token as short flag", "", []string{"globex", "-t" + globex.Token}, 2, "unknown shorthand flag"},
		{"token as limit", "", []string{"globex", "--answer-limit", globex.Token}, 2, "is not a time"},
		{"no name", globex.Token, []string{"--token-file", "-", "--yes"}, 2, "exactly one brand name"},
		{"not a token", "hello", []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"wrong", wrong, []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"revoked", revoked.Token, []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"same bot", b.Bot.Token, []string{"globex", "--token-file", "-", "--yes"}, 1, "acme"},
		{"same name", globex.Token, []string{"Acme", "--token-file", "-", "--yes"}, 1, "acme"},
		{"long name", globex.Token, []string{strings.Repeat("x", 41), "--token-file", "-", "--yes"}, 2, "at most 40"},
		{"colour", globex.Token, []string{"globex", "--accent", "red", "--token-file", "-", "--yes"}, 2, "#rrggbb"},
		{"limit", globex.Token, []string{"globex", "--answer-limit", "29s", "--token-file", "-", "--yes"}, 2, "between 30s and 1d"},
		{"nobody to ask", globex.Token, []string{"globex", "--token-file", "-"}, 1, "--yes"},
	}
	for _, tt := range tests {
		r := b.RunWith(tt.stdin, append([]string{"brand", "add"}, tt.args...)...)
		if r.Status != tt.status || !strings.Contains(r.Err, tt.err) || strings.Count(r.Err, "\n") != 1 || !strings.HasPrefix(r.Err, "tgdesk: ") {
			t.Errorf("%s: status %d, want %d\nerr: %q, want %q", tt.name, r.Status, tt.status, r.Err, tt.err)
		}
	}
	b.Sim.Down()
	b.Expect(b.RunWith(globex.Token, "brand", "add", "globex", "--token-file", "-", "--yes"), 1, "", "tgdesk: ")
	if r := b.Run("brand", "list"); strings.Contains(r.Out, "lobex") {
		t.Errorf("a refused brand was saved:\n%s", r.Out)
	}
	b.ExpectNoSecrets(rig.SecretOf(globex.Token), rig.SecretOf(revoked.Token), rig.SecretOf(b.Bot.Token), rig.SecretOf(wrong))
}

func TestBrandWebhook(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.Bot.SetWebhook("https://bots.example.com/secret-path")
	r := b.RunWith(b.Bot.Token, "brand", "add", "acme", "--token-file", "-", "--yes")
	b.Expect(r, 0, "bots.example.com receives this bot's messages", "")
	if b.Bot.Webhook() == "" {
		t.Error("the webhook was removed unasked")
	}
	b.Expect(b.Run("doctor"), 1, "a webhook of bots.example.com receives the messages of @acme_help_bot", "")
	b.Expect(b.Run("brand", "enable", "acme", "--remove-webhook"), 0, "Removed the webhook.", "")
	if b.Bot.Webhook() != "" {
		t.Error("the webhook is still set")
	}
	b.Run("brand", "remove", "acme", "--yes")
	b.Bot.SetWebhook("https://bots.example.com/secret-path")
	r = b.RunWith(b.Bot.Token, "brand", "add", "acme", "--token-file", "-", "--yes", "--remove-webhook")
	b.Expect(r, 0, "Removed the webhook.", "")
	b.ExpectNoSecrets("secret-path")
}

func TestBrandEnableWaiting(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	visitor := b.Bot.Visitor(botsim.User{ID: 77, FirstName: "Visitor", LastName: "One"})
	visitor.Say("one")
	visitor.Say("two")
	enable := func(args ...string) rig.Result {
		b.Run("brand", "disable", "acme")
		return b.Run(append([]string{"brand", "enable", "acme"}, args...)...)
	}
	b.Expect(enable(), 0, "2 updates wait at Telegram: they are taken in when the desk runs.\nacme is enabled.\n", "")
	b.Expect(enable("--waiting", "take"), 0, "taken in", "")
	b.Expect(enable("--waiting", "both"), 2, "", "--waiting is take or drop")
	if n := b.Bot.Pending(); n != 2 {
		t.Fatalf("%d updates wait, want 2", n)
	}
	b.Expect(enable("--waiting", "drop"), 0, "2 updates wait at Telegram: they are dropped.", "")
	if n := b.Bot.Pending(); n != 0 {
		t.Errorf("%d updates wait after dropping", n)
	}
	b.Sim.Down()
	b.Expect(enable(), 1, "", "tgdesk: ")
	b.Expect(enable("--waiting", "take"), 0, "acme is enabled.", "")
}

func TestBrandRemoveWithOpenChats(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.AddChats()
	b.Expect(b.Run("brand", "remove", "acme", "--yes"), 1, "", "open chats (2)")
	b.Expect(b.Run("brand", "remove", "acme"), 1, "", "open chats (2)") // refused before anybody is asked
	b.Expect(b.Run("brand", "remove", "nope", "--yes"), 1, "", "tgdesk: ")
}

func TestBrandTokenOfAnotherBot(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	other := b.Sim.AddBot(botsim.Bot{ID: 444444, Username: "other_bot"})
	b.Expect(b.RunWith(other.Token, "brand", "token", "acme", "--token-file", "-"), 1, "", "@other_bot")
	b.ExpectNoSecrets(rig.SecretOf(other.Token))
}

// TestQuestions answers on a terminal: standard input where it is one, else
// the terminal the program was started from.
func TestQuestions(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	for _, tt := range []struct {
		answer string
		status int
	}{{"\n", 1}, {"n\n", 1}, {"Y\n", 0}} {
		b.Env.OpenTTY = func() (io.ReadWriteCloser, error) { return &rig.Typed{Reader: strings.NewReader(tt.answer)}, nil }
		r := b.RunWith(b.Bot.Token, "brand", "add", "acme", "--token-file", "-")
		if r.Status != tt.status {
			t.Errorf("answer %q: %+v", tt.answer, r)
		}
	}
	b.Expect(b.RunOnTerminal("n\n", "brand", "remove", "acme"), 1, "", "nothing was changed")
	b.Run("brand", "disable", "acme")
	b.Bot.Visitor(botsim.User{ID: 77, FirstName: "One"}).Say("hello")
	b.Expect(b.RunOnTerminal("what?\nDROP\n", "brand", "enable", "acme"), 0, "they are dropped", "[take/drop]")
	b.Expect(b.RunOnTerminal("yes\n", "brand", "remove", "acme"), 0, "Removed the brand acme.", "[y/N]")
}
