package botsim_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

// presses is a bot that sent a visitor a message with two buttons.
func presses(t *testing.T) (caller, *botsim.Bot, *botsim.Visitor, int64) {
	t.Helper()
	sim := botsim.New()
	c := inMemory(t, sim)
	bot := sim.AddBot(botsim.Bot{})
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	c.sendMarkup(t, bot, `{"inline_keyboard":[[{"text":"Yes","callback_data":"y"},{"text":"No","callback_data":"n"}]]}`)
	return c, bot, v, v.Inbox()[0].ID
}

func (c caller) sendMarkup(t *testing.T, b *botsim.Bot, markup string) response {
	t.Helper()
	return c.post(t, b, "sendMessage", url.Values{"chat_id": {"77"}, "text": {"x"}, "reply_markup": {markup}})
}

func (c caller) post(t *testing.T, b *botsim.Bot, method string, form url.Values) response {
	t.Helper()
	resp, err := c.client.PostForm(c.base+"/bot"+b.Token+"/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var r response
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		t.Fatal(err)
	}
	return r
}

// A press is answered once, and while the visitor still waits.
func TestPressIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v, id := presses(t)
		press := func() string {
			t.Helper()
			query, err := v.Press(id, "Yes")
			if err != nil {
				t.Fatal(err)
			}
			return query
		}
		first := press()
		answer := func(query, text string) response {
			return c.post(t, bot, "answerCallbackQuery", url.Values{"callback_query_id": {query}, "text": {text}})
		}
		if r := answer(first, strings.Repeat("長", 201)); r.OK {
			t.Error("too long an answer was shown")
		}
		if r := answer(first, strings.Repeat("長", 200)); !r.OK {
			t.Error(r.Description)
		}
		if r := answer(first, ""); r.OK || !strings.Contains(r.Description, "query is too old") {
			t.Errorf("a second answer: %+v", r)
		}
		late := press()
		time.Sleep(150 * time.Second)
		if r := answer(late, ""); r.OK {
			t.Error("an answer after the visitor gave up was shown")
		}
		if n := len(v.Answers()); n != 1 {
			t.Errorf("%d answers", n)
		}
	})
}

// A bot that does not ask in time is not told of a press any more.
func TestPressesExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, bot, v, id := presses(t)
		before := bot.Pending()
		for range 2 {
			if _, err := v.Press(id, "No"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Second)
		}
		if n := bot.Pending() - before; n != 1 {
			t.Errorf("%d presses wait", n)
		}
	})
}

func TestButtonsThatAreNotThere(t *testing.T) {
	t.Parallel()
	c, bot, v, id := presses(t)
	if _, err := v.Press(id, "Maybe"); err == nil {
		t.Error("a label that there is not was pressed")
	}
	edit := func(markup string) response {
		return c.post(t, bot, "editMessageReplyMarkup", url.Values{"chat_id": {"77"}, "message_id": {fmt.Sprint(id)}, "reply_markup": {markup}})
	}
	if r := edit(`{"inline_keyboard":[[{"text":"Yes","callback_data":"y"},{"text":"No","callback_data":"n"}]]}`); r.OK || !strings.Contains(r.Description, "not modified") {
		t.Errorf("the same buttons: %+v", r)
	}
	if r := edit(`{}`); !r.OK {
		t.Error(r.Description)
	}
	if _, err := v.Press(id, "Yes"); err == nil {
		t.Error("a button that is gone was pressed")
	}
	if r := edit(`{"keyboard":[["x"]]}`); r.OK {
		t.Error("a keyboard stands below a message")
	}
	v.Block()
	if _, err := v.PressData(id, "y"); err == nil {
		t.Error("who blocked the bot pressed a button")
	}
}

func TestMarkupRefused(t *testing.T) {
	t.Parallel()
	c, bot, _, _ := presses(t)
	many := strings.Repeat(`[{"text":"x","callback_data":"y"}],`, 101)
	for name, markup := range map[string]string{
		"no JSON":          `nonsense`,
		"no rows":          `{"inline_keyboard":["x"]}`,
		"no label":         `{"inline_keyboard":[[{"text":" ","callback_data":"y"}]]}`,
		"no data":          `{"inline_keyboard":[[{"text":"x"}]]}`,
		"too much data":    `{"inline_keyboard":[[{"text":"x","callback_data":"` + strings.Repeat("é", 33) + `"}]]}`,
		"too many buttons": `{"inline_keyboard":[` + strings.TrimSuffix(many, ",") + `]}`,
		"no key":           `{"keyboard":[[{"text":""}]]}`,
	} {
		if r := c.sendMarkup(t, bot, markup); r.OK || r.ErrorCode != 400 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	for _, markup := range []string{``, `{}`, `{"inline_keyboard":[]}`, `{"inline_keyboard":[[]]}`, `{"keyboard":[["a",{"text":"b"}]]}`, `{"remove_keyboard":true}`, `{"force_reply":true}`} {
		if r := c.sendMarkup(t, bot, markup); !r.OK {
			t.Errorf("%s: %s", markup, r.Description)
		}
	}
}

func TestFaceRules(t *testing.T) {
	t.Parallel()
	sim := botsim.New()
	c := inMemory(t, sim)
	bot := sim.AddBot(botsim.Bot{Name: "Acme"})
	for _, call := range []struct {
		method string
		form   url.Values
		ok     bool
	}{
		{"setMyName", url.Values{"name": {strings.Repeat("é", 64)}, "language_code": {"fr"}}, true},
		{"setMyName", url.Values{"name": {strings.Repeat("é", 65)}}, false},
		{"setMyName", url.Values{"name": {""}}, false},
		{"setMyName", url.Values{"name": {"x"}, "language_code": {"fra"}}, false},
		{"setMyShortDescription", url.Values{"short_description": {strings.Repeat("é", 121)}}, false},
		{"setMyDescription", url.Values{"description": {strings.Repeat("é", 513)}}, false},
		{"setMyCommands", url.Values{"commands": {`[{"command":"/start","description":"x"}]`}}, true},
		{"setMyCommands", url.Values{"commands": {`[{"command":"Start","description":"x"}]`}}, false},
		{"setMyCommands", url.Values{"commands": {`[{"command":"start","description":""}]`}}, false},
		{"setMyCommands", url.Values{"commands": {`[{"command":"` + strings.Repeat("a", 33) + `","description":"x"}]`}}, false},
		{"setMyCommands", url.Values{"commands": {`[` + strings.TrimSuffix(strings.Repeat(`{"command":"a","description":"x"},`, 101), ",") + `]`}}, false},
	} {
		if r := c.post(t, bot, call.method, call.form); r.OK != call.ok {
			t.Errorf("%s %v: %+v", call.method, call.form, r)
		}
	}
	if got := bot.Face("name", "fr"); got != strings.Repeat("é", 64) {
		t.Errorf("name in French: %q", got)
	}
	if got := bot.Face("name", "de"); got != "Acme" {
		t.Errorf("name in German: %q", got)
	}
	if got := bot.Commands("fr"); len(got) != 1 || got[0].Command != "start" {
		t.Errorf("commands in French: %v", got)
	}
}
