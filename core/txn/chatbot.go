package txn

import (
	"context"
	"crypto/rand"

	"tgdesk/core"
)

// AskChatbot queues an event for the chatbot of a chat's brand, and wakes it once the
// transaction is committed. m is the message that it is about, 0 for none.
func (t *Tx) AskChatbot(ctx context.Context, c core.Chat, kind core.BotEventKind, m core.MessageID) error {
	t.call(func(w core.Waker) { w.WakeChatbot(c.BrandID) })
	return t.InsertBotEvent(ctx, core.QueuedBotEvent{UID: rand.Text(), Brand: c.BrandID, Chat: c.ID, Kind: kind, Message: m, At: t.Now()})
}

// LeaveChatbot stores that a chat which the chatbot held needs a person, says so in the
// transcript, tells the visitor, and calls operators. It returns what became of the chat.
func (t *Tx) LeaveChatbot(ctx context.Context, before, after core.Chat, line core.Kind, text string) (core.Chat, error) {
	after, err := t.LeaveChatbotTold(ctx, before, after, line, text)
	if err != nil {
		return after, err
	}
	return after, t.TellWaiting(ctx, after)
}

// LeaveChatbotTold is LeaveChatbot for a visitor whom the chatbot itself has told.
func (t *Tx) LeaveChatbotTold(ctx context.Context, before, after core.Chat, line core.Kind, text string) (core.Chat, error) {
	if err := t.MoveByItself(ctx, core.ActChatForwarded, before, after); err != nil {
		return after, err
	}
	if _, err := t.AppendMessage(ctx, after, core.Message{From: core.FromDesk, Kind: line, Text: text, SentAt: after.WaitingSince}); err != nil {
		return after, err
	}
	b, err := t.Brand(ctx, after.BrandID)
	if err != nil {
		return after, err
	}
	if after, err = t.OfferChat(ctx, b.Options, after); err != nil {
		return after, err
	}
	t.Emit(core.Event{Kind: core.EventMessage, Brand: after.BrandID, Chat: after.ID, Alert: after.Handover.OfferedTo == 0})
	return after, nil
}

// leaveLateChatbot gives a chat to people that would be completed as nobody wrote, while the
// chatbot owes its visitor an answer: late is whether that is so.
func (t *Tx) leaveLateChatbot(ctx context.Context, c, completed core.Chat, rules core.Rules) (left core.Chat, late bool, err error) {
	if completed.Reason != core.ReasonBotIdle {
		return c, false, nil
	}
	queued, err := t.QueuedBotEvents(ctx, c.ID)
	if err != nil || queued == 0 {
		return c, false, err
	}
	left, err = t.LeaveChatbot(ctx, c, c.Forwarded(c.DeadlineAt, rules), core.KindChatbotFailed, string(core.NewProblem("chatbot_late")))
	return left, true, err
}
