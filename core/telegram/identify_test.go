package telegram_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

func TestIdentify(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	if err := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Start(""); err == 0 {
		t.Fatal("the visitor wrote nothing")
	}
	bot.SetWebhook("https://user:pass@hooks.example.org:8443/secret-path")
	got, err := c.Identify(t.Context(), " "+marked+"\r\n", "")
	if err != nil {
		t.Fatal(err)
	}
	want := core.Identity{
		Bot:         core.Bot{ID: 123456789, Username: "acme_help_bot", Name: "Acme help"},
		WebhookHost: "hooks.example.org:8443", PendingUpdates: 1,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Each failure has its own code, id and sentence.
func TestIdentifyFails(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(respond(200, "{}"))
	t.Cleanup(plain.Close)
	secure := untrustedServer(t)
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	at := func(url string) *telegram.Client { return telegram.New(telegram.Options{APIURL: url}) }
	for name, c := range map[string]struct {
		client *telegram.Client
		code   core.Code
		id     string
		says   string
	}{
		"wrong":       {serverWith(t, respond(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`)), core.CodeUnauthorized, "token_unauthorized", "revoked"},
		"no path":     {serverWith(t, respond(404, `{"ok":false,"error_code":404,"description":"Not Found"}`)), core.CodeUnauthorized, "token_unauthorized", "revoked"},
		"refused":     {failingDial(refused), core.CodeUnavailable, "telegram_connection_refused", "api.telegram.org:443 refuses"},
		"no host":     {failingDial(&net.DNSError{Err: "no such host", Name: "api.telegram.org", IsNotFound: true}), core.CodeUnavailable, "telegram_no_host", "The name api.telegram.org cannot be looked up: no such host"},
		"no DNS":      {failingDial(&net.DNSError{Err: "server misbehaving", Name: "api.telegram.org", IsTemporary: true}), core.CodeUnavailable, "telegram_no_name_server", "no answer from the name server"},
		"no route":    {failingDial(&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}), core.CodeUnavailable, "telegram_no_route", "api.telegram.org"},
		"timed out":   {failingDial(&net.OpError{Op: "dial", Err: context.DeadlineExceeded}), core.CodeUnavailable, "telegram_connect_timeout", "api.telegram.org"},
		"odd dial":    {failingDial(errors.New("odd")), core.CodeUnavailable, "telegram_unreachable", "api.telegram.org"},
		"certificate": {at(secure.URL), core.CodeUnavailable, "telegram_tls_authority_own", "certificate"},
		"no TLS":      {at(strings.Replace(plain.URL, "http:", "https:", 1)), core.CodeUnavailable, "telegram_tls_plain", "http://"},
		"TLS alert":   {failingDial(&net.OpError{Op: "remote error", Err: tls.AlertError(40)}), core.CodeUnavailable, "telegram_tls_alert", "handshake failure"},
		"502":         {serverWith(t, respond(502, "<html>bad gateway</html>")), core.CodeUnavailable, "telegram_http_status", "HTTP 502"},
		"500":         {serverWith(t, respond(500, `{"ok":false,"error_code":500,"description":"Internal Server Error: restart"}`)), core.CodeUnavailable, "telegram_server_error", "restart"},
		"429":         {serverWith(t, respond(429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}}`)), core.CodeUnavailable, "telegram_busy", "7s"},
		"400":         {serverWith(t, respond(400, `{"ok":false,"error_code":400,"description":"Bad \u001b[31mRequest"}`)), core.CodeUnavailable, "telegram_refused", "Telegram refused: Bad"},
		"cut":         {serverWith(t, abort), core.CodeUnavailable, "telegram_cut_plain", "closed the connection"},
		"truncated":   {serverWith(t, truncated(200, `{"ok":tr`)), core.CodeUnavailable, "telegram_cut_short", "cut short"},
		"no result":   {serverWith(t, respond(200, `{"ok":true,"result":{}}`)), core.CodeUnavailable, "telegram_unreadable", "not answer like"},
		"other JSON":  {serverWith(t, respond(200, `{"message":"hi"}`)), core.CodeUnavailable, "telegram_unreadable", "not answer like"},
		"redirect":    {serverWith(t, http.RedirectHandler("/elsewhere", http.StatusTemporaryRedirect).ServeHTTP), core.CodeUnavailable, "telegram_redirect", "HTTP 307"},
		"no address":  {at("api.telegram.org"), core.CodeUnavailable, "api_address", "https://"},
		"bad address": {at("http://[::1"), core.CodeUnavailable, "api_address", "https://"},
		"ftp":         {at("ftp://example.org"), core.CodeUnavailable, "api_address", "https://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.client.Identify(t.Context(), marked, "")
			var e *core.Error
			if !errors.As(err, &e) {
				t.Fatalf("Identify = %v", err)
			}
			if e.Code != c.code || e.ID != c.id || !strings.Contains(locale.English().Error(e), c.says) {
				t.Errorf("got %s %s %q, want %s %s …%s…", e.Code, e.ID, locale.English().Error(e), c.code, c.id, c.says)
			}
			if strings.ContainsAny(locale.English().Error(e), "\n\x1b") || !strings.HasSuffix(locale.English().Error(e), ".") {
				t.Errorf("not a sentence: %q", locale.English().Error(e))
			}
		})
	}
}

func TestWrongShapeMakesNoRequest(t *testing.T) {
	t.Parallel()
	c := failingDial(errors.New("asked"))
	_, err := c.Identify(t.Context(), "123:a b", "")
	if core.CodeOf(err) != core.CodeInvalid {
		t.Errorf("Identify = %v", err)
	}
	l := c.Connect("nonsense", core.Server{})
	_, err = l.Poll(t.Context(), 0)
	var p *core.PollError
	if !errors.As(err, &p) || p.Kind != core.PollUnauthorized {
		t.Errorf("Poll = %v", err)
	}
	_, err = l.Send(t.Context(), core.Outgoing{TelegramID: 1, Text: "x"})
	var s *core.SendError
	if !errors.As(err, &s) || s.Outcome != core.OutcomeUnauthorized {
		t.Errorf("Send = %v", err)
	}
}

func TestIdentifySilentServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := hangingServer(t, "getMe")
		start := time.Now()
		_, err := c.Identify(t.Context(), marked, "")
		var e *core.Error
		if !errors.As(err, &e) || e.ID != "telegram_timeout" || !strings.Contains(locale.English().Error(e), "within 15s") {
			t.Errorf("Identify = %v", err)
		}
		if waited := time.Since(start); waited != 15*time.Second {
			t.Errorf("waited %s", waited)
		}
	})
}

