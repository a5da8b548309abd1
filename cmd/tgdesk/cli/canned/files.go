package canned

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/core/media"
)

// fetchFiles brings files of whoever made the call onto the desk's machine and checks
// them. remove deletes them again: what is stored are copies.
func fetchFiles(ctx context.Context, env *cli.Env, d *desk.Desk, op core.Operator, brand core.BrandID, paths []string) (checked []media.Checked, remove func(), err error) {
	remove = func() {}
	if len(paths) == 0 {
		return nil, remove, nil
	}
	if len(paths) > core.MaxCannedFiles {
		return nil, remove, core.NewError(core.CodeInvalid, "canned_files", len(paths), core.MaxCannedFiles)
	}
	dir, err := os.MkdirTemp(env.Dirs.Temp, "tgdesk-files-")
	if err != nil {
		return nil, remove, fmt.Errorf("making a folder for the files: %w", err)
	}
	remove = func() { _ = os.RemoveAll(dir) } // what is left there is only a copy
	for i, path := range paths {
		place := filepath.Join(dir, fmt.Sprint(i), filepath.Base(path))
		if err := fetchFile(env, path, place); err != nil {
			return nil, remove, err
		}
		f, err := d.CheckCannedFile(ctx, op.ID, brand, place, false)
		if err == nil && f.OfferDocument { // the table of formats has no picture like that
			f, err = d.CheckCannedFile(ctx, op.ID, brand, place, true)
		}
		if err != nil {
			return nil, remove, err
		}
		checked = append(checked, f)
	}
	return checked, remove, nil
}

func fetchFile(env *cli.Env, path, place string) (err error) {
	failed := func(err error) error { return fmt.Errorf("the file %s cannot be read: %w", clean.Line(path), err) }
	from, err := env.Files().Open(path)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = from.Close() }() // it was only read
	if err := os.Mkdir(filepath.Dir(place), 0o700); err != nil {
		return err
	}
	to, err := os.OpenFile(place, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return failed(err)
	}
	n, err := io.Copy(to, io.LimitReader(from, core.OwnServer+1))
	if closed := to.Close(); err == nil {
		err = closed
	}
	switch {
	case err != nil:
		return failed(err)
	case n > core.OwnServer:
		return core.NewError(core.CodeInvalid, "file_too_big", filepath.Base(path), core.NewProblem("a_document"), core.Size(n), core.Size(core.OwnServer))
	}
	return nil
}
