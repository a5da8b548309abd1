package telegram_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"tgdesk/core"
	"tgdesk/core/telegram"
)

// echoing repeats the request's path in every text of an answer.
func echoing(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "http://[bad"+r.URL.Path)
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": false, "error_code": status, "description": "no: " + r.URL.String()})
	}
}

func page(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, "<html>%s", r.URL)
	}
}

// refusing fails every request with an error that contains its address.
type refusing struct{ err error }

func (r refusing) RoundTrip(req *http.Request) (*http.Response, error) {
	_ = req.Body.Close()
	inner := &url.Error{Op: "x", URL: req.URL.String(), Err: r.err}
	return nil, fmt.Errorf("to %s and %s: %w", req.URL, url.QueryEscape(req.URL.String()), inner)
}

// breaking answers getFile and then fails with an error that contains the
// address.
type breaking struct{}

func (breaking) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet && !strings.HasSuffix(req.URL.Path, "/getFile") {
		return refusing{syscall.EPIPE}.RoundTrip(req)
	}
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: -1, Request: req}
	resp.Body = io.NopCloser(strings.NewReader(`{"ok":true,"result":{"file_path":"a/b"}}`))
	if req.Method == http.MethodGet {
		resp.Body = io.NopCloser(iotest.ErrReader(fmt.Errorf("reading %s: %w", req.URL, &url.Error{Op: "x", URL: req.URL.String(), Err: syscall.EPIPE})))
	}
	return resp, nil
}

// No failure reveals the token, however it is printed.
func TestTokenIsNeverRevealed(t *testing.T) {
	t.Parallel()
	secure := untrustedServer(t)
	clients := map[string]*telegram.Client{
		"refused":   telegram.New(telegram.Options{APIURL: closedPort(t)}),
		"no host":   failingDial(&net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}),
		"TLS":       telegram.New(telegram.Options{APIURL: secure.URL}),
		"no TLS":    telegram.New(telegram.Options{APIURL: strings.Replace(secure.URL, "https", "http", 1)}),
		"bad URL":   telegram.New(telegram.Options{APIURL: "http://[::1"}),
		"redirect":  serverWith(t, http.RedirectHandler("/x", http.StatusTemporaryRedirect).ServeHTTP),
		"telltale":  telegram.New(telegram.Options{Transport: refusing{syscall.EPIPE}}),
		"breaking":  telegram.New(telegram.Options{Transport: breaking{}}),
		"cut":       serverWith(t, abort),
		"truncated": serverWith(t, truncated(200, `{"ok":`)),
	}
	// getFile answers, and the file does not come.
	for name, h := range map[string]http.HandlerFunc{"cut": abort, "truncated": truncated(200, "x"), "telltale 500": echoing(500),
		"redirect": http.RedirectHandler("/x", http.StatusFound).ServeHTTP, "404": echoing(404)} {
		clients["file "+name] = serveFile(t, "a/b", 0, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost { // any other method
				page(502)(w, r)
				return
			}
			h(w, r)
		})
	}
	for _, status := range []int{301, 307, 400, 401, 403, 404, 409, 421, 429, 500, 502} {
		clients[fmt.Sprintf("JSON %d", status)] = serverWith(t, echoing(status))
		clients[fmt.Sprintf("page %d", status)] = serverWith(t, page(status))
	}
	for name, c := range clients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := c.Connect(marked, core.Server{})
			wantNoSecret(t, c)
			wantNoSecret(t, l)
			wantNoSecret(t, struct{ hidden core.Link }{l})
			for _, err := range everyError(t, c, l) {
				if err == nil {
					t.Error("no error")
				}
				for ; err != nil; err = errors.Unwrap(err) {
					wantNoSecret(t, err)
				}
			}
		})
	}
}

func everyError(t *testing.T, c core.Messenger, l core.Link) []error {
	_, identify := c.Identify(t.Context(), marked, "")
	_, poll := l.Poll(t.Context(), 1)
	_, send := l.Send(t.Context(), core.Outgoing{TelegramID: 1, Text: "x"})
	_, _, waiting := l.WebhookInfo(t.Context())
	upload := []core.Upload{bytesOf(core.KindPhoto, "a", "", []byte("x")), bytesOf(core.KindPhoto, "b", "", make([]byte, 100_000))}
	_, one := l.SendFiles(t.Context(), core.Outgoing{TelegramID: 1}, upload[:1], nil)
	_, album := l.SendFiles(t.Context(), core.Outgoing{TelegramID: 1}, upload, nil)
	return []error{identify, poll, send, one, album, waiting, l.DropPendingUpdates(t.Context()), l.RemoveWebhook(t.Context()),
		l.Fetch(t.Context(), "f", io.Discard, nil), l.Delete(t.Context(), 1, 1), l.SendAction(t.Context(), 1, 0, core.ActionTyping),
		l.Edit(t.Context(), core.MessageEdit{VisitorTelegramID: 1, MessageTelegramID: 1, Text: "x"})}
}

func wantNoSecret(t *testing.T, v any) {
	t.Helper()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
	inJSON, _ := json.Marshal(v) // what cannot be encoded shows nothing
	for _, s := range []string{fmt.Sprint(v), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v), fmt.Sprintf("%q", v), log.String(), string(inJSON)} {
		if strings.Contains(s, "MARKED") {
			t.Errorf("%T shows the token: %s", v, s)
		}
	}
}

func closedPort(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	return s.URL
}

// A redirect would reveal the token to another server.
func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	visited := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visited = true }))
	t.Cleanup(elsewhere.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		c := serverWith(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, status)
		})
		_ = everyError(t, c, c.Connect(marked, core.Server{}))
	}
	if visited {
		t.Error("the redirect was followed")
	}
}
