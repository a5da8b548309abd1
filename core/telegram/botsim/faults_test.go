package botsim_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		fault   botsim.Fault
		status  int // 0: no answer
		body    string
		arrives int // messages in the inbox after the faulty send
	}{
		{"429", botsim.Fault{Kind: botsim.TooManyRequests, RetryAfter: 7}, 429, `"parameters":{"retry_after":7}`, 0},
		{"429 by header", botsim.Fault{Kind: botsim.TooManyHeaderOnly, RetryAfter: 7}, 429, `{"description":"Too Many Requests","error_code":429,"ok":false}`, 0},
		{"429 of a front end", botsim.Fault{Kind: botsim.TooManyHTML, RetryAfter: 7}, 429, "<h1>429 Too Many Requests</h1>", 0},
		{"409", botsim.Fault{Kind: botsim.Conflict}, 409, `"description":"Conflict: terminated by other getUpdates request`, 0},
		{"500", botsim.Fault{Kind: botsim.InternalError}, 500, `"description":"Internal Server Error: restart"`, 0},
		{"500 after", botsim.Fault{Kind: botsim.InternalErrorAfter}, 500, `"error_code":500`, 1},
		{"502", botsim.Fault{Kind: botsim.BadGateway}, 502, "<h1>502 Bad Gateway</h1>", 0},
		{"502 after", botsim.Fault{Kind: botsim.BadGatewayAfter}, 502, "<html>", 1},
		{"401", botsim.Fault{Kind: botsim.Unauthorized}, 401, `"Unauthorized"`, 0},
		{"403", botsim.Fault{Kind: botsim.Forbidden, Description: "Forbidden: no"}, 403, `"Forbidden: no"`, 0},
		{"cut before", botsim.Fault{Kind: botsim.CutBefore}, 0, "", 0},
		{"cut before, chosen", botsim.Fault{Kind: botsim.CutBefore, When: mentions("x")}, 0, "", 0},
		{"cut after", botsim.Fault{Kind: botsim.CutAfter}, 0, "", 1},
		{"truncated", botsim.Fault{Kind: botsim.Truncated}, 0, "", 1},
		{"wrong types", botsim.Fault{Kind: botsim.WrongTypes}, 200, `"message_id":"100`, 1},
		{"empty", botsim.Fault{Kind: botsim.EmptyBody}, 200, "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sim, c := newSim(t)
			bot := sim.AddBot(botsim.Bot{})
			v := bot.Visitor(hana)
			v.Start("")
			tt.fault.Method, tt.fault.Times = "sendMessage", 1
			injected := sim.Inject(tt.fault)
			c.call(t, bot.Token, "getMe") // another method is not struck
			got, err := c.try(t.Context(), bot.Token, "sendMessage", "chat_id", "77", "text", "x")
			if (tt.status == 0) != (err != nil) || err == nil && (got.Status != tt.status || !strings.Contains(got.Body, tt.body)) {
				t.Errorf("got %d %q, %v", got.Status, got.Body, err)
			}
			if wait := got.Header.Get("Retry-After"); tt.status == 429 && wait != "7" {
				t.Errorf("Retry-After: %q", wait)
			}
			if n := len(v.Inbox()); n != tt.arrives || injected.Hits() != 1 {
				t.Errorf("%d arrived; want %d; %d hits", n, tt.arrives, injected.Hits())
			}
			decode[wireMsg](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "once more"))
		})
	}
}

// mentions matches requests that contain the text.
func mentions(text string) func(botsim.Request) bool {
	return func(r botsim.Request) bool { return r.Params["text"] == text }
}

func TestFaultsMatch(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	acme, globex := sim.AddBot(botsim.Bot{}), sim.AddBot(botsim.Bot{})
	acme.Visitor(hana).Start("")
	lasting := sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Bot: acme})
	for range 3 {
		if got := c.call(t, acme.Token, "getMe"); got.Status != 429 || got.Parameters.RetryAfter != 1 {
			t.Errorf("got %s", got.Body)
		}
	}
	if got := c.call(t, globex.Token, "getMe"); !got.OK {
		t.Errorf("the other bot got %s", got.Body)
	}
	lasting.Remove()
	sim.Inject(botsim.Fault{Kind: botsim.Forbidden, When: mentions("bad")})
	if got := c.call(t, acme.Token, "sendMessage", "chat_id", "77", "text", "good"); !got.OK {
		t.Errorf("got %s", got.Body)
	}
	if got := c.call(t, acme.Token, "sendMessage", "chat_id", "77", "text", "bad"); got.Status != 403 {
		t.Errorf("got %s", got.Body)
	}
}

func TestHanging(t *testing.T) {
	t.Parallel()
	for kind, arrived := range map[botsim.FaultKind]int{botsim.HangBefore: 0, botsim.HangAfter: 1} {
		synctest.Test(t, func(t *testing.T) {
			sim := botsim.New()
			bot := sim.AddBot(botsim.Bot{})
			c, v := inMemory(t, sim), bot.Visitor(hana)
			v.Start("")
			hung := sim.Inject(botsim.Fault{Kind: kind, Method: "sendMessage"})
			send := func(patience time.Duration) (response, error) {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				return c.try(ctx, bot.Token, "sendMessage", "chat_id", "77", "text", "x")
			}
			if _, err := send(15 * time.Second); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("kind %d: %v", kind, err)
			}
			if n := len(v.Inbox()); n != arrived {
				t.Errorf("kind %d: %d arrived", kind, n)
			}
			time.AfterFunc(time.Minute, hung.Release)
			if got, err := send(time.Hour); err != nil || !got.OK || len(v.Inbox()) != arrived+1 {
				t.Errorf("kind %d: got %s, %v, %d arrived", kind, got.Body, err, len(v.Inbox()))
			}
			if err := hung.Wait(t.Context(), 2); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDownAbortsWaitingRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim := botsim.New()
		bot := sim.AddBot(botsim.Bot{})
		c := inMemory(t, sim)
		failed := make(chan error, 1)
		go func() {
			_, err := c.try(t.Context(), bot.Token, "getUpdates", "timeout", "50")
			failed <- err
		}()
		synctest.Wait()
		sim.Down()
		if err := <-failed; err == nil {
			t.Error("the poll was answered")
		}
		bot.Visitor(hana).Say("while down")
		if err := sim.Up(); err != nil {
			t.Fatal(err)
		}
		wantTexts(t, c.updates(t, bot.Token), "while down")
	})
}
