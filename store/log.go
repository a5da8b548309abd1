package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/sqlite"
	"tgdesk/store/wal"
)

// SQLite plays the write-ahead log that lies beside a database into it, whichever
// database that is. If another file was put in the desk's place, by hand or from a
// copy of the disk, a log that a killed desk left behind would destroy it.
//
// So every commit renews the row of last_commit: it makes a random identity and
// names the one before. A log belongs to a database whose own page, without the log,
// has the identity before the log's first commit, or that of one of its commits
// because a checkpoint was under way. Whichever way a file came to where it is,
// and at whatever moment a process was killed, this holds for the true log and for
// exact copies of that state, into which the log may be played as well. It does
// not hold for older copies, for other desks, and for copies that were written anew
// (VACUUM INTO, as a backup is), which raises the schema version.

const (
	// renewCommitSQL takes a new identity. Without any argument it would not stay prepared.
	renewCommitSQL = `UPDATE last_commit SET previous = current, current = ?,
		schema_version = (SELECT schema_version FROM pragma_schema_version)`
	lastCommitSQL = `SELECT previous, current, schema_version FROM desk.last_commit`
)

// commitIdentity is a random identity of a commit.
func commitIdentity() []byte {
	id := make([]byte, len(wal.Commit{}.Current))
	_, _ = rand.Read(id) // never fails
	return id
}

// A log must look foreign, or the database damaged, this often in files that nobody
// changes meanwhile: while another process plays the log into the database, its pages
// do not fit together.
const (
	looks     = 3
	lookAgain = 20 * time.Millisecond // longer than the clock of a file system takes for its next step
	lookUntil = 5 * time.Second
)

// logBelongs reports whether the log beside the database at path may be played into
// it: also if there is none, or if it was not written by a desk.
func logBelongs(ctx context.Context, path string) (bool, error) {
	for began, steady := time.Now(), 0; ; time.Sleep(lookAgain) {
		before, err := os.Stat(path)
		if err != nil {
			return false, folder.Unusable(path, err)
		}
		ours, err := belongsAtALook(ctx, path)
		if ours || err != nil && !sqlite.Corrupt(err) {
			return ours, err
		}
		after, statErr := os.Stat(path)
		if statErr == nil && after.Size() == before.Size() && after.ModTime().Equal(before.ModTime()) {
			steady++
		}
		if steady == looks || time.Since(began) > lookUntil {
			return false, err
		}
	}
}

// belongsAtALook is logBelongs if no other process changes the files meanwhile.
func belongsAtALook(ctx context.Context, path string) (bool, error) {
	log, err := wal.Read(path + "-wal")
	if err != nil {
		return false, folder.Unusable(path, err)
	}
	if len(log.Commits) == 0 {
		return true, nil
	}
	last, schema, err := lastCommit(ctx, path)
	e, ok := errors.AsType[sqlite3.Error](err)
	switch {
	case err == nil:
		return follows(log, last, schema), nil
	case ok && e.Code == sqlite3.ErrCorrupt && changesSchema(log):
		return true, nil // killed while a checkpoint wrote the schema
	case ok && e.Code == sqlite3.ErrError: // it has no such table
		return false, nil
	}
	return false, explain(ctx, "read the database without its log", err)
}

// lastCommit reads the row of last_commit and the schema version from the database
// at path as it is without its log.
func lastCommit(ctx context.Context, path string) (c wal.Commit, schema uint32, err error) {
	// With writable_schema SQLite accepts a file that is shorter than page 1 says,
	// which a killed checkpoint leaves. It must be set before the file is looked at, and
	// the driver looks at the one that it opens.
	db := sqlite.Open(":memory:", "", nil, "temp_store = 2", "writable_schema = 1")
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, "ATTACH ? AS desk", sqlite.DSN(path, sqlite.ReadAlone)); err != nil {
		return c, 0, err
	}
	var previous, current []byte
	if err := db.QueryRowContext(ctx, "PRAGMA desk.schema_version").Scan(&schema); err != nil {
		return c, 0, err
	}
	err = db.QueryRowContext(ctx, lastCommitSQL).Scan(&previous, &current, &c.Schema)
	if errors.Is(err, sql.ErrNoRows) {
		return c, schema, nil
	}
	copy(c.Previous[:], previous)
	copy(c.Current[:], current)
	return c, schema, err
}

// follows reports whether the log continues a database whose last commit and schema
// version are these.
func follows(log wal.Log, last wal.Commit, schema uint32) bool {
	same := slices.IndexFunc(log.Commits, func(c wal.Commit) bool { return c.Current == last.Current })
	if same < 0 && log.Commits[0].Previous != last.Current {
		return false
	}
	// Others may have changed the schema, in the log or before it.
	return slices.Contains(append(log.Schemas, last.Schema, log.Commits[max(same, 0)].Schema), schema)
}

func changesSchema(log wal.Log) bool {
	return slices.ContainsFunc(log.Schemas, func(s uint32) bool { return s != log.Schemas[0] || s != log.Commits[0].Schema })
}

// setForeignLogAside moves the log in dir away if it is not that of the database,
// and returns the folder it is in then.
func setForeignLogAside(ctx context.Context, dir, path string, now func() time.Time) (string, error) {
	if ours, err := logBelongs(ctx, path); ours || err != nil {
		return "", err
	}
	return folder.SetLogAside(dir, now())
}

// readingMode is how a process that changes no file can read the database in dir,
// with its log if it has one.
func readingMode(ctx context.Context, dir, path string) (string, error) {
	if _, held, err := folder.HolderOf(dir); held || err != nil {
		return sqlite.ReadWithLog, err // the log of a desk that runs is right
	}
	ours, err := logBelongs(ctx, path)
	if ours {
		return modeOfClosed(dir, path)
	}
	if _, held, lockErr := folder.HolderOf(dir); held || lockErr != nil { // it began meanwhile
		return sqlite.ReadWithLog, lockErr
	}
	if err != nil {
		return "", err
	}
	return "", core.NewError(core.CodeUnavailable, "store_log_foreign", dir)
}

// modeOfClosed is the mode for a desk that nobody holds. SQLite makes files to read
// the log, and those of an empty log, unless it is told that there is none.
func modeOfClosed(dir, path string) (string, error) {
	if folder.TakesFiles(dir) {
		return sqlite.ReadWithLog, nil
	}
	switch log, err := os.Stat(path + "-wal"); {
	case errors.Is(err, fs.ErrNotExist), err == nil && log.Size() == 0:
		return sqlite.ReadAlone, nil
	case err != nil:
		return "", folder.Unusable(dir, err)
	}
	return "", core.NewError(core.CodeUnavailable, "store_log_unreadable", dir)
}

// modeOfIndex is how a process that changes no file can read the search index in dir, "" if
// it cannot.
func modeOfIndex(dir string) string {
	_, held, err := folder.HolderOf(dir)
	mode := sqlite.ReadWithLog
	if err == nil && !held {
		mode, err = modeOfClosed(dir, filepath.Join(dir, folder.Index))
	}
	if err != nil {
		return ""
	}
	return mode
}
