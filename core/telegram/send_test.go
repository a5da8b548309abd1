package telegram_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

func TestSend(t *testing.T) {
	t.Parallel()
	sim, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	asked := v.Say("hello")
	text := "*not* _formatted_ <b>\nsecond line \U0001F600 & 注文"
	got, err := c.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: text, ReplyTo: asked})
	if err != nil {
		t.Fatal(err)
	}
	inbox := v.Inbox()
	if len(inbox) != 1 || inbox[0].Text != text || inbox[0].ReplyTo != asked || inbox[0].ID != got.TelegramID {
		t.Fatalf("inbox %+v, receipt %+v", inbox, got)
	}
	if !got.At.Equal(inbox[0].Date.Truncate(time.Second)) || got.At.Location() != time.UTC {
		t.Errorf("receipt at %s, message at %s", got.At, inbox[0].Date)
	}
	params := sim.Requests("sendMessage")[0].Params
	if _, ok := params["parse_mode"]; ok {
		t.Errorf("parse_mode is set: %v", params)
	}
}

func TestSendReplyToDeleted(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Delete(v.Say("never mind"))
	if _, err := c.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x", ReplyTo: 99}); err != nil {
		t.Error(err)
	}
	if n := len(v.Inbox()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// The server's answer decides what is known about a message.
func TestSendOutcomes(t *testing.T) {
	t.Parallel()
	telegramError := func(code int, description string) http.HandlerFunc {
		return respond(code, `{"ok":false,"error_code":`+strconv.Itoa(code)+`,"description":"`+description+`"}`)
	}
	for name, c := range map[string]struct {
		client *telegram.Client
		want   core.Outcome
	}{
		"blocked":         {serverWith(t, telegramError(403, "Forbidden: bot was blocked by the user")), core.OutcomeBotBlocked},
		"deactivated":     {serverWith(t, telegramError(403, "Forbidden: user is deactivated")), core.OutcomeBotBlocked},
		"never started":   {serverWith(t, telegramError(403, "Forbidden: bot can't initiate conversation with a user")), core.OutcomeBotBlocked},
		"to a bot":        {serverWith(t, telegramError(403, "Forbidden: the bot can't send messages to the bot")), core.OutcomeRefused},
		"chat not found":  {serverWith(t, telegramError(400, "Bad Request: chat not found")), core.OutcomeRefused},
		"too long":        {serverWith(t, telegramError(400, "Bad Request: message is too long")), core.OutcomeRefused},
		"no such method":  {serverWith(t, telegramError(404, "Not Found: method not found")), core.OutcomeRefused},
		"401":             {serverWith(t, telegramError(401, "Unauthorized")), core.OutcomeUnauthorized},
		"404":             {serverWith(t, telegramError(404, "Not Found")), core.OutcomeUnauthorized},
		"429":             {serverWith(t, telegramError(429, "Too Many Requests")), core.OutcomeRateLimited},
		"500":             {serverWith(t, telegramError(500, "Internal Server Error: restart")), core.OutcomeUnknown},
		"502 page":        {serverWith(t, respond(502, "<html>")), core.OutcomeUnknown},
		"404 page":        {serverWith(t, respond(404, "<html>")), core.OutcomeUnknown},
		"429 page":        {serverWith(t, respond(429, "<html>")), core.OutcomeUnknown},
		"redirect":        {serverWith(t, http.RedirectHandler("/x", http.StatusPermanentRedirect).ServeHTTP), core.OutcomeUnknown},
		"no code":         {serverWith(t, respond(200, `{"ok":false}`)), core.OutcomeUnknown},
		"cut":             {serverWith(t, abort), core.OutcomeUnknown},
		"truncated":       {serverWith(t, truncated(200, `{"ok":true,"result":{"message_id":5`)), core.OutcomeUnknown},
		"empty":           {serverWith(t, respond(200, "")), core.OutcomeUnknown},
		"no id":           {serverWith(t, respond(200, `{"ok":true,"result":{}}`)), core.OutcomeUnknown},
		"odd id":          {serverWith(t, respond(200, `{"ok":true,"result":{"message_id":"five"}}`)), core.OutcomeUnknown},
		"result true":     {serverWith(t, respond(200, `{"ok":true,"result":true}`)), core.OutcomeUnknown},
		"refused dial":    {failingDial(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), core.OutcomeNotSent},
		"no host":         {failingDial(&net.DNSError{IsNotFound: true}), core.OutcomeNotSent},
		"dial timed out":  {failingDial(&net.OpError{Op: "dial", Err: context.DeadlineExceeded}), core.OutcomeNotSent},
		"no such address": {telegram.New(telegram.Options{APIURL: "nonsense"}), core.OutcomeNotSent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.client.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x"})
			var e *core.SendError
			if !errors.As(err, &e) || e.Outcome != c.want {
				t.Fatalf("Send = %#v, want %s", err, c.want)
			}
			if (e.RetryAfter > 0) != (c.want == core.OutcomeRateLimited) {
				t.Errorf("RetryAfter %s", e.RetryAfter)
			}
			if !strings.HasSuffix(locale.English().Problem(e.Detail), ".") {
				t.Errorf("not a sentence: %q", e.Detail)
			}
		})
	}
}

