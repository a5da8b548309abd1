package desk

import (
	"context"
	"errors"
	"slices"

	"tgdesk/core"
	"tgdesk/core/media"
)

// SaveCanned adds a canned reply, or changes the one of that id. Its files are those in
// c.Files, which it must have already, and then copies of the added ones. Files for
// one brand are checked against what the brand accepts, those for all brands against
// what every brand accepts.
func (d *Desk) SaveCanned(ctx context.Context, op core.OperatorID, c core.CannedReply, added []media.Checked) (_ core.CannedReply, err error) {
	options, err := d.cannedOptions(ctx, op, c.Brand)
	if err != nil {
		return c, err
	}
	if n := len(c.Files) + len(added); n > core.MaxCannedFiles {
		return c, core.NewError(core.CodeInvalid, "canned_files", n, core.MaxCannedFiles)
	}
	if err := d.checkStored(ctx, options, c.Files); err != nil { // another brand may accept less
		return c, err
	}
	copies := &media.Import{}
	stored := false
	if len(added) > 0 {
		if copies, err = d.files.Import(options, added); err != nil {
			return c, err
		}
		defer func() { err = errors.Join(err, copies.Close(stored)) }()
	}
	var dropped []core.File
	err = d.write(ctx, func(t *tx) (err error) {
		before, err := t.cannedToChange(ctx, op, c)
		if err != nil {
			return err
		}
		c.Files = slices.Clone(c.Files) // the caller's may be shared
		for _, a := range copies.Attachments {
			a.File.ChangedAt = t.Now()
			if err := t.SaveFile(ctx, a.File); err != nil {
				return err
			}
			c.Files = append(c.Files, core.StoredFileOf(a))
		}
		if c, err = c.Checked(options.Markup); err != nil {
			return err
		}
		if c, err = t.storeCanned(ctx, before, c); err != nil {
			return err
		}
		dropped, err = t.dropUnused(ctx, before.Files)
		return err
	})
	stored = err == nil
	return c, errors.Join(err, d.removeFiles(dropped, err))
}

// storeCanned stores a canned reply in the place of the one before, whose ID is 0 for a
// new one, and announces it.
func (t *tx) storeCanned(ctx context.Context, before, c core.CannedReply) (core.CannedReply, error) {
	c, err := t.Tx.SaveCanned(ctx, c)
	if err != nil {
		return c, err
	}
	t.Emit(core.Event{Kind: core.EventCanned, Brand: c.Brand})
	e := core.AuditEntry{Act: core.ActCannedAdded, Brand: c.Brand, Subject: c.Summary(), After: c.Describe()}
	if before.ID != 0 {
		e.Act, e.Before = core.ActCannedChanged, before.Describe()
	}
	return c, t.Audit(ctx, e)
}

// cannedOptions are those that a canned reply of a brand is checked against, or why op
// may not change one.
func (d *Desk) cannedOptions(ctx context.Context, op core.OperatorID, brand core.BrandID) (core.BrandOptions, error) {
	by, err := operator(ctx, d.store, op)
	if err != nil {
		return core.BrandOptions{}, err
	}
	if err := core.MayManageCanned(by, brand); err != nil {
		return core.BrandOptions{}, err
	}
	return brandOptions(ctx, d.store, brand)
}

// brandOptions are the options of a brand that is not removed; for all brands, those of
// the strictest there can be.
func brandOptions(ctx context.Context, r core.Reader, brand core.BrandID) (core.BrandOptions, error) {
	if brand == 0 {
		return core.BrandOptions{Attachments: core.AttachStandard}, nil
	}
	b, err := existingBrand(ctx, r, brand)
	return b.Options, err
}

// cannedToChange returns the canned reply that c is to replace, the zero one for a new
// one, or why op cannot store c. Files can be taken off and not be slipped in.
func (t *tx) cannedToChange(ctx context.Context, op core.OperatorID, c core.CannedReply) (before core.CannedReply, err error) {
	by, err := t.operator(ctx, op)
	if err != nil {
		return before, err
	}
	if err := core.MayManageCanned(by, c.Brand); err != nil {
		return before, err
	}
	all, err := t.CannedReplies(ctx)
	if err != nil {
		return before, err
	}
	for _, o := range all {
		switch {
		case o.ID == c.ID:
			before = o
		case o.Ref() == c.Ref():
			return before, core.NewError(core.CodeConflict, "canned_exists")
		}
	}
	switch {
	case c.ID == 0 && len(all) >= core.MaxCanned:
		return before, core.NewError(core.CodeInvalid, "canned_too_many", core.MaxCanned)
	case c.ID != 0 && before.ID == 0:
		return before, core.NewError(core.CodeNotFound, "canned_reply_not_found", int64(c.ID))
	case slices.ContainsFunc(c.Files, func(f core.StoredFile) bool { return !slices.Contains(before.Files, f) }):
		return before, core.NewError(core.CodeConflict, "canned_changed")
	}
	return before, core.MayManageCanned(by, before.Brand)
}

