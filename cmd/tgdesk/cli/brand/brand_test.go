package brand_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestBrandLife(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("brand", "list", "--json"), 1, "", "There is no desk in "+s.DeskDir+".")
	s.Expect(s.Run("brand", "list"), 1, "", "There is no desk in "+s.DeskDir+".")
	r := s.RunWith("\n  "+s.Bot.Token+" \r\n", "brand", "add", "acme", "--token-file", "-", "--yes", "--answer-limit", "10m")
	s.Expect(r, 0, "The token belongs to @acme_help_bot (Acme help, id 123456).\nSaved the brand acme.\nTo try it, write to https://t.me/acme_help_bot from another Telegram account.\n", "")
	s.Expect(s.Run("brand", "set", "ACME", "--close-unanswered", "1w", "--close-idle", "90m", "--name", "Acme Europe", "--accent", "#87d787"),
		0, "Acme Europe: answer limit 10m, close unanswered 1w, close idle 1h30m, colour #87d787.", "")
	s.Expect(s.Run("brand", "show", "acme europe"), 0, "Answer limit           10m", "")
	s.Expect(s.Run("brand", "show", "acme europe"), 0, "Link                   https://t.me/acme_help_bot\n", "")
	s.Expect(s.Run("brand", "list"), 0, "Acme Europe  @acme_help_bot  123456:…  10m     1w                1h30m       stopped\n", "")
	s.Expect(s.Run("brand", "disable", "acme europe"), 0, "Acme Europe is disabled.", "")
	s.Expect(s.Run("brand", "list"), 0, "disabled", "")
	s.Expect(s.Run("brand", "enable", "acme europe"), 0, "Acme Europe is enabled.", "")
	s.Expect(s.Run("brand", "enable", "acme europe"), 0, "Acme Europe is enabled already.", "")
	newToken := s.Bot.Revoke()
	s.Expect(s.RunWith(newToken, "brand", "token", "Acme Europe", "--token-file", "-"), 0, "has a new token of @acme_help_bot", "")
	s.Expect(s.Run("brand", "remove", "acme europe"), 1, "", "There is no terminal to ask on")
	s.Expect(s.Run("brand", "remove", "acme europe", "--yes"), 0, "Removed the brand Acme Europe.", "")
	s.Expect(s.Run("brand", "list", "--json"), 0, `{"brands":[]}`, "")
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token), rig.SecretOf(newToken))
}

func TestBrandListJSON(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	want := `{"brands":[{"name":"acme","enabled":true,"bot":{"id":123456,"username":"acme_help_bot","name":"Acme help","link":"https://t.me/acme_help_bot"},
		"token":"123456:…","health":{"state":"STATE","detail":"DETAIL"},
		"answer_limit_seconds":300,"close_unanswered_seconds":86400,"close_idle_seconds":86400,"chatbot_idle_seconds":900,"chatbot":"off","chatbot_private":false,"chatbot_health":{"state":"off","since":null,"asked_at":null,"detail":"","events_waiting":0},
		"fetch_up_to_bytes":5242880,"fetch_per_visitor_bytes":104857600,"fetch_per_brand_bytes":5368709120,"keep_media_seconds":null,"keep_messages_seconds":null,"typing":true,"markup":false,"signature":"none","attachments":"table","api_url":null,"local_files":null,
		"flood_messages":30,"flood_seconds":10,"start_opens_chat":false,"rating":"off",
		"transfer_limit_seconds":120,"owner_gone_seconds":600,"assigned_answer_seconds":300,"routing":"none","routing_to":[],"routing_limit_seconds":60,"idle_warning_seconds":null,"hours":null,"hours_dates":[],"hours_zone":"UTC","hours_wait":false,"texts":TEXTS}]}`
	golden := func(state, detail string) string {
		return strings.NewReplacer("TEXTS", builtInTexts(t), "STATE", state, "DETAIL", detail).Replace(want)
	}
	s.ExpectJSON(s.Run("brand", "list", "--json").Out, golden("stopped", ""))
	one := strings.TrimSuffix(strings.Replace(golden("stopped", ""), `{"brands":[`, `{"brand":`, 1), "]}") + "}"
	s.ExpectJSON(s.Run("brand", "show", "acme", "--json").Out, one)
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		return tx.SetHealth(ctx, 1, core.Health{State: core.HealthConflict, Detail: core.NewProblem("change_refused", "another program polls")})
	})
	s.ExpectJSON(s.Run("brand", "list", "--json").Out, golden("stopped", ""))
	s.WhileHeld(func() {
		s.ExpectJSON(s.Run("brand", "list", "--json").Out, golden("conflict", "another program polls"))
	})
	s.Run("brand", "disable", "acme")
	s.WhileHeld(func() {
		s.ExpectJSON(s.Run("brand", "list", "--json").Out, strings.Replace(golden("disabled", ""), `"enabled":true`, `"enabled":false`, 1))
	})
}

