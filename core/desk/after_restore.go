package desk

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/media"
)

// RestoreReport says what [AfterRestore] changed.
type RestoreReport struct {
	Unknown int      // replies that may have been sent since the backup; only a person sends them again
	Wanted  int      // files that are downloaded again
	Lost    int      // files of operators that are gone, of which there is no other copy
	Sealed  []string // brands whose tokens cannot be decrypted
}

// AfterRestore prepares a database that comes from a backup for its first start.
// What waited to be sent when the backup was made may have been sent since, and
// nothing may be sent twice unless somebody decides so. onDisk reports whether a
// file exists at a path below the media directory; missing ones are downloaded
// again, unless they are there when the engine starts. No engine may run on s.
func AfterRestore(ctx context.Context, s core.Store, onDisk func(path string) bool) (RestoreReport, error) {
	var r RestoreReport
	err := s.Write(ctx, func(tx core.Tx) (err error) {
		r.Unknown, err = tx.MarkUnsentUnknown(ctx, core.NewProblem("send_unknown_since_backup"))
		return err
	})
	if err != nil {
		return r, err
	}
	const size = 500
	for after, more := "", true; more; {
		page, err := s.ReadyFiles(ctx, after, size)
		if err != nil {
			return r, err
		}
		if more = len(page) == size; more {
			after = page[len(page)-1].UniqueID
		}
		if err := s.Write(ctx, func(tx core.Tx) error { return r.addMissing(ctx, tx, page, onDisk) }); err != nil {
			return r, err
		}
	}
	brands, err := s.Brands(ctx)
	if err != nil {
		return r, err
	}
	for _, b := range brands {
		if b.TokenSealed {
			r.Sealed = append(r.Sealed, b.Name)
		}
	}
	return r, s.Write(ctx, func(tx core.Tx) error {
		for _, b := range brands { // whose bots may have other faces since the backup
			if err := forgetFaces(ctx, tx, b.ID, func(core.BrandFace) bool { return true }); err != nil {
				return err
			}
		}
		return nil
	})
}

// addMissing stores which of the files are missing on disk.
func (r *RestoreReport) addMissing(ctx context.Context, tx core.Tx, files []core.File, onDisk func(string) bool) error {
	for _, f := range files {
		if onDisk(f.Path) {
			continue
		}
		f.ChangedAt = tx.Now()
		if media.IsOutgoing(f.UniqueID) {
			f.State, f.Problem = core.FileFailed, core.NewProblem("file_not_in_backup")
			r.Lost++
		} else {
			f.State, f.Requested = core.FileWanted, false
			r.Wanted++
		}
		if err := tx.SaveFile(ctx, f); err != nil {
			return err
		}
	}
	return nil
}
