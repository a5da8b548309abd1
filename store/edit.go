package store

import (
	"context"

	"tgdesk/core"
)

const (
	editsSQL      = `SELECT text, markup, kind, file_name, replaced_at FROM edits WHERE message_id = ? ORDER BY id`
	insertEditSQL = `INSERT INTO edits (message_id, text, markup, kind, file_name, replaced_at) VALUES (?, ?, ?, ?, ?, ?)`
)

func (r reader) Edits(ctx context.Context, id core.MessageID) ([]core.Edit, error) {
	return queryAll(ctx, r.q, "read a message's history", scanEdit, editsSQL, id)
}

func (t *tx) InsertEdit(ctx context.Context, id core.MessageID, e core.Edit) error {
	_, err := insert(ctx, t, "insert an earlier version", insertEditSQL, id, e.Text, e.Markup, e.Kind, e.FileName, millis(e.Replaced))
	return err
}

func scanEdit(row scanner) (e core.Edit, err error) {
	err = row.Scan(&e.Text, &e.Markup, &e.Kind, &e.FileName, asTime(&e.Replaced))
	return e, err
}
