package desk

import (
	"context"
	"strings"
	"tgdesk/core"
	"tgdesk/core/markup"
	"unicode/utf8"
)

// MaxReply is how many characters (runes) an operator may send or note at
// once; a longer text is a slip of the clipboard.
const MaxReply = 40_000

// Reply writes op's answer down as queued messages, one for each part that
// [SplitText] makes, and wakes the sender. replyTo is the message that is
// answered, 0 for none; the first part carries it. The draft of op's reply in the
// chat is dropped in the same transaction: it has become the reply.
func (d *Desk) Reply(ctx context.Context, op core.OperatorID, chat core.ChatID, text string, replyTo core.MessageID) ([]core.Message, error) {
	return d.answer(ctx, op, chat, text, replyTo, false)
}

// ReplyBeside is Reply of somebody who has not seen their draft in the chat: it
// stays.
func (d *Desk) ReplyBeside(ctx context.Context, op core.OperatorID, chat core.ChatID, text string, replyTo core.MessageID) ([]core.Message, error) {
	return d.answer(ctx, op, chat, text, replyTo, true)
}

func (d *Desk) answer(ctx context.Context, op core.OperatorID, chat core.ChatID, text string, replyTo core.MessageID, beside bool) ([]core.Message, error) {
	text, err := checkText(text)
	if err != nil {
		return nil, err
	}
	var sent []core.Message
	err = d.write(ctx, func(w *tx) error {
		by, c, err := w.writable(ctx, op, chat)
		if err != nil {
			return err
		}
		answered, err := w.answered(ctx, c, replyTo)
		if err != nil {
			return err
		}
		b, err := w.Brand(ctx, c.BrandID)
		if err != nil {
			return err
		}
		var parts []core.Message
		for _, part := range signed(compose(b.Options, text), b.Options, by).Parts(markup.MaxText) {
			parts = append(parts, core.Message{Kind: core.KindText, Text: part.Plain, Markup: part.Markup})
		}
		if sent, err = w.queue(ctx, c, by, parts, answered); err != nil {
			return err
		}
		if !beside {
			if err := w.SaveDraft(ctx, op, chat, core.DraftReply, core.Draft{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return sent, nil
}

// writable returns the chat after a reply of op, or why op may not send.
func (w *tx) writable(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Operator, core.Chat, error) {
	by, err := w.operator(ctx, op)
	if err != nil {
		return by, core.Chat{}, err
	}
	c, l, err := w.CurrentChat(ctx, chat)
	if err != nil {
		return by, c, err
	}
	v, err := w.Visitor(ctx, c.VisitorID)
	if err != nil {
		return by, c, err
	}
	if err := core.MayReply(by, c, v); err != nil {
		return by, c, err
	}
	c, err = c.OperatorWrote(by, w.Now(), l)
	return by, c, err
}

// answered returns Telegram's id of the message that a reply answers.
func (w *tx) answered(ctx context.Context, c core.Chat, id core.MessageID) (int64, error) {
	if id == 0 {
		return 0, nil
	}
	m, err := w.Message(ctx, id)
	switch {
	case err != nil:
		return 0, err
	case m.VisitorID != c.VisitorID:
		return 0, errOtherChat()
	case m.TelegramID == 0:
		return 0, core.Errorf(core.CodeInvalid, "message_not_at_telegram", "Telegram does not know that message, so it cannot be answered.")
	}
	return m.TelegramID, nil
}

// queue adds a reply's messages to the transcript and the outbox. The first
// answers the message with Telegram's id answered.
func (w *tx) queue(ctx context.Context, c core.Chat, by core.Operator, parts []core.Message, answered int64) ([]core.Message, error) {
	for i, m := range parts {
		m.From, m.OperatorID, m.Author = core.FromOperator, by.ID, by.Name
		m.ReplyTo, m.SentAt, m.Delivery = answered, w.Now(), core.DeliveryQueued
		m, err := w.AppendMessage(ctx, c, m)
		if err != nil {
			return nil, err
		}
		parts[i], answered, c.LastMessageID = m, 0, m.ID
	}
	w.WakeSender(c.BrandID)
	return parts, w.SaveActivity(ctx, c)
}

// Note adds an internal note to a chat that is not completed; anybody may. The
// draft of op's note in the chat is dropped in the same transaction.
func (d *Desk) Note(ctx context.Context, op core.OperatorID, chat core.ChatID, text string) (core.Message, error) {
	return d.note(ctx, op, chat, text, false)
}

// NoteBeside is Note of somebody who has not seen their draft of a note in the
// chat: it stays.
func (d *Desk) NoteBeside(ctx context.Context, op core.OperatorID, chat core.ChatID, text string) (core.Message, error) {
	return d.note(ctx, op, chat, text, true)
}

func (d *Desk) note(ctx context.Context, op core.OperatorID, chat core.ChatID, text string, beside bool) (core.Message, error) {
	text, err := checkText(text)
	if err != nil {
		return core.Message{}, err
	}
	var note core.Message
	err = d.write(ctx, func(w *tx) error {
		by, err := w.operator(ctx, op)
		if err != nil {
			return err
		}
		c, _, err := w.CurrentChat(ctx, chat)
		if err != nil {
			return err
		}
		if err := core.MayNote(by, c); err != nil {
			return err
		}
		note, err = w.AppendMessage(ctx, c, core.Message{From: core.FromNote, Kind: core.KindText, OperatorID: by.ID, Author: by.Name, Text: text, SentAt: w.Now()})
		if err != nil || beside {
			return err
		}
		return w.SaveDraft(ctx, op, chat, core.DraftNote, core.Draft{})
	})
	return note, err
}

// checkText returns a text as it is kept and sent. Telegram trims messages
// itself, so the desk shows what the visitor will see.
func checkText(text string) (string, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	if text == "" {
		return "", core.Errorf(core.CodeInvalid, "text_empty", "There is nothing to send.")
	}
	if n := utf8.RuneCountInString(text); n > MaxReply {
		return "", core.Errorf(core.CodeInvalid, "text_too_long", "The text is too long: %d characters; at most %d can be sent at once.", n, MaxReply)
	}
	return text, nil
}
