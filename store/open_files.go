package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// openFiles watches the files of an open database. SQLite keeps its files open and
// commits into them even when nobody can find them any more, or when another
// database was copied over them; such commits are lost, and destroy that database.
type openFiles struct {
	lock     *folder.Lock    // nil if there is none to watch
	identity folder.Identity // zero until the database is open

	mu       sync.Mutex
	size     int64 // of the database when its content was last known to be the desk's
	modified time.Time
	index    folder.LogIndex // of the log
}

// identify begins to watch the files of the database at path.
func (f *openFiles) identify(path string) error {
	id, err := folder.Identify(path)
	if err != nil {
		return err
	}
	if err := f.index.Open(path); err != nil {
		return err
	}
	f.identity = id
	return f.check()
}

// reserveIndex makes sure that the index of the log can grow with the next
// transaction: SQLite could not survive a full disk there.
func (f *openFiles) reserveIndex() error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.index.ReserveNext()
}

// close follows the end of all connections.
func (f *openFiles) close() error { return f.index.Close() }

// check fails if the files in the folder are no longer those of the open database. It
// costs a few µs, and some ms after others changed the database.
func (f *openFiles) check() error {
	if f == nil || f.identity.Dir() == "" {
		return nil
	}
	if err := f.identity.Check(); err != nil {
		return err
	}
	if err := f.lock.Check(); err != nil {
		return err
	}
	path := f.identity.Path()
	info, err := os.Lstat(path)
	if err != nil {
		return folder.Unusable(f.identity.Dir(), err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if info.Size() == f.size && info.ModTime().Equal(f.modified) {
		return nil
	}
	ours, err := logBelongs(context.Background(), path)
	if err != nil {
		return err
	}
	if ours {
		f.size, f.modified = info.Size(), info.ModTime()
		return nil
	}
	return core.NewError(core.CodeUnavailable, "store_replaced", path)
}

// committed takes a change of the database since the last check for the checkpoint of
// our own commit: reading all of the log after each would halve the desk's speed.
func (f *openFiles) committed() {
	info, err := os.Lstat(f.identity.Path())
	if err != nil {
		return // check says what is wrong
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.size, f.modified = info.Size(), info.ModTime()
}

// mayConnect refuses a new connection to files that are not those of the others.
func (f *openFiles) mayConnect() error {
	if f.identity.Dir() == "" {
		return nil
	}
	return f.identity.Check()
}

// replaced reports whether err of check means that the log must not stay beside what
// is in the folder now: another database, or none. A folder that was moved as a whole
// took its log along.
func (f *openFiles) replaced(err error) bool {
	e, ok := errors.AsType[*core.Error](err)
	return ok && (e.ID == "store_replaced" || e.ID == "store_gone") && f.identity.LogInPlace()
}

// closeReplaced closes a database whose files were replaced. It keeps a copy of what
// the database contains, or else at least its log.
func (d *DB) closeReplaced() error {
	dir, path := d.files.identity.Dir(), d.files.identity.Path()
	if d.files.identity.InPlace() {
		// The writing connection stays open until the process ends: closing it would
		// play the log into the new content.
		kept, err := folder.SetLogAside(dir, d.now())
		return errors.Join(d.pool.Close(), err, errReplaced("store_replaced_log", path, kept))
	}
	kept, rescued := d.rescue(dir)
	err := errors.Join(d.pool.Close(), d.writer.Close(), d.files.close()) // SQLite leaves the log of a database that moved
	if rescued == nil {
		return errors.Join(folder.RemoveLog(path), err, errReplaced("store_replaced_kept", path, kept))
	}
	kept, aside := folder.SetLogAside(dir, d.now())
	return errors.Join(aside, err, errReplaced("store_replaced_log", path, kept))
}

// rescue writes all that the open database contains to a new folder in dir.
func (d *DB) rescue(dir string) (path string, err error) {
	path, err = folder.Rescue(dir, d.now())
	if err != nil {
		return "", err
	}
	if _, err = d.writer.ExecContext(context.Background(), "VACUUM INTO ?", path); err == nil {
		err = errors.Join(os.Chmod(path, 0o600), folder.SyncFile(path), folder.SyncDir(dir))
	}
	if err != nil {
		err = errors.Join(err, os.RemoveAll(filepath.Dir(path)))
	}
	return path, err
}

func errReplaced(id, path, kept string) error {
	if kept == "" {
		return nil
	}
	return core.NewError(core.CodeUnavailable, id, path, kept)
}
