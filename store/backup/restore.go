package backup

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/folder"
)

// Staged is a verified copy of a backup in the desk's folder, opened and
// migrated, that has not replaced the desk yet.
type Staged struct {
	DB       *store.DB
	Contents store.Contents // of the backup

	dir     string
	staging string // the folder of the copy
}

// Stage copies the backup at file, verifies the copy and opens it. The desk in
// dir, whose [folder.Lock] the caller must hold, stays as it is until
// [Staged.Restore]. The caller must call [Staged.Discard] in any case.
func Stage(ctx context.Context, dir, file string, o store.Options) (*Staged, error) {
	if err := checkFile(dir, file); err != nil {
		return nil, err
	}
	staging, err := folder.Stage(dir)
	if err != nil {
		return nil, err
	}
	s := &Staged{dir: dir, staging: staging}
	if err := s.fill(ctx, file, o); err != nil {
		return nil, errors.Join(err, s.Discard())
	}
	return s, nil
}

func (s *Staged) database() string { return filepath.Join(s.staging, folder.Database) }

func (s *Staged) fill(ctx context.Context, file string, o store.Options) (err error) {
	if err := copyFile(ctx, file, s.database()); err != nil {
		return err
	}
	if s.Contents, err = verify(ctx, s.database(), file); err != nil {
		return err
	}
	s.DB, err = store.Open(s.staging, o)
	return err
}

// checkFile refuses files that are obviously no backup.
func checkFile(dir, file string) error {
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return core.NewError(core.CodeNotFound, "backup_missing", file, core.CauseOf(err)).Because(err)
	case !info.Mode().IsRegular():
		return core.NewError(core.CodeInvalid, "backup_not_a_file", file)
	}
	if ours, err := os.Stat(filepath.Join(dir, folder.Database)); err == nil && os.SameFile(ours, info) {
		return core.NewError(core.CodeInvalid, "backup_is_desk", file)
	}
	if log, err := os.Stat(file + "-wal"); err == nil && log.Size() > 0 {
		return core.NewError(core.CodeInvalid, "backup_with_log", file, filepath.Dir(file))
	}
	return nil
}

func copyFile(ctx context.Context, from, to string) error {
	src, err := os.Open(from)
	if err != nil {
		return core.NewError(core.CodeUnavailable, "backup_unreadable", from, core.CauseOf(err)).Because(err)
	}
	defer func() { _ = src.Close() }() // it was only read
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = io.Copy(dst, contextReader{ctx, src})
		err = errors.Join(err, dst.Sync(), dst.Close())
	}
	if err != nil && ctx.Err() == nil {
		return core.NewError(core.CodeUnavailable, "backup_not_copied", from, core.CauseOf(err)).Because(err)
	}
	return err
}

// contextReader reads until ctx ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// Restore replaces the desk by the copy, and returns the folder to which the
// old desk's database moved, "" if there was none.
func (s *Staged) Restore(now time.Time) (replaced string, err error) {
	if err := s.close(); err != nil {
		return "", err
	}
	if log, err := os.Stat(s.database() + "-wal"); err == nil && log.Size() > 0 {
		return "", core.NewError(core.CodeInternal, "restore_unfinished")
	}
	return folder.Restore(s.dir, s.database(), now)
}

// Discard removes what is left of the copy.
func (s *Staged) Discard() error { return errors.Join(s.close(), os.RemoveAll(s.staging)) }

func (s *Staged) close() error {
	if s.DB == nil {
		return nil
	}
	err := s.DB.Close()
	s.DB = nil
	return err
}
