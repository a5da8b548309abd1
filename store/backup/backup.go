// Package backup copies the desk's database to one file and restores it. It must
// not change a desk before the copy that replaces it is complete and verified.
package backup

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/folder"
)

// Create writes a copy of the desk in dir to the file at path, while the desk
// runs or not, and verifies it. An existing file is replaced only with replace.
// Whatever fails, path is either the whole copy or what it was before. Bot
// tokens in the copy are encrypted.
func Create(ctx context.Context, dir, path string, replace bool) (store.Contents, error) {
	c, err := create(ctx, dir, path, replace)
	if err == nil {
		return c, nil
	}
	if _, ok := errors.AsType[*core.Error](err); ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return store.Contents{}, err
	}
	return store.Contents{}, core.NewError(core.CodeUnavailable, "backup_not_written", path, core.CauseOf(err)).Because(err)
}

func create(ctx context.Context, dir, path string, replace bool) (c store.Contents, err error) {
	temp, err := folder.NewTempDir(filepath.Dir(path), folder.BackupPrefix)
	if err != nil {
		return c, err
	}
	defer temp.Remove()
	if c, err = copyVerified(ctx, dir, temp.File(folder.Database), path); err != nil {
		return c, err
	}
	return c, folder.Rename(temp.File(folder.Database), path, replace)
}

// WriteTo writes a copy of the desk in dir to w once it is complete and verified. It
// is made in the desk's own folder.
func WriteTo(ctx context.Context, dir string, w io.Writer) (c store.Contents, err error) {
	temp, err := folder.NewTempDir(dir, folder.BackupPrefix)
	if err != nil {
		return c, folder.Unusable(dir, err)
	}
	defer temp.Remove()
	file := temp.File(folder.Database)
	if c, err = copyVerified(ctx, dir, file, file); err != nil {
		return c, err
	}
	f, err := os.Open(file)
	if err != nil {
		return c, folder.Unusable(dir, err)
	}
	_, err = io.Copy(w, f)
	return c, errors.Join(err, f.Close())
}

// copyVerified copies the desk in dir to a new file, which errors call name.
func copyVerified(ctx context.Context, dir, file, name string) (c store.Contents, err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return c, err
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil { // whatever the umask
		return c, err
	}
	before, err := store.CopyTo(ctx, dir, file)
	if err != nil {
		return c, err
	}
	if err := folder.SyncFile(file); err != nil {
		return c, err
	}
	if c, err = verify(ctx, file, name); err != nil {
		return c, err
	}
	if !c.Follows(before) {
		return c, core.NewError(core.CodeInternal, "backup_short")
	}
	return c, nil
}

// verify checks the backup at path, which errors call name.
func verify(ctx context.Context, path, name string) (store.Contents, error) {
	c, err := store.Verify(ctx, path)
	if err == nil || ctx.Err() != nil {
		return c, err
	}
	ids := map[string]string{"store_foreign": "backup_foreign", "store_corrupt": "backup_damaged", "desk_newer": "backup_newer"}
	if known, ok := errors.AsType[*core.Error](err); ok && ids[known.ID] != "" {
		return c, core.NewError(core.CodeInvalid, ids[known.ID], name).Because(err)
	}
	return c, core.NewError(core.CodeUnavailable, "backup_unreadable", name, store.Reason(err)).Because(err)
}
