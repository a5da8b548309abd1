package engine

import (
	"context"
	"sync/atomic"
	"time"

	"tgdesk/core"
)

const (
	// maxDownloads is how many files of a brand are downloaded at the same time that
	// nobody requested.
	maxDownloads = 2
	// extraDownloads is how many more are under way when somebody requests one, so
	// that it waits for no other.
	extraDownloads = 2
	// quietTime is how long a download may show no progress and still count among those
	// under way. One that shows none for longer holds up no other: a server of one's own
	// may be busy with a file for an hour, and a disk may never answer.
	quietTime = 30 * time.Second
	// maxQuiet bounds the quiet downloads.
	maxQuiet = 16
	// heldInterval is how often the files that are held back are looked at again, at
	// most heldPage visitors at a time, with heldPause in between. What an operator
	// asks for does not wait for that.
	heldInterval = time.Minute
	heldPage     = 50
	heldSizes    = 20 // files of a visitor, of which a small one may fit where others do not
	heldPause    = time.Second
	// queuePage is how many messages of a queue are read beside those whose files
	// are known to wait or to be under way.
	queuePage = 4
	// maxFileTries is how often a file is tried that Telegram refuses or that breaks
	// off: "temporarily unavailable" has the same answer as "gone".
	maxFileTries = 4
	// maxFileWait is the longest that a file waits for its next try.
	maxFileWait = 5 * time.Minute
	// fetchDisk is the failure of a file that this machine could not store.
	fetchDisk core.FetchErrorKind = "disk"
)

// fetcher decides which of one brand's wanted files are downloaded now, and which
// wait. What a person requested goes first. Otherwise visitors take turns, each with
// the file wanted first, so that nobody waits for all that another one sent. What
// [core.MayFetch] does not allow is held back, and downloaded once it allows it. Its
// fields belong to the goroutine of run.
type fetcher struct {
	workLoop
	downloader *downloader
	store      core.Reader
	channels   *channels

	running  map[string]*running
	turn     core.VisitorID       // who had the last turn
	failures map[string]int       // how often in a row a file failed by itself
	waiting  map[string]time.Time // until when a file waits
	held     heldRound
}

// running is a download under way.
type running struct {
	requested bool         // by a person
	suspect   bool         // it was quiet, and the disk was asked whether it answers
	lastSign  atomic.Int64 // when it began, or came some way, in Unix nanoseconds
}

func newRunning(requested bool) *running {
	r := &running{requested: requested}
	r.progressed()
	return r
}

func (r *running) progressed() { r.lastSign.Store(time.Now().UnixNano()) }

// quietIn is how long it may go on without progress until it counts as quiet; 0 or
// less if it does.
func (r *running) quietIn() time.Duration {
	return quietTime - time.Since(time.Unix(0, r.lastSign.Load()))
}

func (e *Engine) newFetcher(g *group, id core.BrandID, link core.Link) *fetcher {
	loop := e.newWorkLoop(id, &e.wake.fetchers, maxDownloads+extraDownloads+maxQuiet)
	loop.mediaDisk = e.mediaDisk
	return &fetcher{
		workLoop: loop, store: e.store, channels: e.channels,
		downloader: &downloader{
			brand: id, link: link, group: g, runner: e.runner, files: e.files, database: e.database, mediaDisk: e.mediaDisk,
			transfers: e.transfers, room: e.room, hub: e.hub, wake: &e.wake.fetchers, log: e.log,
		},
		running: map[string]*running{}, failures: map[string]int{}, waiting: map[string]time.Time{},
	}
}

// run downloads until ctx ends; what is under way then is wanted again.
func (f *fetcher) run(ctx context.Context) error {
	f.workLoop.run(ctx, "wanted files not read", f.dispatch)
	return nil
}

