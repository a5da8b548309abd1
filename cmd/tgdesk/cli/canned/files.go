package canned

import (
	"context"
	"fmt"
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
	var spooled []func()
	remove = func() {
		for _, remove := range spooled {
			remove()
		}
	}
	if len(paths) > core.MaxCannedFiles {
		return nil, remove, core.NewError(core.CodeInvalid, "canned_files", len(paths), core.MaxCannedFiles)
	}
	for _, path := range paths {
		place, gone, err := fetchFile(ctx, env, d, op, brand, path)
		if err != nil {
			return nil, remove, fmt.Errorf("the file %s cannot be read: %w", clean.Line(path), err)
		}
		spooled = append(spooled, gone)
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

func fetchFile(ctx context.Context, env *cli.Env, d *desk.Desk, op core.Operator, brand core.BrandID, path string) (place string, remove func(), err error) {
	from, err := env.Files().Open(path)
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = from.Close() }() // it was only read
	return d.SpoolCanned(ctx, op.ID, brand, filepath.Base(path), from)
}
