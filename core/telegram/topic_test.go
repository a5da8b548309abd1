package telegram_test

import (
	"testing"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// Whatever goes to a topic arrives in it, and outside of it once it is deleted.
func TestTopics(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	l, v := c.Connect(marked, core.Server{}), bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	thread := v.Topic("Billing")
	asked := v.Send(botsim.Text("hello"), botsim.InTopic(thread))
	v.Say("outside of it")
	for i, u := range poll(t, c, 0).Updates {
		if want := []int64{thread, thread, 0}[i]; u.Message.Thread != want {
			t.Errorf("message %d is in topic %d, want %d", i, u.Message.Thread, want)
		}
	}
	pdf := bytesOf(core.KindDocument, "a.pdf", "application/pdf", []byte("%PDF-1.7"))
	for range 2 { // the second time it is deleted
		out := core.Outgoing{TelegramID: 77, Thread: thread, Text: "yes?", ReplyTo: asked}
		_, err := l.Send(t.Context(), out)
		_, err2 := l.SendFiles(t.Context(), out, []core.Upload{pdf}, nil)
		_, err3 := l.SendFiles(t.Context(), out, []core.Upload{pdf, pdf}, nil)
		if err != nil || err2 != nil || err3 != nil {
			t.Errorf("Send = %v, SendFiles = %v, of two %v", err, err2, err3)
		}
		v.DeleteTopic(thread)
	}
	if len(v.Inbox()) != 8 {
		t.Fatalf("inbox %+v", v.Inbox())
	}
	for i, m := range v.Inbox() {
		if in := i < 4; (m.Thread == thread) != in || (m.ReplyTo == asked) != in {
			t.Errorf("message %d is in topic %d and answers %d", i, m.Thread, m.ReplyTo)
		}
	}
}

func TestActionInATopic(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	thread := v.Topic("Billing")
	if err := c.Connect(marked, core.Server{}).SendAction(t.Context(), 77, thread, core.ActionTyping); err != nil || v.ActionLog()[0].Thread != thread {
		t.Errorf("SendAction = %v, shown %+v", err, v.ActionLog())
	}
}
