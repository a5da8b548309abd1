package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store/folder"
)

func TestBrandLife(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(b.run("brand", "list", "--json"), 0, `{"brands":[]}`, "")
	b.want(b.run("brand", "list"), 0, "No brands yet.", "")
	r := b.with("\n  "+b.acme.Token+" \r\n", "brand", "add", "acme", "--token-file", "-", "--yes", "--answer-limit", "10m")
	b.want(r, 0, "The token belongs to @acme_help_bot (Acme help, id 123456).\nSaved the brand acme.\n", "")
	b.want(b.run("brand", "set", "ACME", "--close-unanswered", "1w", "--close-idle", "90m", "--name", "Acme Europe", "--accent", "#87d787"),
		0, "Acme Europe: answer limit 10m, close unanswered 1w, close idle 1h30m, colour #87d787.", "")
	b.want(b.run("brand", "show", "acme europe"), 0, "Answer limit      10m", "")
	b.want(b.run("brand", "list"), 0, "Acme Europe  @acme_help_bot  123456:…  10m     1w                1h30m       stopped\n", "")
	b.want(b.run("brand", "disable", "acme europe"), 0, "Acme Europe is disabled.", "")
	b.want(b.run("brand", "list"), 0, "disabled", "")
	b.want(b.run("brand", "enable", "acme europe"), 0, "Acme Europe is enabled.", "")
	b.want(b.run("brand", "enable", "acme europe"), 0, "Acme Europe is enabled already.", "")
	newToken := b.acme.Revoke()
	b.want(b.with(newToken, "brand", "token", "Acme Europe", "--token-file", "-"), 0, "has a new token of @acme_help_bot", "")
	b.want(b.run("brand", "remove", "acme europe"), 1, "", "there is no terminal to ask on")
	b.want(b.run("brand", "remove", "acme europe", "--yes"), 0, "Removed the brand Acme Europe.", "")
	b.want(b.run("brand", "list", "--json"), 0, `{"brands":[]}`, "")
	b.noToken(secretOf(b.acme.Token), secretOf(newToken))
}

func TestBrandListJSON(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	want := `{"brands":[{"name":"acme","enabled":true,"bot":{"id":123456,"username":"acme_help_bot","name":"Acme help"},
		"token":"123456:…","health":{"state":"STATE","detail":"DETAIL"},
		"answer_limit_seconds":300,"close_unanswered_seconds":86400,"close_idle_seconds":86400,
		"fetch_up_to_bytes":5242880,"keep_media_seconds":null,"typing":true,"markup":false,"signature":"none","attachments":"table","api_url":null,
		"flood_messages":30,"flood_seconds":10}]}`
	golden := func(state, detail string) string {
		return strings.NewReplacer("STATE", state, "DETAIL", detail).Replace(want)
	}
	b.sameJSON(b.run("brand", "list", "--json").out, golden("stopped", ""))
	one := strings.TrimSuffix(strings.Replace(golden("stopped", ""), `{"brands":[`, `{"brand":`, 1), "]}") + "}"
	b.sameJSON(b.run("brand", "show", "acme", "--json").out, one)
	b.store(func(ctx context.Context, tx core.Tx) error {
		return tx.SetHealth(ctx, 1, core.Health{State: core.HealthConflict, Detail: core.NewProblem("change_refused", "another program polls")})
	})
	b.sameJSON(b.run("brand", "list", "--json").out, golden("stopped", ""))
	b.held(func() { b.sameJSON(b.run("brand", "list", "--json").out, golden("conflict", "another program polls")) })
	b.run("brand", "disable", "acme")
	b.held(func() {
		b.sameJSON(b.run("brand", "list", "--json").out, strings.Replace(golden("disabled", ""), `"enabled":true`, `"enabled":false`, 1))
	})
}

// held runs fn while another process holds the desk.
func (b *bench) held(fn func()) {
	b.t.Helper()
	lock, err := folder.Acquire(b.dir, folder.Holder{PID: 4711, Command: "tgdesk", Operator: "ann", Since: noon()})
	if err != nil {
		b.t.Fatal(err)
	}
	fn()
	if err := lock.Release(); err != nil {
		b.t.Fatal(err)
	}
}