// dispatch starts the downloads that can be started and returns when to look again.
func (f *fetcher) dispatch(ctx context.Context) (time.Duration, error) {
	if wait := max(f.channels.state(f.brand).FetchAt.Sub(f.now()), f.disk.left()); wait > 0 {
		return wait, nil
	}
	wait := forever
	for {
		all, byThemselves := f.underWay(&wait)
		if all >= maxDownloads+extraDownloads || len(f.running) >= cap(f.ended) {
			return wait, nil
		}
		o, err := f.next(ctx, byThemselves < maxDownloads, &wait)
		if err != nil || o == nil {
			return wait, err
		}
		delete(f.waiting, o.Key)
		r := newRunning(o.requested)
		f.running[o.Key] = r
		f.downloader.group.spawnAbandonable("download", func() error {
			got := f.downloader.download(ctx, *o, r.progressed)
			f.ended <- func() { f.finished(ctx, got) }
			return nil
		})
	}
}

// underWay counts the downloads that are not quiet, and those of them that nobody
// requested. It shortens wait to when the next one becomes quiet; then the disk may be
// why, which nobody else would notice.
func (f *fetcher) underWay(wait *time.Duration) (all, byThemselves int) {
	for _, r := range f.running {
		left := r.quietIn()
		if left <= 0 {
			if !r.suspect {
				r.suspect = true
				f.downloader.group.spawnAbandonable("question to the disk", func() error { f.mediaDisk.check(f.downloader.group.ctx); return nil })
			}
			continue
		}
		*wait = min(*wait, left)
		all++
		if !r.requested {
			byThemselves++
		}
	}
	return all, byThemselves
}

// next finds the file whose download is to start, and sets room aside for it; nil if
// there is none. It shortens wait to when one of those that wait may be tried again.
func (f *fetcher) next(ctx context.Context, others bool, wait *time.Duration) (*order, error) {
	for {
		o, err := f.nextOf(ctx, core.FileQuery{State: core.FileWanted}, wait)
		if o == nil && err == nil && others {
			o, err = f.nextTurn(ctx, wait)
		}
		if err != nil {
			return nil, err
		}
		if o == nil {
			return f.nextHeld(ctx, others, wait)
		}
		why, err := f.admit(ctx, *o)
		if why == "" || err != nil {
			return o, err
		}
		if err := f.downloader.hold(ctx, *o, why); err != nil {
			return nil, err
		}
		if time.Until(f.held.at) <= 0 {
			f.held.at = time.Now().Add(heldInterval)
		}
	}
}

// nextTurn finds the first wanted file of the visitor whose turn is next, and gives
// them the turn.
func (f *fetcher) nextTurn(ctx context.Context, wait *time.Duration) (*order, error) {
	last := f.turn
	after, again := last, false
	for {
		v, err := f.store.NextInQueue(ctx, f.brand, core.FileWanted, after)
		switch {
		case err != nil:
			return nil, err
		case v == 0 && (again || last == 0), again && v > last:
			return nil, nil
		case v == 0:
			after, again = 0, true
			continue
		}
		o, err := f.nextOf(ctx, core.FileQuery{State: core.FileWanted, Visitor: v}, wait)
		if err != nil {
			return nil, err
		}
		if o != nil {
			f.turn = v
			return o, nil
		}
		after = v
	}
}

// nextOf finds the first file of a queue that neither waits nor is under way.
func (f *fetcher) nextOf(ctx context.Context, q core.FileQuery, wait *time.Duration) (*order, error) {
	q.Limit = queuePage
	orders, err := f.ordersOf(ctx, q, wait)
	if len(orders) == 0 {
		return nil, err
	}
	return &orders[0], err
}

