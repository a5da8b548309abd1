package telegram_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

func bold(offset, length int) markup.Encoded {
	return markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: offset, Length: length}})
}

func TestEdit(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	l := c.Connect(marked, core.Server{})
	text, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "teh"})
	if err != nil {
		t.Fatal(err)
	}
	files, err := l.SendFiles(t.Context(), core.Outgoing{TelegramID: 77, Text: "adn"}, []core.Upload{bytesOf(core.KindDocument, "a", "", []byte("x"))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time nothing is modified
		err := l.Edit(t.Context(), core.MessageEdit{VisitorTelegramID: 77, MessageTelegramID: text.TelegramID, Text: "the", Markup: bold(0, 3)})
		if err != nil {
			t.Errorf("Edit = %v", err)
		}
		err = l.Edit(t.Context(), core.MessageEdit{VisitorTelegramID: 77, MessageTelegramID: files[0].TelegramID, Text: "and", Markup: bold(1, 2), Caption: true})
		if err != nil {
			t.Errorf("Edit of a caption = %v", err)
		}
	}
	for i, want := range []string{"the", "and"} {
		if m := v.Inbox()[i]; m.Text != want || m.Edited.IsZero() || len(m.Entities) != 1 || m.Entities[0].Offset != i {
			t.Errorf("message %d is %+v", i, m)
		}
	}
	err = l.Edit(t.Context(), core.MessageEdit{VisitorTelegramID: 77, MessageTelegramID: 99999, Text: "x"})
	if outcome(t, err) != core.OutcomeRefused || !strings.Contains(locale.English().Error(err), "not in the visitor's chat") {
		t.Errorf("Edit of nothing = %v", err)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	l := c.Connect(marked, core.Server{})
	sent, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "oops"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is gone, which is what was asked for
		if err := l.Delete(t.Context(), 77, sent.TelegramID); err != nil {
			t.Errorf("Delete = %v", err)
		}
	}
	if m := v.Inbox()[0]; !m.Deleted {
		t.Errorf("not deleted: %+v", m)
	}
	old := serverWith(t, respond(400, `{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted for everyone"}`))
	err = old.Connect(marked, core.Server{}).Delete(t.Context(), 77, 1)
	if outcome(t, err) != core.OutcomeRefused || !strings.Contains(locale.English().Error(err), "48 hours") {
		t.Errorf("Delete of an old message = %v", err)
	}
}

func TestSendAction(t *testing.T) {
	t.Parallel()
	sim, bot, c := newSim(t)
	bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Start("")
	if err := c.Connect(marked, core.Server{}).SendAction(t.Context(), 77, 0, core.ActionPhoto); err != nil {
		t.Fatal(err)
	}
	if p := sim.Requests("sendChatAction")[0].Params; p["chat_id"] != "77" || p["action"] != "upload_photo" {
		t.Errorf("params %v", p)
	}
	sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendChatAction", RetryAfter: 3})
	if err := c.Connect(marked, core.Server{}).SendAction(t.Context(), 77, 0, core.ActionTyping); outcome(t, err) != core.OutcomeRateLimited {
		t.Errorf("SendAction = %v", err)
	}
}

func TestSendActionTimesOutSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := hangingServer(t, "sendChatAction")
		start := time.Now()
		if err := c.Connect(marked, core.Server{}).SendAction(t.Context(), 77, 0, core.ActionTyping); outcome(t, err) != core.OutcomeUnknown || time.Since(start) != 5*time.Second {
			t.Errorf("SendAction = %v after %s", err, time.Since(start))
		}
	})
}

