package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"tgdesk/core"
)

// Backup writes a copy of the desk in dir to the file at path, while the desk
// runs or not, and reads it back. What is at path gives way to it only with
// replace. Whatever goes wrong, there is either the whole copy at path or what
// was there before. The copy holds tokens only as they are sealed.
func Backup(ctx context.Context, dir, path string, replace bool) (Contents, error) {
	s, err := NewScaffold(filepath.Dir(path), scaffoldPrefix)
	if err != nil {
		return Contents{}, notWritten(path, err)
	}
	defer s.Remove()
	temp := s.File(fileName)
	if err := makeEmpty(temp); err != nil {
		return Contents{}, notWritten(path, err)
	}
	c, err := copyInto(ctx, dir, temp, path)
	if err == nil {
		err = moveInto(path, temp, replace)
	}
	if err != nil {
		return Contents{}, notWritten(path, err)
	}
	return c, nil
}

// scaffoldPrefix begins the name of the folder in which a backup is made.
const scaffoldPrefix = ".tgdesk-backup-"

// makeEmpty makes an empty file with mode 0600, whatever the umask.
func makeEmpty(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// copyInto lets SQLite write the desk's present state to the empty file to,
// which sentences call name, and reads it back.
func copyInto(ctx context.Context, dir, to, name string) (c Contents, err error) {
	before, err := vacuumInto(ctx, dir, to)
	if err != nil {
		return c, err
	}
	if err := syncFile(to); err != nil {
		return c, err
	}
	c, err = Verify(ctx, to, name)
	if err == nil && !c.follows(before) {
		err = core.Errorf(core.CodeInternal, "backup_short", "The backup holds less than the desk. Try again, and run tgdesk doctor.")
	}
	return c, err
}

// vacuumInto says what the desk held before. Its connection reads only, but
// must not be told so by query_only: VACUUM would refuse.
func vacuumInto(ctx context.Context, dir, to string) (before Contents, err error) {
	err = peek(dir, func(db *sql.DB) error {
		if before, err = deskContents(ctx, dir, db); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, "VACUUM INTO ?", to)
		return copyTrouble(ctx, err)
	})
	return before, err
}

// copyTrouble tells trouble with the disk as that of the backup: the desk's own
// disk was good enough to read from.
func copyTrouble(ctx context.Context, err error) error {
	e, ok := errors.AsType[sqlite3.Error](err)
	switch {
	case !ok || ctx.Err() != nil:
	case e.Code == sqlite3.ErrFull:
		return errors.New("the disk is full")
	case e.Code == sqlite3.ErrIoErr || e.Code == sqlite3.ErrCantOpen:
		return errors.New(systemWords(e))
	}
	return explain(ctx, "copy the database", err)
}

// moveInto gives the copy its name. Where nothing shall be replaced, a link
// makes sure of that; a file system without links is looked at instead.
func moveInto(path, temp string, replace bool) error {
	if !replace {
		err := os.Link(temp, path)
		if err == nil {
			return syncDir(filepath.Dir(path))
		}
		if _, there := os.Lstat(path); there == nil {
			return err
		}
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func notWritten(path string, err error) error {
	if _, ours := errors.AsType[*core.Error](err); ours || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return core.Errorf(core.CodeUnavailable, "backup_not_written", "The backup %s cannot be written: %s. Nothing was changed.", path, core.CauseOf(err)).Because(err)
}
