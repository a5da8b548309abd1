package desk

import (
	"context"
	"fmt"

	"tgdesk/core"
)

// Login notes that an operator has come in through the door of ctx, with a key or, for
// "", on the desk's own machine. Only an enabled operator can.
func (d *Desk) Login(ctx context.Context, op core.OperatorID, fingerprint, from string) error {
	return d.write(ctx, func(t *tx) error {
		if _, err := t.operator(ctx, op); err != nil {
			return err
		}
		if fingerprint != "" {
			owner, k, err := t.OperatorByKey(ctx, fingerprint)
			if err != nil {
				return err
			}
			if owner.ID != op {
				return core.NewError(core.CodeForbidden, "operator_unknown")
			}
			k.LastUsedAt = t.Now()
			if err := t.SaveOperatorKey(ctx, k); err != nil {
				return err
			}
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActLogin, Subject: from, After: fingerprint})
	})
}

// Logout notes that a session of an operator has ended.
func (d *Desk) Logout(ctx context.Context, op core.OperatorID, from string) error {
	return d.write(ctx, func(t *tx) error {
		t.Actor = op
		o, err := t.Operator(ctx, op)
		if err != nil {
			return err
		}
		o.LastSeenAt = t.Now()
		if _, err := t.SaveOperator(ctx, o); err != nil {
			return err
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActLogout, Subject: from})
	})
}

// LoginFailed notes failed logins from an address. The caller samples them: what is
// noted is for people to read.
func (d *Desk) LoginFailed(ctx context.Context, from, what string) error {
	return d.write(ctx, func(t *tx) error {
		return t.Audit(ctx, core.AuditEntry{Act: core.ActLoginFailed, Subject: from, After: what})
	})
}

// AuditLog lists entries of the audit for an admin.
func (d *Desk) AuditLog(ctx context.Context, op core.OperatorID, q core.AuditQuery) ([]core.AuditEntry, error) {
	return d.As(op).AuditEntries(ctx, q)
}

// RecordExport notes that op took chats out of the desk, as what says.
func (d *Desk) RecordExport(ctx context.Context, op core.OperatorID, chat core.ChatID, what string) error {
	return d.write(ctx, func(t *tx) error {
		c, err := t.chatFor(ctx, op, chat)
		if err != nil {
			return err
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActExported, Brand: c.BrandID, Chat: chat, Subject: what})
	})
}

// RecordExports notes that op took chats of some brands out of the desk, as what says: for
// each brand by itself, so that it is found there. The empty set is all brands of op.
func (d *Desk) RecordExports(ctx context.Context, op core.OperatorID, brands core.Set[core.BrandID], what string) error {
	return d.write(ctx, func(t *tx) error {
		by, err := t.operator(ctx, op)
		if err != nil {
			return err
		}
		ids := brands.IDs()
		if brands.Empty() {
			all, err := t.Brands(ctx)
			if err != nil {
				return err
			}
			for _, b := range all {
				if by.Serves(b.ID) {
					ids = append(ids, b.ID)
				}
			}
		}
		if len(ids) == 0 {
			return t.Audit(ctx, core.AuditEntry{Act: core.ActExported, Subject: what})
		}
		for _, id := range ids {
			if err := core.MayUseBrand(by, id); err != nil {
				return err
			}
			if err := t.Audit(ctx, core.AuditEntry{Act: core.ActExported, Brand: id, Subject: what}); err != nil {
				return err
			}
		}
		return nil
	})
}

// RecordVisitorExport notes that op took all out of the desk that it has of a visitor, or
// returns why they may not.
func (d *Desk) RecordVisitorExport(ctx context.Context, op core.OperatorID, id core.VisitorID) error {
	return d.write(ctx, func(t *tx) error {
		t.Actor = op
		_, v, err := visitorFor(ctx, t, op, id, core.MayExportVisitor)
		if err != nil {
			return err
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActExported, Brand: v.BrandID, Visitor: id, Subject: fmt.Sprintf("visitor %d", id)})
	})
}

// RecordBackup notes that op made a backup.
func (d *Desk) RecordBackup(ctx context.Context, op core.OperatorID, what string) error {
	return d.write(ctx, func(t *tx) error {
		if err := t.requireAdmin(ctx, op); err != nil {
			return err
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActBackup, Subject: what})
	})
}