// Only what had no effect may be reported as not sent, refused or rate limited.
func TestSendFaults(t *testing.T) {
	t.Parallel()
	sim, bot, c := newSim(t)
	address, err := sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	l := c.Connect(marked, core.Server{})
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	for _, f := range []struct {
		kind    botsim.FaultKind
		want    core.Outcome
		arrives int
	}{
		{botsim.TooManyRequests, core.OutcomeRateLimited, 0},
		{botsim.InternalError, core.OutcomeUnknown, 0},
		{botsim.BadGateway, core.OutcomeUnknown, 0},
		{botsim.Unauthorized, core.OutcomeUnauthorized, 0},
		{botsim.Forbidden, core.OutcomeBotBlocked, 0},
		{botsim.CutBefore, core.OutcomeUnknown, 0},
		{botsim.CutAfter, core.OutcomeUnknown, 1},
		{botsim.Truncated, core.OutcomeUnknown, 1},
		{botsim.WrongTypes, core.OutcomeUnknown, 1},
		{botsim.EmptyBody, core.OutcomeUnknown, 1},
		{botsim.InternalErrorAfter, core.OutcomeUnknown, 1},
		{botsim.BadGatewayAfter, core.OutcomeUnknown, 1},
	} {
		before := len(v.Inbox())
		fault := sim.Inject(botsim.Fault{Kind: f.kind, Method: "sendMessage", RetryAfter: 7})
		_, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x"})
		fault.Remove()
		var e *core.SendError
		if !errors.As(err, &e) || e.Outcome != f.want {
			t.Errorf("fault %d: Send = %v, want %s", f.kind, err, f.want)
			continue
		}
		if e.Outcome == core.OutcomeRateLimited && e.RetryAfter != 7*time.Second {
			t.Errorf("RetryAfter %s", e.RetryAfter)
		}
		if got := len(v.Inbox()) - before; got != f.arrives || fault.Hits() != 1 {
			t.Errorf("fault %d: %d messages arrived of %d requests, want %d of 1", f.kind, got, fault.Hits(), f.arrives)
		}
	}
	sim.Down()
	unconnected := telegram.New(telegram.Options{APIURL: address}).Connect(marked, core.Server{})
	_, err = unconnected.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x"})
	var e *core.SendError
	if !errors.As(err, &e) || e.Outcome != core.OutcomeNotSent {
		t.Errorf("server down: Send = %v", err)
	}
}

// A success is one although its result contains types that gotgbot refuses.
func TestSendEchoOfUnknownKind(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	if _, err := c.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x", ReplyTo: v.Send(botsim.UnknownOrigin("hi"))}); err != nil {
		t.Error(err)
	}
}

func TestSendTimesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, v := hangingServer(t, "sendMessage")
		start := time.Now()
		_, err := c.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x"})
		var e *core.SendError
		if !errors.As(err, &e) || e.Outcome != core.OutcomeUnknown || !strings.Contains(locale.English().Problem(e.Detail), "may or may not") {
			t.Errorf("Send = %v", err)
		}
		if waited := time.Since(start); waited != 15*time.Second || len(v.Inbox()) != 1 {
			t.Errorf("waited %s, %d messages", waited, len(v.Inbox()))
		}
	})
}

func TestSendCanceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := hangingServer(t, "sendMessage")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Connect(marked, core.Server{}).Send(ctx, core.Outgoing{TelegramID: 77, Text: "x"})
		var e *core.SendError
		if !errors.As(err, &e) || e.Outcome != core.OutcomeUnknown {
			t.Errorf("Send = %v", err)
		}
	})
}

func TestSendNeverConnects(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		defer close(over)
		c := telegram.New(telegram.Options{Transport: &http.Transport{
			DialContext: func(context.Context, string, string) (net.Conn, error) { <-over; return nil, net.ErrClosed },
		}})
		_, err := c.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x"})
		var e *core.SendError
		if !errors.As(err, &e) || e.Outcome != core.OutcomeNotSent {
			t.Errorf("Send = %v", err)
		}
	})
}

// staleConn is a connection that its peer has closed: once stale, a write fails
// before its first byte, and nothing fails earlier.
type staleConn struct {
	net.Conn
	stale *atomic.Bool
}

func (c staleConn) Write(p []byte) (int, error) {
	if c.stale.Load() {
		return 0, syscall.EPIPE
	}
	return c.Conn.Write(p)
}

// If a connection fails before a byte was written, net/http tries another one.
// The outcome depends on the last one.
func TestSendOnStaleConnection(t *testing.T) {
	t.Parallel()
	sim, bot, _ := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	var down, stale atomic.Bool
	l := telegram.New(telegram.Options{APIURL: "http://sim", Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if down.Load() {
				return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
			}
			conn, err := sim.DialContext(ctx, network, address)
			return staleConn{conn, &stale}, err
		},
	}}).Connect(marked, core.Server{})
	if _, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "first"}); err != nil {
		t.Fatal(err)
	}
	stale.Store(true)
	down.Store(true)
	_, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "second"})
	var e *core.SendError
	if !errors.As(err, &e) || e.Outcome != core.OutcomeNotSent {
		t.Errorf("Send = %v", err)
	}
	if n := len(v.Inbox()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// brokenConn loses the connection in the middle of a request.
type brokenConn struct {
	net.Conn
	broken *atomic.Bool
}

func (c brokenConn) Write(p []byte) (int, error) {
	if !c.broken.Load() || len(p) < 2 {
		return c.Conn.Write(p)
	}
	n, _ := c.Conn.Write(p[:len(p)/2])
	_ = c.Close()
	return n, io.ErrClosedPipe
}

func TestSendIsNotRepeatedOnceWritten(t *testing.T) {
	t.Parallel()
	sim, bot, _ := newSim(t)
	bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Start("")
	var dials atomic.Int32
	var broken atomic.Bool
	l := telegram.New(telegram.Options{APIURL: "http://sim", Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			dials.Add(1)
			conn, err := sim.DialContext(ctx, network, address)
			return brokenConn{conn, &broken}, err
		},
	}}).Connect(marked, core.Server{})
	if _, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "first"}); err != nil {
		t.Fatal(err)
	}
	broken.Store(true)
	_, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "second"})
	var e *core.SendError
	if !errors.As(err, &e) || e.Outcome != core.OutcomeUnknown || dials.Load() != 1 {
		t.Errorf("Send = %v after %d dials", err, dials.Load())
	}
}
