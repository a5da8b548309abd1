package search

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
)

// Step brings the index a step closer to what the desk has.
func (x *Index) Step(ctx context.Context) (p core.IndexProgress, err error) {
	if err := x.mayWrite(); err != nil {
		return p, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for attempt := 0; ; attempt++ {
		p, err = x.step(ctx)
		if err == nil || ctx.Err() != nil || attempt > 0 || !broken(err) {
			return p, err
		}
		if err := x.remove(); err != nil { // and begin again
			return p, err
		}
	}
}

func (x *Index) mayWrite() error {
	if !x.writes {
		return core.NewError(core.CodeConflict, "desk_read_only")
	}
	return nil
}

// step does some of what there is to do, or nothing.
func (x *Index) step(ctx context.Context) (p core.IndexProgress, err error) {
	if err := x.open(ctx); err != nil {
		return p, err
	}
	w := x.last
	if x.last = nil; w == nil { // until then it is not known what the file has
		if w, err = x.read(ctx); err != nil {
			return p, err
		}
	}
	if w.top, err = x.highest(ctx); err != nil {
		return p, err
	}
	if w.isBehind() {
		if err := x.requireRoom(w); err != nil {
			return p, err
		}
	}
	if err := w.step(ctx); err != nil {
		return p, err
	}
	x.last = w
	p.Indexed, p.Messages, p.More = w.indexed(), int(w.top.messages), w.isBehind()
	return p, x.forgetChanges(ctx, w.at.changes)
}

// read reads what the index has.
func (x *Index) read(ctx context.Context) (w *writer, err error) {
	w = &writer{desk: x.desk, db: x.writer}
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
func (x *Index) forgetChanges(ctx context.Context, applied int64) error {
	now := x.now()
	if now.Sub(x.forgotten) < forgetInterval {
		return nil
	}
	until := x.forget
	x.forgotten, x.forget = now, applied
	var some bool
	err := x.desk.Query(ctx, "count changes for search", func(row sqlite.Row) error { return row.Scan(&some) },
		"SELECT EXISTS (SELECT 1 FROM search_changes WHERE seq <= ?)", until)
	if err != nil || !some {
		return err
	}
	return x.desk.Exec(ctx, "forget changes for search", "DELETE FROM search_changes WHERE seq <= ?", until)
}

// Drop deletes the index, which Step then makes anew.
func (x *Index) Drop() error {
	if err := x.mayWrite(); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.remove()
}

// Clean makes sure that no page of the index has a word of what was erased before. An index
// for which the disk has no room goes as a whole.
func (x *Index) Clean(ctx context.Context) error {
	if folder.Find(x.path) != nil { // a log may be left of it
		return x.Drop()
	}
	now, err := x.highest(ctx)
	for clean := false; err == nil && !clean; {
		clean, err = x.cleanStep(ctx, now.changes)
	}
	if problem := core.ProblemOf(err); problem.Is("index_no_room") || problem.Is("store_full") || sqlite.Full(err) {
		return x.Drop()
	}
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	conn, err := x.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	empty, err := sqlite.TruncateLog(ctx, conn, sqlite.BusyTimeout)
	if err == nil && !empty {
		err = core.NewError(core.CodeUnavailable, "log_in_use")
	}
	return err
}

// cleanStep does some of what there is to do, and reports whether no word is left of what
// was erased before a change. What is written after it is not waited for.
func (x *Index) cleanStep(ctx context.Context, change int64) (clean bool, err error) {
	if _, err := x.Step(ctx); err != nil {
		return false, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.last != nil && x.last.at.changes >= change && !slices.ContainsFunc(x.last.shards, shardState.erased), nil
}

// open makes sure that there is an index that may be trusted.
func (x *Index) open(ctx context.Context) error {
	if x.damaged.Load() || x.writer != nil && !x.inPlace() {
		if err := x.remove(); err != nil {
			return err
		}
	}
	if x.writer != nil {
		return nil
	}
	if err := folder.ProbeSpace(filepath.Dir(x.path)); err != nil { // a connection makes the index of the log
		return err
	}
	var at position
	err := x.desk.Query(ctx, "read the run of the desk", func(row sqlite.Row) error { return row.Scan(&at.run) }, latestRunSQL)
	if err != nil {
		return err
	}
	state, err := x.judge(ctx)
	if err != nil {
		return err
	}
	if state == indexUseless {
		if err := x.remove(); err != nil {
			return err
		}
		highest, err := x.highest(ctx)
		if err != nil {
			return err
		}
		at.changes = highest.changes
		if err := x.create(ctx, at); err != nil {
			return err
		}
	}
	if err := x.noteClosed(ctx, nil, nil); err != nil {
		return err
	}
	if err := x.beginRun(ctx, at.run, state); err != nil { // what may be wrong in it is not known to be gone
		return errors.Join(err, x.closeFiles())
	}
	x.trusted.Store(true)
	return nil
}

// noteClosed stores size and time of the index as it was closed; nil while it is open.
func (x *Index) noteClosed(ctx context.Context, size, modified any) error {
	return x.desk.Exec(ctx, "note how the search index was closed", saveIndexClosedSQL, size, modified)
}