// TestHeldDesk is two processes on one desk: who writes is refused and told
// who holds it, who reads is not.
func TestHeldDesk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.held(func() {
		for _, args := range [][]string{
			{"brand", "add", "globex", "--token-file", "-", "--yes"}, {"brand", "set", "acme", "--answer-limit", "1m"},
			{"brand", "enable", "acme"}, {"brand", "disable", "acme"}, {"brand", "token", "acme", "--token-file", "-"},
			{"brand", "remove", "acme", "--yes"},
		} {
			r := b.with(b.acme.Token, args...)
			b.want(r, 1, "", "process 4711")
			if n := strings.Count(r.err, "\n"); n != 1 {
				t.Errorf("%v: %d lines of error:\n%s", args, n, r.err)
			}
		}
		for _, args := range [][]string{{"brand", "list"}, {"brand", "show", "acme"}, {"chat", "list"}, {"version"}} {
			if r := b.run(args...); r.status != 0 {
				t.Errorf("%v: %+v", args, r)
			}
		}
		b.want(b.run("doctor"), 0, "process 4711", "")
	})
}

func TestBrandAddRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	globex := b.sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex"})
	revoked := b.sim.AddBot(botsim.Bot{ID: 333333})
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
		{"no file", "", []string{"globex", "--token-file", b.root + "/none", "--yes"}, 1, "no such file"},
		{"no flag", "", []string{"globex"}, 2, "needs --token-file"},
		{"token as argument", "", []string{"globex", globex.Token}, 2, "A token is never an argument"},
		{"token as flag", "", []string{"globex", "--token=" + globex.Token}, 2, "unknown flag"},
		{"token as short flag", "", []string{"globex", "-t" + globex.Token}, 2, "unknown shorthand flag"},
		{"token as limit", "", []string{"globex", "--answer-limit", globex.Token}, 2, "is not a time"},
		{"no name", globex.Token, []string{"--token-file", "-", "--yes"}, 2, "exactly one brand name"},
		{"not a token", "hello", []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"wrong", wrong, []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"revoked", revoked.Token, []string{"globex", "--token-file", "-", "--yes"}, 1, ""},
		{"same bot", b.acme.Token, []string{"globex", "--token-file", "-", "--yes"}, 1, "acme"},
		{"same name", globex.Token, []string{"Acme", "--token-file", "-", "--yes"}, 1, "acme"},
		{"long name", globex.Token, []string{strings.Repeat("x", 41), "--token-file", "-", "--yes"}, 2, "at most 40"},
		{"colour", globex.Token, []string{"globex", "--accent", "red", "--token-file", "-", "--yes"}, 2, "#rrggbb"},
		{"limit", globex.Token, []string{"globex", "--answer-limit", "29s", "--token-file", "-", "--yes"}, 2, "between 30s and 1d"},
		{"nobody to ask", globex.Token, []string{"globex", "--token-file", "-"}, 1, "--yes"},
	}
	for _, tt := range tests {
		r := b.with(tt.stdin, append([]string{"brand", "add"}, tt.args...)...)
		if r.status != tt.status || !strings.Contains(r.err, tt.err) || strings.Count(r.err, "\n") != 1 || !strings.HasPrefix(r.err, "tgdesk: ") {
			t.Errorf("%s: status %d, want %d\nerr: %q, want %q", tt.name, r.status, tt.status, r.err, tt.err)
		}
	}
	b.sim.Down()
	b.want(b.with(globex.Token, "brand", "add", "globex", "--token-file", "-", "--yes"), 1, "", "tgdesk: ")
	if r := b.run("brand", "list"); strings.Contains(r.out, "lobex") {
		t.Errorf("a refused brand was saved:\n%s", r.out)
	}
	b.noToken(secretOf(globex.Token), secretOf(revoked.Token), secretOf(b.acme.Token), secretOf(wrong))
}

func TestBrandWebhook(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.acme.SetWebhook("https://bots.example.com/secret-path")
	r := b.with(b.acme.Token, "brand", "add", "acme", "--token-file", "-", "--yes")
	b.want(r, 0, "bots.example.com receives this bot's messages", "")
	if b.acme.Webhook() == "" {
		t.Error("the webhook was removed unasked")
	}
	b.want(b.run("doctor"), 1, "a webhook of bots.example.com receives the messages of @acme_help_bot", "")
	b.want(b.run("brand", "enable", "acme", "--remove-webhook"), 0, "Removed the webhook.", "")
	if b.acme.Webhook() != "" {
		t.Error("the webhook is still set")
	}
	b.run("brand", "remove", "acme", "--yes")
	b.acme.SetWebhook("https://bots.example.com/secret-path")
	r = b.with(b.acme.Token, "brand", "add", "acme", "--token-file", "-", "--yes", "--remove-webhook")
	b.want(r, 0, "Removed the webhook.", "")
	b.noToken("secret-path")
}