// TestHeldDesk is two processes on one desk: who writes is refused and told
// who holds it, who reads is not.
func TestHeldDesk(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WhileHeld(func() {
		for _, args := range [][]string{
			{"brand", "add", "globex", "--token-file", "-", "--yes"}, {"brand", "set", "acme", "--answer-limit", "1m"},
			{"brand", "enable", "acme"}, {"brand", "disable", "acme"}, {"brand", "token", "acme", "--token-file", "-"},
			{"brand", "remove", "acme", "--yes"},
		} {
			r := s.RunWith(s.Bot.Token, args...)
			s.Expect(r, 1, "", "process 4711")
			if n := strings.Count(r.Err, "\n"); n != 1 {
				t.Errorf("%v: %d lines of error:\n%s", args, n, r.Err)
			}
		}
		for _, args := range [][]string{{"brand", "list"}, {"brand", "show", "acme"}, {"chat", "list"}, {"version"}} {
			if r := s.Run(args...); r.Status != 0 {
				t.Errorf("%v: %+v", args, r)
			}
		}
		s.Expect(s.Run("doctor"), 0, "process 4711", "")
	})
}

func TestBrandAddRefusals(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	revoked := s.Sim.AddBot(botsim.Bot{ID: 333333})
	revoked.Revoke()
	wrong := "123456:" + strings.Repeat("B", 35)
	tests := []struct {
		name   string
		stdin  string
		args   []string
		status int
		err    string
	}{
		{"no token", "", []string{"globex", "--token-file", "-", "--yes"}, 1, "There is no token in standard input"},
		{"only space", " \n\n", []string{"globex", "--token-file", "-", "--yes"}, 1, "There is no token in standard input"},
		{"too long", strings.Repeat("x", 5000), []string{"globex", "--token-file", "-", "--yes"}, 1, "too long to be a token"},
		{"no file", "", []string{"globex", "--token-file", s.Root + "/none", "--yes"}, 1, "no such file"},
		{"no flag", "", []string{"globex"}, 2, "needs --token-file"},
		{"token as argument", "", []string{"globex", globex.Token}, 2, "A token is never an argument"},
		{"token as flag", "", []string{"globex", "--token=" + globex.Token}, 2, "has no flag --token."},
		{"token as short flag", "", []string{"globex", "-t" + globex.Token}, 2, "has no flag -t."},
		{"token as limit", "", []string{"globex", "--answer-limit", globex.Token}, 2, "is not a time"},
		{"no name", globex.Token, []string{"--token-file", "-", "--yes"}, 2, "exactly one brand name"},
		{"not a token", "hello", []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"wrong", wrong, []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"revoked", revoked.Token, []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"same bot", s.Bot.Token, []string{"globex", "--token-file", "-", "--yes"}, 1, "acme"},
		{"same name", globex.Token, []string{"Acme", "--token-file", "-", "--yes"}, 1, "acme"},
		{"long name", globex.Token, []string{strings.Repeat("x", 41), "--token-file", "-", "--yes"}, 2, "at most 40"},
		{"colour", globex.Token, []string{"globex", "--accent", "red", "--token-file", "-", "--yes"}, 2, "#rrggbb"},
		{"limit", globex.Token, []string{"globex", "--answer-limit", "29s", "--token-file", "-", "--yes"}, 2, "between 30s and 1d"},
		{"nobody to ask", globex.Token, []string{"globex", "--token-file", "-"}, 1, "--yes"},
	}
	for _, tt := range tests {
		r := s.RunWith(tt.stdin, append([]string{"brand", "add"}, tt.args...)...)
		if r.Status != tt.status || !strings.Contains(r.Err, tt.err) || strings.Count(r.Err, "\n") != 1 || !strings.HasPrefix(r.Err, "tgdesk: ") {
			t.Errorf("%s: status %d, want %d\nerr: %q, want %q", tt.name, r.Status, tt.status, r.Err, tt.err)
		}
	}
	s.Sim.Down()
	s.Expect(s.RunWith(globex.Token, "brand", "add", "globex", "--token-file", "-", "--yes"), 1, "", "tgdesk: ")
	for name, want := range map[string]struct {
		status int
		err    string
	}{" ": {2, "The brand needs a name."}, "\x1b[2J": {2, "cannot be shown"}, strings.Repeat("x", 41): {2, "at most 40"}, "Acme": {1, "already a brand named acme"}} {
		s.Expect(s.RunWith(globex.Token, "brand", "add", name, "--token-file", "-", "--yes"), want.status, "", want.err) // without Telegram
	}
	s.Expect(s.RunWith(globex.Token, "brand", "add", "globex", "--accent", "red", "--token-file", "-", "--yes"), 2, "", "#rrggbb")
	if r := s.Run("brand", "list"); strings.Contains(r.Out, "lobex") {
		t.Errorf("a refused brand was saved:\n%s", r.Out)
	}
	s.ExpectNoSecrets(rig.SecretOf(globex.Token), rig.SecretOf(revoked.Token), rig.SecretOf(s.Bot.Token), rig.SecretOf(wrong))
}

