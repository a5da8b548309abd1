package telegram_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestButtons(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	l := c.Connect(marked, core.Server{})
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana", Language: "es"})
	v.Start("")
	rows := [][]core.Button{{{Text: "Yes", Data: "b:1:0"}, {Text: "No", Data: "b:1:1"}}, {{Text: "後で", Data: strings.Repeat("x", core.MaxBotCallbackData)}}}
	sent, err := l.Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "Sure?", Buttons: rows})
	if err != nil {
		t.Fatal(err)
	}
	id, err := v.Press(sent.TelegramID, "No")
	if err != nil {
		t.Fatal(err)
	}
	b := poll(t, c, 0)
	got := b.Updates[len(b.Updates)-1]
	want := core.ButtonPress{ID: id, Data: "b:1:1", MessageTelegramID: sent.TelegramID}
	if got.Kind != core.UpdateButton || got.Press != want || got.Visitor.TelegramID != 77 || got.Visitor.Language != "es" {
		t.Errorf("the press is %+v", got)
	}
	for range 2 { // the second finds it answered
		if err := l.AnswerPress(t.Context(), id, "✓ No"); err != nil {
			t.Error(err)
		}
	}
	if a := v.Answers(); len(a) != 1 || a[0].Text != "✓ No" || a[0].ID != id {
		t.Errorf("answers %+v", a)
	}
	for range 2 { // the second changes nothing
		if err := l.SetButtons(t.Context(), 77, sent.TelegramID, [][]core.Button{{{Text: "No", Data: "b:1:1"}}}); err != nil {
			t.Error(err)
		}
	}
	if got := v.Inbox()[0].Buttons; len(got) != 1 || got[0][0].Text != "No" {
		t.Errorf("buttons %+v", got)
	}
	if err := l.SetButtons(t.Context(), 77, sent.TelegramID, nil); err != nil {
		t.Error(err)
	}
	if _, err := v.Press(sent.TelegramID, "No"); err == nil {
		t.Error("a button that is gone was pressed")
	}
	v.Delete(sent.TelegramID)
	if err := l.SetButtons(t.Context(), 77, sent.TelegramID, rows); err != nil {
		t.Errorf("of a message that is gone: %v", err)
	}
}

func TestKeyboards(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	l := c.Connect(marked, core.Server{})
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	send := func(out core.Outgoing) {
		t.Helper()
		out.TelegramID, out.Text = 77, "text"
		if _, err := l.Send(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	send(core.Outgoing{Keyboard: [][]string{{"Order", "Return"}, {"Other"}}})
	want := &botsim.Keyboard{Rows: [][]string{{"Order", "Return"}, {"Other"}}, Resize: true, OneTime: true}
	if d := cmp.Diff(want, v.Keyboard()); d != "" {
		t.Error(d)
	}
	if _, err := v.PressKey("Return"); err != nil || v.Keyboard() != nil || !v.HasKeyboard() {
		t.Errorf("after a key: %v, %v", v.Keyboard(), err)
	}
	b := poll(t, c, 0)
	if last := b.Updates[len(b.Updates)-1]; last.Message.Text != "Return" {
		t.Errorf("the key is %+v", last)
	}
	send(core.Outgoing{RemoveKeyboard: true})
	if v.HasKeyboard() {
		t.Error("the keyboard is still there")
	}
	send(core.Outgoing{ForceReply: true})
	if inbox := v.Inbox(); !inbox[len(inbox)-1].ForceReply {
		t.Error("no reply is asked for")
	}
}

func TestButtonsThatTelegramRefuses(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Start("")
	for name, b := range map[string]core.Button{
		"no label":      {Data: "b:1:0"},
		"no data":       {Text: "Yes"},
		"too much data": {Text: "Yes", Data: strings.Repeat("x", core.MaxBotCallbackData+1)},
	} {
		_, err := c.Connect(marked, core.Server{}).Send(t.Context(), core.Outgoing{TelegramID: 77, Text: "x", Buttons: [][]core.Button{{b}}})
		if e, ok := errors.AsType[*core.SendError](err); !ok || e.Outcome != core.OutcomeRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Presses of messages that are gone, or that cannot be decoded, come all the same.
func TestPressesOfOddMessages(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	id, err := v.PressData(4242, "b:7:1")
	if err != nil {
		t.Fatal(err)
	}
	query := func(rest string) string {
		return `{"callback_query":{"id":"9","from":{"id":77,"first_name":"Ana"},` + rest + `}}`
	}
	for _, object := range []string{
		query(`"data":"b:7:1","message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"forward_origin":{"type":"hologram"}}`),
		query(`"data":"b:7:1","message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"},"x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`),
		query(`"data":"b:7:1","message":{"message_id":5,"date":1,"chat":{"id":-8,"type":"supergroup"}}`),
		query(`"data":"b:7:1","inline_message_id":"AAA"`),
		query(`"game_short_name":"chess","message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"}}`),
		query(`"data":7,"message":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"}}`),
	} {
		if _, err := bot.PushRaw(object); err != nil {
			t.Fatal(err)
		}
	}
	b := poll(t, c, 0)
	if got := b.Updates[1]; got.Press != (core.ButtonPress{ID: id, Data: "b:7:1", MessageTelegramID: 4242}) {
		t.Errorf("of a message that is gone: %+v", got)
	}
	want := []core.UpdateKind{
		core.UpdateMessage, core.UpdateButton, core.UpdateButton, core.UpdateButton, core.UpdateIgnored, core.UpdateOther, core.UpdateOther, core.UpdateOther,
	}
	var kinds []core.UpdateKind
	for _, u := range b.Updates {
		kinds = append(kinds, u.Kind)
	}
	if d := cmp.Diff(want, kinds); d != "" {
		t.Error(d)
	}
}

func TestPressErrors(t *testing.T) {
	t.Parallel()
	l := serverWith(t, respond(429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}}`)).Connect(marked, core.Server{})
	for name, do := range map[string]func(context.Context) error{
		"answer":  func(ctx context.Context) error { return l.AnswerPress(ctx, "1", "") },
		"buttons": func(ctx context.Context) error { return l.SetButtons(ctx, 77, 1, nil) },
		"face":    func(ctx context.Context) error { _, err := l.Face(ctx, ""); return err },
		"set":     func(ctx context.Context) error { return l.SetFace(ctx, "", core.Face{Name: "x"}) },
	} {
		e := core.SendFailure(do(t.Context()))
		if e.Outcome != core.OutcomeRateLimited || e.RetryAfter.Seconds() != 7 {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
