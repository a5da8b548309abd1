package store

import (
	"context"

	"tgdesk/core"
)

const (
	// A row for each file, and one for a canned reply without files.
	cannedFrom = `SELECT c.id, c.brand_id, c.shortcut, c.language, c.text,
		f.unique_id, f.kind, f.file_name, f.mime, f.size, f.width, f.height
		FROM canned_replies c LEFT JOIN canned_files f ON f.canned_id = c.id`
	cannedRepliesSQL = cannedFrom + ` LEFT JOIN brands b ON b.id = c.brand_id
		WHERE b.removed_at IS NULL ORDER BY c.shortcut_key, coalesce(c.brand_id, 0), c.language, c.id, f.position`
	cannedReplySQL = cannedFrom + ` WHERE c.id = ? ORDER BY f.position`

	insertCannedSQL = `INSERT INTO canned_replies (brand_id, shortcut, shortcut_key, language, text) VALUES (?, ?, ?, ?, ?)`
	updateCannedSQL = `UPDATE canned_replies SET brand_id = ?, shortcut = ?, shortcut_key = ?, language = ?, text = ? WHERE id = ?`
	deleteCannedSQL = `DELETE FROM canned_replies WHERE id = ?`

	dropCannedFilesSQL  = `DELETE FROM canned_files WHERE canned_id = ?`
	insertCannedFileSQL = `INSERT INTO canned_files (canned_id, position, unique_id, kind, file_name, mime, size, width, height) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

func (r reader) CannedReplies(ctx context.Context) ([]core.CannedReply, error) {
	rows, err := queryAll(ctx, r.q, "list canned replies", scanCanned, cannedRepliesSQL)
	return joinCanned(rows), err
}

func (r reader) CannedReply(ctx context.Context, id core.CannedID) (core.CannedReply, error) {
	what := target{"canned reply", id}
	rows, err := queryAll(ctx, r.q, "read a canned reply", scanCanned, cannedReplySQL, id)
	switch {
	case err != nil:
		return core.CannedReply{}, err
	case len(rows) == 0:
		return core.CannedReply{}, what.notFound()
	}
	return joinCanned(rows)[0], nil
}

// scanCanned scans a canned reply with at most one of its files.
func scanCanned(row scanner) (c core.CannedReply, err error) {
	var f core.StoredFile
	err = row.Scan(&c.ID, nullable(&c.Brand), &c.Shortcut, &c.Language, &c.Text,
		nullable(&f.UniqueID), nullable(&f.Kind), nullable(&f.Name), nullable(&f.MIME), nullable(&f.Size), nullable(&f.Width), nullable(&f.Height))
	if f.UniqueID != "" {
		c.Files = []core.StoredFile{f}
	}
	return c, err
}

// joinCanned joins neighbouring rows of one canned reply.
func joinCanned(rows []core.CannedReply) (all []core.CannedReply) {
	for _, c := range rows {
		if n := len(all); n > 0 && all[n-1].ID == c.ID {
			all[n-1].Files = append(all[n-1].Files, c.Files...)
			continue
		}
		all = append(all, c)
	}
	return all
}

// SaveCanned implements core.Tx.
func (t *tx) SaveCanned(ctx context.Context, c core.CannedReply) (core.CannedReply, error) {
	args := []any{nullID(c.Brand), c.Shortcut, core.FoldShortcut(c.Shortcut), c.Language, c.Text}
	if c.ID == 0 {
		id, err := insert(ctx, t, "insert a canned reply", insertCannedSQL, args...)
		if err != nil {
			return c, err
		}
		c.ID = core.CannedID(id)
	} else if err := updateOne(ctx, t, target{"canned reply", c.ID}, updateCannedSQL, append(args, c.ID)...); err != nil {
		return c, err
	}
	if err := execute(ctx, t, "drop the files of a canned reply", dropCannedFilesSQL, c.ID); err != nil {
		return c, err
	}
	for i, f := range c.Files {
		err := execute(ctx, t, "save a file of a canned reply", insertCannedFileSQL, c.ID, i, f.UniqueID, f.Kind, f.Name, f.MIME, f.Size, f.Width, f.Height)
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// DeleteCanned implements core.Tx.
func (t *tx) DeleteCanned(ctx context.Context, id core.CannedID) error {
	return updateOne(ctx, t, target{"canned reply", id}, deleteCannedSQL, id)
}
