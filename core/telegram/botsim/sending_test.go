package botsim_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

func TestSendMessageErrors(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	stranger := bot.Visitor(botsim.User{ID: 5, FirstName: "Never wrote"})
	gone := bot.Visitor(botsim.User{ID: 6, FirstName: "Gone"})
	angry := bot.Visitor(botsim.User{ID: 8, FirstName: "Angry"})
	v.Start("")
	gone.Start("")
	gone.Deactivate()
	angry.Start("")
	angry.Block()
	for _, tt := range []struct {
		chat, text string
		more       []string
		code       int
		want       string
	}{
		{"", "x", nil, 400, "Bad Request: chat_id is empty"},
		{"77", "", nil, 400, "Bad Request: message text is empty"},
		{"77", " \n\t", nil, 400, "Bad Request: message text is empty"},
		{"77", "\xff", nil, 400, "Bad Request: strings must be encoded in UTF-8"},
		{"5", "x", nil, 400, "Bad Request: chat not found"},
		{"999", "x", nil, 400, "Bad Request: chat not found"},
		{"@hana_s", "x", nil, 400, "Bad Request: chat not found"},
		{"77", strings.Repeat("😀", 4097), nil, 400, "Bad Request: message is too long"},
		{"6", "x", nil, 403, "Forbidden: user is deactivated"},
		{"8", "x", nil, 403, "Forbidden: bot was blocked by the user"},
		{"77", "x", []string{"reply_parameters", `{"message_id":4}`}, 400, "Bad Request: message to be replied not found"},
		{"77", "x", []string{"reply_to_message_id", "4"}, 400, "Bad Request: message to be replied not found"},
		{"77", "x", []string{"reply_parameters", `{"message_id":`}, 400, "Bad Request: can't parse reply parameters JSON object"},
	} {
		got := c.call(t, bot.Token, "sendMessage", append([]string{"chat_id", tt.chat, "text", tt.text}, tt.more...)...)
		wantError(t, got, tt.code, tt.want)
	}
	if n := len(v.Inbox()) + len(stranger.Inbox()) + len(gone.Inbox()) + len(angry.Inbox()); n != 0 {
		t.Errorf("%d messages arrived", n)
	}
	wantError(t, c.call(t, bot.Token, "sendChatAction", "chat_id", "8", "action", "typing"), 403, "Forbidden: bot was blocked by the user")
}

func TestSendMessage(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	asked := v.Say("質問があります")
	longest := strings.Repeat("😀", 4096)
	first := decode[wireMsg](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", longest))
	if first.ID != asked+1 || first.From.ID != bot.ID || !first.From.IsBot || first.Chat.ID != 77 ||
		first.Chat.Type != "private" || first.Text != longest || first.Date == 0 {
		t.Errorf("got %+v", first)
	}
	number := strconv.FormatInt(asked, 10)
	reply := decode[wireMsg](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "はい", "reply_parameters", `{"message_id":`+number+`}`))
	if reply.ReplyTo == nil || reply.ReplyTo.ID != asked || reply.ReplyTo.Text != "質問があります" {
		t.Errorf("got %+v", reply)
	}
	v.Delete(asked)
	alone := decode[wireMsg](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "x",
		"reply_parameters", `{"message_id":`+number+`,"allow_sending_without_reply":true}`))
	if alone.ReplyTo != nil {
		t.Errorf("a reply to a deleted message: %+v", alone)
	}
	inbox := v.Inbox()
	if len(inbox) != 3 || inbox[0].Text != longest || inbox[1].ReplyTo != asked || inbox[2].ReplyTo != 0 {
		t.Errorf("inbox %+v", inbox)
	}
	wantTexts(t, c.updates(t, bot.Token), "質問があります") // the bot's own messages never come back
}

func TestEditAndDelete(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		theirs := strconv.FormatInt(v.Say("hi"), 10)
		sent := decode[wireMsg](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "helo"))
		ours := strconv.FormatInt(sent.ID, 10)
		edit := func(id, text string) response {
			return c.call(t, bot.Token, "editMessageText", "chat_id", "77", "message_id", id, "text", text)
		}
		wantError(t, edit("1", "x"), 400, "Bad Request: message to edit not found")
		wantError(t, edit(theirs, "x"), 400, "Bad Request: message can't be edited")
		if got := edit(ours, "helo"); got.Status != 400 || !strings.HasPrefix(got.Description, "Bad Request: message is not modified: ") {
			t.Errorf("got %s", got.Body)
		}
		if m := decode[wireMsg](t, edit(ours, "hello")); m.Text != "hello" || m.EditDate == 0 {
			t.Errorf("got %+v", m)
		}
		remove := func(id string) response {
			return c.call(t, bot.Token, "deleteMessage", "chat_id", "77", "message_id", id)
		}
		if got := remove(ours); !got.OK {
			t.Error(got.Body)
		}
		wantError(t, remove(ours), 400, "Bad Request: message to delete not found")
		if got := v.Inbox()[0]; got.Text != "hello" || !got.Deleted || got.Edited.IsZero() {
			t.Errorf("inbox %+v", got)
		}
		time.Sleep(48 * time.Hour)
		wantError(t, remove(theirs), 400, "Bad Request: message can't be deleted")
	})
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t, botsim.WithRateLimits(botsim.RateLimits{PerChat: 0.5, PerBot: 30, Burst: 3}))
		v.Start("")
		send := func() response { return c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "x") }
		for range 3 {
			decode[wireMsg](t, send())
		}
		got := send()
		wantError(t, got, 429, "Too Many Requests: retry after 2")
		if got.Parameters.RetryAfter != 2 || got.Header.Get("Retry-After") != "2" {
			t.Errorf("got %+v", got)
		}
		time.Sleep(2 * time.Second)
		decode[wireMsg](t, send())
		if len(v.Inbox()) != 4 {
			t.Errorf("%d arrived", len(v.Inbox()))
		}
	})
}

// An album passes as a whole, and the next message waits for all of its parts.
func TestRateLimitsCountAlbumParts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t, botsim.WithRateLimits(botsim.RateLimits{PerChat: 1, Burst: 3}))
		v.Start("")
		file := decode[sentMessage](t, c.mustUpload(t, bot.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "a.pdf", strings.NewReader("%PDF")}))
		item := `{"type":"document","media":"` + file.Document.ID + `"}`
		decode[[]wireMsg](t, c.call(t, bot.Token, "sendMediaGroup", "chat_id", "77", "media", "["+item+","+item+","+item+","+item+"]"))
		wantError(t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "x"), 429, "Too Many Requests: retry after 3")
	})
}

func TestCommandsAndChat(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Start("")
	list := `[{"command":"help","description":"Help"}]`
	c.call(t, bot.Token, "setMyCommands", "commands", list)
	if got := c.call(t, bot.Token, "getMyCommands"); string(got.Result) != list {
		t.Errorf("got %s", got.Body)
	}
	chat := decode[map[string]any](t, c.call(t, bot.Token, "getChat", "chat_id", "77"))
	if chat["first_name"] != "Hana" || chat["username"] != "hana_s" || chat["type"] != "private" {
		t.Errorf("got %v", chat)
	}
	if got := c.call(t, bot.Token, "sendChatAction", "chat_id", "77", "action", "typing"); !got.OK || v.Actions() != 1 {
		t.Errorf("got %s, %d actions", got.Body, v.Actions())
	}
	wantError(t, c.call(t, bot.Token, "sendChatAction", "chat_id", "77", "action", "sleeping"), 400, "Bad Request: wrong parameter action in request")
	wantError(t, c.call(t, bot.Token, "setWebhook", "url", "http://x"), 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
}
