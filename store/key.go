package store

import (
	"context"

	"tgdesk/core"
)

const (
	keyColumns   = `k.id, k.operator_id, k.fingerprint, k.type, k.key, k.comment, k.added_at, k.last_used_at, k.revoked_at`
	keysSQL      = `SELECT ` + keyColumns + ` FROM operator_keys k WHERE k.revoked_at IS NULL ORDER BY k.id`
	keySQL       = `SELECT ` + keyColumns + ` FROM operator_keys k WHERE k.fingerprint = ? AND k.revoked_at IS NULL`
	insertKeySQL = `INSERT INTO operator_keys (operator_id, fingerprint, type, key, comment, added_at) VALUES (?, ?, ?, ?, ?, ?)`
	saveKeySQL   = `UPDATE operator_keys SET last_used_at = ?, revoked_at = ? WHERE id = ?`
)

func (r reader) OperatorKeys(ctx context.Context) ([]core.OperatorKey, error) {
	return queryAll(ctx, r.q, "list keys", scanKey, keysSQL)
}

func (r reader) OperatorByKey(ctx context.Context, fingerprint string) (core.Operator, core.OperatorKey, error) {
	k, err := queryOne(ctx, r.q, target{"key", fingerprint}, scanKey, keySQL, fingerprint)
	if err != nil {
		return core.Operator{}, k, err
	}
	o, err := r.Operator(ctx, k.Operator)
	return o, k, err
}

func (t *tx) InsertOperatorKey(ctx context.Context, k core.OperatorKey) (core.OperatorKey, error) {
	id, err := insert(ctx, t, "insert key", insertKeySQL, k.Operator, k.Fingerprint, k.Type, k.Key, k.Comment, millis(k.AddedAt))
	k.ID = core.KeyID(id)
	return k, err
}

func (t *tx) SaveOperatorKey(ctx context.Context, k core.OperatorKey) error {
	return updateOne(ctx, t, target{"key", k.ID}, saveKeySQL, millis(k.LastUsedAt), millis(k.RevokedAt), k.ID)
}

var scanKey = scanTo(func(k *core.OperatorKey) []any {
	return []any{&k.ID, &k.Operator, &k.Fingerprint, &k.Type, &k.Key, &k.Comment, asTime(&k.AddedAt), asTime(&k.LastUsedAt), asTime(&k.RevokedAt)}
})
