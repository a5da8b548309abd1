package engine

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"tgdesk/core"
)

const (
	// fetchesAtOnce is how many files of a brand are on their way in together.
	fetchesAtOnce = 2
	// wantedPage is how many wanted messages are looked at for something to do.
	wantedPage = 64
	// fetchTries is how often a file is tried that Telegram will not give or
	// that breaks off: "temporarily unavailable" has the same answer as "gone".
	fetchTries = 4
	// fetchRest is the longest that a file waits for its next try.
	fetchRest = 5 * time.Minute
	// fetchDisk is the trouble of a file that this machine could not keep.
	fetchDisk core.FetchTrouble = "disk"
)

// fetcher brings one brand's wanted files to the disk. Its fields belong to the
// goroutine of run.
type fetcher struct {
	*oneRun
	brand core.BrandID
	link  core.Link

	wake    <-chan struct{}
	results chan fetched  // has room for all that is under way
	resumed chan struct{} // Telegram answers again; size 1

	running map[string]bool
	failed  map[string]int       // how often in a row a file failed by itself
	holds   map[string]time.Time // until when a file waits
	down    time.Time            // until when all wait for Telegram
	sick    time.Time            // until when all wait for the disk
	tries   *backoff
}

// fetched is what the fetcher learns of one try.
type fetched struct {
	uniqueID string
	outcome  core.FetchTrouble // "" if the file is there or nobody wants it any more
	wait     time.Duration
	detail   core.Problem
	moved    bool // bytes arrived: the trouble is with this file
	ofFile   bool // the server said so
}

func newFetcher(e *oneRun, id core.BrandID, link core.Link) *fetcher {
	return &fetcher{
		oneRun: e, brand: id, link: link, wake: e.fetchers.listen(id), results: make(chan fetched, fetchesAtOnce), resumed: make(chan struct{}, 1),
		running: map[string]bool{}, failed: map[string]int{}, holds: map[string]time.Time{}, tries: newTries(),
	}
}

// resume ends the wait after failures; it may be called from any goroutine.
func (f *fetcher) resume() { notify(f.resumed) }

