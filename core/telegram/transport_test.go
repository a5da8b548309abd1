package telegram

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tgdesk/core"
)

// Calls share HTTP/2 where it is offered; sends never use it, because there
// net/http may repeat them.
func TestProtocols(t *testing.T) {
	t.Parallel()
	spoken := map[string]string{}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		spoken[method] = r.Proto // one request at a time
		_, _ = fmt.Fprint(w, `{"ok":true,"result":{"message_id":1,"date":1,"url":""}}`)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	calls, sends := newTransport(), newSendTransport()
	calls.TLSClientConfig, sends.TLSClientConfig = &tls.Config{RootCAs: roots}, &tls.Config{RootCAs: roots}
	c := New(Options{APIURL: s.URL})
	c.calls, c.sends = calls, sends
	l := c.Connect(core.Token("123456789:"+strings.Repeat("x", 35)), core.Server{})
	if _, _, err := l.WebhookInfo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Send(t.Context(), core.Outgoing{TelegramID: 1, Text: "x"}); err != nil {
		t.Fatal(err)
	}
	if spoken["getWebhookInfo"] != "HTTP/2.0" || spoken["sendMessage"] != "HTTP/1.1" {
		t.Errorf("spoken: %v", spoken)
	}
}

// tail is a body that records whether it was read to the end before Close.
type tail struct {
	*strings.Reader
	finished bool
}

func (b *tail) Close() error {
	b.finished = b.Len() == 0
	return nil
}

// Otherwise net/http would drop the connection after each chunked answer.
func TestAnswerIsReadToTheEnd(t *testing.T) {
	t.Parallel()
	body := &tail{Reader: strings.NewReader(`{"ok":true,"result":[]}` + "\n")}
	c := New(Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
	})})
	_, err := c.Connect(core.Token("123456789:"+strings.Repeat("x", 35)), core.Server{}).Poll(t.Context(), 0)
	if err != nil || !body.finished {
		t.Errorf("Poll = %v, finished %t", err, body.finished)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
