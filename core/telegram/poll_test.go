package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
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

func TestPoll(t *testing.T) {
	t.Parallel()
	sim, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana", LastName: "Díaz", Username: "ana", Language: "es"})
	first := v.Start("pricing")
	second := v.Reply("how much?", first)
	if err := v.Edit(second, "how much is it?"); err != nil {
		t.Fatal(err)
	}
	v.Block()
	v.Unblock()
	bot.GroupMessage(-100200, "a group", botsim.User{ID: 78, FirstName: "Bo"}, "hi all")

	b := poll(t, c, 0)
	var kinds []core.UpdateKind
	for _, u := range b.Updates {
		kinds = append(kinds, u.Kind)
		if u.Kind != core.UpdateIgnored {
			if d := cmp.Diff(core.Profile{TelegramID: 77, FirstName: "Ana", LastName: "Díaz", Username: "ana", Language: "es"}, u.Visitor); d != "" {
				t.Error(d)
			}
		}
	}
	want := []core.UpdateKind{core.UpdateMessage, core.UpdateMessage, core.UpdateEdit, core.UpdateBlockedBot, core.UpdateUnblockedBot, core.UpdateIgnored}
	if d := cmp.Diff(want, kinds); d != "" {
		t.Fatal(d)
	}
	start, reply, edit, group := b.Updates[0], b.Updates[1], b.Updates[2], b.Updates[5]
	if start.Message.Text != "/start pricing" || start.Message.TelegramID != first || start.Raw != nil || start.Message.At.IsZero() {
		t.Errorf("start %+v", start)
	}
	if reply.Message.ReplyTo != first || !reply.Message.EditedAt.IsZero() {
		t.Errorf("reply %+v", reply.Message)
	}
	if edit.Message.TelegramID != second || edit.Message.Text != "how much is it?" || edit.Message.EditedAt.IsZero() {
		t.Errorf("edit %+v", edit.Message)
	}
	if group.Kind != core.UpdateIgnored {
		t.Errorf("a group's message is %s", group.Kind)
	}
	if last := b.Updates[5].ID; b.Next != last+1 {
		t.Errorf("Next %d after %d", b.Next, last)
	}
	params := sim.Requests("getUpdates")[0].Params
	for name, value := range map[string]string{
		"offset": "0", "limit": "100", "timeout": "50", "allowed_updates": `["message","edited_message","my_chat_member","callback_query"]`,
	} {
		if params[name] != value {
			t.Errorf("%s = %q, want %q", name, params[name], value)
		}
	}
}

// Updates that gotgbot refuses come in order with the others.
func TestPollUnknownTypes(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Say("before")
	poisoned := v.Send(botsim.UnknownOrigin("forwarded words"))
	for _, object := range []string{
		`{"message_reaction":{"chat":{"id":77,"type":"private"},"new_reaction":[{"type":"new"}]}}`,
		`{"my_chat_member":{"chat":{"id":77,"type":"private"},"from":{"id":77},"new_chat_member":{"status":"new"}}}`,
		`{"quite_new":{"x":1}}`,
		`{"message":{"message_id":"x","chat":7,"text":[]}}`,
		`{"message":{"message_id":8,"date":1,"chat":{"id":-9,"type":"group"},"paid_media":{"paid_media":[{"type":"new"}]}}}`,
	} {
		if _, err := bot.PushRaw(object); err != nil {
			t.Fatal(err)
		}
	}
	v.Say("after")
	b := poll(t, c, 0)
	if len(b.Updates) != 8 || b.Updates[7].Message.Text != "after" || b.Next != b.Updates[7].ID+1 {
		t.Fatalf("%d updates, next %d", len(b.Updates), b.Next)
	}
	got := b.Updates[1]
	if got.Kind != core.UpdateMessage || got.Message.Kind != core.KindText || got.Message.TelegramID != poisoned ||
		got.Message.Text != "forwarded words" || got.Message.Forward != "?" || got.Visitor.FirstName != "Ana" || got.Message.At.IsZero() || len(got.Raw) == 0 {
		t.Errorf("message of an unknown type: %+v", got)
	}
	for i, kind := range []core.UpdateKind{core.UpdateOther, core.UpdateOther, core.UpdateOther, core.UpdateOther, core.UpdateIgnored} {
		u := b.Updates[2+i]
		if u.Kind != kind || u.ID != b.Updates[0].ID+int64(2+i) || len(u.Raw) == 0 {
			t.Errorf("update %d: %s, id %d, %s", 2+i, u.Kind, u.ID, u.Raw)
		}
	}
}

