package desk

import (
	"context"

	"tgdesk/core"
)

// SendNote adds an internal note to a chat, a completed one too, and calls those whom it
// mentions. known is what op's screen takes for their draft of a note in the chat, as in
// SendDraft.
func (d *Desk) SendNote(ctx context.Context, op core.OperatorID, chat core.ChatID, text string, known *core.Draft) (core.Message, error) {
	text, err := checkText(text)
	if err != nil {
		return core.Message{}, err
	}
	return onChat(ctx, d, op, chat, core.MayNote, func(t *tx, by core.Operator, c core.Chat, _ core.Rules) (note core.Message, err error) {
		if err := t.mayDescribe(ctx, c.VisitorID); err != nil {
			return note, err
		}
		if note, err = t.appendNote(ctx, c, by, text); err != nil {
			return note, err
		}
		return note, t.draftSent(ctx, c, core.DraftNote, known)
	})
}

// appendNote adds an internal note to a chat, and calls those whom it mentions.
func (t *tx) appendNote(ctx context.Context, c core.Chat, by core.Operator, text string) (core.Message, error) {
	note, err := t.AppendMessage(ctx, c, core.Message{
		From: core.FromNote, Kind: core.KindText, OperatorID: by.ID, Author: by.Name, Text: text, SentAt: t.Now(),
	})
	if err != nil {
		return note, err
	}
	return note, t.callMentioned(ctx, c, note)
}
