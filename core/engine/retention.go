package engine

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

const (
	// retentionInterval is how often messages and files are checked for being too old.
	retentionInterval = time.Hour
	staleBatch        = 100
)

// retention removes messages and files that a brand keeps no longer, and finishes what was
// interrupted of erasures. It sleeps while every brand keeps all for ever.
type retention struct {
	store   core.Store
	runner  *txn.Runner
	files   *media.Dir
	hub     *core.Hub
	log     *slog.Logger
	now     func() time.Time
	changed chan struct{} // a brand's retention time changed; size 1
}

func (r *retention) run(ctx context.Context) error {
	for ctx.Err() == nil {
		limited, err := r.expire(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Error("old files not removed", "err", err)
		}
		wait := forever
		if limited || err != nil {
			wait = retentionInterval
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-r.changed:
		}
	}
	return nil
}

// expire removes the messages and the files that are too old. limited is whether any brand
// keeps some only for a time. Removed brands keep theirs as they last did.
func (r *retention) expire(ctx context.Context) (limited bool, err error) {
	brands, err := r.store.Brands(ctx)
	if err != nil {
		return false, err
	}
	removed, err := r.store.RemovedBrands(ctx)
	if err != nil {
		return false, err
	}
	brands = append(brands, removed...)
	for _, b := range brands {
		if b.Options.KeepMessages == 0 {
			continue
		}
		limited = true
		if err := r.emptyChats(ctx, b); err != nil {
			return limited, err
		}
	}
	for _, b := range brands {
		if b.Options.KeepMedia == 0 || !r.files.Enabled() {
			continue
		}
		limited = true
		q := core.StaleQuery{Brand: b.ID, Before: r.now().Add(-b.Options.KeepMedia), Limit: staleBatch}
		for n := staleBatch; n == staleBatch; {
			q.Shown = r.hub.Shown()
			stale, err := r.store.StaleFiles(ctx, q)
			if err == nil {
				err = r.expireBatch(ctx, b.ID, stale)
			}
			if err != nil {
				return limited, err
			}
			if n = len(stale); n > 0 {
				q.After = stale[n-1]
			}
		}
	}
	if err := r.finishErasures(ctx); err != nil { // last: it may want the room that the files take
		return true, err
	}
	return limited, nil
}

// emptyChats removes the messages of completed chats that a brand keeps no longer, chat by
// chat, so that no operator waits. Chats that somebody looks at have their turn later.
func (r *retention) emptyChats(ctx context.Context, b core.BrandView) error {
	keep := b.Options.KeepMessages
	line := core.Message{Kind: core.KindMessagesRemoved, Text: core.FormatKeep(keep)}
	for after, n := core.ChatID(0), staleBatch; n == staleBatch; {
		old, err := r.store.OldChats(ctx, b.ID, r.now().Add(-keep), after, staleBatch)
		if err != nil {
			return err
		}
		n = len(old)
		for _, chat := range old {
			after = chat
			if slices.Contains(r.hub.Shown(), chat) {
				continue
			}
			now, err := r.store.Brand(ctx, b.ID)
			if err != nil || now.Options.KeepMessages != keep { // then it is looked at again
				return err
			}
			if err := r.runner.EmptyChat(ctx, chat, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// finishErasures goes on with what was interrupted.
func (r *retention) finishErasures(ctx context.Context) error {
	unfinished, err := r.store.Erasing(ctx)
	for _, v := range unfinished {
		if err := r.runner.FinishErasure(ctx, v); err != nil {
			return err
		}
	}
	return err
}

// expireBatch deletes files before that is stored: interrupted in between, the next
// check finds them again. Whoever has one of them open can read on. It deletes them
// outside of the transaction, because a disk may never answer.
func (r *retention) expireBatch(ctx context.Context, brand core.BrandID, stale []core.File) error {
	if len(stale) == 0 {
		return nil
	}
	for _, f := range stale {
		if err := r.files.Remove(f.Path); err != nil {
			return err
		}
	}
	return r.runner.Write(ctx, func(t *txn.Tx) error {
		for _, f := range stale {
			now, err := t.File(ctx, f.UniqueID)
			if err != nil {
				return err
			}
			if now != f {
				continue // it was missed, and is wanted again
			}
			f.State, f.Path, f.ChangedAt = core.FileExpired, "", t.Now()
			if err := t.SaveFile(ctx, f); err != nil {
				return err
			}
		}
		t.Emit(core.Event{Kind: core.EventFile, Brand: brand})
		return nil
	})
}