// After a week without updates, ids may restart lower.
func TestPollAfterIDsRestart(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Say("one")
	next := poll(t, c, 0).Next
	poll2, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _, _ = c.Connect(marked, core.Server{}).Poll(poll2, next) }()
	if err := bot.WaitDrained(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-done
	if err := bot.SetNextUpdateID(5000); err != nil {
		t.Fatal(err)
	}
	v.Say("two")
	if b := poll(t, c, next); b.Next != 5001 || len(b.Updates) != 1 {
		t.Errorf("Next %d, %d updates", b.Next, len(b.Updates))
	}
}

func TestPollFaults(t *testing.T) {
	t.Parallel()
	refusal := func(code int, rest string) http.HandlerFunc {
		return respond(code, `{"ok":false,"error_code":`+strconv.Itoa(code)+`,"description":`+rest+`}`)
	}
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "9")
		w.WriteHeader(429)
	}
	for name, c := range map[string]struct {
		client *telegram.Client
		want   core.PollErrorKind
		after  time.Duration
		says   string
	}{
		"webhook":      {serverWith(t, refusal(409, `"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"`)), core.PollWebhook, 0, "webhook"},
		"conflict":     {serverWith(t, refusal(409, `"Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"`)), core.PollConflict, 0, "Another program"},
		"401":          {serverWith(t, refusal(401, `"Unauthorized"`)), core.PollUnauthorized, 0, "revoked"},
		"404":          {serverWith(t, refusal(404, `"Not Found"`)), core.PollUnauthorized, 0, "revoked"},
		"429":          {serverWith(t, refusal(429, `"Too Many Requests","parameters":{"retry_after":10072}`)), core.PollRateLimited, 10072 * time.Second, "wait"},
		"429 bare":     {serverWith(t, refusal(429, `"Too Many Requests"`)), core.PollRateLimited, time.Second, "wait"},
		"429 page":     {serverWith(t, page), core.PollRateLimited, 9 * time.Second, "HTTP 429"},
		"500":          {serverWith(t, refusal(500, `"Internal Server Error: restart"`)), core.PollUnavailable, 0, "restart"},
		"502 page":     {serverWith(t, respond(502, "<html>")), core.PollUnavailable, 0, "HTTP 502"},
		"404 page":     {serverWith(t, respond(404, "<html>")), core.PollUnavailable, 0, "HTTP 404"},
		"truncated":    {serverWith(t, truncated(200, `{"ok":true,"result":[{"update`)), core.PollUnavailable, 0, "cut short"},
		"no list":      {serverWith(t, respond(200, `{"ok":true,"result":{}}`)), core.PollUnavailable, 0, "not answer like"},
		"null":         {serverWith(t, respond(200, `{"ok":true,"result":null}`)), core.PollUnavailable, 0, "not answer like"},
		"no ids":       {serverWith(t, respond(200, `{"ok":true,"result":[{}]}`)), core.PollUnavailable, 0, "not answer like"},
		"odd elements": {serverWith(t, respond(200, `{"ok":true,"result":[1,2,"x",null]}`)), core.PollUnavailable, 0, "not answer like"},
		"cut":          {serverWith(t, abort), core.PollUnavailable, 0, "127.0.0.1"},
		"redirect":     {serverWith(t, http.RedirectHandler("/x", http.StatusFound).ServeHTTP), core.PollUnavailable, 0, "HTTP 302"},
		"refused dial": {failingDial(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), core.PollUnavailable, 0, "api.telegram.org:443 refuses connections"},
		"proxy":        {failingDial(&net.OpError{Op: "proxyconnect", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}), core.PollUnavailable, 0, "proxy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := c.client.Connect(marked, core.Server{}).Poll(t.Context(), 7)
			var e *core.PollError
			if !errors.As(err, &e) || e.Kind != c.want || e.RetryAfter != c.after || !strings.Contains(locale.English().Problem(e.Detail), c.says) {
				t.Errorf("Poll = %#v, want %s after %s …%s…", err, c.want, c.after, c.says)
			}
		})
	}
}

