package telegram_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
)

// A token whose secret no other text contains.
const (
	markedSecret = "MARKEDsecret_MARKEDsecret-MARKED00"
	marked       = core.Token("123456789:" + markedSecret)
)

// simulated returns a bot of a running botsim and a client for it.
func simulated(t *testing.T, opts ...botsim.Option) (*botsim.Sim, *botsim.Bot, *telegram.Client) {
	t.Helper()
	sim := botsim.New(opts...)
	t.Cleanup(sim.Close)
	url, err := sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	bot := sim.AddBot(botsim.Bot{ID: 123456789, Token: marked.Reveal(), Username: "acme_help_bot", Name: "Acme help"})
	return sim, bot, telegram.New(telegram.Options{APIURL: url})
}

// answering returns a client whose server gives every request this answer.
func answering(t *testing.T, h http.HandlerFunc) *telegram.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return telegram.New(telegram.Options{APIURL: s.URL})
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// truncated announces more than it sends.
func truncated(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9999")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// overTLS is a server whose certificate nobody trusts.
func overTLS(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func cut(_ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }

// dialing returns a client whose connections fail with err.
func dialing(err error) *telegram.Client {
	return telegram.New(telegram.Options{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err },
	}})
}

func poll(t *testing.T, c *telegram.Client, offset int64) core.Batch {
	t.Helper()
	b, err := c.Connect(marked, "").Poll(t.Context(), offset)
	if err != nil {
		t.Fatalf("Poll(%d) = %v", offset, err)
	}
	return b
}

// hanging returns, for use in a synctest bubble, a client whose server takes
// effect of method and then never answers.
func hanging(t *testing.T, method string) (*telegram.Client, *botsim.Visitor) {
	t.Helper()
	sim := botsim.New()
	bot := sim.AddBot(botsim.Bot{ID: 123456789, Token: marked.Reveal()})
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	client := sim.Client()
	stuck := sim.Inject(botsim.Fault{Kind: botsim.HangAfter, Method: method})
	t.Cleanup(func() {
		stuck.Release()
		client.CloseIdleConnections()
		sim.Close()
	})
	return telegram.New(telegram.Options{APIURL: "http://sim", Transport: client.Transport}), v
}
