package engine

import (
	"context"
	"log/slog"
	"time"

	"tgdesk/core"
)

const (
	// indexDelay is how long the index for search waits after a change for further ones: a
	// message takes half the time in a step that has many. A query reads what is not in
	// it yet.
	indexDelay = time.Second / 4
	// indexYield is how long, in its own steps, it leaves the machine to others while they
	// change the desk.
	indexYield = 2
	// indexRetry is when it tries again after an error.
	indexRetry = time.Minute
)

// indexer brings the index for search up to date after what changed, and makes it anew where
// it cannot be used. It sleeps while nothing changes.
type indexer struct {
	store core.Store
	hub   *core.Hub
	log   *slog.Logger
}

func (x indexer) run(ctx context.Context) error {
	changes := x.hub.Subscribe(0)
	defer changes.Close()
	for ctx.Err() == nil {
		if err := x.catchUp(ctx); err != nil && ctx.Err() == nil {
			x.log.Error("not indexed for search", "err", err)
			sleep(ctx, indexRetry)
			continue
		}
		select {
		case <-ctx.Done():
		case <-changes.Wake():
			changes.Take()
			sleep(ctx, indexDelay)
		}
	}
	return nil
}

// catchUp indexes all there is. While the desk changes it is slower, so that what visitors
// write is stored as fast as without it.
func (x indexer) catchUp(ctx context.Context) error {
	for ctx.Err() == nil {
		began, before := time.Now(), x.hub.Generation()
		p, err := x.store.IndexSearch(ctx)
		if err != nil || !p.More {
			return err
		}
		if x.hub.Generation() != before {
			sleep(ctx, indexYield*time.Since(began))
		}
	}
	return nil
}
