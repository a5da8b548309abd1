package txn

import (
	"context"
	"tgdesk/core"
)

// want puts a message's file into the queue of its brand, unless it is there,
// queued or on its way.
func (w *Tx) WantFile(ctx context.Context, brand core.BrandID, m core.Message) error {
	see := core.FileUse{Key: m.Attachment.FileUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID}
	return w.wantAs(ctx, see, m.Attachment.Size)
}

// wantThumb is want for the small picture of a message's file, if it has one
// that is worth showing. Telegram makes them of a few kB (320 pixels at most);
// of a live photo it is the still itself.
func (w *Tx) WantThumb(ctx context.Context, brand core.BrandID, m core.Message) error {
	a := m.Attachment
	if a.ThumbID == "" || a.ThumbUniqueID == "" || a.Kind == core.KindAudio {
		return nil
	}
	return w.wantAs(ctx, core.FileUse{Key: a.ThumbUniqueID, Message: m.ID, Brand: brand, Chat: m.ChatID, Thumb: true}, 0)
}

// wantAs wants the file that is mentioned, of about so many bytes.
func (w *Tx) wantAs(ctx context.Context, see core.FileUse, size int64) error {
	f, err := w.File(ctx, see.Key)
	if err != nil && !core.IsNotFound(err) {
		return err
	}
	w.uses = append(w.uses, see)
	if f.State == core.FileWanted || f.State == core.FileFetching || f.State == core.FileReady && w.files.Has(f) {
		return nil
	}
	w.fetch = append(w.fetch, see.Brand)
	w.Emit(see.Event())
	return w.SaveFile(ctx, core.File{UniqueID: see.Key, State: core.FileWanted, Size: max(size, f.Size), ChangedAt: w.Now()})
}

// parts lists the messages that go out with m, in order: those of its album.
func (w *Tx) SentTogether(ctx context.Context, m core.Message) ([]core.Message, error) {
	if m.Attachment == nil || m.Attachment.AlbumID == "" {
		return []core.Message{m}, nil
	}
	return w.Album(ctx, m.ChatID, m.Attachment.AlbumID)
}