func TestBrandWebhook(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Bot.SetWebhook("https://bots.example.com/secret-path")
	r := s.RunWith(s.Bot.Token, "brand", "add", "acme", "--token-file", "-", "--yes")
	s.Expect(r, 0, "bots.example.com receives this bot's messages", "")
	if s.Bot.Webhook() == "" {
		t.Error("the webhook was removed unasked")
	}
	s.Expect(s.Run("doctor"), 1, "a webhook of bots.example.com receives the messages of @acme_help_bot", "")
	s.Expect(s.Run("brand", "enable", "acme", "--remove-webhook"), 0, "Removed the webhook.", "")
	if s.Bot.Webhook() != "" {
		t.Error("the webhook is still set")
	}
	s.Run("brand", "remove", "acme", "--yes")
	s.Bot.SetWebhook("https://bots.example.com/secret-path")
	r = s.RunWith(s.Bot.Token, "brand", "add", "acme", "--token-file", "-", "--yes", "--remove-webhook")
	s.Expect(r, 0, "Removed the webhook.", "")
	s.ExpectNoSecrets("secret-path")
}

func TestBrandEnableWaiting(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	visitor := s.Bot.Visitor(botsim.User{ID: 77, FirstName: "Visitor", LastName: "One"})
	visitor.Say("one")
	visitor.Say("two")
	enable := func(args ...string) rig.Result {
		s.Run("brand", "disable", "acme")
		return s.Run(append([]string{"brand", "enable", "acme"}, args...)...)
	}
	s.Expect(enable(), 0, "2 updates wait at Telegram: they are received when the desk runs.\nacme is enabled.\n", "")
	s.Expect(enable("--waiting", "take"), 0, "received", "")
	s.Expect(enable("--waiting", "both"), 2, "", "--waiting is take or drop")
	if n := s.Bot.Pending(); n != 2 {
		t.Fatalf("%d updates wait, want 2", n)
	}
	s.Expect(enable("--waiting", "drop"), 0, "2 updates wait at Telegram: they are dropped.", "")
	if n := s.Bot.Pending(); n != 0 {
		t.Errorf("%d updates wait after dropping", n)
	}
	s.Sim.Down()
	s.Expect(enable(), 1, "", "tgdesk: ")
	s.Expect(enable("--waiting", "take"), 0, "acme is enabled.", "")
}

func TestBrandRemoveWithOpenChats(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("brand", "remove", "acme", "--yes"), 1, "", "open chats (2)")
	s.Expect(s.Run("brand", "remove", "acme"), 1, "", "open chats (2)") // refused before anybody is asked
	s.Expect(s.Run("brand", "remove", "nope", "--yes"), 1, "", "tgdesk: ")
}

