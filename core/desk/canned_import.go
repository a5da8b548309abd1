package desk

import (
	"context"
	"slices"

	"tgdesk/core"
)

// CannedImport is what importing canned replies changes.
type CannedImport struct {
	Added, Updated []core.CannedReply // as they are stored
	Same           int                // were there already, word for word
}

// ImportError says which of the canned replies cannot be imported.
type ImportError struct {
	Index int // among those given
	Err   error
}

func (e *ImportError) Error() string { return e.Err.Error() }

// Unwrap returns why.
func (e *ImportError) Unwrap() error { return e.Err }

// ImportCanned adds canned replies, and changes the texts of those that are there by
// brand, shortcut and language; files stay as they are. It stores all of them or, after
// an *ImportError, none. A dry run only says what would change.
func (d *Desk) ImportCanned(ctx context.Context, op core.OperatorID, replies []core.CannedReply, dryRun bool) (CannedImport, error) {
	return inTx(ctx, d, func(t *tx) (done CannedImport, err error) {
		by, err := t.operator(ctx, op)
		if err != nil {
			return done, err
		}
		all, err := t.CannedReplies(ctx)
		if err != nil {
			return done, err
		}
		known := map[core.CannedRef]core.CannedReply{}
		for _, c := range all {
			known[c.Ref()] = c
		}
		given := map[core.CannedRef]bool{}
		for i, c := range replies {
			before := known[c.Ref()]
			c.ID, c.Files = before.ID, before.Files
			if c, err = t.checkImported(ctx, by, c); err == nil && given[c.Ref()] {
				err = core.NewError(core.CodeInvalid, "canned_twice", c.Shortcut)
			}
			if err != nil {
				return done, &ImportError{i, err}
			}
			given[c.Ref()] = true
			switch {
			case before.ID == 0:
				done.Added = append(done.Added, c)
			case c.Text != before.Text || c.Shortcut != before.Shortcut:
				done.Updated = append(done.Updated, c)
			default:
				done.Same++
			}
		}
		if n := len(all) + len(done.Added); n > core.MaxCanned {
			return done, core.NewError(core.CodeInvalid, "canned_too_many", core.MaxCanned)
		}
		if dryRun {
			return done, nil
		}
		for _, c := range slices.Concat(done.Added, done.Updated) {
			if _, err := t.storeCanned(ctx, known[c.Ref()], c); err != nil {
				return done, err
			}
		}
		return done, nil
	})
}

// checkImported returns a canned reply as it is stored, or why by cannot store it.
func (t *tx) checkImported(ctx context.Context, by core.Operator, c core.CannedReply) (core.CannedReply, error) {
	if err := core.MayManageCanned(by, c.Brand); err != nil {
		return c, err
	}
	options, err := brandOptions(ctx, t, c.Brand)
	if err != nil {
		return c, err
	}
	return c.Checked(options.Markup)
}
