package engine

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

const (
	// fastPoll is an answer too fast to have waited for news: the first one brings
	// what waited at Telegram, and an empty one is odd.
	fastPoll = time.Second
	// backlogAge is the age from which a message alerts nobody.
	backlogAge = time.Minute
	// probeTimeout is how long a server that hung is waited for when asked something
	// that it answers at once.
	probeTimeout = 10 * time.Second
	// batchRate is how many small batches a second are stored for a busy bot, after a
	// burst: what comes in between waits for the next, so that the disk syncs seldom
	// and an operator's reply seldom waits for it. Large batches, as after an outage,
	// follow one another at once.
	batchRate, batchBurst = 25, 100
	largeBatch            = 50
)

// errStopped means that the channel was disabled or removed during a poll: the
// batch is not stored, and Telegram keeps it.
var errStopped = errors.New("the channel was stopped")

// poller polls one bot and applies the updates that come. Its fields belong to the
// goroutine of run.
type poller struct {
	brand        core.BrandID
	link         core.Link
	unauthorized func(core.Problem) // stops the channel
	resume       func()             // tells sender and fetcher that Telegram answers again

	runner   *txn.Runner
	files    *media.Dir
	database *storageHealth
	channels *channels
	now      func() time.Time
	log      *slog.Logger

	offset  int64
	polled  bool // at least once
	batches *rate.Limiter
}

func (e *Engine) newPoller(c core.Channel, link core.Link, unauthorized func(core.Problem), resume func()) *poller {
	return &poller{
		brand: c.Brand, link: link, unauthorized: unauthorized, resume: resume,
		runner: e.runner, files: e.files, database: e.database, channels: e.channels, now: e.now, log: e.log,
		offset: c.Offset, batches: rate.NewLimiter(batchRate, batchBurst),
	}
}

func (p *poller) run(ctx context.Context) error {
	for ctx.Err() == nil {
		began, offset := time.Now(), p.offset
		batch, err := p.poll(ctx)
		took := time.Since(began)
		if err == nil {
			backlog := !p.polled && took < fastPoll
			err = p.store(ctx, batch, backlog)
		}
		switch {
		case ctx.Err() != nil:
		case errors.Is(err, errStopped):
			<-ctx.Done() // the supervisor is about to stop this poller
		case err != nil:
			p.failed(ctx, err, took)
		default:
			p.polled, batch = true, batch.Whole()
			p.report(ctx, core.PollSucceeded{})
			if took < fastPoll && stale(batch, offset) {
				sleep(ctx, fastPoll) // such a server would be polled without a pause
			}
			if len(batch.Updates) < largeBatch {
				if wait := p.batches.Reserve().Delay(); wait > 0 {
					sleep(ctx, wait)
				}
			}
		}
	}
	return nil
}

// stale reports whether a batch brings nothing after offset: no updates, or only
// confirmed ones.
func stale(b core.Batch, offset int64) bool {
	for _, u := range b.Updates {
		if u.ID >= offset && b.Next != offset {
			return false
		}
	}
	return true
}

// report reports what a poll showed. When the server works again, sender and fetcher
// go on.
func (p *poller) report(ctx context.Context, r core.ChannelReport) (wait time.Duration) {
	failed := p.channels.state(p.brand).PollFailed
	wait = p.channels.report(ctx, p.brand, r)
	if failed && !p.channels.state(p.brand).PollFailed {
		p.resume()
	}
	return wait
}

// poll makes one long poll. After a refusal, one that lasts counts as recovery
// before it ends: with a quiet bot that would take most of a minute.
func (p *poller) poll(ctx context.Context) (core.Batch, error) {
	if p.channels.state(p.brand).Hanging {
		if err := p.probe(ctx); err != nil {
			return core.Batch{}, err
		}
	}
	if !p.channels.state(p.brand).Refusing {
		return p.link.Poll(ctx, p.offset)
	}
	done := make(chan error, 1)
	lasted := time.AfterFunc(core.FastFailure, func() {
		done <- crash.Do("the engine's poller", func() error { p.report(ctx, core.PollLasts{}); return nil })
	})
	batch, err := p.link.Poll(ctx, p.offset)
	if lasted.Stop() {
		return batch, err
	}
	if crashed := <-done; crashed != nil {
		panic(crashed) // ends the engine, as a panic of this goroutine does
	}
	return batch, err
}

// probe asks a server that hung something that it answers at once: a poll that
// lasts cannot be told from one that hangs.
func (p *poller) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if _, _, err := p.link.WebhookInfo(ctx); core.CodeOf(err) == core.CodeUnauthorized {
		return &core.PollError{Kind: core.PollUnauthorized, Detail: core.ProblemOf(err), Err: err}
	} else if err != nil {
		return &core.PollError{Kind: core.PollUnavailable, Detail: core.ProblemOf(err), Err: err}
	}
	p.report(ctx, core.ProbeAnswered{})
	return nil
}