// TestBrandSetAsksBeforeChatsChange: limits that change open chats at once are set
// only after somebody who knows how many has agreed.
func TestBrandSetAsksBeforeChatsChange(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats() // pending for two minutes, and idle for an hour
	set := []string{"brand", "set", "acme", "--name", "Initech", "--answer-limit", "1m", "--close-idle", "30m"}
	const what = "This closes 1 open chat of acme at once and makes 1 pending one unanswered"
	s.Expect(s.Run(set...), 1, "", what+"; there is no terminal to ask on: give --yes")
	s.Expect(s.RunOnTerminal("n\n", set...), 1, "", what+". Set the limits? [y/N] tgdesk: Not confirmed: nothing was changed")
	s.Expect(s.Run("brand", "show", "acme"), 0, "acme\n", "")
	s.Expect(s.Run("brand", "show", "acme"), 0, "Close idle             1d\n", "")
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "3m", "--close-idle", "2h"), 0, "acme: answer limit 3m", "") // nobody is hit
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "30s"), 1, "", "This makes 1 pending chat of acme unanswered at once; there is")
	s.Expect(s.Run("brand", "set", "acme", "--close-idle", "1h"), 1, "", "This closes 1 open chat of acme at once; there is")
	s.Expect(s.RunOnTerminal("y\n", "brand", "set", "acme", "--answer-limit", "30s"), 0, "acme: answer limit 30s", "[y/N]")
	s.Expect(s.Run(append(set, "--yes")...), 0, "Initech: answer limit 1m, close unanswered 1d, close idle 30m", "")
	s.Expect(s.Run("brand", "set", "Initech", "--close-idle", "20m"), 0, "close idle 20m", "") // due already, though the desk has not run since
}

func TestBrandTokenOfAnotherBot(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	other := s.Sim.AddBot(botsim.Bot{ID: 444444, Username: "other_bot"})
	s.Expect(s.RunWith(other.Token, "brand", "token", "acme", "--token-file", "-"), 1, "", "@other_bot")
	s.ExpectNoSecrets(rig.SecretOf(other.Token))
}

// TestQuestions answers on a terminal: standard input where it is one, else
// the terminal the program was started from.
func TestQuestions(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	for _, tt := range []struct {
		answer string
		status int
	}{{"\n", 1}, {"n\n", 1}, {"Y\n", 0}} {
		s.Env.OpenTTY = func() (io.ReadWriteCloser, error) { return &rig.TypedInput{Reader: strings.NewReader(tt.answer)}, nil }
		r := s.RunWith(s.Bot.Token, "brand", "add", "acme", "--token-file", "-")
		if r.Status != tt.status {
			t.Errorf("answer %q: %+v", tt.answer, r)
		}
	}
	s.Expect(s.RunOnTerminal("n\n", "brand", "remove", "acme"), 1, "", "nothing was changed")
	s.Run("brand", "disable", "acme")
	s.Bot.Visitor(botsim.User{ID: 77, FirstName: "One"}).Say("hello")
	s.Expect(s.RunOnTerminal("what?\nDROP\n", "brand", "enable", "acme"), 0, "they are dropped", "[take/drop]")
	s.Expect(s.RunOnTerminal("yes\n", "brand", "remove", "acme"), 0, "Removed the brand acme.", "[y/N]")
}

// TestMissingBrandCreatesNothing: a mistyped folder or name leaves no desk behind.
func TestMissingBrandCreatesNothing(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	for _, args := range [][]string{{"set", "nope", "--markup", "off"}, {"enable", "nope"}, {"disable", "nope"}, {"remove", "nope", "--yes"}} {
		s.Expect(s.Run(append([]string{"brand"}, args...)...), 1, "", "There is no desk in "+s.DeskDir)
	}
	if _, err := os.Stat(s.DeskDir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the desk's folder: %v", err)
	}
}

// A token that is typed at a terminal ends at enter and is not shown.
func TestTokenAtATerminal(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	r, echoed := s.AnswerOnTerminal("token (not shown", s.Bot.Token+"\n", "brand", "add", "acme", "--token-file", "-", "--yes")
	s.Expect(r, 0, "", "Saved the brand acme.")
	if strings.Contains(echoed, rig.SecretOf(s.Bot.Token)) {
		t.Error("the terminal shows the token")
	}
	r, _ = s.AnswerOnTerminal("token (not shown", "\n", "brand", "token", "acme", "--token-file", "-")
	s.Expect(r, 1, "", "There is no token in standard input")
}

// builtInTexts are the automatic texts of a brand in --json that changed none.
func builtInTexts(t *testing.T) string {
	t.Helper()
	var all []map[string]any
	for _, k := range core.TextKinds() {
		all = append(all, map[string]any{"kind": k, "on": core.BrandTexts{}.On(k), "text": k.BuiltIn(), "built_in": true, "languages": map[string]string{}})
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
