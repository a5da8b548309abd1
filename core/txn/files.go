package txn

import (
	"context"

	"tgdesk/core"
)

// WantFile puts the file of a message into its brand's download queue, unless it
// is there already, queued or being fetched. What a person requested goes before the
// rest of the queue.
func (t *Tx) WantFile(ctx context.Context, brand core.BrandID, m core.Message, requested bool) error {
	a := m.Attachment
	use := core.FileUse{Key: a.FileUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID}
	return t.want(ctx, use, core.File{Size: a.Size, Visitor: m.VisitorID, Requested: requested})
}

// WantThumb is WantFile for the thumbnail of a message's file, if it has one that
// is worth showing. Telegram makes them of a few kB (320 pixels at most); the one
// of a live photo is the still itself.
func (t *Tx) WantThumb(ctx context.Context, brand core.BrandID, m core.Message, requested bool) error {
	a := m.Attachment
	if a.ThumbID == "" || a.ThumbUniqueID == "" || a.Kind == core.KindAudio {
		return nil
	}
	use := core.FileUse{Key: a.ThumbUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID, Thumb: true}
	return t.want(ctx, use, core.File{Visitor: m.VisitorID, Requested: requested})
}

// want queues the download of a file, of which wanted says the size as far as it is
// known, the visitor, and whether a person requested it. A file that waits already
// keeps its turn, unless it is requested now or waits for another brand, which may
// be disabled.
func (t *Tx) want(ctx context.Context, use core.FileUse, wanted core.File) error {
	f, err := t.File(ctx, use.Key)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	t.call(func(w core.Waker) { w.FileWanted(use) })
	news := wanted.Requested && !f.Requested
	switch f.State {
	case core.FileReady:
		if t.files.Has(f) {
			return nil
		}
	case core.FileFetching:
		if news {
			f.Requested = true
			return t.SaveFile(ctx, f)
		}
		return nil
	case core.FileWanted, core.FileHeld:
		if !wanted.Requested && f.Brand == use.Brand {
			return nil
		}
		wanted.Requested = wanted.Requested || f.Requested
	}
	t.call(func(w core.Waker) { w.WakeFetcher(use.Brand) })
	t.Emit(use.Event())
	wanted.UniqueID, wanted.State, wanted.Brand, wanted.ChangedAt = use.Key, core.FileWanted, use.Brand, t.Now()
	wanted.Size = max(wanted.Size, f.Size)
	return t.SaveFile(ctx, wanted)
}
