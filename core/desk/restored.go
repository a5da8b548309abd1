package desk

import (
	"context"
	"strings"
	"tgdesk/core"
	"tgdesk/core/media"
)

// Restored is what a desk that comes from a backup had to be told.
type RestoreReport struct {
	Unknown int      // replies that may have gone out since; only a person sends them again
	Wanted  int      // files that are fetched again
	Lost    int      // files of operators that are gone: nobody can fetch those
	Sealed  []string // brands whose tokens cannot be read
}

const (
	// maybeSent is why a reply of a backup is unknown.
	maybeSent = "This was waiting to be sent when the backup was made. It may have gone out since."
	// fileNotThere is why a file of a backup cannot be opened.
	fileNotThere = "It was not on the disk when the desk was restored from a backup."
	restorePage  = 500
)

// SettleRestored readies a desk that comes from a backup for its first start.
// Between the backup and now, what waited to be sent may have been sent, and
// nothing may go out twice without somebody deciding so. onDisk tells whether a
// file lies at a path below the media directory; those that do not are wanted
// again. No engine may run on s.
func AfterRestore(ctx context.Context, s core.Store, onDisk func(path string) bool) (RestoreReport, error) {
	var r RestoreReport
	err := s.Write(ctx, func(tx core.Tx) (err error) {
		r.Unknown, err = tx.MarkUnsentUnknown(ctx, maybeSent)
		return err
	})
	if err != nil {
		return r, err
	}
	if err := r.missFiles(ctx, s, onDisk); err != nil {
		return r, err
	}
	brands, err := s.Brands(ctx)
	for _, b := range brands {
		if b.Token.Sealed() {
			r.Sealed = append(r.Sealed, b.Name)
		}
	}
	return r, err
}

func (r *RestoreReport) missFiles(ctx context.Context, s core.Store, onDisk func(string) bool) error {
	for after, full := "", true; full; {
		page, err := s.ReadyFiles(ctx, after, restorePage)
		if err != nil {
			return err
		}
		if full = len(page) == restorePage; full {
			after = page[len(page)-1].UniqueID
		}
		err = s.Write(ctx, func(tx core.Tx) error { return r.missPage(ctx, tx, page, onDisk) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *RestoreReport) missPage(ctx context.Context, tx core.Tx, page []core.File, onDisk func(string) bool) error {
	for _, f := range page {
		if onDisk(f.Path) {
			continue
		}
		f.Path, f.ChangedAt = "", tx.Now()
		if strings.HasPrefix(f.UniqueID, media.OutPrefix) {
			f.State, f.Error = core.FileFailed, fileNotThere
			r.Lost++
		} else {
			f.State = core.FileWanted
			r.Wanted++
		}
		if err := tx.SaveFile(ctx, f); err != nil {
			return err
		}
	}
	return nil
}
