package store

import (
	"context"
	"encoding/json"

	"tgdesk/core"
)

const (
	selectOperatorsWith = `SELECT o.id, o.name, o.role, o.alias, o.max_chats, o.screen, o.created_at, o.disabled_at, o.removed_at, o.last_seen_at,
		(SELECT group_concat(ob.brand_id) FROM operator_brands ob WHERE ob.operator_id = o.id)`
	selectOperators   = selectOperatorsWith + ` FROM operators o`
	operatorsSQL      = selectOperators + ` WHERE o.removed_at IS NULL ORDER BY o.name`
	operatorSQL       = selectOperators + ` WHERE o.id = ?`
	operatorByNameSQL = selectOperators + ` WHERE o.name = ? AND o.removed_at IS NULL`

	insertOperatorSQL = `INSERT INTO operators (name, role, alias, max_chats, screen, created_at, disabled_at, removed_at, last_seen_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	saveOperatorSQL = `UPDATE operators SET name = ?, role = ?, alias = ?, max_chats = ?, screen = ?, created_at = ?, disabled_at = ?, removed_at = ?,
		last_seen_at = ? WHERE id = ?`
	dropOperatorBrandsSQL  = `DELETE FROM operator_brands WHERE operator_id = ?`
	insertOperatorBrandSQL = `INSERT INTO operator_brands (operator_id, brand_id) VALUES (?, ?)`
)

func (r reader) Operators(ctx context.Context) ([]core.Operator, error) {
	return queryAll(ctx, r.q, "list operators", scanOperator, operatorsSQL)
}

func (r reader) Operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	return queryOne(ctx, r.q, target{"operator", id}, scanOperator, operatorSQL, id)
}

func (r reader) OperatorByName(ctx context.Context, name string) (core.Operator, error) {
	return queryOne(ctx, r.q, target{"operator", name}, scanOperator, operatorByNameSQL, name)
}

func (t *tx) SaveOperator(ctx context.Context, o core.Operator) (core.Operator, error) {
	screen, err := json.Marshal(o.Screen)
	if err != nil {
		return o, explain(ctx, "save operator", err)
	}
	args := []any{
		o.Name, o.Role, o.Alias, nullID(core.OperatorID(o.MaxChats)), string(screen),
		millis(o.CreatedAt), millis(o.DisabledAt), millis(o.RemovedAt), millis(o.LastSeenAt),
	}
	before := core.Operator{}
	if o.ID == 0 {
		id, err := insert(ctx, t, "insert operator", insertOperatorSQL, args...)
		if err != nil {
			return o, err
		}
		o.ID = core.OperatorID(id)
	} else {
		if before, err = t.Operator(ctx, o.ID); err != nil {
			return o, err
		}
		if err := updateOne(ctx, t, target{"operator", o.ID}, saveOperatorSQL, append(args, o.ID)...); err != nil {
			return o, err
		}
	}
	if o.Brands == before.Brands {
		return o, nil
	}
	if _, err := execCount(ctx, t, "save an operator's brands", dropOperatorBrandsSQL, o.ID); err != nil {
		return o, err
	}
	for _, b := range o.Brands.IDs() {
		if _, err := execCount(ctx, t, "save an operator's brands", insertOperatorBrandSQL, o.ID, b); err != nil {
			return o, err
		}
	}
	return o, nil
}

func scanOperator(row scanner) (o core.Operator, err error) {
	err = row.Scan(operatorTargets(&o)...)
	return o, err
}

func operatorTargets(o *core.Operator) []any {
	return []any{
		&o.ID, &o.Name, &o.Role, &o.Alias, nullable(&o.MaxChats), jsonColumn{&o.Screen},
		asTime(&o.CreatedAt), asTime(&o.DisabledAt), asTime(&o.RemovedAt), asTime(&o.LastSeenAt), setColumn[core.BrandID]{&o.Brands},
	}
}

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

func scanKey(row scanner) (k core.OperatorKey, err error) {
	err = row.Scan(&k.ID, &k.Operator, &k.Fingerprint, &k.Type, &k.Key, &k.Comment, asTime(&k.AddedAt), asTime(&k.LastUsedAt), asTime(&k.RevokedAt))
	return k, err
}

const (
	draftsSQL    = `SELECT kind, text, reply_to, files FROM drafts WHERE operator_id = ? AND chat_id = ?`
	dropDraftSQL = `DELETE FROM drafts WHERE operator_id = ? AND chat_id = ? AND kind = ?`
	draftedSQL   = `SELECT DISTINCT chat_id FROM drafts WHERE operator_id = ?`
	// A message of an earlier chat is not answered in the next one.
	moveDraftsSQL = `UPDATE drafts SET chat_id = ?1, reply_to = NULL
		WHERE chat_id = (SELECT max(id) FROM chats WHERE visitor_id = ?2 AND id < ?1) AND kind <> 'edit'`
	saveDraftSQL = `INSERT INTO drafts (operator_id, chat_id, kind, text, reply_to, files) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (operator_id, chat_id, kind) DO UPDATE SET text = excluded.text, reply_to = excluded.reply_to, files = excluded.files`
)

func (r reader) Drafts(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Drafts, error) {
	var all core.Drafts
	_, err := queryAll(ctx, r.q, "read drafts", func(row scanner) (core.DraftKind, error) {
		var kind core.DraftKind
		var d core.Draft
		if err := row.Scan(&kind, &d.Text, nullable(&d.ReplyTo), &d.Files); err != nil {
			return kind, err
		}
		switch kind {
		case core.DraftReply:
			all.Reply = d
		case core.DraftNote:
			all.Note = d
		case core.DraftEdit:
			all.Edit = d
		}
		return kind, nil
	}, draftsSQL, op, chat)
	return all, err
}

func (r reader) Drafted(ctx context.Context, op core.OperatorID) ([]core.ChatID, error) {
	return queryAll(ctx, r.q, "list chats with drafts", scanValue[core.ChatID], draftedSQL, op)
}

func (t *tx) MoveDrafts(ctx context.Context, c core.Chat) error {
	_, err := execCount(ctx, t, "move drafts", moveDraftsSQL, c.ID, c.VisitorID)
	return err
}

// SaveDraft deletes a draft without text and files.
func (t *tx) SaveDraft(ctx context.Context, op core.OperatorID, chat core.ChatID, kind core.DraftKind, d core.Draft) error {
	query, args := saveDraftSQL, []any{op, chat, kind, d.Text, nullID(d.ReplyTo), d.Files}
	if d.Text == "" && d.Files == "" {
		query, args = dropDraftSQL, []any{op, chat, kind}
	}
	_, err := execCount(ctx, t, "save a draft", query, args...)
	return err
}
