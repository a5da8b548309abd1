package engine

import (
	"cmp"
	"context"
	"strings"
	"time"

	"tgdesk/core"
)

// keepStart remembers a "/start" until words follow.
func (a *applier) keepStart(ctx context.Context, v core.Visitor, m core.Incoming) error {
	v.Start = core.StartCommand{TelegramID: m.TelegramID, Text: m.Text, At: m.At, Source: cmp.Or(startPayload(m), v.Start.Source)}
	welcomed, err := a.welcome(ctx, v, m)
	if err != nil {
		return err
	}
	if welcomed { // it is in the transcript already
		v.Start.Text, v.Start.At = "", time.Time{}
	}
	return a.SaveVisitor(ctx, v)
}

// welcome answers a "/start" that opens no chat. Both precede the visitor's next chat. It
// returns false if the visitor gets no welcome, or had one a moment ago.
func (a *applier) welcome(ctx context.Context, v core.Visitor, m core.Incoming) (bool, error) {
	before, err := a.PreludeOf(ctx, v.ID)
	if err != nil || before.ID != 0 && a.Now().Before(before.LastMessageAt.Add(core.WelcomeInterval)) {
		return false, err
	}
	c := core.Prelude(v, a.Now())
	text, ok, err := a.AutoText(ctx, c, core.TextWelcome, core.TextValues{})
	if err != nil || !ok {
		return false, err
	}
	if before.ID == 0 {
		if c, err = a.InsertChat(ctx, c); err != nil {
			return false, err
		}
	} else {
		c.ID = before.ID
		if err := a.Tx.Tx.SaveChat(ctx, c); err != nil {
			return false, err
		}
	}
	start := core.Message{
		ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, Author: v.Name(), Text: m.Text, TelegramID: m.TelegramID, SentAt: m.At,
	}
	if _, err := a.InsertMessage(ctx, start); err != nil {
		return false, err
	}
	_, err = a.QueueText(ctx, c, text)
	return true, err
}

// appendStart begins the transcript of a new chat with the "/start" that was
// remembered, as a message that does not count as received. m is the message that opens
// the chat: the remembered one itself if it was edited.
func (a *applier) appendStart(ctx context.Context, c core.Chat, v core.Visitor, m core.Incoming) (core.Chat, error) {
	start := v.Start
	if start.Text == "" {
		return c, nil
	}
	v.Start = core.StartCommand{TelegramID: start.TelegramID}
	if err := a.SaveVisitor(ctx, v); err != nil || start.TelegramID == m.TelegramID {
		return c, err
	}
	first, err := a.AppendMessage(ctx, c, core.Message{
		From: core.FromVisitor, Kind: core.KindText, Author: v.Name(), Text: start.Text, TelegramID: start.TelegramID, SentAt: start.At,
	})
	if err != nil {
		return c, err
	}
	c.LastMessageID = first.ID
	return c, a.SaveChat(ctx, c)
}

// isStart reports whether m is what Telegram's clients send for the Start button,
// "/start", or for a link t.me/bot?start=PAYLOAD, "/start PAYLOAD". With other
// words it is a message like any.
func isStart(m core.Incoming) bool {
	word, payload, _ := strings.Cut(strings.TrimSpace(m.Text), " ")
	payload = strings.TrimSpace(payload)
	return m.Kind == core.KindText && isCommand(word, "/start") && (payload == "" || core.CheckPayload(payload) == nil)
}

// startPayload returns where a visitor came from: the payload of m, "" if there is
// none.
func startPayload(m core.Incoming) string {
	if !isStart(m) {
		return ""
	}
	_, payload, _ := strings.Cut(strings.TrimSpace(m.Text), " ")
	return strings.TrimSpace(payload)
}
