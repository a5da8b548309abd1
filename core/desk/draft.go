package desk

import (
	"context"

	"tgdesk/core"
)

// ReplaceDraft stores what op is writing in the chat, from a screen that knows the draft as
// known, and tells op's other screens. A draft without a text is deleted. If another screen of
// op has changed or sent it since, nothing is stored; the result is what is. What was typed
// last in a chat that ended meanwhile follows its draft to the visitor's next chat, if that
// has begun, and joins what was written there; unless it is an edit of a message of the old
// one.
func (d *Desk) ReplaceDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, known, draft core.Draft) (core.Draft, error) {
	joined := false
	stored, err := d.saveDraft(ctx, op, chat, kind, draft, func(stored, draft core.Draft, moved bool) core.Draft {
		joined = moved
		switch {
		case stored == known:
			return draft
		case !moved:
			return stored
		}
		return joinStored(stored, known, draft)
	})
	if joined && err == nil {
		return draft, nil // in the old chat there is nothing else
	}
	return stored, err
}

// ReturnDraft stores what op could not send, or had not saved when their screen ended, as a
// draft, behind what other screens of op, or texts that came back before, have made of the
// draft that was known.
func (d *Desk) ReturnDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, known, sent core.Draft) error {
	_, err := d.saveDraft(ctx, op, chat, kind, sent, func(stored, sent core.Draft, _ bool) core.Draft {
		if kind == core.DraftEdit && sent.ReplyTo != 0 && sent.ReplyTo != stored.ReplyTo { // of another message
			return sent
		}
		return joinStored(stored, known, sent)
	})
	return err
}

// joinStored is what becomes of the stored draft and of one that a screen has made from
// what it knew of that.
func joinStored(stored, known, draft core.Draft) core.Draft {
	switch {
	case stored.Text == known.Text && stored.Files == known.Files:
		return draft
	case known == core.Draft{}:
		return stored.With(draft)
	}
	return core.MergeDrafts(known, draft, stored)
}

// saveDraft stores what change makes of the stored draft, and returns that. moved says that
// this is one of the visitor's next chat, in which nothing of the old one is answered.
func (d *Desk) saveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, draft core.Draft,
	change func(stored, draft core.Draft, moved bool) core.Draft,
) (next core.Draft, err error) {
	err = d.write(ctx, func(t *tx) error {
		t.Actor = op
		c, err := t.chatFor(ctx, op, chat)
		if err != nil {
			return err
		}
		if v, err := t.Visitor(ctx, c.VisitorID); v.Erased() || err != nil {
			next = draft // which goes with the screen that holds it
			return err
		}
		moved := false
		if !c.Open() && kind != core.DraftEdit {
			later, err := t.OpenChatOf(ctx, c.VisitorID)
			if moved = err == nil; moved {
				c, draft.ReplyTo = later, 0
			} else if !core.IsNotFound(err) {
				return err
			}
		}
		all, err := t.Drafts(ctx, op, c.ID)
		if err != nil {
			return err
		}
		if next = change(all.Of(kind), draft, moved); next == all.Of(kind) {
			return nil
		}
		return t.storeDraft(ctx, c, kind, next)
	})
	return next, err
}

// storeDraft stores a draft of the actor, and tells their screens.
func (t *tx) storeDraft(ctx context.Context, c core.Chat, kind core.DraftKind, draft core.Draft) error {
	t.Emit(core.Event{Kind: core.EventDraft, Brand: c.BrandID, Chat: c.ID})
	return t.SaveDraft(ctx, t.Actor, c.ID, kind, draft)
}

// draftSent stores what was written in the actor's draft since a screen took it for known, as
// a message that was made of that goes out, or returns why it must not go out. nil leaves the
// draft as it is.
func (t *tx) draftSent(ctx context.Context, c core.Chat, kind core.DraftKind, known *core.Draft) error {
	if known == nil {
		return nil
	}
	all, err := t.Drafts(ctx, t.Actor, c.ID)
	if err != nil {
		return err
	}
	next, err := all.Of(kind).Unsent(*known)
	if err != nil {
		return err
	}
	return t.storeDraft(ctx, c, kind, next)
}