// failed reports why a poll failed after it took so long, or why its batch was not
// stored, and waits before the next one.
func (p *poller) failed(ctx context.Context, err error, took time.Duration) {
	e, polled := errors.AsType[*core.PollError](err)
	switch {
	case polled && e.Kind == core.PollUnauthorized:
		// One refusal is enough, though Telegram sometimes refuses a good token just
		// after /revoke (tdlib/telegram-bot-api#77): stopping loses nothing, for updates
		// and queue wait, and a person knows whether there is a new token. Polling with
		// a dead one for hours gets an address locked out.
		p.unauthorized(e.Detail)
		return
	case polled && e.Kind == core.PollWebhook:
		e.Detail = p.conflictDetail(ctx, e)
	}
	wait := p.report(ctx, core.PollFailed{Err: err, Took: took})
	p.log.Debug("polling waits", "brand", p.brand, "wait", wait, "err", err)
	if !polled { // most likely the disk
		p.database.wait(ctx, wait)
		return
	}
	sleep(ctx, wait)
}

// conflictDetail names the host of a webhook that receives the bot's messages.
func (p *poller) conflictDetail(ctx context.Context, e *core.PollError) core.Problem {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	_, host, err := p.link.WebhookInfo(ctx)
	if err != nil || host == "" {
		return e.Detail
	}
	return core.NewProblem("conflict_webhook_host", host)
}

// store applies a batch and stores the next offset, in one transaction. Only after
// its commit may the next poll confirm the batch. A backlog alerts nobody. If an update
// fails, all of it is undone and done again with a savepoint for each.
func (p *poller) store(ctx context.Context, batch core.Batch, backlog bool) error {
	if len(batch.Updates) == 0 && batch.Next == p.offset {
		return nil
	}
	next, err := p.storeBy(ctx, batch, backlog, p.applyAll)
	if err != nil && !anyUpdateFails(err) && !errors.Is(err, errStopped) {
		next, err = p.storeBy(ctx, batch, backlog, p.applyEach)
	}
	if err == nil {
		p.offset = next
	}
	return err
}

// applyPart applies updates.
type applyPart func(ctx context.Context, a *applier, updates []core.Update, alert func(core.Update) bool) error

func (p *poller) storeBy(ctx context.Context, batch core.Batch, backlog bool, apply applyPart) (next int64, err error) {
	recent, next := p.now().Add(-backlogAge), batch.Next
	err = p.runner.Write(ctx, func(t *txn.Tx) error {
		b, err := t.Brand(ctx, p.brand)
		if err != nil {
			return err
		}
		if !b.Enabled {
			return errStopped
		}
		a := &applier{Tx: t, brand: b.Brand, rules: t.CacheRules(b.Brand), offset: b.Offset, files: p.files}
		alert := func(u core.Update) bool { return !backlog && u.Message.At.After(recent) }
		for part := range batch.Parts() {
			if err := t.ReadAhead(ctx, b.ID, writers(part.Updates)); err != nil {
				return err
			}
			if err := apply(ctx, a, part.Updates, alert); err != nil {
				return err
			}
			next = part.Next
		}
		return t.SetOffset(ctx, b.ID, next)
	})
	return next, err
}

// writers are the users who wrote messages.
func writers(updates []core.Update) []int64 {
	users := make([]int64, 0, len(updates))
	for _, u := range updates {
		if u.Kind == core.UpdateMessage {
			users = append(users, u.Visitor.TelegramID)
		}
	}
	slices.Sort(users)
	return slices.Compact(users)
}

// applyAll applies the updates, and is for a transaction that fails if one of them does: a
// savepoint costs more than most updates.
func (p *poller) applyAll(ctx context.Context, a *applier, updates []core.Update, alert func(core.Update) bool) error {
	return recovered(func() error {
		for _, u := range updates {
			if err := a.apply(ctx, u, alert(u)); err != nil {
				return err
			}
		}
		return nil
	})
}

// applyEach applies each update within a savepoint: one that fails by itself, or panics, is
// quarantined and holds up no other. It returns only errors that any update would have met.
func (p *poller) applyEach(ctx context.Context, a *applier, updates []core.Update, alert func(core.Update) bool) error {
	for _, u := range updates {
		err := a.Savepoint(func() error { return recovered(func() error { return a.apply(ctx, u, alert(u)) }) })
		if err == nil {
			continue
		}
		if anyUpdateFails(err) {
			return err
		}
		p.log.Error("update quarantined", "brand", p.brand, "update", u.ID, "err", err)
		if err := a.QuarantineUpdate(ctx, p.brand, u, 0); err != nil {
			return err
		}
	}
	return nil
}

// recovered makes an error of a panic of fn.
func recovered(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = core.NewError(core.CodeInternal, "update_panic", crash.Cause(v))
		}
	}()
	return fn()
}

// anyUpdateFails reports whether an error is not about the update that met it.
func anyUpdateFails(err error) bool {
	return core.CodeOf(err) == core.CodeUnavailable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
