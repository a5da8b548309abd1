package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// impostor stands for a server that answers for one bot whatever the token is,
// while as is set.
type impostor struct {
	to http.RoundTripper
	as atomic.Int64
}

// RoundTrip implements http.RoundTripper.
func (i *impostor) RoundTrip(r *http.Request) (*http.Response, error) {
	id := i.as.Load()
	if id == 0 || methodOf(r) != "getMe" {
		return i.to.RoundTrip(r)
	}
	_, _ = io.Copy(io.Discard, r.Body)
	_ = r.Body.Close()
	body := fmt.Sprintf(`{"ok":true,"result":{"id":%d,"is_bot":true,"username":"acme_bot","first_name":"acme"}}`, id)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// TestScreenServerOfAnotherBot: neither the wizard nor a pasted token takes what
// a server says of another bot, and nothing is stored.
func TestScreenServerOfAnotherBot(t *testing.T) {
	server := &impostor{}
	screenTest(t, func(d *drive) {
		acme := d.bots["acme"]
		server.as.Store(acme.ID)
		d.press("1 , g down down enter ctrl+u")
		d.typeText("initech")
		d.press("enter")
		d.paste("777:" + strings.Repeat("s", 35))
		d.press("enter")
		d.expect("Step 2 of 4", fmt.Sprintf("answers for the bot %d, but the token was given out for", acme.ID), "Check the server's address")
		d.press("esc esc esc esc")
		fresh := acme.Revoke()
		d.advance(time.Second)
		server.as.Store(777)
		d.press("1 P")
		d.paste(fresh)
		d.press("enter")
		d.expect("Replace token", "Step 1 of 3", "answers for the bot 777, but the token was given out for")
		server.as.Store(0)
		d.press("enter")
		d.expect("Step 3 of 3")
		if n := len(d.brandIDs()); n != 2 {
			t.Errorf("%d brands", n)
		}
	}, func(s *setup) {
		s.via = func(to http.RoundTripper) http.RoundTripper {
			server.to = to
			return server
		}
	})
}
