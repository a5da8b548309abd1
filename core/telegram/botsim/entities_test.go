package botsim_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"tgdesk/core/telegram/botsim"
)

func TestEntities(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Start("")
	const text = "a😀bc" // the emoji has two UTF-16 units and four bytes
	for _, tt := range []struct{ entities, want string }{
		{`[{"type":"bold","offset":0,"length":5}]`, ""},
		{`[{"type":"bold","offset":0,"length":4},{"type":"italic","offset":1,"length":3},{"type":"code","offset":4,"length":1}]`, ""},
		{`[{"type":"text_link","offset":0,"length":1,"url":"https://example.com/a"}]`, ""},
		{`[{"type":"bold","offset":5,"length":0}]`, ""},
		{`[{"type":"bold","offset":0,"length":6}]`, "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 6"},
		{`[{"type":"bold","offset":6,"length":1}]`, "entity begins after the end of the text at UTF-16 offset 6"},
		{`[{"type":"bold","offset":2,"length":1}]`, "entity begins in a middle of a UTF-16 symbol at byte offset 1"},
		{`[{"type":"bold","offset":0,"length":2}]`, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 1"},
		{`[{"type":"bold","offset":0,"length":3},{"type":"italic","offset":1,"length":3}]`, "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 4"},
		{`[{"type":"bold","offset":-1,"length":3}]`, "can't parse MessageEntity: wrong offset or length"},
		{`[{"type":"loud","offset":0,"length":1}]`, "can't parse MessageEntity: Unsupported type specified"},
		{`[{"type":"text_link","offset":0,"length":1}]`, `can't parse MessageEntity: Can't find field "url"`},
		{`[{"type":"text_link","offset":0,"length":1,"url":"localhost"}]`, "entity URL 'localhost' is invalid: Wrong HTTP URL"},
		{`{"type":"bold"}`, "can't parse entities JSON object"},
	} {
		for method, fields := range map[string][2]string{"sendMessage": {"text", "entities"}, "sendDocument": {"caption", "caption_entities"}} {
			got := c.mustUpload(t, bot.Token, method, map[string]string{"chat_id": "77", fields[0]: text, fields[1]: tt.entities},
				part{"document", "d", strings.NewReader("d")})
			if tt.want != "" {
				wantError(t, got, 400, "Bad Request: "+tt.want)
			} else if !got.OK {
				t.Errorf("%s: %s", tt.entities, got.Body)
			}
		}
	}
	m := decode[sentMessage](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", text, "entities", `[{"type":"code","offset":4,"length":1},{"type":"bold","offset":1,"length":2}]`))
	if want := (botsim.Entity{Type: "bold", Offset: 1, Length: 2}); len(m.Entities) != 2 || m.Entities[0] != want {
		t.Errorf("got %+v", m.Entities)
	}
	if in := v.Inbox(); len(in[len(in)-1].Entities) != 2 {
		t.Errorf("inbox %+v", in[len(in)-1])
	}
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	asked := v.Say("😀 one two one")
	pictured := v.Send(botsim.Photo().Caption("a caption"))
	answer := func(to int64, more string) response {
		return c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "x",
			"reply_parameters", `{"message_id":`+strconv.FormatInt(to, 10)+more+`}`)
	}
	for _, tt := range []struct {
		to   int64
		more string
		text string
		at   int
	}{
		{asked, `,"quote":"one"`, "one", 3},
		{asked, `,"quote":"one","quote_position":9`, "one", 11},
		{asked, `,"quote":"two one"`, "two one", 7},
		{pictured, `,"quote":"caption"`, "caption", 2},
	} {
		m := decode[sentMessage](t, answer(tt.to, tt.more))
		if m.Quote == nil || m.Quote.Text != tt.text || m.Quote.Position != tt.at {
			t.Errorf("%s: got %+v", tt.more, m.Quote)
		}
	}
	wantError(t, answer(asked, `,"quote":"three"`), 400, "Bad Request: QUOTE_TEXT_INVALID")
	wantError(t, answer(asked, `,"quote":"two  one","allow_sending_without_reply":true`), 400, "Bad Request: QUOTE_TEXT_INVALID")
	wantError(t, answer(3, `,"quote":"one"`), 400, "Bad Request: message to be replied not found")
	if m := decode[sentMessage](t, answer(3, `,"quote":"one","allow_sending_without_reply":true`)); m.Quote != nil {
		t.Errorf("quoted a message that is not there: %+v", m.Quote)
	}
	long := strings.Repeat("あ", 1025)
	said := v.Say(long)
	wantError(t, answer(said, `,"quote":"`+long+`"`), 400, "Bad Request: QUOTE_TEXT_INVALID")
	if in := v.Inbox(); in[1].Quote != "one" || in[1].ReplyTo != asked {
		t.Errorf("inbox %+v", in[1])
	}
}

func TestCaptionEdits(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	theirs := strconv.FormatInt(v.Send(botsim.Photo().Caption("mine")), 10)
	file := decode[sentMessage](t, c.mustUpload(t, bot.Token, "sendVoice", map[string]string{"chat_id": "77"}, part{"voice", "v.ogg", strings.NewReader("OggS")}))
	text := decode[sentMessage](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "words"))
	voice, words := strconv.FormatInt(file.ID, 10), strconv.FormatInt(text.ID, 10)
	edit := func(method, id string, more ...string) response {
		return c.call(t, bot.Token, method, append([]string{"chat_id", "77", "message_id", id}, more...)...)
	}
	const bold = `[{"type":"bold","offset":0,"length":1}]`
	m := decode[sentMessage](t, edit("editMessageCaption", voice, "caption", "listen", "caption_entities", bold))
	if m.Caption != "listen" || len(m.CapEnts) != 1 || m.Voice == nil || v.Inbox()[0].Text != "listen" || v.Inbox()[0].Edited.IsZero() {
		t.Errorf("got %+v, inbox %+v", m, v.Inbox()[0])
	}
	for _, same := range []response{
		edit("editMessageCaption", voice, "caption", "listen", "caption_entities", bold), edit("editMessageText", words, "text", "words"),
	} {
		if same.Status != 400 || !strings.HasPrefix(same.Description, "Bad Request: message is not modified: ") {
			t.Errorf("got %s", same.Body)
		}
	}
	if got := edit("editMessageText", words, "text", "words", "entities", bold); !got.OK {
		t.Errorf("only the entities changed: %s", got.Body)
	}
	if got := decode[sentMessage](t, edit("editMessageCaption", voice)); got.Caption != "" || v.Inbox()[0].Text != "" {
		t.Errorf("got %+v", got)
	}
	wantError(t, edit("editMessageCaption", words, "caption", "x"), 400, "Bad Request: there is no caption in the message to edit")
	wantError(t, edit("editMessageText", voice, "text", "x"), 400, "Bad Request: there is no text in the message to edit")
	wantError(t, edit("editMessageCaption", theirs, "caption", "x"), 400, "Bad Request: message can't be edited")
	wantError(t, edit("editMessageCaption", "1", "caption", "x"), 400, "Bad Request: message to edit not found")
	wantError(t, edit("editMessageCaption", voice, "caption", strings.Repeat("a", 1025)), 400, "Bad Request: message caption is too long")
}

