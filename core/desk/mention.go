package desk

import (
	"context"

	"tgdesk/core"
)

// callMentioned calls those whom a note mentions and who work for the brand of its chat.
// Who mentions themselves is not called.
func (t *tx) callMentioned(ctx context.Context, c core.Chat, note core.Message) error {
	all, err := t.Operators(ctx)
	if err != nil {
		return err
	}
	var among []core.Operator
	for _, o := range all {
		if core.MayUseBrand(o, c.BrandID) == nil {
			among = append(among, o)
		}
	}
	for _, o := range core.Mentioned(note.Text, among) {
		if o.ID == note.OperatorID {
			continue
		}
		if err := t.InsertMention(ctx, core.Mention{Operator: o.ID, Note: note, Chat: c.ID, Brand: c.BrandID}); err != nil {
			return err
		}
		t.Emit(core.Event{Kind: core.EventMention, Brand: c.BrandID, Chat: c.ID, To: o.ID, Alert: true})
	}
	return nil
}

// SeeMentions notes that op has looked at what calls them in a chat.
func (d *Desk) SeeMentions(ctx context.Context, op core.OperatorID, chat core.ChatID) error {
	return d.write(ctx, func(t *tx) error {
		c, err := t.chatFor(ctx, op, chat)
		if err != nil {
			return err
		}
		n, err := t.SeeMentions(ctx, op, chat)
		if n > 0 {
			t.Emit(core.Event{Kind: core.EventMention, Brand: c.BrandID, Chat: c.ID, To: op})
		}
		return err
	})
}
