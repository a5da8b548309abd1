package txn

import (
	"context"

	"tgdesk/core"
)

// WantFile puts the file of a message into its brand's download queue, unless it
// is there already, queued or being fetched.
func (t *Tx) WantFile(ctx context.Context, brand core.BrandID, m core.Message) error {
	a := m.Attachment
	return t.want(ctx, core.FileUse{Key: a.FileUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID}, a.Size)
}

// WantThumb is WantFile for the thumbnail of a message's file, if it has one that
// is worth showing. Telegram makes them of a few kB (320 pixels at most); the one
// of a live photo is the still itself.
func (t *Tx) WantThumb(ctx context.Context, brand core.BrandID, m core.Message) error {
	a := m.Attachment
	if a.ThumbID == "" || a.ThumbUniqueID == "" || a.Kind == core.KindAudio {
		return nil
	}
	return t.want(ctx, core.FileUse{Key: a.ThumbUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID, Thumb: true}, 0)
}

// want queues the download of a file of about size bytes.
func (t *Tx) want(ctx context.Context, use core.FileUse, size int64) error {
	f, err := t.File(ctx, use.Key)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	t.call(func(w core.Waker) { w.FileWanted(use) })
	if f.State == core.FileWanted || f.State == core.FileFetching || f.State == core.FileReady && t.files.Has(f) {
		return nil
	}
	t.call(func(w core.Waker) { w.WakeFetcher(use.Brand) })
	t.Emit(use.Event())
	return t.SaveFile(ctx, core.File{UniqueID: use.Key, State: core.FileWanted, Size: max(size, f.Size), ChangedAt: t.Now()})
}