// Edits and deletions have their own sentences.
func TestChangeOutcomes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		client *telegram.Client
		want   core.Outcome
	}{
		"blocked": {serverWith(t, respond(403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`)), core.OutcomeBotBlocked},
		"401":     {serverWith(t, respond(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`)), core.OutcomeUnauthorized},
		"502":     {serverWith(t, respond(502, "<html>")), core.OutcomeUnknown},
		"closed":  {telegram.New(telegram.Options{APIURL: closedPort(t)}), core.OutcomeNotSent},
	} {
		l := c.client.Connect(marked, core.Server{})
		for _, err := range []error{l.Edit(t.Context(), core.MessageEdit{VisitorTelegramID: 1, MessageTelegramID: 1, Text: "x"}), l.Delete(t.Context(), 1, 1)} {
			if outcome(t, err) != c.want || strings.Contains(locale.English().Error(err), "arrived") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestSendMarkup(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	m := markup.Encode([]markup.Entity{
		{Type: markup.Bold, Offset: 2, Length: 4}, {Type: markup.TextLink, Offset: 7, Length: 4, URL: "https://example.org/"},
		{Type: markup.TextLink, Offset: 0, Length: 1}, {Type: markup.CustomEmoji, Offset: 0, Length: 2}, {Type: "novelty", Offset: 0, Length: 1},
	})
	if _, err := c.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "\U0001F600bold link", Markup: m}); err != nil {
		t.Fatal(err)
	}
	got := v.Inbox()[0].Entities
	if len(got) != 2 || got[0].Type != "bold" || got[0].Offset != 2 || got[1].Type != "text_link" || got[1].URL != "https://example.org/" {
		t.Errorf("entities %+v", got)
	}
}

// If Telegram does not find a quote or an answered message, the text is sent
// without it; not if the first send may have succeeded.
func TestSendWithoutMissingQuote(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code         int
		descriptions []string // one for each refused try
		tries        int
		sent         bool
	}{
		"quote":           {400, []string{"Bad Request: QUOTE_TEXT_INVALID"}, 2, true},
		"reply":           {400, []string{"Bad Request: message to be replied not found"}, 2, true},
		"quote and reply": {400, []string{"Bad Request: quote not found", "Bad Request: message to be replied not found"}, 3, true},
		"for ever":        {400, []string{"quote", "replied", "replied", "replied"}, 3, false},
		"other":           {400, []string{"Bad Request: message is too long"}, 1, false},
		"in doubt":        {500, []string{"Internal Server Error: quote not found"}, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, files := range [][]core.Upload{nil, {bytesOf(core.KindDocument, "a", "", []byte("x"))}} {
				var replies []string
				client := serverWith(t, func(w http.ResponseWriter, r *http.Request) {
					replies = append(replies, r.FormValue("reply_parameters")) // one request at a time
					if n := len(replies); n <= len(c.descriptions) {
						respond(c.code, `{"ok":false,"error_code":`+strconv.Itoa(c.code)+`,"description":"`+c.descriptions[n-1]+`"}`)(w, r)
						return
					}
					respond(200, `{"ok":true,"result":{"message_id":5,"date":1}}`)(w, r)
				})
				out := core.Outgoing{TelegramID: 77, Text: "x", ReplyTo: 5, Quote: "part"}
				err := sendOrUpload(t, client.Connect(marked, core.Server{}), out, files)
				if (err == nil) != c.sent || len(replies) != c.tries {
					t.Errorf("%v after %q", err, replies)
				}
				if !strings.Contains(replies[0], `"quote":"part"`) || !strings.Contains(replies[0], `"allow_sending_without_reply":true`) {
					t.Errorf("first try: %s", replies[0])
				}
			}
		})
	}
}

func sendOrUpload(t *testing.T, l core.Link, out core.Outgoing, files []core.Upload) error {
	if files == nil {
		_, err := l.Send(t.Context(), out)
		return err
	}
	_, err := l.SendFiles(t.Context(), out, files, nil)
	return err
}

// A brand may have its own Bot API server.
func TestServerOfBrand(t *testing.T) {
	t.Parallel()
	own := serverWith(t, respond(500, "the client's own server was asked"))
	sim := botsim.New()
	t.Cleanup(sim.Close)
	url, err := sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	bot := sim.AddBot(botsim.Bot{ID: 123456789, Token: marked.Reveal()})
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	if _, err := own.Identify(t.Context(), marked, " "+url+"/ "); err != nil {
		t.Error(err)
	}
	if err := sendOrUpload(t, own.Connect(marked, core.Server{URL: url + "/"}), core.Outgoing{TelegramID: 77, Text: "x"}, nil); err != nil || len(v.Inbox()) != 1 {
		t.Errorf("Send = %v, %d arrived", err, len(v.Inbox()))
	}
	if _, err := own.Identify(t.Context(), marked, "ftp://x"); core.CodeOf(err) != core.CodeUnavailable {
		t.Errorf("Identify at no address = %v", err)
	}
	if _, err := own.Identify(t.Context(), marked, ""); core.CodeOf(err) != core.CodeUnavailable {
		t.Errorf("Identify at the client's own = %v", err)
	}
}