func TestBrandEnableWaiting(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	visitor := b.acme.Visitor(botsim.User{ID: 77, FirstName: "Visitor", LastName: "One"})
	visitor.Say("one")
	visitor.Say("two")
	enable := func(args ...string) result {
		b.run("brand", "disable", "acme")
		return b.run(append([]string{"brand", "enable", "acme"}, args...)...)
	}
	b.want(enable(), 0, "2 updates wait at Telegram: they are taken in when the desk runs.\nacme is enabled.\n", "")
	b.want(enable("--waiting", "take"), 0, "taken in", "")
	b.want(enable("--waiting", "both"), 2, "", "--waiting is take or drop")
	if n := b.acme.Pending(); n != 2 {
		t.Fatalf("%d updates wait, want 2", n)
	}
	b.want(enable("--waiting", "drop"), 0, "2 updates wait at Telegram: they are dropped.", "")
	if n := b.acme.Pending(); n != 0 {
		t.Errorf("%d updates wait after dropping", n)
	}
	b.sim.Down()
	b.want(enable(), 1, "", "tgdesk: ")
	b.want(enable("--waiting", "take"), 0, "acme is enabled.", "")
}

func TestBrandRemoveWithOpenChats(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.want(b.run("brand", "remove", "acme", "--yes"), 1, "", "open chats (2)")
	b.want(b.run("brand", "remove", "acme"), 1, "", "open chats (2)") // refused before anybody is asked
	b.want(b.run("brand", "remove", "nope", "--yes"), 1, "", "tgdesk: ")
}

func TestBrandTokenOfAnotherBot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	other := b.sim.AddBot(botsim.Bot{ID: 444444, Username: "other_bot"})
	b.want(b.with(other.Token, "brand", "token", "acme", "--token-file", "-"), 1, "", "@other_bot")
	b.noToken(secretOf(other.Token))
}

// TestQuestions answers on a terminal: standard input where it is one, else
// the terminal the program was started from.
func TestQuestions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, tt := range []struct {
		answer string
		status int
	}{{"\n", 1}, {"n\n", 1}, {"Y\n", 0}} {
		b.host.terminal = func() (io.ReadWriteCloser, error) { return &typed{strings.NewReader(tt.answer)}, nil }
		r := b.with(b.acme.Token, "brand", "add", "acme", "--token-file", "-")
		if r.status != tt.status {
			t.Errorf("answer %q: %+v", tt.answer, r)
		}
	}
	b.want(b.onTerminal("n\n", "brand", "remove", "acme"), 1, "", "nothing was changed")
	b.run("brand", "disable", "acme")
	b.acme.Visitor(botsim.User{ID: 77, FirstName: "One"}).Say("hello")
	b.want(b.onTerminal("what?\nDROP\n", "brand", "enable", "acme"), 0, "they are dropped", "[take/drop]")
	b.want(b.onTerminal("yes\n", "brand", "remove", "acme"), 0, "Removed the brand acme.", "[y/N]")
}

// typed is a terminal at which somebody has typed already.
type typed struct{ *strings.Reader }

func (*typed) Write(p []byte) (int, error) { return len(p), nil }
func (*typed) Close() error                { return nil }

// onTerminal runs the program with a terminal on standard input at which
// keys have been typed.
func (b *bench) onTerminal(keys string, args ...string) result {
	b.t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(master.Close(), slave.Close()); err != nil {
			b.t.Error(err)
		}
	}()
	if _, err := master.WriteString(keys); err != nil {
		b.t.Fatal(err)
	}
	return b.from(slave, args...)
}

func (b *bench) from(stdin *os.File, args ...string) result {
	b.t.Helper()
	var out, errs strings.Builder
	h := b.host
	h.in, h.out, h.err = stdin, &out, &errs
	return result{run(b.t.Context(), h, args), out.String(), errs.String()}
}
