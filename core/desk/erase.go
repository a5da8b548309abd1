package desk

import (
	"context"
	"fmt"
	"time"

	"tgdesk/core"
)

// How long the erasure of a visitor waits for a reply that is on its way to them, and how
// often it looks.
const (
	sendingPatience = 5 * time.Second
	sendingInterval = 50 * time.Millisecond
)

// ErasureOf counts what [Desk.EraseVisitor] would remove, for a question, or returns why op
// may not do that.
func (d *Desk) ErasureOf(ctx context.Context, op core.OperatorID, id core.VisitorID) (core.Erasure, error) {
	if _, _, err := visitorFor(ctx, d.store, op, id, core.MayEraseVisitor); err != nil {
		return core.Erasure{}, err
	}
	return d.store.Erasure(ctx, id)
}

// EraseVisitor removes all that the desk has of a visitor: who they are, their chats'
// messages with what belongs to them, and their files, also from the free pages of the
// database and from its log. Stubs of the visitor and of the chats stay for counts. An
// open chat is completed first; replies that are queued are not sent. Interrupted, it goes
// on when it is called again, or when the desk starts.
func (d *Desk) EraseVisitor(ctx context.Context, op core.OperatorID, id core.VisitorID) (core.Erasure, error) {
	begin := func() (core.Erasure, error) {
		return inTx(ctx, d, func(t *tx) (core.Erasure, error) { return t.beginErasure(ctx, op, id) })
	}
	e, err := begin()
	for left := sendingPatience; e.Sending && left > 0 && ctx.Err() == nil; left -= sendingInterval {
		select {
		case <-ctx.Done():
		case <-time.After(sendingInterval):
			e, err = begin()
		}
	}
	if err != nil {
		return e, err
	}
	return e, d.runner.FinishErasure(ctx, id)
}

// beginErasure makes a stub of a visitor. Done already, it removes what is new, and leaves
// what was interrupted to be finished.
func (t *tx) beginErasure(ctx context.Context, op core.OperatorID, id core.VisitorID) (e core.Erasure, err error) {
	t.Actor = op
	by, v, err := visitorFor(ctx, t, op, id, core.MayEraseVisitor)
	if err != nil {
		return e, err
	}
	if e, err = t.Erasure(ctx, id); err != nil {
		return e, err
	}
	if e.Sending {
		return e, core.NewError(core.CodeConflict, "erase_sending", v.Name())
	}
	if err := t.endOpenChat(ctx, by, v, ""); err != nil {
		return e, err
	}
	if err := t.BeginErasure(ctx, v); err != nil || v.Erased() {
		return e, err
	}
	chats, err := t.ChatsToErase(ctx, id)
	if err != nil {
		return e, err
	}
	for _, c := range chats {
		t.EmitChat(c)
		t.Emit(core.Event{Kind: core.EventErased, Brand: v.BrandID, Chat: c.ID})
	}
	t.Emit(core.Event{Kind: core.EventVisitor, Brand: v.BrandID})
	return e, t.Audit(ctx, core.AuditEntry{
		Act: core.ActVisitorErased, Brand: v.BrandID, Subject: fmt.Sprintf("visitor %d", id),
		Before: fmt.Sprintf("%d chats, %d messages, %d files", e.Chats, e.Messages, e.Files),
	})
}

// mayDescribe reports why nothing can be written about a visitor any more.
func (t *tx) mayDescribe(ctx context.Context, id core.VisitorID) error {
	v, err := t.Visitor(ctx, id)
	if err == nil && v.Erased() {
		err = core.NewError(core.CodeConflict, "visitor_erased")
	}
	return err
}

// endOpenChat completes the open chat of a visitor, if there is one, because of what by did
// with them. Its transcript says so with a system line, unless that is "".
func (t *tx) endOpenChat(ctx context.Context, by core.Operator, v core.Visitor, line core.Kind) error {
	c, err := t.OpenChatOf(ctx, v.ID)
	if core.IsNotFound(err) {
		return nil
	}
	if err == nil {
		c, _, err = t.ApplyExpired(ctx, c)
	}
	if err != nil || !c.Open() {
		return err
	}
	next := c.EndedFor(by, t.Now())
	if err := t.Move(ctx, core.ActChatCompleted, c, next); err != nil || line == "" {
		return err
	}
	return t.AddSystemLine(ctx, next, t.Now(), line, by)
}
