package desk

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/sshkey"
)

// AddKey lets an operator sign in with a public key, given as a line of a .pub file.
func (d *Desk) AddKey(ctx context.Context, by, id core.OperatorID, text string) (core.OperatorKey, error) {
	key, err := sshkey.Parse(text)
	if err != nil {
		return key, err
	}
	return inTx(ctx, d, func(t *tx) (core.OperatorKey, error) {
		if err := t.requireAdmin(ctx, by); err != nil {
			return key, err
		}
		op, err := t.existingOperator(ctx, id)
		if err != nil {
			return key, err
		}
		return t.addKey(ctx, op, key)
	})
}

func (t *tx) addKey(ctx context.Context, op core.Operator, key core.OperatorKey) (core.OperatorKey, error) {
	switch other, _, err := t.OperatorByKey(ctx, key.Fingerprint); {
	case err == nil:
		return key, core.NewError(core.CodeConflict, "ssh_key_taken", other.Name)
	case !core.IsNotFound(err):
		return key, err
	}
	key.Operator, key.AddedAt = op.ID, t.Now()
	key, err := t.InsertOperatorKey(ctx, key)
	if err != nil {
		return key, err
	}
	t.Emit(core.Event{Kind: core.EventOperator, Operator: op.ID})
	return key, t.Audit(ctx, core.AuditEntry{Act: core.ActKeyAdded, Subject: op.Name, After: key.Fingerprint})
}

// RevokeKey ends what an operator's key opens, open sessions too.
func (d *Desk) RevokeKey(ctx context.Context, by, id core.OperatorID, fingerprint string) error {
	return d.write(ctx, func(t *tx) error {
		if err := t.requireAdmin(ctx, by); err != nil {
			return err
		}
		op, k, err := t.OperatorByKey(ctx, fingerprint)
		if err == nil && op.ID != id || core.IsNotFound(err) {
			return core.NewError(core.CodeNotFound, "ssh_key_not_found", fingerprint)
		}
		if err != nil {
			return err
		}
		return t.revokeKey(ctx, op, k)
	})
}

func (t *tx) revokeKey(ctx context.Context, op core.Operator, k core.OperatorKey) error {
	k.RevokedAt = t.Now()
	if err := t.SaveOperatorKey(ctx, k); err != nil {
		return err
	}
	t.Emit(core.Event{Kind: core.EventOperator, Operator: op.ID})
	return t.Audit(ctx, core.AuditEntry{Act: core.ActKeyRevoked, Subject: op.Name, Before: k.Fingerprint})
}
