package engine

import (
	"context"
	"log/slog"
	"time"

	"tgdesk/core"
)

const (
	// maxDownloads is how many files of a brand are downloaded at the same time.
	maxDownloads = 2
	// wantedPage is how many messages with wanted files are read at once.
	wantedPage = 64
	// maxFileTries is how often a file is tried that Telegram refuses or that breaks
	// off: "temporarily unavailable" has the same answer as "gone".
	maxFileTries = 4
	// maxFileWait is the longest that a file waits for its next try.
	maxFileWait = 5 * time.Minute
	// fetchDisk is the failure of a file that this machine could not store.
	fetchDisk core.FetchTrouble = "disk"
)

// fetcher decides which of one brand's wanted files are downloaded now, and which
// wait. Its fields belong to the goroutine of run, but for results and resumed.
type fetcher struct {
	brand      core.BrandID
	downloader *downloader
	store      core.Reader
	database   *storageHealth
	mediaDisk  *storageHealth
	channels   *channelStates
	log        *slog.Logger

	woken   <-chan struct{}
	results chan fetched  // has room for all that is under way
	resumed chan struct{} // Telegram answers again; size 1

	running    map[string]bool
	failures   map[string]int       // how often in a row a file failed by itself
	waiting    map[string]time.Time // until when a file waits
	serverWait time.Time            // until when all wait for Telegram
	diskWait   time.Time            // until when all wait for the disk
	retries    *backoff
}

func (e *Engine) newFetcher(g *group, id core.BrandID, link core.Link) *fetcher {
	return &fetcher{
		brand: id, store: e.store, database: e.database, mediaDisk: e.mediaDisk, channels: e.channels, log: e.log,
		downloader: &downloader{
			brand: id, link: link, group: g, runner: e.runner, files: e.files, database: e.database, mediaDisk: e.mediaDisk,
			transfers: e.transfers, hub: e.hub, wake: e.wake.fetchers, log: e.log,
		},
		woken: e.wake.fetchers.listen(id), results: make(chan fetched, maxDownloads), resumed: make(chan struct{}, 1),
		running: map[string]bool{}, failures: map[string]int{}, waiting: map[string]time.Time{}, retries: newRetryBackoff(),
	}
}

// resume ends the wait after failures; it may be called from any goroutine.
func (f *fetcher) resume() { notify(f.resumed) }

// run downloads until ctx ends; what is under way then is wanted again.
func (f *fetcher) run(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := f.dispatch(ctx)
		if err != nil && ctx.Err() == nil {
			f.log.Error("wanted files not read", "brand", f.brand, "err", err)
			if e, ok := diskError(err); ok {
				f.database.failed(e)
			}
			f.diskWait = time.Now().Add(f.retries.next())
			next = f.diskWait
		}
		f.await(ctx, next)
	}
	return nil
}

func (f *fetcher) await(ctx context.Context, next time.Time) {
	due, stop := timerAt(next)
	defer stop()
	select {
	case <-ctx.Done():
	case <-due:
	case <-f.woken:
	case r := <-f.results:
		f.finished(ctx, r)
	case <-f.resumed:
		f.serverWait = time.Time{}
		f.retries.reset()
	case <-f.database.recovery():
		f.diskWait = time.Time{}
	case <-f.mediaDisk.recovery():
		f.diskWait = time.Time{}
	}
}