func TestWebhookMethods(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	l := c.Connect(marked, core.Server{})
	bot.SetWebhook("https://hooks.example.org/x")
	bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Say("one")
	if n, host, err := l.WebhookInfo(t.Context()); n != 1 || host != "hooks.example.org" || err != nil {
		t.Errorf("Waiting = %d, %q, %v", n, host, err)
	}
	if err := l.RemoveWebhook(t.Context()); err != nil || bot.Webhook() != "" || bot.Pending() != 1 {
		t.Errorf("RemoveWebhook = %v, webhook %q, %d waiting", err, bot.Webhook(), bot.Pending())
	}
	if err := l.DropPendingUpdates(t.Context()); err != nil || bot.Pending() != 0 {
		t.Errorf("DropPendingUpdates = %v, %d waiting", err, bot.Pending())
	}
	if _, _, err := c.Connect(marked+"\r\n", core.Server{}).WebhookInfo(t.Context()); err != nil {
		t.Errorf("a token with a line end: %v", err)
	}
	bot.Revoke()
	if _, _, err := l.WebhookInfo(t.Context()); core.CodeOf(err) != core.CodeUnauthorized {
		t.Errorf("Waiting with a revoked token = %v", err)
	}
	if err := l.DropPendingUpdates(t.Context()); core.CodeOf(err) != core.CodeUnauthorized {
		t.Errorf("DropPendingUpdates with a revoked token = %v", err)
	}
}
