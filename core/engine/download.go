package engine

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

// tooBig is why a file stays at Telegram.
func tooBig() core.Problem { return core.NewProblem("file_too_big_for_bots") }

// downloader downloads the files of one brand's fetcher, each in a goroutine of its
// own. It has no state.
type downloader struct {
	brand     core.BrandID
	link      core.Link
	group     *group
	runner    *txn.Runner
	files     *media.Dir
	database  *storageHealth
	mediaDisk *storageHealth
	transfers *transfers
	room      *diskRoom
	hub       *core.Hub
	wake      *brandSignals // of the fetchers
	log       *slog.Logger
}

// fetched is what the fetcher learns of one download.
type fetched struct {
	uniqueID   string
	failure    core.FetchErrorKind // "" if the file is there or nobody wants it any more
	retryAfter time.Duration
	detail     core.Problem
	moved      bool // bytes arrived: the failure is of this file
	ofFile     bool // the server said so
}

// errNoRoom is why a download ends that turned out to be larger than there is room for.
type errNoRoom struct{ error }

// errOverLimit is why a download ends that nobody asked for: the file turned out to
// be larger than its message said and than the brand downloads by itself.
var errOverLimit = errors.New("larger than what is downloaded by itself")

// download downloads one file. That it is being fetched is on disk meanwhile, and
// the outcome is on disk before download returns. progressed is called, from any
// goroutine, whenever some of the file comes.
func (d *downloader) download(ctx context.Context, o order, progressed func()) fetched {
	defer d.room.release(o.Key)
	r := fetched{uniqueID: o.Key}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	limit, ok, err := d.begin(ctx, o, cancel)
	if err != nil {
		d.log.Warn("download not begun", "message", o.Message, "err", err)
		r.failure = fetchDisk
		return r
	}
	if !ok {
		return r
	}
	var moved atomic.Bool // the link may report from another goroutine
	var found atomic.Int64
	name, size, err := d.files.Receive(o.Key, o.kind, func(w io.Writer) error {
		return d.link.Fetch(ctx, o.fileID, w, func(p core.Progress) {
			if p.Done > 0 {
				moved.Store(true)
			}
			if size := max(p.Done, p.Total); limit > 0 && size > limit {
				found.Store(size)
				cancel(errOverLimit)
			}
			if err := d.room.advance(o.Key, p); err != nil {
				found.Store(max(p.Done, p.Total))
				cancel(errNoRoom{err})
			}
			progressed()
			d.hub.Publish(d.transfers.advance(o.Key, p)...)
		})
	})
	outcome := core.File{State: core.FileReady, Path: name, Size: size}
	if err == nil {
		d.mediaDisk.worked()
	} else if outcome = r.failed(ctx, err); r.failure == fetchDisk {
		d.mediaDisk.failed(err)
	}
	r.moved = moved.Load()
	outcome.Size = max(outcome.Size, found.Load())
	d.storeOutcome(ctx, o.Key, outcome, errors.Is(context.Cause(ctx), errOverLimit))
	if ctx.Err() != nil {
		d.wake.wake(d.brand) // this fetcher has ended; another may have taken over
	}
	return r
}

// begin marks a wanted file as being fetched; ok is false if it is not wanted. limit
// is how many bytes of it may come, 0 for any number.
func (d *downloader) begin(ctx context.Context, o order, cancel context.CancelCauseFunc) (limit int64, ok bool, err error) {
	err = d.runner.Write(ctx, func(t *txn.Tx) error {
		file, err := t.File(ctx, o.Key)
		if err != nil || file.State != core.FileWanted && file.State != core.FileHeld {
			return err
		}
		b, err := t.Brand(ctx, d.brand)
		if err != nil || !b.Enabled {
			return err
		}
		ok = true
		if !file.Requested {
			limit = max(b.Options.FetchUpTo, file.Size)
		}
		d.transfers.start(o.Key, false, cancel, o.FileUse)
		file.State, file.ChangedAt, file.Problem = core.FileFetching, t.Now(), ""
		t.Emit(o.Event())
		return t.SaveFile(ctx, file)
	})
	if err != nil && ok {
		d.transfers.finish(o.Key, true)
	}
	return limit, ok && err == nil, err
}

// hold stores why a file that waits is held back, and announces it.
func (d *downloader) hold(ctx context.Context, o order, why core.Problem) error {
	err := d.runner.Write(ctx, func(t *txn.Tx) error {
		file, err := t.File(ctx, o.Key)
		if err != nil || file.State != o.state || file.Requested != o.requested {
			return err // it changed meanwhile
		}
		file.State, file.Problem = core.FileHeld, why
		t.Emit(o.Event())
		return t.SaveFile(ctx, file)
	})
	if err == nil {
		d.hub.Publish(d.transfers.finish(o.Key, false)...)
	}
	return err
}

// failed notes why a file did not arrive and returns what becomes of it.
func (r *fetched) failed(ctx context.Context, err error) core.File {
	if cause := context.Cause(ctx); errors.Is(cause, errCancelled) || errors.Is(cause, errOverLimit) {
		return core.File{State: core.FileAbsent}
	}
	if full, ok := errors.AsType[errNoRoom](context.Cause(ctx)); ok {
		return core.File{State: core.FileHeld, Problem: core.ProblemOf(full.error)}
	}
	if ctx.Err() != nil {
		return core.File{State: core.FileWanted}
	}
	if core.CodeOf(err) == core.CodeUnavailable {
		r.failure = fetchDisk
		return core.File{State: core.FileWanted}
	}
	e, ok := errors.AsType[*core.FetchError](err)
	if !ok { // unforeseen: only a person can decide
		return core.File{State: core.FileFailed, Problem: core.ProblemOf(err)}
	}
	if e.Kind == core.FetchTooBig {
		return core.File{State: core.FileTooBig, Problem: tooBig()}
	}
	r.failure, r.retryAfter, r.detail, r.ofFile = e.Kind, e.RetryAfter, e.Detail, e.FileOnly
	return core.File{State: core.FileWanted}
}

// storeOutcome stores what became of a file. It retries until that is on disk or the
// engine stops; then the next start downloads the file again. A file over the limit
// that was requested meanwhile is wanted still.
func (d *downloader) storeOutcome(ctx context.Context, id string, outcome core.File, overLimit bool) {
	ctx, overLimit = context.WithoutCancel(ctx), overLimit && outcome.State == core.FileAbsent
	err := d.database.retryUntilWritable(d.group.ctx, func() error {
		return d.runner.Write(ctx, func(t *txn.Tx) error {
			file, err := t.File(ctx, id)
			if core.IsNotFound(err) && outcome.Path != "" { // its message was removed meanwhile
				return d.files.Remove(outcome.Path)
			}
			if err != nil {
				return err
			}
			if overLimit && file.Requested {
				outcome.State = core.FileWanted
			}
			file.State, file.Path, file.Problem, file.ChangedAt = outcome.State, cmp.Or(outcome.Path, file.Path), outcome.Problem, t.Now()
			file.Size = cmp.Or(outcome.Size, file.Size)
			return t.SaveFile(ctx, file)
		})
	})
	if err != nil {
		d.log.Error("outcome of a download not stored", "err", err)
	}
	d.hub.Publish(d.transfers.finish(id, outcome.State == core.FileWanted)...)
}
