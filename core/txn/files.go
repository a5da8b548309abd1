package txn

import (
	"context"
	"slices"

	"tgdesk/core"
)

// FetchOrder says how a file is wanted.
type FetchOrder struct {
	Requested bool         // by a person: it goes before the rest of the queue
	Held      core.Problem // why it is to be held back for now; "" if it is not
}

// WantFile puts the file of a message into its brand's download queue, unless it
// is there already, queued or being fetched.
func (t *Tx) WantFile(ctx context.Context, brand core.BrandID, m core.Message, o FetchOrder) error {
	a := m.Attachment
	use := core.FileUse{Key: a.FileUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID}
	return t.want(ctx, use, core.File{Size: a.Size, Visitor: m.VisitorID, Requested: o.Requested, Problem: o.Held})
}

// WantThumb is WantFile for the thumbnail of a message's file, if it has one that
// is worth showing. Telegram makes them of a few kB (320 pixels at most); the one
// of a live photo is the still itself.
func (t *Tx) WantThumb(ctx context.Context, brand core.BrandID, m core.Message, o FetchOrder) error {
	a := m.Attachment
	if a.ThumbID == "" || a.ThumbUniqueID == "" || a.Kind == core.KindAudio {
		return nil
	}
	use := core.FileUse{Key: a.ThumbUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID, Thumb: true}
	return t.want(ctx, use, core.File{Visitor: m.VisitorID, Requested: o.Requested, Problem: o.Held})
}

// TakeBackFiles makes those missing files ready that lie in their places again, as when the
// folder of files is put back after a backup was restored. They were downloaded long ago,
// and count for nothing that bounds downloads.
func (r *Runner) TakeBackFiles(ctx context.Context) (n int, err error) {
	const size = 500
	for after, more := "", true; more; {
		page, err := r.store.MissingFiles(ctx, after, size)
		if err != nil {
			return n, err
		}
		if more = len(page) == size; more {
			after = page[size-1].UniqueID
		}
		page = slices.DeleteFunc(page, func(f core.File) bool { return !r.files.Holds(f) })
		if len(page) == 0 {
			continue
		}
		if err := r.Write(ctx, func(t *Tx) error { return t.takeBack(ctx, page) }); err != nil {
			return n, err
		}
		n += len(page)
	}
	return n, nil
}

func (t *Tx) takeBack(ctx context.Context, files []core.File) error {
	for _, f := range files {
		now, err := t.File(ctx, f.UniqueID)
		if err == nil && now == f && f.State != core.FileFetching {
			f.State, f.Problem, f.Requested, f.ChangedAt = core.FileReady, "", false, t.Now().Add(-core.FetchWindow)
			err = t.SaveFile(ctx, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// want queues the download of a file, of which wanted says the size as far as it is
// known, the visitor, whether a person requested it, and why it is to be held back. A
// file that waits already keeps its turn, unless it is requested now or waits for
// another brand, which may be disabled.
func (t *Tx) want(ctx context.Context, use core.FileUse, wanted core.File) error {
	f, err := t.File(ctx, use.Key)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	news := wanted.Requested && !f.Requested
	switch f.State {
	case core.FileReady:
		if t.files.Has(f) {
			return nil
		}
	case core.FileFetching:
		t.call(func(w core.Waker) { w.FileWanted(use) })
		if news {
			f.Requested = true
			return t.SaveFile(ctx, f)
		}
		return nil
	case core.FileWanted, core.FileHeld:
		if !wanted.Requested && f.Brand == use.Brand {
			if f.State == core.FileWanted {
				t.call(func(w core.Waker) { w.FileWanted(use) })
			}
			return nil
		}
		wanted.Requested = wanted.Requested || f.Requested
	}
	wanted.State = core.FileHeld
	if wanted.Problem == "" {
		wanted.State = core.FileWanted
		t.call(func(w core.Waker) { w.FileWanted(use) })
	}
	t.call(func(w core.Waker) { w.WakeFetcher(use.Brand) })
	t.Emit(use.Event())
	wanted.UniqueID, wanted.Brand, wanted.ChangedAt = use.Key, use.Brand, t.Now()
	wanted.Size, wanted.Path = max(wanted.Size, f.Size), f.Path
	return t.SaveFile(ctx, wanted)
}
