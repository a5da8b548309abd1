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

// newSim returns a bot of a running botsim and a client for it.
func newSim(t *testing.T, opts ...botsim.Option) (*botsim.Sim, *botsim.Bot, *telegram.Client) {
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

// serverWith returns a client of a server with this handler.
func serverWith(t *testing.T, h http.HandlerFunc) *telegram.Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return telegram.New(telegram.Options{APIURL: s.URL})
}

func respond(status int, body string) http.HandlerFunc {
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

// untrustedServer is a TLS server whose certificate nobody trusts.
func untrustedServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func abort(_ http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }

// failingDial returns a client whose connections fail with err.
func failingDial(err error) *telegram.Client {
	return telegram.New(telegram.Options{Transport: &http.Transport{
		DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err },
	}})
}

func poll(t *testing.T, c *telegram.Client, offset int64) core.Batch {
	t.Helper()
	b, err := c.Connect(marked, core.Server{}).Poll(t.Context(), offset)
	if err != nil {
		t.Fatalf("Poll(%d) = %v", offset, err)
	}
	return b.Whole()
}

// hangingServer returns, for use in a synctest bubble, a client whose server
// executes method and never answers.
func hangingServer(t *testing.T, method string) (*telegram.Client, *botsim.Visitor) {
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
