package txn

import (
	"context"
	"time"

	"tgdesk/core"
)

// Audit appends an entry about what the actor does. It fills in who, when and by
// which door.
func (t *Tx) Audit(ctx context.Context, e core.AuditEntry) error {
	e.At, e.Operator = t.Now(), t.Actor
	e.Via, e.Session = core.DoorOf(ctx)
	if e.Operator == 0 && e.Act != core.ActLoginFailed {
		e.Via, e.Session = core.DoorEngine, ""
	} else if e.Operator != 0 && e.Name == "" {
		op, err := t.Operator(ctx, e.Operator)
		if err != nil {
			return err
		}
		e.Name = op.Name
	}
	return t.InsertAudit(ctx, e)
}

// AuditChat is Audit of what became of a chat. A chat that was not there before has
// no id.
func (t *Tx) AuditChat(ctx context.Context, act core.Act, before, after core.Chat) error {
	e := core.AuditEntry{Act: act, Brand: after.BrandID, Chat: after.ID, Subject: string(after.Reason)}
	var err error
	if before.ID != 0 {
		if e.Before, err = t.describe(ctx, before); err != nil {
			return err
		}
	}
	if e.After, err = t.describe(ctx, after); err != nil {
		return err
	}
	return t.Audit(ctx, e)
}

// describe is a chat's state, and of an active one its owner.
func (t *Tx) describe(ctx context.Context, c core.Chat) (string, error) {
	switch {
	case c.State != core.Active:
		return string(c.State), nil
	case c.HeldByChatbot():
		return string(c.State) + " chatbot", nil
	}
	owner, err := t.Operator(ctx, c.Owner.Operator)
	described := string(c.State) + " " + owner.Name
	if c.Snoozed() {
		described += " until " + c.SnoozedUntil.UTC().Format(time.RFC3339)
	}
	return described, err
}
