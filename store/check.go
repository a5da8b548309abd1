package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// The checks of all pages, up to the first error. The quick one does not compare
// indexes with their tables.
const (
	quickCheck = `PRAGMA quick_check(1)`
	fullCheck  = `PRAGMA integrity_check(1)`
)

// Check reads the whole database and returns a *core.Error for the first damaged
// page or missing reference.
func (d *DB) Check(ctx context.Context) error { return checkAll(ctx, d.q, fullCheck) }

func checkAll(ctx context.Context, q queryer, pageCheck string) error {
	if err := checkPages(ctx, q, pageCheck); err != nil {
		return err
	}
	refs, err := queryAll(ctx, q, "check references", scanBrokenReference, "PRAGMA foreign_key_check")
	if err == nil && len(refs) > 0 {
		err = core.NewError(core.CodeUnavailable, "store_corrupt", refs[0])
	}
	return err
}

func scanBrokenReference(row scanner) (string, error) {
	var table, parent string
	var id sql.NullInt64
	err := row.Scan(&table, &id, &parent, new(any))
	return fmt.Sprintf("row %d of %s refers to a row of %s that is gone", id.Int64, table, parent), err
}

func checkPages(ctx context.Context, q queryer, pageCheck string) error {
	pages, err := queryAll(ctx, q, "check the database", scanValue[string], pageCheck)
	if err != nil {
		return err
	}
	if len(pages) != 1 || pages[0] != "ok" {
		detail := strings.Join(strings.Fields(strings.Join(pages, "; ")), " ")
		return core.NewError(core.CodeUnavailable, "store_corrupt", detail)
	}
	return nil
}

// shortenLog empties the log: on a full disk that may be all the room that there is. It reports
// whether it could.
func (d *DB) shortenLog(ctx context.Context) bool {
	conn, err := d.writer.Conn(ctx)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	empty, err := d.truncateLog(context.WithoutCancel(ctx), conn)
	return empty && err == nil
}

// Probe implements core.Store.
func (d *DB) Probe(ctx context.Context) error {
	if err := d.files.check(); err != nil {
		return err
	}
	dir := d.files.identity.Dir()
	err := folder.ProbeSpace(dir)
	if core.ProblemOf(err).Is("store_full") && d.shortenLog(ctx) {
		err = folder.ProbeSpace(dir)
	}
	if err != nil {
		return err
	}
	err = d.write(ctx, func(t *tx) error {
		if _, err := t.execRaw(ctx, "PRAGMA shrink_memory"); err != nil { // the page cache may hold damaged pages
			return explain(ctx, "empty the page cache", err)
		}
		version, err := queryInt(ctx, t, "read the database's version", "PRAGMA user_version")
		if err != nil {
			return err
		}
		// Rewrites the first page with the same content.
		t.changed = true
		_, err = t.execRaw(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
		return explain(ctx, "write the database's version", err)
	})
	if err != nil || !d.maybeCorrupt.Load() {
		return err
	}
	if err := checkPages(ctx, d.q, quickCheck); err != nil { // the write above has invalidated the readers' page caches
		return err
	}
	d.maybeCorrupt.Store(false)
	return nil
}

// analyzeEvery is how often statistics are renewed on a desk that is written to.
const analyzeEvery = time.Hour

// analyze lets SQLite renew the statistics for its query planner, of tables
// that have grown a lot. It follows a write, at most once an hour, so that an
// idle desk stays idle. The caller holds the writing connection and has
// committed: an error here is none of the write's.
func (d *DB) analyze(conn *sql.Conn, now time.Time) {
	if d.analyzed.IsZero() { // opening the desk has just done so
		d.analyzed = now
	}
	if age := now.Sub(d.analyzed); age >= 0 && age < analyzeEvery {
		return
	}
	d.analyzed = now
	ctx := context.Background()
	began, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return
	}
	defer func() { _ = began.Rollback() }() // no-op after Commit
	if _, err := began.ExecContext(ctx, renewCommitSQL+"; PRAGMA optimize", commitIdentity()); err == nil {
		_ = began.Commit()
	}
}

// Queries of tgdesk doctor.

const (
	openChatsFromSQL = `SELECT ` + chatColumns + ` FROM chats c
		WHERE c.deadline_at IS NOT NULL AND c.id > ? ORDER BY c.id LIMIT ?`
	failedRepliesSQL = `SELECT m.delivery, count(*), min(m.chat_id) FROM chats c
		CROSS JOIN messages m ON m.chat_id = c.id AND m.delivery IN ('failed', 'unknown') AND m.deleted_at IS NULL AND m.automatic = ''
		WHERE c.deadline_at IS NOT NULL GROUP BY m.delivery`
	unsentRepliesSQL = `SELECT u.delivery, count(*), min(u.chat_id) FROM messages u WHERE u.` + isUnsent + ` GROUP BY u.delivery`
)

// OpenChatsFrom returns open chats with ids after the given one.
func (d *DB) OpenChatsFrom(ctx context.Context, after core.ChatID, limit int) ([]core.Chat, error) {
	return queryAll(ctx, d.q, "list open chats", chatScan(), openChatsFromSQL, after, nonNegative(limit))
}

// ReplyCount is the number of replies with one delivery, and a chat that has one.
type ReplyCount struct {
	Delivery core.Delivery
	Count    int
	Chat     core.ChatID
}

// UnsettledReplies counts the failed and unknown replies of open chats, and all
// replies that are not sent yet.
func (d *DB) UnsettledReplies(ctx context.Context) ([]ReplyCount, error) {
	troubled, err := queryAll(ctx, d.q, "count replies in trouble", scanReplies, failedRepliesSQL)
	if err != nil {
		return nil, err
	}
	unsent, err := queryAll(ctx, d.q, "count unsent replies", scanReplies, unsentRepliesSQL)
	return append(troubled, unsent...), err
}

var scanReplies = scanTo(func(r *ReplyCount) []any { return []any{&r.Delivery, &r.Count, &r.Chat} })

// HeldCount is how many files are held back for a reason, and their bytes as far as
// they are known.
type HeldCount struct {
	Reason core.Problem
	Files  int
	Bytes  int64
}

const (
	heldCounts      = `SELECT q.error, count(*), sum(q.size) FROM files q WHERE q.state = 'held' AND `
	heldCountsOrder = ` GROUP BY q.error ORDER BY q.error`
)

// HeldFiles counts the files that are held back, by reason.
func (d *DB) HeldFiles(ctx context.Context) (all []HeldCount, err error) {
	for _, requested := range []string{isRequested, isQueued} { // each has its index
		scan := scanTo(func(c *HeldCount) []any { return []any{&c.Reason, &c.Files, &c.Bytes} })
		counts, err := queryAll(ctx, d.q, "count files held back", scan, heldCounts+requested+heldCountsOrder)
		if err != nil {
			return nil, err
		}
		all = append(all, counts...)
	}
	return all, nil
}
