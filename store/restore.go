package store

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
)

// A restore readies the backup's copy in a folder of its own. It is decided
// when the copy gets the name restore-STAMP.db in the desk's directory; from
// then on every [Open] brings it to its end, whenever the restore was killed:
// the files of the desk that was there move to replaced-STAMP, the database
// first, and then the copy takes the database's name. So no database ever lies
// beside the write-ahead log of another.
const (
	decidedPrefix  = "restore-"
	decidedSuffix  = ".db"
	replacedPrefix = "replaced-"
	unpackedPrefix = ".restore-"
	stampLayout    = "20060102T150405Z" // a time in UTC
)

// Unpacked is a copy of a backup that opens like a desk, brought up to date.
type Unpacked struct {
	*DB
	Held   Contents // by the backup
	dir    string
	temp   string
	closed bool
}

// Unpack copies the backup at file, reads all of it, and opens the copy. The
// desk in dir, whose [Lock] the caller must hold, stays as it is until Replace.
// Discard what is unpacked in any case.
func Unpack(ctx context.Context, dir, file string, o Options) (*Unpacked, error) {
	if err := restorable(dir, file); err != nil {
		return nil, err
	}
	sweepUnpacked(dir)
	if _, err := finishRestore(dir); err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp(dir, unpackedPrefix+"*")
	if err != nil {
		return nil, fileTrouble(dir, err)
	}
	u := &Unpacked{dir: dir, temp: temp, closed: true}
	path := filepath.Join(temp, fileName)
	if err := copyFile(ctx, file, path); err != nil {
		return nil, errors.Join(err, u.Discard())
	}
	if u.Held, err = Verify(ctx, path, file); err != nil {
		return nil, errors.Join(err, u.Discard())
	}
	if u.DB, err = Open(temp, o); err != nil {
		return nil, errors.Join(err, u.Discard())
	}
	u.closed = false
	return u, nil
}

// restorable refuses files that cannot be a backup at a glance.
func restorable(dir, file string) error {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return core.Errorf(core.CodeNotFound, "backup_missing", "The backup %s cannot be read: %s.", file, core.CauseOf(err)).Because(err)
	case !info.Mode().IsRegular():
		return core.Errorf(core.CodeInvalid, "backup_no_file", "%s is no ordinary file.", file)
	}
	if ours, err := os.Stat(filepath.Join(dir, fileName)); err == nil && os.SameFile(ours, info) {
		return core.Errorf(core.CodeInvalid, "backup_is_desk", "%s is the desk itself.", file)
	}
	if log, err := os.Stat(file + "-wal"); err == nil && log.Size() > 0 {
		return core.Errorf(core.CodeInvalid, "backup_with_log",
			"%s is no finished backup: a log of changes lies beside it. Make a backup of that desk first: tgdesk backup FILE --data %s", file, filepath.Dir(file))
	}
	return nil
}

func copyFile(ctx context.Context, from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return core.Errorf(core.CodeUnavailable, "backup_unreadable", "The backup %s cannot be read: %s.", from, core.CauseOf(err)).Because(err)
	}
	defer func() { _ = src.Close() }() // it was only read
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = io.Copy(dst, untilDone{ctx, src})
		err = errors.Join(err, dst.Sync(), dst.Close())
	}
	if err != nil && ctx.Err() == nil {
		return core.Errorf(core.CodeUnavailable, "backup_not_copied", "The backup %s cannot be copied to the desk's directory: %s. Nothing was changed.", from, core.CauseOf(err)).Because(err)
	}
	return err
}

// untilDone reads until ctx ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// Discard removes what is left of the copy.
func (u *Unpacked) Discard() error {
	return errors.Join(u.shut(), os.RemoveAll(u.temp))
}

func (u *Unpacked) shut() error {
	if u.closed {
		return nil
	}
	u.closed = true
	return u.Close()
}

// Replace puts the copy in the desk's place and returns the directory in which
// the desk that was there is kept, "" if there was none.
func (u *Unpacked) Replace(now time.Time) (kept string, err error) {
	if err := u.shut(); err != nil {
		return "", err
	}
	from := filepath.Join(u.temp, fileName)
	if log, err := os.Stat(from + "-wal"); err == nil && log.Size() > 0 {
		return "", core.Errorf(core.CodeInternal, "restore_unfinished", "The copy of the backup could not be finished. Nothing was changed.")
	}
	if err := syncFile(from); err != nil {
		return "", fileTrouble(u.dir, err)
	}
	stamp := freeStamp(u.dir, now)
	if err := errors.Join(os.Rename(from, filepath.Join(u.dir, decidedPrefix+stamp+decidedSuffix)), syncDir(u.dir)); err != nil {
		return "", fileTrouble(u.dir, err)
	}
	return finishRestore(u.dir)
}

// freeStamp is now in UTC, or a little later where that is taken.
func freeStamp(dir string, now time.Time) string {
	for ; ; now = now.Add(time.Second) {
		stamp := now.UTC().Format(stampLayout)
		if _, err := os.Lstat(filepath.Join(dir, replacedPrefix+stamp)); err != nil {
			return stamp
		}
	}
}

// PendingRestore is the name of a copy that was to take the desk's place and
// has not yet; "" if there is none.
func PendingRestore(dir string) string {
	entries, _ := os.ReadDir(dir) // what is not there is not pending
	for _, e := range entries {
		if _, err := time.Parse(decidedPrefix+stampLayout+decidedSuffix, e.Name()); err == nil && e.Type().IsRegular() {
			return e.Name()
		}
	}
	return ""
}

// finishRestore brings a decided restore to its end; kept is the directory of
// the desk that gave way. Each step may be repeated.
func finishRestore(dir string) (kept string, err error) {
	name := PendingRestore(dir)
	if name == "" {
		return "", nil
	}
	stamp := strings.TrimSuffix(strings.TrimPrefix(name, decidedPrefix), decidedSuffix)
	kept, err = putAside(dir, filepath.Join(dir, replacedPrefix+stamp))
	if err == nil {
		err = errors.Join(os.Rename(filepath.Join(dir, name), filepath.Join(dir, fileName)), syncDir(dir))
	}
	if err != nil {
		return kept, fileTrouble(dir, err)
	}
	return kept, nil
}

// putAside moves the database's files to the directory keep.
func putAside(dir, keep string) (kept string, err error) {
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		from := filepath.Join(dir, fileName+end)
		if _, err := os.Lstat(from); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := os.MkdirAll(keep, 0o700); err != nil {
			return "", err
		}
		if err := os.Rename(from, filepath.Join(keep, fileName+end)); err != nil {
			return "", err
		}
	}
	if _, err := os.Lstat(keep); err != nil {
		return "", nil // there was nothing
	}
	return keep, errors.Join(syncDir(keep), syncDir(dir))
}

// sweepUnpacked removes copies that a killed restore left before it was decided.
func sweepUnpacked(dir string) { sweep(dir, unpackedPrefix) }

// sweep removes what has one of these prefixes in dir. It is a copy of what lies
// elsewhere, or was never whole: the next start tries again what fails now.
func sweep(dir string, prefixes ...string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Name(), p) }) {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}