func TestPollWaitsAndIsCanceled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim := botsim.New()
		bot := sim.AddBot(botsim.Bot{ID: 123456789, Token: marked.Reveal()})
		client := sim.Client()
		defer sim.Close()
		defer client.CloseIdleConnections()
		defer bot.SetWebhook("https://example.org/") // ends what still waits
		l := telegram.New(telegram.Options{APIURL: "http://sim", Transport: client.Transport}).Connect(marked, core.Server{})
		start := time.Now()
		if b, err := l.Poll(t.Context(), 41); err != nil || len(b.Updates) != 0 || b.Next != 41 {
			t.Errorf("Poll = %+v, %v", b, err)
		}
		if waited := time.Since(start); waited != 50*time.Second {
			t.Errorf("waited %s", waited)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := l.Poll(ctx, 41); err != context.DeadlineExceeded {
			t.Errorf("Poll = %v", err)
		}
	})
}

func TestPollSilentServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := hangingServer(t, "getUpdates")
		start := time.Now()
		_, err := c.Connect(marked, core.Server{}).Poll(t.Context(), 0)
		var e *core.PollError
		if !errors.As(err, &e) || e.Kind != core.PollUnavailable || time.Since(start) != 65*time.Second {
			t.Errorf("Poll = %v after %s", err, time.Since(start))
		}
	})
}

func TestPollersConflict(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	older := make(chan error)
	go func() { _, err := c.Connect(marked, core.Server{}).Poll(t.Context(), 0); older <- err }()
	if err := bot.WaitPolling(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	newer := make(chan error)
	go func() { _, err := c.Connect(marked, core.Server{}).Poll(ctx, 0); newer <- err }()
	var e *core.PollError
	if err := <-older; !errors.As(err, &e) || e.Kind != core.PollConflict {
		t.Errorf("older Poll = %v", err)
	}
	cancel()
	if err := <-newer; !errors.Is(err, context.Canceled) {
		t.Errorf("newer Poll = %v", err)
	}
	bot.SetWebhook("https://example.org/")
	if _, err := c.Connect(marked, core.Server{}).Poll(t.Context(), 0); !errors.As(err, &e) || e.Kind != core.PollWebhook {
		t.Errorf("Poll with a webhook = %v", err)
	}
}

// A negative offset would make Telegram delete pending updates.
func TestPollNeverSendsNegativeOffset(t *testing.T) {
	t.Parallel()
	sim, bot, c := newSim(t)
	bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Say("one")
	poll(t, c, -5)
	for _, r := range sim.Requests("getUpdates") {
		if strings.HasPrefix(r.Params["offset"], "-") {
			t.Errorf("offset %s", r.Params["offset"])
		}
	}
}

// Hundreds of calls share a few connections. On a busy machine net/http makes a new one now
// and then: where it has not noticed within 50 ms of an answer that it wrote the request.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	var remotes []string
	c := serverWith(t, func(w http.ResponseWriter, r *http.Request) {
		remotes = append(remotes, r.RemoteAddr) // one request at a time
		_, _ = w.Write([]byte(`{"ok":true,"result":[]}`))
		w.(http.Flusher).Flush() // chunked: what follows comes after the JSON
		_, _ = w.Write(bytes.Repeat([]byte(" "), 3000))
	})
	for range 20 {
		poll(t, c, 1)
	}
	slices.Sort(remotes)
	if n := len(slices.Compact(remotes)); n > len(remotes)/4 {
		t.Errorf("%d connections for 20 calls", n)
	}
}
