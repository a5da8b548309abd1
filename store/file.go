package store

import (
	"context"
	"encoding/json"
	"time"

	"tgdesk/core"
)

// Conditions on state repeat that of a partial index, or SQLite would not use it.
const (
	fileColumns = `f.unique_id, f.state, f.path, f.size, f.error, f.changed_at, f.brand_id, f.visitor_id, f.requested`
	isQueued    = `q.state IN ('wanted', 'held') AND q.requested = 0`
	isRequested = `q.state IN ('wanted', 'held') AND q.requested = 1`

	fileSQL     = `SELECT ` + fileColumns + ` FROM files f WHERE f.unique_id = ?`
	saveFileSQL = `INSERT INTO files (unique_id, state, path, size, error, changed_at, brand_id, visitor_id, requested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (unique_id) DO UPDATE SET state = excluded.state, path = excluded.path, size = excluded.size,
		error = excluded.error, changed_at = excluded.changed_at, brand_id = excluded.brand_id, visitor_id = excluded.visitor_id,
		requested = excluded.requested`
	readyFilesSQL      = `SELECT ` + fileColumns + ` FROM files f WHERE f.unique_id > ? AND f.state = 'ready' ORDER BY f.unique_id LIMIT ?`
	missingFilesSQL    = `SELECT ` + fileColumns + ` FROM files f WHERE f.unique_id > ? AND f.state <> 'ready' AND f.path <> '' ORDER BY f.unique_id LIMIT ?`
	requeueFetchingSQL = `UPDATE files SET state = 'wanted' WHERE state = 'fetching'`

	fetchedSinceSQL = `SELECT coalesce(sum(f.size), 0), coalesce(sum(CASE WHEN f.visitor_id = ?2 THEN f.size END), 0) FROM files f
		WHERE f.state IN ('fetching', 'ready') AND f.requested = 0 AND f.brand_id = ?1 AND f.changed_at > ?3`
	mediaBytesSQL = `SELECT bytes FROM media_size WHERE id = 1`

	nextInQueueSQL = `SELECT q.visitor_id FROM files q
		WHERE ` + isQueued + ` AND q.brand_id = ? AND q.state = ? AND q.visitor_id > ? ORDER BY q.visitor_id LIMIT 1`

	// queuedFiles reads a queue in order, so that the cost of a page does not depend
	// on the length of the queue. It finds the newest message with the file, because
	// Telegram's newest id of a file is valid longest.
	queuedFiles = `SELECT ` + messageColumns + ` FROM files q
		CROSS JOIN messages m ON m.id = coalesce((` + newestWith + `
			WHERE w.file_unique_id = q.unique_id AND w.file_unique_id <> '' AND v.brand_id = ?1
			ORDER BY w.message_id DESC LIMIT 1
		), (` + newestWith + `
			WHERE w.thumb_unique_id = q.unique_id AND w.thumb_unique_id <> '' AND v.brand_id = ?1
			ORDER BY w.message_id DESC LIMIT 1
		))` + attachmentJoins + `
		WHERE q.brand_id = ?1 AND q.state = ?2 AND `
	requestedFilesSQL = queuedFiles + isRequested + ` ORDER BY q.changed_at, m.id LIMIT ?3`
	wantedFilesSQL    = queuedFiles + isQueued + ` AND q.visitor_id = ?4 ORDER BY q.changed_at, m.id LIMIT ?3`
	heldFilesSQL      = queuedFiles + isQueued + ` AND q.visitor_id = ?4 ORDER BY q.changed_at DESC, m.id DESC LIMIT ?3`
	newestWith        = `SELECT w.message_id FROM attachments w
			CROSS JOIN messages x ON x.id = w.message_id
			CROSS JOIN visitors v ON v.id = x.visitor_id`

	albumSQL = selectMessages + ` WHERE a.album_id = ? AND a.album_id <> '' AND m.chat_id = ? ORDER BY a.message_id`
)

// staleFilesSQL: ?1 brand, ?2 time, ?3 limit, ?4 ids of chats as JSON, ?5 and ?6 what the
// last file before has. keeps_longer
// are the brands that retain media longer: files that they share are left to them.
const staleFilesSQL = `WITH keeps AS (
		SELECT id, removed_at, coalesce(json_extract(nullif(options, ''), '$.keep_media'), 0) AS ns FROM brands
	), keeps_longer AS (
		SELECT o.id FROM keeps b CROSS JOIN keeps o
		WHERE b.id = ?1 AND o.id <> b.id AND o.removed_at IS NULL AND b.ns > 0 AND (o.ns = 0 OR o.ns > b.ns)
	)
	SELECT ` + fileColumns + ` FROM files f
	WHERE f.state = 'ready' AND f.changed_at < ?2 AND (f.changed_at, f.unique_id) > (?5, ?6) AND NOT EXISTS (` + cannedOrDrafted + `)
		AND (EXISTS (` + carriers + ` AND c.brand_id = ?1)
			OR NOT EXISTS (` + carriers + `) AND NOT EXISTS (SELECT 1 FROM keeps_longer))
		AND NOT EXISTS (` + carriers + ` AND (
			coalesce(m.sent_at, 0) >= ?2 OR c.state <> 'completed' OR m.delivery IN ('queued', 'sending')
			OR c.brand_id IN (SELECT id FROM keeps_longer) OR c.id IN (SELECT value FROM json_each(?4))))
	ORDER BY f.changed_at, f.unique_id LIMIT ?3`

