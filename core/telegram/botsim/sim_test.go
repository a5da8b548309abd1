package botsim_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"tgdesk/core/telegram/botsim"
)

func TestAddBotRefuses(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]botsim.Bot{
		"a second bot of the same id": {ID: 123456},
		"a token of another bot":      {ID: 5, Token: "6:" + strings.Repeat("a", 35)},
		"a token without a colon":     {ID: 5, Token: "5"},
		"an id that is not a number":  {ID: 5, Token: "5x:secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := botsim.New()
			sim.AddBot(botsim.Bot{ID: 123456})
			defer func() {
				if said, ok := recover().(string); !ok || strings.Contains(said, b.Token) && b.Token != "5" && b.Token != "" {
					t.Errorf("said %q", said)
				}
			}()
			sim.AddBot(b)
		})
	}
}

func TestWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		v.Say("1")
		time.AfterFunc(time.Minute, func() {
			u := c.updates(t, bot.Token)
			next := strconv.FormatInt(u[0].ID+1, 10)
			_, _ = c.try(t.Context(), bot.Token, "getUpdates", "offset", next, "timeout", "50") // cut when the test ends
		})
		if err := errors.Join(bot.WaitDrained(t.Context()), bot.WaitPolling(t.Context())); err != nil || bot.Pending() != 0 {
			t.Errorf("%v, %d pending", err, bot.Pending())
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := v.WaitInbox(short, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waited in vain: %v", err)
		}
	})
}

func TestWaitCount(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	bot := sim.AddBot(botsim.Bot{})
	done := make(chan error, 1)
	go func() { done <- sim.WaitCount(t.Context(), 2, "getMe", bot) }()
	c.call(t, bot.Token, "getMe")
	c.call(t, bot.Token, "getMe")
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestServeHTTP(t *testing.T) {
	t.Parallel()
	sim := botsim.New(botsim.WithAddr("127.0.0.1:0"))
	bot := sim.AddBot(botsim.Bot{})
	server := httptest.NewServer(sim)
	defer server.Close()
	c := caller{server.URL, server.Client()}
	if got := c.call(t, bot.Token, "getMe"); !got.OK {
		t.Errorf("got %s", got.Body)
	}
	r, err := http.NewRequest("PUT", c.base+"/bot"+bot.Token+"/getMe", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.do(t.Context(), r); err != nil || got.Status != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d, %v", got.Status, err)
	}
	if bot.Webhook() != "" {
		t.Errorf("webhook %q", bot.Webhook())
	}
}

// For any body, the answer is JSON, or the empty 400 of a multipart body without
// parts.
func FuzzBodies(f *testing.F) {
	for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "", "x"} {
		for _, body := range []string{
			"", "{}", `{"offset":-1,"allowed_updates":["message"]}`, "offset=-1&limit=x",
			"--b\r\nContent-Disposition: form-data; name=\"offset\"\r\n\r\n3\r\n--b--\r\n", "--b--\r\n",
			"--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"p\"\r\n\r\nGIF89a\r\n--b--\r\n",
			`{"chat_id":77,"media":[{"type":"photo","media":"attach://x"},{"type":"photo","media":{}}],"caption":"a"}`,
			`{"chat_id":77,"text":"😀","entities":[{"type":"bold","offset":1,"length":1}],"message_ids":[1],"message_id":1}`,
		} {
			f.Add(kind, body)
		}
	}
	f.Fuzz(func(t *testing.T, kind, body string) {
		sim := botsim.New()
		bot := sim.AddBot(botsim.Bot{})
		bot.Visitor(hana).Say("x")
		for _, method := range []string{
			"getUpdates", "sendMessage", "setMyCommands", "setWebhook", "sendPhoto", "sendMediaGroup", "getFile",
			"editMessageCaption", "deleteMessages",
		} {
			r := httptest.NewRequest("POST", "/bot"+bot.Token+"/"+method, strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			sim.ServeHTTP(w, r)
			if empty := w.Code == 400 && w.Body.Len() == 0; !empty && !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s: %d %q", method, w.Code, w.Body)
			}
		}
	})
}

// A visitor's text is unchanged in its update.
func FuzzText(f *testing.F) {
	for _, text := range []string{"", "a\"b\\c\n", "日本語", "👩🏽‍🚀", "\u2028</script>", "e\u0301", "\x00\x1b[31m"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // Telegram's texts are valid
		}
		sim := botsim.New()
		bot := sim.AddBot(botsim.Bot{})
		bot.Visitor(hana).Say(text)
		w := httptest.NewRecorder()
		sim.ServeHTTP(w, httptest.NewRequest("GET", "/bot"+bot.Token+"/getUpdates", nil))
		var got response
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		list, err := readUpdates(got)
		if err != nil || len(list) != 1 || list[0].Message.Text != text {
			t.Errorf("got %s, %v; want %q", got.Result, err, text)
		}
	})
}
