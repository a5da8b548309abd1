package store

import (
	"context"
	"os"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// IndexSearch implements core.Store.
func (d *DB) IndexSearch(ctx context.Context) (p core.IndexProgress, err error) {
	x := d.index
	if x == nil || d.writer == nil {
		return p, core.NewError(core.CodeConflict, "desk_read_only")
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for attempt := 0; ; attempt++ {
		p, err = d.indexStep(ctx)
		if err == nil || ctx.Err() != nil || attempt > 0 || !broken(err) {
			return p, explain(ctx, "index for search", err)
		}
		if err := x.remove(); err != nil { // and begin again
			return p, err
		}
	}
}

// indexStep does the next thing that there is to do, or nothing.
func (d *DB) indexStep(ctx context.Context) (p core.IndexProgress, err error) {
	if err := d.openIndex(ctx); err != nil {
		return p, err
	}
	w := d.index.last
	if d.index.last = nil; w == nil { // until then it is not known what the file has
		if w, err = d.readIndex(ctx); err != nil {
			return p, err
		}
	}
	if w.top, err = d.highest(ctx); err != nil {
		return p, err
	}
	for _, step := range []func(context.Context) (bool, error){w.applyChanges, w.rebuildShard, w.appendNew} {
		did, err := step(ctx)
		if err != nil {
			return p, err
		}
		if did {
			break
		}
	}
	d.index.last = w
	p.Indexed, p.Messages, p.More = w.indexed(), int(w.top.messages), w.isBehind()
	if p.More {
		return p, nil
	}
	return p, d.forgetChanges(ctx, w.at.changes)
}

// readIndex reads what the index has.
func (d *DB) readIndex(ctx context.Context) (w *indexWriter, err error) {
	w = &indexWriter{reader: d.reader, db: d.index.writer}
	if w.at, err = readPosition(ctx, w.db); err != nil {
		return nil, err
	}
	w.shards, err = readShards(ctx, w.db)
	return w, err
}

// forgetInterval is longer than a query takes, which may have begun with an older state of
// the index.
const forgetInterval = time.Minute

// forgetChanges deletes changes that the index has had for a while.
func (d *DB) forgetChanges(ctx context.Context, applied int64) error {
	x, now := d.index, d.now()
	if now.Sub(x.forgotten) < forgetInterval {
		return nil
	}
	until := x.forget
	x.forgotten, x.forget = now, applied
	some, err := queryInt(ctx, d.q, "count changes for search", "SELECT EXISTS (SELECT 1 FROM search_changes WHERE seq <= ?)", until)
	if err != nil || some == 0 {
		return err
	}
	return d.write(ctx, func(t *tx) error {
		_, err := execCount(ctx, t, "forget changes for search", "DELETE FROM search_changes WHERE seq <= ?", until)
		return err
	})
}

// DropSearch implements core.Store.
func (d *DB) DropSearch(context.Context) error {
	if d.index == nil || d.writer == nil {
		return core.NewError(core.CodeConflict, "desk_read_only")
	}
	d.index.mu.Lock()
	defer d.index.mu.Unlock()
	return d.index.remove()
}

// CleanSearch implements core.Store.
func (d *DB) CleanSearch(ctx context.Context) error {
	if d.index == nil || folder.Find(d.index.path) != nil {
		return nil
	}
	for more := true; more; {
		p, err := d.IndexSearch(ctx)
		if err != nil {
			return err
		}
		more = p.More
	}
	d.index.mu.Lock()
	defer d.index.mu.Unlock()
	conn, err := d.index.writer.Conn(ctx)
	if err != nil {
		return explain(ctx, "wait for the search index", err)
	}
	defer func() { _ = conn.Close() }()
	empty, err := truncateLog(ctx, conn, busyTimeout)
	if err == nil && !empty {
		err = core.NewError(core.CodeUnavailable, "log_in_use")
	}
	return err
}

// openIndex makes sure that there is an index that may be trusted.
func (d *DB) openIndex(ctx context.Context) error {
	x := d.index
	if x.damaged.Load() || x.writer != nil && !x.inPlace() {
		if err := x.remove(); err != nil {
			return err
		}
	}
	if x.writer != nil {
		return nil
	}
	at, err := queryFirst(ctx, d.q, "read the run of the desk", scanPosition, latestRunSQL)
	if err != nil {
		return err
	}
	state, err := d.judgeIndex(ctx)
	if err != nil {
		return err
	}
	if state == indexUseless {
		if err := x.remove(); err != nil {
			return err
		}
		highest, err := d.highest(ctx)
		if err != nil {
			return err
		}
		at.changes = highest.changes
		if err := x.create(ctx, at); err != nil {
			return err
		}
	}
	if err := d.noteIndexClosed(ctx, nil, nil); err != nil {
		return err
	}
	if x.file, err = os.Stat(x.path); err != nil {
		return err
	}
	x.writer = openIndexWriter(x.path)
	if state == indexDoubtful {
		if err := (indexWriter{db: x.writer}).dropDoubtful(ctx); err != nil {
			return err
		}
	}
	if _, err := x.writer.ExecContext(ctx, "UPDATE position SET run = ?", at.run); err != nil {
		return err
	}
	x.trusted.Store(true)
	return nil
}

// noteIndexClosed stores size and time of the index as it was closed; nil while it is open.
func (d *DB) noteIndexClosed(ctx context.Context, size, modified any) error {
	return d.write(ctx, func(t *tx) error {
		_, err := execCount(ctx, t, "note how the search index was closed", saveIndexClosedSQL, size, modified)
		return err
	})
}