// cannedOrDrafted selects the canned replies and the drafts that have file f. Drafts
// are few; those with files are looked at only for files that operators gave.
const cannedOrDrafted = `SELECT 1 FROM canned_files k WHERE k.unique_id = f.unique_id
		UNION ALL SELECT 1 FROM drafts d WHERE d.files <> '' AND f.unique_id LIKE 'out:%' AND instr(d.files, f.unique_id) > 0`

const fileInUseSQL = `SELECT 1 FROM files f WHERE f.unique_id = ? AND (EXISTS (` + cannedOrDrafted + `) OR EXISTS (` + carriers + `))`

// carriers selects the messages, with their chats, that have file f as attachment
// or thumbnail.
const carriers = `SELECT 1 FROM attachments a
			CROSS JOIN messages m ON m.id = a.message_id
			CROSS JOIN chats c ON c.id = m.chat_id
			WHERE (a.file_unique_id = f.unique_id AND a.file_unique_id <> ''
				OR a.thumb_unique_id = f.unique_id AND a.thumb_unique_id <> '')`

func (r reader) File(ctx context.Context, uniqueID string) (core.File, error) {
	return queryOne(ctx, r.q, target{"file", uniqueID}, scanFile, fileSQL, uniqueID)
}

func (r reader) FileInUse(ctx context.Context, uniqueID string) (bool, error) {
	found, err := queryInt(ctx, r.q, "look who has a file", fileInUseSQL, uniqueID)
	return found > 0, err
}

func (r reader) ReadyFiles(ctx context.Context, after string, limit int) ([]core.File, error) {
	return queryAll(ctx, r.q, "list files", scanFile, readyFilesSQL, after, nonNegative(limit))
}

func (r reader) MissingFiles(ctx context.Context, after string, limit int) ([]core.File, error) {
	return queryAll(ctx, r.q, "list missing files", scanFile, missingFilesSQL, after, nonNegative(limit))
}

func (r reader) NextInQueue(ctx context.Context, brand core.BrandID, s core.FileState, after core.VisitorID) (core.VisitorID, error) {
	return queryFirst(ctx, r.q, "find who waits for files", scanValue[core.VisitorID], nextInQueueSQL, brand, s, after)
}

func (r reader) FetchedSince(ctx context.Context, brand core.BrandID, visitor core.VisitorID, t time.Time) (core.FetchedBytes, error) {
	scan := scanTo(func(f *core.FetchedBytes) []any { return []any{&f.Brand, &f.Visitor} })
	return queryFirst(ctx, r.q, "sum what was fetched", scan, fetchedSinceSQL, brand, visitor, t.UnixMilli())
}

func (r reader) MediaBytes(ctx context.Context) (int64, error) {
	return queryFirst(ctx, r.q, "sum files", scanValue[int64], mediaBytesSQL)
}

// QueuedFiles lists each file once, with the brand's newest message that has it as
// attachment, or else as thumbnail.
func (r reader) QueuedFiles(ctx context.Context, q core.FileQuery) ([]core.Message, error) {
	query := wantedFilesSQL
	switch {
	case q.Visitor == 0:
		query = requestedFilesSQL
	case q.State == core.FileHeld:
		query = heldFilesSQL
	}
	return queryAll(ctx, r.q, "list files to fetch", messageScan(), query, q.Brand, q.State, nonNegative(q.Limit), q.Visitor)
}

// StaleFiles implements core.Reader. A file that was fetched after q.Before is not stale,
// however old its messages are: an operator requested it again. A file of several
// brands, or without a message because an edit replaced it, is left to the brand
// that retains media longest.
func (r reader) StaleFiles(ctx context.Context, q core.StaleQuery) ([]core.File, error) {
	chats, err := json.Marshal(append([]core.ChatID{}, q.Shown...))
	if err != nil { // impossible: they are numbers
		return nil, err
	}
	return queryAll(ctx, r.q, "list files past their time", scanFile, staleFilesSQL,
		q.Brand, q.Before.UnixMilli(), nonNegative(q.Limit), string(chats), q.After.ChangedAt.UnixMilli(), q.After.UniqueID)
}

// Album implements core.Reader. Parts are in the order in which they were stored.
func (r reader) Album(ctx context.Context, chat core.ChatID, albumID string) ([]core.Message, error) {
	return queryAll(ctx, r.q, "read an album", messageScan(), albumSQL, albumID, chat)
}

func (t *tx) SaveFile(ctx context.Context, f core.File) error {
	return execute(ctx, t.keepingCache(), "save a file", saveFileSQL,
		f.UniqueID, f.State, f.Path, f.Size, f.Problem, millis(f.ChangedAt), nullID(f.Brand), nullID(f.Visitor), f.Requested)
}

// RequeueFetching does not change ChangedAt, so that the files keep their position.
func (t *tx) RequeueFetching(ctx context.Context) (int, error) {
	return execCount(ctx, t, "queue what was being fetched", requeueFetchingSQL)
}

func scanFile(row scanner) (f core.File, err error) {
	err = row.Scan(addFileTargets(nil, &f)...)
	return f, err
}

// addFileTargets appends targets for fileColumns, which are NULL for a file that
// was never requested.
func addFileTargets(targets []any, f *core.File) []any {
	return append(targets, nullable(&f.UniqueID), nullable(&f.State), nullable(&f.Path), nullable(&f.Size), nullable(&f.Problem), asTime(&f.ChangedAt),
		nullable(&f.Brand), nullable(&f.Visitor), nullable(&f.Requested))
}