// run fetches until ctx ends; what is under way then is wanted again.
func (f *fetcher) run(ctx context.Context) error {
	for ctx.Err() == nil {
		next, err := f.dispatch(ctx)
		if err != nil && ctx.Err() == nil {
			f.log.Error("wanted files not read", "brand", f.brand, "err", err)
			f.StorageFailed(err)
			f.sick = time.Now().Add(f.tries.next())
			next = f.sick
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
	case <-f.wake:
	case r := <-f.results:
		f.learn(ctx, r)
	case <-f.resumed:
		f.down = time.Time{}
		f.tries.reset()
	case <-f.database.mended():
		f.sick = time.Time{}
	case <-f.files.mended():
		f.sick = time.Time{}
	}
}

// dispatch starts what can be started and returns when to look again, zero if
// only a call can change anything.
func (f *fetcher) dispatch(ctx context.Context) (time.Time, error) {
	now := time.Now()
	if held := latest(f.down, f.sick); held.After(now) {
		return held, nil
	}
	if len(f.running) >= fetchesAtOnce {
		return time.Time{}, nil
	}
	wanted, err := f.store.WantedFiles(ctx, f.brand, wantedPage+len(f.holds))
	if err != nil {
		return time.Time{}, err
	}
	var next time.Time
	for _, m := range wanted {
		for _, o := range f.ordersOf(m) {
			if until := f.holds[o.Key]; until.After(now) {
				if next.IsZero() || until.Before(next) {
					next = until
				}
				continue
			}
			f.start(ctx, o)
		}
	}
	return next, nil
}

// order is one file to be fetched, and the message that wants it.
type order struct {
	core.FileUse
	fileID string
	kind   core.Kind
}

// ordersOf lists what is wanted of a message: its file, the small picture of
// it, or both. The small one comes first.
func (f *fetcher) ordersOf(m core.Message) []order {
	a := m.Attachment
	if a == nil {
		return nil
	}
	var wanted []order
	of := core.FileUse{Message: m.ID, Brand: f.brand, Chat: m.ChatID}
	if a.Thumb.State == core.FileWanted && a.ThumbUniqueID != "" {
		small := of
		small.Key, small.Thumb = a.ThumbUniqueID, true
		wanted = append(wanted, order{small, a.ThumbID, core.KindPhoto})
	}
	if a.File.State == core.FileWanted && a.FileUniqueID != "" {
		of.Key = a.FileUniqueID
		wanted = append(wanted, order{of, a.FileID, a.Kind})
	}
	return wanted
}

// start fetches a file unless that is being done or too many are.
func (f *fetcher) start(ctx context.Context, o order) {
	if f.running[o.Key] || len(f.running) >= fetchesAtOnce {
		return
	}
	delete(f.holds, o.Key)
	f.running[o.Key] = true
	f.spawn("fetch", func() error {
		f.results <- f.fetch(ctx, o)
		return nil
	})
}

// learn draws the consequences of one try.
func (f *fetcher) learn(ctx context.Context, r fetched) {
	delete(f.running, r.uniqueID)
	switch {
	case r.outcome == core.FetchUnauthorized:
		f.retry(ctx, r)
		f.down = latest(f.down, time.Now().Add(aSecond())) // should it be all of them after all
	case r.outcome == core.FetchLater:
		f.down = latest(f.down, time.Now().Add(max(r.wait, time.Second)))
	case r.outcome == core.FetchDown && r.ofFile && !r.moved:
		f.holdFile(r.uniqueID)
		f.down = latest(f.down, time.Now().Add(aSecond())) // should it be all of them after all
	case r.outcome == core.FetchDown && !r.moved:
		if now := time.Now(); !f.down.After(now) {
			f.down = now.Add(f.tries.next())
		}
	case r.outcome == fetchDisk:
		f.sick = time.Now().Add(f.tries.next())
	case r.outcome == core.FetchDown || r.outcome == core.FetchGone:
		f.retry(ctx, r)
	default:
		delete(f.failed, r.uniqueID)
		f.down, f.sick = time.Time{}, time.Time{}
		f.tries.reset()
	}
}

// retry lets a file wait that failed by itself, longer each time, and gives it
// up in the end. Others go on. A refused token is for the poll to find: it ends
// the channel, and the file waits for the next token. So a file that is refused
// as if the token were wrong is given up only while polls succeed; its tries take
// longer than any poll.
func (f *fetcher) retry(ctx context.Context, r fetched) {
	tries := f.holdFile(r.uniqueID)
	if tries < fetchTries || r.outcome == core.FetchUnauthorized && !f.channels.polls(f.brand) {
		return
	}
	delete(f.holds, r.uniqueID)
	delete(f.failed, r.uniqueID)
	f.conclude(ctx, r.uniqueID, core.File{State: core.FileFailed, Problem: r.detail})
}

// holdFile lets one file wait, 4 s, 16 s, 64 s and so on, and returns how often
// in a row it failed.
func (f *fetcher) holdFile(id string) int {
	f.failed[id]++
	n := f.failed[id]
	f.holds[id] = time.Now().Add(min(time.Second<<(2*min(n, 10)), fetchRest))
	return n
}

// fetch brings one file in. It is "fetching" on disk while it is on its way,
// and its outcome is on disk before this returns.
func (f *fetcher) fetch(ctx context.Context, o order) fetched {
	r := fetched{uniqueID: o.Key}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	most, ok, err := f.begin(ctx, o, cancel)
	if err != nil || !ok {
		if err != nil {
			f.log.Warn("fetch not begun", "message", o.Message, "err", err)
			r.outcome = fetchDisk
		}
		return r
	}
	var moved atomic.Bool // the link may tell from another goroutine
	var told atomic.Int64
	name, size, err := f.media.Receive(r.uniqueID, o.kind, func(w io.Writer) error {
		return f.link.Fetch(ctx, o.fileID, w, func(p core.Progress) {
			if p.Done > 0 {
				moved.Store(true)
			}
			if size := max(p.Done, p.Total); most > 0 && size > most {
				told.Store(size)
				cancel(errOverLimit)
			}
			f.hub.Publish(f.transfers.advance(r.uniqueID, p)...)
		})
	})
	to := core.File{State: core.FileReady, Path: name, Size: size}
	if err != nil {
		to = r.fail(ctx, err)
	}
	switch {
	case r.outcome == fetchDisk:
		f.files.suffer(err)
	case err == nil:
		f.files.recover()
	}
	r.moved = moved.Load()
	to.Size = max(to.Size, told.Load())
	f.conclude(ctx, r.uniqueID, to)
	if ctx.Err() != nil {
		f.fetchers.wake(f.brand) // this fetcher is gone; another may have taken over
	}
	return r
}

// errOverLimit is the cause of the end of a fetch that nobody asked for, of a
// file that turned out larger than its message said and than the brand fetches.
var errOverLimit = errors.New("larger than what is fetched by itself")

// begin marks a wanted file as being fetched. ok is false if it is not wanted.
// most is how many bytes of it may come, 0 for any number.
func (f *fetcher) begin(ctx context.Context, o order, cancel context.CancelCauseFunc) (most int64, ok bool, err error) {
	err = f.write(ctx, func(w *tx) error {
		file, err := w.File(ctx, o.Key)
		if ok = err == nil && file.State == core.FileWanted; !ok {
			return err
		}
		b, err := w.Brand(ctx, f.brand)
		if ok = err == nil && b.Enabled; !ok {
			return err
		}
		if !f.transfers.wasAsked(o.Key) {
			most = max(b.Options.FetchUpTo, file.Size)
		}
		f.transfers.begin(o.Key, false, cancel, o.FileUse)
		file.State, file.ChangedAt, file.Problem = core.FileFetching, w.Now(), ""
		w.Emit(o.Event())
		return w.SaveFile(ctx, file)
	})
	if err != nil && ok {
		f.transfers.end(o.Key, true)
	}
	return most, ok && err == nil, err
}

// fail notes why a file did not arrive and returns what becomes of it.
func (r *fetched) fail(ctx context.Context, err error) core.File {
	if cause := context.Cause(ctx); errors.Is(cause, errCancelled) || errors.Is(cause, errOverLimit) {
		return core.File{State: core.FileAbsent}
	}
	if ctx.Err() != nil {
		return core.File{State: core.FileWanted}
	}
	if core.CodeOf(err) == core.CodeUnavailable { // wanted again, once the disk takes it
		r.outcome = fetchDisk
		return core.File{State: core.FileWanted}
	}
	e, ok := errors.AsType[*core.FetchError](err)
	if !ok { // something nobody foresaw: only a person can tell
		return core.File{State: core.FileFailed, Problem: core.ProblemOf(err)}
	}
	if e.Trouble == core.FetchTooBig {
		return core.File{State: core.FileTooBig, Problem: tooBig()}
	}
	r.outcome, r.wait, r.detail, r.ofFile = e.Trouble, e.RetryAfter, e.Detail, e.OfFile
	return core.File{State: core.FileWanted}
}

// tooBig is why a file stays at Telegram.
func tooBig() core.Problem { return core.NewProblem("file_too_big_for_bots") }

// conclude writes down what became of a file, trying until it is on disk or the
// desk stops; then the next start wants it again.
func (f *fetcher) conclude(ctx context.Context, id string, to core.File) {
	ctx = context.WithoutCancel(ctx)
	tries := newTries()
	for {
		err := f.write(ctx, func(w *tx) error { return w.fileBecame(ctx, id, to) })
		if err == nil || core.CodeOf(err) != core.CodeUnavailable {
			break
		}
		f.log.Error("outcome of a fetch not stored", "err", err)
		if f.database.wait(f.ctx, tries.next()); f.ctx.Err() != nil {
			break
		}
	}
	f.hub.Publish(f.transfers.end(id, to.State == core.FileWanted)...)
}

func (w *tx) fileBecame(ctx context.Context, id string, to core.File) error {
	file, err := w.File(ctx, id)
	if err != nil {
		return err
	}
	to.UniqueID, to.ChangedAt = id, w.Now()
	if to.Size == 0 {
		to.Size = file.Size
	}
	return w.SaveFile(ctx, to)
}
