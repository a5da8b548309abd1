package txn

import (
	"context"
	"time"

	"tgdesk/core"
)

const (
	// emptyBatch is how many messages go in one transaction: an operator's reply waits
	// behind it.
	emptyBatch = 100
	// A file that is on its way is waited for this long, and looked at this often.
	filePatience = 10 * time.Second
	fileInterval = 20 * time.Millisecond
)

// EmptyChat removes the messages of a completed chat, and all that belongs to them, so that
// line is all of its transcript. Files go first, and outside of transactions, because a
// disk may never answer. Interrupted anywhere, it goes on when it is called again.
func (r *Runner) EmptyChat(ctx context.Context, chat core.ChatID, line core.Message) error {
	for done := false; !done; {
		own, err := r.store.OwnFiles(ctx, chat, emptyBatch)
		if err == nil {
			err = r.removeFiles(ctx, own)
		}
		if err != nil {
			return err
		}
		err = r.Write(ctx, func(t *Tx) error {
			c, err := t.Chat(ctx, chat)
			if err != nil {
				return err
			}
			t.Emit(core.Event{Kind: core.EventErased, Brand: c.BrandID, Chat: c.ID})
			for _, f := range own {
				now, err := t.File(ctx, f.UniqueID)
				if core.IsNotFound(err) || err == nil && now != f {
					continue // it was wanted again meanwhile
				}
				if err == nil {
					err = t.DeleteFile(ctx, f.UniqueID)
				}
				if err != nil {
					return err
				}
			}
			if len(own) == 0 {
				done, err = t.emptyBatch(ctx, c, line)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// emptyBatch removes messages of a chat whose files are gone. done says that none are left.
func (t *Tx) emptyBatch(ctx context.Context, c core.Chat, line core.Message) (done bool, err error) {
	if own, err := t.OwnFiles(ctx, c.ID, 1); len(own) > 0 || err != nil {
		return false, err
	}
	n, err := t.DeleteMessages(ctx, c.ID, emptyBatch)
	if err != nil || n == emptyBatch {
		return false, err
	}
	if err := t.Tx.EmptyChat(ctx, c.ID); err != nil {
		return false, err
	}
	if c.Prelude() { // the next chat takes its messages over
		return true, nil
	}
	t.EmitChat(c)
	line.From, line.SentAt = core.FromDesk, t.Now()
	_, err = t.AppendMessage(ctx, c, line)
	return true, err
}

// removeFiles deletes files from the disk, whole or not.
func (r *Runner) removeFiles(ctx context.Context, files []core.File) error {
	for _, f := range files {
		if err := r.stopDownload(ctx, f.UniqueID); err != nil {
			return err
		}
		if !r.files.Enabled() {
			continue
		}
		if err := r.files.RemovePart(f.UniqueID); err != nil {
			return err
		}
		if f.Path != "" {
			if err := r.files.Remove(f.Path); err != nil {
				return err
			}
		}
	}
	return nil
}

// stopDownload waits until a download has ended.
func (r *Runner) stopDownload(ctx context.Context, uniqueID string) error {
	for left := filePatience; r.waker.StopDownload(uniqueID); left -= fileInterval {
		if left <= 0 {
			return core.NewError(core.CodeConflict, "erase_file_in_flight")
		}
		if err := pause(ctx, fileInterval); err != nil {
			return err
		}
	}
	return nil
}

// pause waits, or returns why it did not.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// FinishErasure removes all that is left of a visitor whose erasure has begun. It is for
// one that was interrupted, too.
func (r *Runner) FinishErasure(ctx context.Context, id core.VisitorID) error {
	v, err := r.store.Visitor(ctx, id)
	if err != nil {
		return err
	}
	chats, err := r.store.ChatsToErase(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range chats {
		if err := r.EmptyChat(ctx, c.ID, core.Message{Kind: core.KindErased}); err != nil {
			return err
		}
	}
	err = r.store.CleanSearch(ctx)
	if err == nil {
		err = r.store.Compact(ctx)
	}
	if err != nil {
		r.waker.StorageFailed(err)
		return core.NewError(core.CodeUnavailable, "erase_traces", core.CauseOf(err)).Because(err)
	}
	return r.Write(ctx, func(t *Tx) error {
		t.Emit(core.Event{Kind: core.EventVisitor, Brand: v.BrandID})
		return t.EndErasure(ctx, id)
	})
}
