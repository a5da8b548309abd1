package desk

import (
	"context"

	"tgdesk/core"
)

// SaveDraft stores what op is writing in the chat, and tells op's other screens. A draft
// without a text is deleted. What was typed last in a chat that ended meanwhile
// follows its draft to the visitor's next chat, if that has begun, unless it is an
// edit of a message of the old one.
func (d *Desk) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, draft core.Draft) error {
	_, err := d.saveDraft(ctx, op, chat, kind, nil, draft)
	return err
}

// ReplaceDraft is SaveDraft of a screen that knows the draft as known. If another screen
// of op has changed or sent it since, nothing is stored; the result is what is.
func (d *Desk) ReplaceDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, known, draft core.Draft) (core.Draft, error) {
	return d.saveDraft(ctx, op, chat, kind, &known, draft)
}

func (d *Desk) saveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, known *core.Draft, draft core.Draft) (stored core.Draft, err error) {
	err = d.write(ctx, func(t *tx) error {
		c, err := t.chatFor(ctx, op, chat)
		if err != nil {
			return err
		}
		if !c.Open() && kind != core.DraftEdit {
			next, err := t.OpenChatOf(ctx, c.VisitorID)
			switch {
			case core.IsNotFound(err):
			case err != nil:
				return err
			default:
				c, draft.ReplyTo = next, 0
				if known != nil {
					known = &core.Draft{Text: known.Text, Files: known.Files}
				}
			}
		}
		if known != nil {
			all, err := t.Drafts(ctx, op, c.ID)
			if stored = all.Of(kind); err != nil || stored != *known {
				return err
			}
		}
		stored = draft
		return t.storeDraft(ctx, c, kind, draft)
	})
	return stored, err
}

// storeDraft stores a draft of the actor, and tells their screens.
func (t *tx) storeDraft(ctx context.Context, c core.Chat, kind core.DraftKind, draft core.Draft) error {
	t.Emit(core.Event{Kind: core.EventDraft, Brand: c.BrandID, Chat: c.ID})
	return t.SaveDraft(ctx, t.Actor, c.ID, kind, draft)
}

// leftover is what stays of a stored draft when a reply or a note goes out. nil leaves it
// as it is.
type leftover func(stored core.Draft) core.Draft

// dropDraft leaves nothing.
func dropDraft(core.Draft) core.Draft { return core.Draft{} }

// unsent leaves what was written since a screen took the draft for known; all for nil.
func unsent(known *core.Draft, sent core.Draft) leftover {
	if known == nil {
		return nil
	}
	return func(stored core.Draft) core.Draft { return stored.Unsent(*known, sent) }
}

// draftSent stores what is left of the actor's draft.
func (t *tx) draftSent(ctx context.Context, c core.Chat, kind core.DraftKind, left leftover) error {
	if left == nil {
		return nil
	}
	all, err := t.Drafts(ctx, t.Actor, c.ID)
	if err != nil {
		return err
	}
	return t.storeDraft(ctx, c, kind, left(all.Of(kind)))
}
