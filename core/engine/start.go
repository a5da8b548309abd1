package engine

import (
	"cmp"
	"context"
	"strings"

	"tgdesk/core"
)

// keepStart remembers a "/start" until words follow.
func (a *applier) keepStart(ctx context.Context, v core.Visitor, m core.Incoming) error {
	v.Start = core.StartCommand{TelegramID: m.TelegramID, Text: m.Text, At: m.At, Source: cmp.Or(startPayload(m), v.Start.Source)}
	return a.SaveVisitor(ctx, v)
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