// dispatch starts the downloads that can be started and returns when to look again,
// zero if only a signal can change anything.
func (f *fetcher) dispatch(ctx context.Context) (time.Time, error) {
	now := time.Now()
	if until := latest(f.serverWait, f.diskWait); until.After(now) {
		return until, nil
	}
	if len(f.running) >= maxDownloads {
		return time.Time{}, nil
	}
	wanted, err := f.store.WantedFiles(ctx, f.brand, wantedPage+len(f.waiting))
	if err != nil {
		return time.Time{}, err
	}
	var next time.Time
	for _, m := range wanted {
		for _, o := range ordersOf(f.brand, m) {
			if until := f.waiting[o.Key]; until.After(now) {
				if next.IsZero() || until.Before(next) {
					next = until
				}
				continue
			}
			if f.running[o.Key] || len(f.running) >= maxDownloads {
				continue
			}
			delete(f.waiting, o.Key)
			f.running[o.Key] = true
			f.downloader.group.spawn("download", func() error {
				f.results <- f.downloader.download(ctx, o)
				return nil
			})
		}
	}
	return next, nil
}

// order is one file to download, and the message that wants it.
type order struct {
	core.FileUse
	fileID string
	kind   core.Kind
}

// ordersOf lists what is wanted of a message: its thumbnail, its file, or both.
func ordersOf(brand core.BrandID, m core.Message) []order {
	a := m.Attachment
	if a == nil {
		return nil
	}
	var orders []order
	use := core.FileUse{Message: m.ID, Brand: brand, Chat: m.ChatID}
	if a.Thumb.State == core.FileWanted && a.ThumbUniqueID != "" {
		thumb := use
		thumb.Key, thumb.Thumb = a.ThumbUniqueID, true
		orders = append(orders, order{thumb, a.ThumbID, core.KindPhoto})
	}
	if a.File.State == core.FileWanted && a.FileUniqueID != "" {
		use.Key = a.FileUniqueID
		orders = append(orders, order{use, a.FileID, a.Kind})
	}
	return orders
}

// finished draws the consequences of one try.
func (f *fetcher) finished(ctx context.Context, r fetched) {
	delete(f.running, r.uniqueID)
	now := time.Now()
	switch {
	case r.failure == core.FetchUnauthorized:
		f.retryFile(ctx, r)
		f.serverWait = latest(f.serverWait, now.Add(aboutASecond())) // in case it is all of them
	case r.failure == core.FetchLater:
		f.serverWait = latest(f.serverWait, now.Add(max(r.retryAfter, time.Second)))
	case r.failure == core.FetchDown && r.ofFile && !r.moved:
		f.delayFile(r.uniqueID)
		f.serverWait = latest(f.serverWait, now.Add(aboutASecond())) // in case it is all of them
	case r.failure == core.FetchDown && !r.moved:
		if !f.serverWait.After(now) {
			f.serverWait = now.Add(f.retries.next())
		}
	case r.failure == fetchDisk:
		f.diskWait = now.Add(f.retries.next())
	case r.failure == core.FetchDown || r.failure == core.FetchGone:
		f.retryFile(ctx, r)
	default:
		delete(f.failures, r.uniqueID)
		f.serverWait, f.diskWait = time.Time{}, time.Time{}
		f.retries.reset()
	}
}

// retryFile lets a file wait that failed by itself, and gives it up after
// maxFileTries. Others go on. Whether the token is revoked is for the poller to find
// out: it stops the channel, and the file waits for the next token. So a file that
// is refused as if the token were wrong is given up only while polls succeed; its
// tries take longer than any poll.
func (f *fetcher) retryFile(ctx context.Context, r fetched) {
	tries := f.delayFile(r.uniqueID)
	if tries < maxFileTries || r.failure == core.FetchUnauthorized && !f.channels.polling(f.brand) {
		return
	}
	delete(f.waiting, r.uniqueID)
	delete(f.failures, r.uniqueID)
	f.downloader.storeOutcome(ctx, r.uniqueID, core.File{State: core.FileFailed, Problem: r.detail})
}

// delayFile lets one file wait, 4 s, 16 s, 64 s and so on, and returns how often in a
// row it failed.
func (f *fetcher) delayFile(id string) int {
	f.failures[id]++
	n := f.failures[id]
	f.waiting[id] = time.Now().Add(min(time.Second<<(2*min(n, 10)), maxFileWait))
	return n
}