// RemoveCanned removes a canned reply. Its files stay as long as a message or a draft
// has them.
func (d *Desk) RemoveCanned(ctx context.Context, op core.OperatorID, id core.CannedID) error {
	var dropped []core.File
	err := d.write(ctx, func(t *tx) error {
		by, err := t.operator(ctx, op)
		if err != nil {
			return err
		}
		c, err := t.CannedReply(ctx, id)
		if err != nil {
			return err
		}
		if err := core.MayManageCanned(by, c.Brand); err != nil {
			return err
		}
		dropped, err = t.deleteCanned(ctx, c)
		return err
	})
	return errors.Join(err, d.removeFiles(dropped, err))
}

func (t *tx) deleteCanned(ctx context.Context, c core.CannedReply) ([]core.File, error) {
	if err := t.DeleteCanned(ctx, c.ID); err != nil {
		return nil, err
	}
	t.Emit(core.Event{Kind: core.EventCanned, Brand: c.Brand})
	if err := t.Audit(ctx, core.AuditEntry{Act: core.ActCannedRemoved, Brand: c.Brand, Subject: c.Summary(), Before: c.Describe()}); err != nil {
		return nil, err
	}
	return t.dropUnused(ctx, c.Files)
}

// deleteCannedOf deletes the canned replies of a brand, and returns the files that
// nothing has any more.
func (t *tx) deleteCannedOf(ctx context.Context, id core.BrandID) (dropped []core.File, err error) {
	all, err := t.CannedReplies(ctx)
	for _, c := range all {
		if c.Brand != id || err != nil {
			continue
		}
		var files []core.File
		files, err = t.deleteCanned(ctx, c)
		dropped = append(dropped, files...)
	}
	return dropped, err
}

// dropUnused marks those of the files as gone that nothing has any more, and returns
// them as they were.
func (t *tx) dropUnused(ctx context.Context, files []core.StoredFile) (dropped []core.File, err error) {
	for _, s := range files {
		used, err := t.FileInUse(ctx, s.UniqueID)
		if err != nil {
			return nil, err
		}
		if used {
			continue
		}
		f, err := t.File(ctx, s.UniqueID)
		if err != nil {
			return nil, err
		}
		dropped = append(dropped, f)
		f.State, f.Path, f.ChangedAt = core.FileExpired, "", t.Now()
		if err := t.SaveFile(ctx, f); err != nil {
			return nil, err
		}
	}
	return dropped, nil
}

// removeFiles deletes files that the desk has no more use for, unless the transaction
// that said so failed. Interrupted before, they stay, and doctor lists them.
func (d *Desk) removeFiles(files []core.File, failed error) (err error) {
	for _, f := range files {
		if failed == nil {
			err = errors.Join(err, d.files.Remove(f.Path))
		}
	}
	return err
}

// checkStored checks files that the desk holds against what a brand accepts.
func (d *Desk) checkStored(ctx context.Context, o core.BrandOptions, files []core.StoredFile) error {
	for _, s := range files {
		f, err := d.store.File(ctx, s.UniqueID)
		switch {
		case core.IsNotFound(err), err == nil && (!f.Ready() || !media.IsOutgoing(s.UniqueID)):
			return core.NewError(core.CodeNotFound, "stored_file_gone", s.Name)
		case err != nil:
			return err
		}
		if err := d.files.CheckStored(o, s, f); err != nil {
			return err
		}
	}
	return nil
}

// CheckCannedFile determines what a file is, by its content, and checks it against what
// a brand accepts, or with 0 every brand.
func (d *Desk) CheckCannedFile(ctx context.Context, op core.OperatorID, brand core.BrandID, path string, asDocument bool) (media.Checked, error) {
	options, err := d.cannedOptions(ctx, op, brand)
	if err != nil {
		return media.Checked{}, err
	}
	return d.files.Check(options, path, asDocument)
}
