package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
)

// New returns the index in dir of the process that writes the desk's database.
func New(dir string, desk Desk, now func() time.Time) *Index {
	x := NewReader(dir, sqlite.ReadWithLog, desk)
	x.writes, x.now = true, now
	return x
}

// NewReader returns an index that changes no file. mode is how its connections read: "" if
// they cannot.
func NewReader(dir, mode string, desk Desk) *Index {
	return &Index{path: filepath.Join(dir, folder.Index), mode: mode, desk: desk, limits: defaultLimits(), space: folder.Space}
}

// openWriter returns the pool of the connection that writes the index. A power failure
// may take its last commits, which then are made again. Its log does not stay as long as the
// making of a shard needs.
func openWriter(path string) *sql.DB {
	return sqlite.OpenWriter(path, "", nil, "synchronous = 1", "secure_delete = 1", "journal_size_limit = 4194304")
}

// beginRun opens the connection that writes in a run of the desk. What is not as it was
// written leaves a doubtful index first.
func (x *Index) beginRun(ctx context.Context, run []byte, state indexState) (err error) {
	if x.file, err = os.Stat(x.path); err != nil {
		return err
	}
	if err := folder.ProbeSpace(filepath.Dir(x.path)); err != nil { // the desk may have taken the room meanwhile
		return err
	}
	x.writer = openWriter(x.path)
	if err := x.writer.PingContext(ctx); err != nil {
		return err
	}
	if err := errors.Join(x.log.Open(x.path), x.log.ReserveNext()); err != nil {
		return err
	}
	if state == indexDoubtful {
		if err := (writer{db: x.writer}).dropDoubtful(ctx); err != nil {
			return err
		}
	}
	_, err = x.writer.ExecContext(ctx, "UPDATE position SET run = ?", run)
	return err
}

// reading returns the pool of reading connections, nil if there is nothing to read.
func (x *Index) reading() *sql.DB {
	x.opened.Lock()
	defer x.opened.Unlock()
	if x.pool == nil && x.mode != "" && folder.Find(x.path) == nil {
		x.pool = sqlite.OpenPool(x.path, x.mode, nil)
	}
	return x.pool
}

// inPlace reports whether the file that is written is still the one that a new connection
// would open: others may have deleted or replaced it.
func (x *Index) inPlace() bool {
	info, err := os.Stat(x.path)
	return err == nil && os.SameFile(info, x.file)
}

// closeFiles ends all connections.
func (x *Index) closeFiles() (err error) {
	x.opened.Lock()
	defer x.opened.Unlock()
	if x.pool != nil {
		err = x.pool.Close()
	}
	if x.writer != nil {
		err = errors.Join(err, x.writer.Close(), x.log.Close())
	}
	x.pool, x.writer, x.last = nil, nil, nil
	return err
}

// remove deletes the index; readers that are at it end with what they have open.
func (x *Index) remove() error {
	x.trusted.Store(false)
	if err := x.closeFiles(); err != nil {
		return err
	}
	if err := folder.RemoveDatabase(x.path); err != nil {
		return err
	}
	x.damaged.Store(false)
	return nil
}

// create makes an empty index of the desk.
func (x *Index) create(ctx context.Context, at position) error {
	return folder.Create(x.path, func(path string) error {
		db := openWriter(path)
		_, err := db.ExecContext(ctx, indexSchema+fmt.Sprintf("PRAGMA user_version = %d; INSERT INTO position VALUES (1, x'%x', 0, 0, %d);", indexVersion, at.run, at.changes))
		return errors.Join(err, db.Close())
	})
}

// nextSize is about how many bytes the next step writes: of a document, its words and the log
// take at most twice what the message takes in the database.
func (x *Index) nextSize(w *writer) (int64, error) {
	messages := int64(indexBatch)
	if w.unmade() != nil {
		messages = shardSize
	}
	dir := filepath.Dir(x.path)
	desk, err := os.Stat(filepath.Join(dir, folder.Database))
	if err != nil {
		return 0, folder.Unusable(dir, err)
	}
	share := float64(messages) / float64(max(w.top.messages, messages))
	return int64(2 * share * float64(desk.Size())), nil
}

// requireRoom refuses the next step if there is no room for it.
func (x *Index) requireRoom(w *writer) error {
	if err := x.checkRoom(w); err != nil {
		return err
	}
	return x.log.ReserveNext()
}

// checkRoom fails if messages, for which some room of the disk must stay free, would have too
// little after the next step.
func (x *Index) checkRoom(w *writer) error {
	size, err := x.nextSize(w)
	if err != nil {
		return err
	}
	free, total, known := x.space(filepath.Dir(x.path))
	room := core.Room{Free: free, Total: total}
	if need := size + room.MessageRoom(); known && free < need {
		return core.NewError(core.CodeUnavailable, "index_no_room", core.ShortSize(need), core.ShortSize(free))
	}
	return nil
}