func TestDeleteMessages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		old := v.Say("old")
		time.Sleep(48*time.Hour - time.Second)
		theirs := v.Say("theirs")
		ours := decode[sentMessage](t, c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "ours"))
		remove := func(ids string) response {
			return c.call(t, bot.Token, "deleteMessages", "chat_id", "77", "message_ids", ids)
		}
		list := func(ids ...int64) string {
			var texts []string
			for _, id := range ids {
				texts = append(texts, strconv.FormatInt(id, 10))
			}
			return "[" + strings.Join(texts, ",") + "]"
		}
		wantError(t, remove("x"), 400, "Bad Request: can't parse message identifiers JSON object")
		wantError(t, remove("[]"), 400, "Bad Request: message identifiers are not specified")
		wantError(t, remove("["+strings.Repeat("1,", 100)+"1]"), 400, "Bad Request: too many message identifiers specified")
		time.Sleep(time.Second)
		wantError(t, remove(list(old, ours.ID)), 400, "Bad Request: message can't be deleted")
		if v.Inbox()[0].Deleted {
			t.Error("deleted some of them")
		}
		if got := remove(list(theirs, 3, ours.ID)); !got.OK || !v.Inbox()[0].Deleted {
			t.Errorf("got %s, inbox %+v", got.Body, v.Inbox())
		}
	})
}

func TestActionsExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		v.Start("")
		act := func(kind string) { c.call(t, bot.Token, "sendChatAction", "chat_id", "77", "action", kind) }
		act("upload_photo")
		time.Sleep(4999 * time.Millisecond)
		if v.ShownAction() != "upload_photo" {
			t.Errorf("sees %q", v.ShownAction())
		}
		time.Sleep(time.Millisecond)
		if v.ShownAction() != "" {
			t.Errorf("after 5 s: %q", v.ShownAction())
		}
		act("typing")
		c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "x")
		if v.ShownAction() != "" {
			t.Errorf("after a message: %q", v.ShownAction())
		}
		if log := v.ActionLog(); len(log) != 2 || log[1].Kind != "typing" || log[1].At.Sub(log[0].At) != 5*time.Second {
			t.Errorf("log %+v", log)
		}
	})
}

// Any nested entities within a text are accepted and returned; one unit beyond
// its end they are refused.
func TestNestedEntities(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Start("")
	rapid.Check(t, func(rt *rapid.T) {
		text := "x" + rapid.StringMatching(`[a-zé日😀]{0,30}`).Draw(rt, "text")
		units := len(utf16.Encode([]rune(text)))
		whole := `[{"type":"bold","offset":0,"length":` + strconv.Itoa(units+rapid.IntRange(0, 1).Draw(rt, "beyond")) + `}]`
		got, err := c.try(rt.Context(), bot.Token, "sendMessage", "chat_id", "77", "text", text, "entities", whole)
		if err != nil || got.OK != strings.Contains(whole, `"length":`+strconv.Itoa(units)+"}") {
			rt.Fatalf("%q %s: %s, %v", text, whole, got.Body, err)
		}
	})
}
