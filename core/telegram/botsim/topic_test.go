package botsim_test

import (
	"strconv"
	"testing"

	"tgdesk/core/telegram/botsim"
)

// A topic of a private chat has messages of both sides; a deleted one has none.
func TestTopics(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	thread := v.Topic("Billing")
	in := strconv.FormatInt(thread, 10)
	v.Send(botsim.Text("hello"), botsim.InTopic(thread))
	v.Say("outside of it")
	sent := c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "yes?", "message_thread_id", in)
	if m := decode[map[string]any](t, sent); m["message_thread_id"] != float64(thread) || m["is_topic_message"] != true {
		t.Errorf("sent %v", m)
	}
	c.call(t, bot.Token, "sendChatAction", "chat_id", "77", "action", "typing", "message_thread_id", in)
	c.call(t, bot.Token, "sendMessage", "chat_id", "77", "text", "no topic")
	if got := v.Inbox(); len(got) != 2 || got[0].Thread != thread || got[1].Thread != 0 || v.ActionLog()[0].Thread != thread {
		t.Errorf("inbox %+v, actions %+v", got, v.ActionLog())
	}
	var threads []float64
	for _, u := range decode[[]struct{ Message map[string]any }](t, c.call(t, bot.Token, "getUpdates")) {
		id, _ := u.Message["message_thread_id"].(float64)
		threads = append(threads, id)
	}
	if len(threads) != 3 || threads[0] != float64(thread) || threads[1] != float64(thread) || threads[2] != 0 {
		t.Errorf("updates in topics %v", threads)
	}
	v.DeleteTopic(thread)
	for _, method := range []string{"sendMessage", "sendChatAction"} {
		wantError(t, c.call(t, bot.Token, method, "chat_id", "77", "text", "x", "action", "typing", "message_thread_id", in), 400, "Bad Request: message thread not found")
	}
}