// ordersOf lists the files of a queue that neither wait nor are under way, from the
// first on, up to about as many as the query asks for.
func (f *fetcher) ordersOf(ctx context.Context, q core.FileQuery, wait *time.Duration) (orders []order, err error) {
	q.Brand, q.Limit = f.brand, q.Limit+len(f.waiting)+len(f.running)
	queued, err := f.store.QueuedFiles(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, m := range queued {
		for _, o := range ordersOf(f.brand, m, q.State) {
			if left := time.Until(f.waiting[o.Key]); left > 0 {
				*wait = min(*wait, left)
			} else if f.running[o.Key] == nil && o.requested == (q.Visitor == 0) {
				orders = append(orders, o)
			}
		}
	}
	return orders, nil
}

// order is one file to download, and the message that wants it.
type order struct {
	core.FileUse
	visitor   core.VisitorID
	fileID    string
	kind      core.Kind
	size      int64 // 0 if unknown
	state     core.FileState
	problem   core.Problem // why it is held back
	requested bool         // by a person
}

// ordersOf lists which of a message's thumbnail and file are in the given state.
func ordersOf(brand core.BrandID, m core.Message, s core.FileState) []order {
	a := m.Attachment
	if a == nil {
		return nil
	}
	var orders []order
	use := core.FileUse{Message: m.ID, Brand: brand, Chat: m.ChatID}
	if f := a.Thumb; f.State == s && a.ThumbUniqueID != "" {
		thumb := use
		thumb.Key, thumb.Thumb = a.ThumbUniqueID, true
		orders = append(orders, order{thumb, m.VisitorID, a.ThumbID, core.KindPhoto, f.Size, s, f.Problem, f.Requested})
	}
	if f := a.File; f.State == s && a.FileUniqueID != "" {
		use.Key = a.FileUniqueID
		orders = append(orders, order{use, m.VisitorID, a.FileID, a.Kind, max(f.Size, a.Size), s, f.Problem, f.Requested})
	}
	return orders
}

// finished draws the consequences of one try.
func (f *fetcher) finished(ctx context.Context, r fetched) {
	delete(f.running, r.uniqueID)
	switch {
	case r.failure == core.FetchUnauthorized:
		f.retryFile(ctx, r)
		f.channels.report(ctx, f.brand, core.FetchRefused{})
	case r.failure == core.FetchRateLimited:
		f.channels.report(ctx, f.brand, core.FetchLimited{Wait: r.retryAfter})
	case r.failure == core.FetchUnavailable && r.ofFile && !r.moved:
		f.delayFile(r.uniqueID)
		f.channels.report(ctx, f.brand, core.FetchRefused{})
	case r.failure == core.FetchUnavailable && !r.moved:
		f.channels.report(ctx, f.brand, core.FetchFailed{})
	case r.failure == fetchDisk:
		f.disk.failed()
	case r.failure == core.FetchUnavailable || r.failure == core.FetchGone:
		f.retryFile(ctx, r)
	default:
		delete(f.failures, r.uniqueID)
		f.disk.recovered()
		f.channels.report(ctx, f.brand, core.FetchSucceeded{})
	}
}

// retryFile lets a file wait that failed by itself, and gives it up after
// maxFileTries. Others go on. Whether the token is revoked is for the poller to find
// out: it stops the channel, and the file waits for the next token. So a file that
// is refused as if the token were wrong is given up only while polls succeed; its
// tries take longer than any poll.
func (f *fetcher) retryFile(ctx context.Context, r fetched) {
	tries := f.delayFile(r.uniqueID)
	if tries < maxFileTries || r.failure == core.FetchUnauthorized && f.channels.state(f.brand).Health.State != core.HealthPolling {
		return
	}
	delete(f.waiting, r.uniqueID)
	delete(f.failures, r.uniqueID)
	f.downloader.storeOutcome(ctx, r.uniqueID, core.File{State: core.FileFailed, Problem: r.detail}, false)
}

// delayFile lets one file wait, 4 s, 16 s, 64 s and so on, and returns how often in a
// row it failed.
func (f *fetcher) delayFile(id string) int {
	f.failures[id]++
	n := f.failures[id]
	f.waiting[id] = time.Now().Add(min(time.Second<<(2*min(n, 10)), maxFileWait))
	return n
}
