package botsim_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"tgdesk/core/telegram/botsim"
)

func TestPathsAndTokens(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	bot := sim.AddBot(botsim.Bot{ID: 123456, Username: "acme_bot", Name: "Acme"})
	unknown := strings.Replace(bot.Token, "AASim", "AAXim", 1)
	for _, tt := range []struct {
		path string
		code int
		text string
	}{
		{"/", 404, "Not Found"},
		{"/bot" + bot.Token, 404, "Not Found"},
		{"/file/bot" + bot.Token + "/x", 404, "Not Found"},
		{"/botnonsense/getMe", 401, "Unauthorized: invalid token specified"},
		{"/bot0123:abc/getMe", 401, "Unauthorized: invalid token specified"},
		{"/bot" + bot.Token + ":x/getMe", 401, "Unauthorized: invalid token specified"},
		{"/bot9:" + strings.Repeat("a", 79) + "/getMe", 401, "Unauthorized: invalid token specified"},
		{"/bot" + unknown + "/getMe", 401, "Unauthorized"},
		{"/bot999:" + strings.Repeat("a", 35) + "/getMe", 401, "Unauthorized"},
		{"/bot" + bot.Token + "/getMee", 404, "Not Found: method not found"},
		{"/bot" + bot.Token + "/sendSticker", 404, "Not Found: method not found"},
	} {
		r, err := http.NewRequest("GET", c.base+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.do(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		wantError(t, got, tt.code, tt.text)
	}
}

func TestGetMe(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	bot := sim.AddBot(botsim.Bot{ID: 123456, Username: "acme_bot", Name: "アクメ"})
	got := c.call(t, bot.Token, "GETME")
	me := decode[struct {
		ID       int64
		IsBot    bool   `json:"is_bot"`
		Name     string `json:"first_name"`
		Username string
	}](t, got)
	if me.ID != 123456 || !me.IsBot || me.Name != "アクメ" || me.Username != "acme_bot" {
		t.Errorf("got %+v", me)
	}
	if !strings.Contains(got.Body, `\u30a2`) {
		t.Errorf("not escaped as Telegram does: %s", got.Body)
	}
	if n := got.Header.Get("Content-Length"); n == "" || n == "0" {
		t.Errorf("Content-Length %q", n)
	}
}

func TestParameterEncodings(t *testing.T) {
	t.Parallel()
	const text = "Здравствуйте 👋🏽 & 100%"
	multi, multiType := chunked(map[string]string{"chat_id": "77", "text": text})
	for _, tt := range []struct {
		name, query, kind string
		body              io.Reader
	}{
		{"query", "?chat_id=77&text=%D0%97%D0%B4%D1%80%D0%B0%D0%B2%D1%81%D1%82%D0%B2%D1%83%D0%B9%D1%82%D0%B5+%F0%9F%91%8B%F0%9F%8F%BD+%26+100%25", "", nil},
		{"urlencoded", "?chat_id=5", "application/x-www-form-urlencoded",
			strings.NewReader("chat_id=77&text=%D0%97%D0%B4%D1%80%D0%B0%D0%B2%D1%81%D1%82%D0%B2%D1%83%D0%B9%D1%82%D0%B5+%F0%9F%91%8B%F0%9F%8F%BD+%26+100%25")},
		{"json", "", "application/json; charset=utf-8", strings.NewReader(`{"chat_id":77,"text":"` + text + `","parse_mode":null}`)},
		{"chunked multipart", "", multiType, multi},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sim, c := newSim(t)
			bot := sim.AddBot(botsim.Bot{})
			v := bot.Visitor(hana)
			v.Start("")
			r, err := http.NewRequest("POST", c.base+"/bot"+bot.Token+"/sendMessage"+tt.query, tt.body)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", tt.kind)
			got, err := c.do(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			if m := decode[wireMsg](t, got); m.Text != text || v.Inbox()[0].Text != text {
				t.Errorf("got %q, inbox %q", m.Text, v.Inbox()[0].Text)
			}
		})
	}
}

func TestBadBodies(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	bot := sim.AddBot(botsim.Bot{})
	for _, tt := range []struct{ kind, body string }{
		{"application/json", `{"a":`},
		{"application/json", `[1]`},
		{"application/x-www-form-urlencoded", "a=%zz"},
		{"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut"},
		{"multipart/form-data; boundary=b", "--b--\r\n"},
	} {
		r, err := http.NewRequest("POST", c.base+"/bot"+bot.Token+"/getMe", strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", tt.kind)
		if got, err := c.do(t.Context(), r); err != nil || got.Status != 400 || got.OK {
			t.Errorf("%s %q: got %d %s, %v", tt.kind, tt.body, got.Status, got.Body, err)
		}
	}
}

func TestKeepAliveAndCounts(t *testing.T) {
	t.Parallel()
	sim := botsim.New()
	t.Cleanup(sim.Close)
	bot := sim.AddBot(botsim.Bot{})
	dials := 0
	c := caller{"http://botsim.test", &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			dials++ // one request at a time: one dial at a time
			return sim.DialContext(ctx, network, addr)
		},
	}}}
	for range 20 {
		c.call(t, bot.Token, "getMe")
		c.call(t, bot.Token, "noSuchMethod")
		c.updates(t, bot.Token)
	}
	if dials != 1 {
		t.Errorf("60 requests took %d connections", dials)
	}
	if sim.Count("getMe", bot) != 20 || sim.Count("getUpdates") != 20 || len(sim.Requests("")) != 60 {
		t.Errorf("counted %d, %d, %d", sim.Count("getMe", bot), sim.Count("getUpdates"), len(sim.Requests("")))
	}
	if log := fmt.Sprintf("%+v", sim.Requests("")); strings.Contains(log, "AASim") {
		t.Error("the request log holds a token")
	}
}

func TestServerDown(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	bot := sim.AddBot(botsim.Bot{})
	memory := inMemory(t, sim)
	bot.Visitor(hana).Say("before")
	memory.call(t, bot.Token, "getMe")
	sim.Down()
	for _, way := range []caller{c, memory} {
		if got, err := way.try(t.Context(), bot.Token, "getMe"); err == nil {
			t.Errorf("a server that is down answered %s", got.Body)
		}
	}
	if err := sim.Up(); err != nil {
		t.Fatal(err)
	}
	for _, way := range []caller{c, memory} {
		if got := texts(way.updates(t, bot.Token)); len(got) != 1 || got[0] != "before" {
			t.Errorf("got %v", got)
		}
	}
}
