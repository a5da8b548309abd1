package engine

import (
	"context"
	"errors"
	"log/slog"
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
	// pollGrace is how long a poll must last to show that the server works again:
	// servers that refuse do so sooner.
	pollGrace = 2 * time.Second
	// probeTimeout is how long a server that hung is waited for when asked something
	// that it answers at once.
	probeTimeout = 10 * time.Second
	// batchRate is how many small batches a second are stored for a busy bot, after a
	// burst: what comes in between waits for the next, so that the disk syncs seldom
	// and an operator's reply seldom waits for it. Large batches, as after an outage,
	// follow one another at once.
	batchRate, batchBurst = 25, 100
	largeBatch            = 50
	// conflictMemory is how long polls must succeed after a conflict for the next one
	// to wait as little as the first. It is longer than the longest wait: two desks
	// that take the bot from each other by turns must do so less and less often.
	conflictMemory = 2 * time.Hour
)

// errStopped means that the channel was disabled or changed during a poll: the
// batch is not stored, and Telegram keeps it.
var errStopped = errors.New("the channel was stopped")

// poller polls one bot and applies the updates that come. Its fields belong to the
// goroutine of run. They are many because each kind of failure has a backoff of its
// own, which the others must not reset.
type poller struct {
	brand        core.BrandID
	token        core.Token
	link         core.Link
	unauthorized func(core.Problem) // stops the channel
	resume       func()             // tells sender and fetcher that Telegram answers again

	runner   *txn.Runner
	files    *media.Dir
	database *storageHealth
	channels *channelStates
	now      func() time.Time
	log      *slog.Logger

	offset    int64
	polled    bool // at least once
	failure   pollFailure
	conflict  time.Time // when another program or a webhook was last in the way
	retries   *backoff
	dials     *backoff
	conflicts *backoff
	blocked   *backoff
	held      bool // a poll succeeded since the last conflict
	batches   *rate.Limiter
}

// pollFailure is what the last poll showed of the server.
type pollFailure struct {
	failing   bool // it failed, or its batch was not stored
	refusing  bool // it failed so fast that one which lasts shows recovery
	hanging   bool // it failed after so long that one which lasts shows nothing
	answering bool // a hanging server answered a probe since
}

func (e *Engine) newPoller(c core.Channel, link core.Link, unauthorized func(core.Problem), resume func()) *poller {
	return &poller{
		brand: c.Brand, token: c.Token, link: link, unauthorized: unauthorized, resume: resume,
		runner: e.runner, files: e.files, database: e.database, channels: e.channels, now: e.now, log: e.log,
		offset: c.Offset, retries: newRetryBackoff(), dials: newDialBackoff(), conflicts: newConflictBackoff(), blocked: newBlockedBackoff(),
		batches: rate.NewLimiter(batchRate, batchBurst),
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
			p.succeeded(ctx)
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

// poll makes one long poll. After a refusal, one that lasts counts as recovery
// before it ends: with a quiet bot that would take most of a minute.
func (p *poller) poll(ctx context.Context) (core.Batch, error) {
	if p.failure.hanging {
		if err := p.probe(ctx); err != nil {
			return core.Batch{}, err
		}
	}
	if !p.failure.refusing {
		return p.link.Poll(ctx, p.offset)
	}
	done := make(chan error, 1)
	lasted := time.AfterFunc(pollGrace, func() {
		done <- crash.Do("the engine's poller", func() error { p.recovered(ctx); return nil })
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
	if _, _, err := p.link.Waiting(ctx); core.CodeOf(err) == core.CodeUnauthorized {
		return &core.PollError{Trouble: core.PollUnauthorized, Detail: core.ProblemOf(err), Err: err}
	} else if err != nil {
		return &core.PollError{Trouble: core.PollDown, Detail: core.ProblemOf(err), Err: err}
	}
	p.failure.hanging = false
	if !p.failure.answering { // once: only polls may hang
		p.failure.answering = true
		p.recovered(ctx)
	}
	return nil
}

// recovered reports that the server works again.
func (p *poller) recovered(ctx context.Context) {
	p.failure.refusing, p.failure.failing = false, false
	p.channels.report(ctx, p.brand, core.Health{State: core.HealthPolling})
	p.channels.setFailing(p.brand, false)
	p.resume()
}

func (p *poller) succeeded(ctx context.Context) {
	p.polled, p.failure.hanging, p.failure.answering = true, false, false
	p.retries.reset()
	p.dials.reset()
	if time.Since(p.conflict) > conflictMemory {
		p.conflicts.reset()
	}
	p.blocked.reset()
	p.held = true
	p.channels.report(ctx, p.brand, core.Health{State: core.HealthPolling})
	if p.failure.failing {
		p.recovered(ctx)
	}
}

// failed reports why a poll failed after it took so long, or why its batch was not
// stored, and waits before the next one.
func (p *poller) failed(ctx context.Context, err error, took time.Duration) {
	p.failure.failing = true
	e, ok := errors.AsType[*core.PollError](err)
	if !ok { // most likely the disk: poll again from the old offset
		p.failure.refusing = false // a poll that lasts shows nothing about the disk
		wait := p.retries.next()
		p.reportWait(ctx, core.Health{State: core.HealthBackingOff, Detail: core.ProblemOf(err)}, wait)
		p.database.wait(ctx, wait)
		return
	}
	fast := took < pollGrace
	p.failure.refusing = fast && e.Trouble != core.PollConflict && e.Trouble != core.PollWebhook
	switch e.Trouble {
	case core.PollUnauthorized:
		// One refusal is enough, though Telegram sometimes refuses a good token just
		// after /revoke (tdlib/telegram-bot-api#77): stopping loses nothing, for updates
		// and queue wait, and a person knows whether there is a new token. Polling with
		// a dead one for hours gets an address locked out.
		p.unauthorized(e.Detail)
	case core.PollConflict:
		backoff := p.blocked
		if p.held {
			backoff = p.conflicts
		}
		p.conflict, p.held = time.Now(), false
		p.wait(ctx, core.Health{State: core.HealthConflict, Detail: e.Detail}, backoff.next())
	case core.PollWebhook:
		p.conflict, p.held = time.Now(), false
		p.wait(ctx, core.Health{State: core.HealthConflict, Detail: p.conflictDetail(ctx, e)}, p.blocked.next())
	case core.PollLater:
		p.wait(ctx, core.Health{State: core.HealthBackingOff, Detail: e.Detail, Told: true}, max(e.RetryAfter, time.Second))
	default:
		p.failure.hanging = !fast
		p.channels.setFailing(p.brand, !e.Unreached)
		backoff := p.retries
		if e.Unreached {
			backoff = p.dials
		}
		p.wait(ctx, core.Health{State: core.HealthBackingOff, Detail: e.Detail}, backoff.next())
	}
}

// conflictDetail names the host of a webhook that receives the bot's messages.
func (p *poller) conflictDetail(ctx context.Context, e *core.PollError) core.Problem {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	_, host, err := p.link.Waiting(ctx)
	if err != nil || host == "" {
		return e.Detail
	}
	return core.NewProblem("conflict_webhook_host", host)
}

// wait reports h until the next poll, and waits for that.
func (p *poller) wait(ctx context.Context, h core.Health, d time.Duration) {
	p.reportWait(ctx, h, d)
	sleep(ctx, d)
}

func (p *poller) reportWait(ctx context.Context, h core.Health, d time.Duration) {
	h.Until = p.now().Add(d)
	p.log.Debug("polling waits", "brand", p.brand, "state", h.State, "wait", d, "detail", h.Detail)
	p.channels.report(ctx, p.brand, h)
}

// store applies a batch and stores the next offset, in one transaction. Only after
// its commit may the next poll confirm the batch. A backlog alerts nobody.
func (p *poller) store(ctx context.Context, batch core.Batch, backlog bool) error {
	if len(batch.Updates) == 0 && batch.Next == p.offset {
		return nil
	}
	recent := p.now().Add(-backlogAge)
	err := p.runner.Write(ctx, func(t *txn.Tx) error {
		c, err := t.Channel(ctx, p.brand)
		if core.IsNotFound(err) || err == nil && (!c.Enabled || c.Token != p.token) {
			return errStopped
		}
		if err != nil {
			return err
		}
		b, err := t.Brand(ctx, p.brand)
		if err != nil {
			return err
		}
		t.CacheLimits(b.Brand)
		a := &applier{Tx: t, brand: b.Brand, offset: c.Offset, files: p.files}
		alert := func(u core.Update) bool { return !backlog && u.Message.At.After(recent) }
		if err := p.applyAll(ctx, a, batch.Updates, alert); err != nil {
			return err
		}
		return t.SetOffset(ctx, b.ID, batch.Next)
	})
	if err == nil {
		p.offset = batch.Next
	}
	return err
}

// applyAll applies the updates within one savepoint, or, if one of them fails, each
// within its own: one that fails by itself, or panics, is quarantined and holds up
// no other. It returns only errors that any update would have met.
func (p *poller) applyAll(ctx context.Context, a *applier, updates []core.Update, alert func(core.Update) bool) error {
	err := savepoint(a, func() error {
		for _, u := range updates {
			if err := a.apply(ctx, u, alert(u)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil || anyUpdateFails(err) {
		return err
	}
	for _, u := range updates {
		err := savepoint(a, func() error { return a.apply(ctx, u, alert(u)) })
		if err == nil {
			continue
		}
		if anyUpdateFails(err) {
			return err
		}
		p.log.Error("update quarantined", "brand", p.brand, "update", u.ID, "err", err)
		if err := a.QuarantineUpdate(ctx, p.brand, u); err != nil {
			return err
		}
	}
	return nil
}

// savepoint runs fn so that an error or a panic undoes its writes.
func savepoint(a *applier, fn func() error) error {
	return a.Savepoint(func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = core.NewError(core.CodeInternal, "update_panic", crash.Cause(v))
			}
		}()
		return fn()
	})
}

// anyUpdateFails reports whether an error is not about the update that met it.
func anyUpdateFails(err error) bool {
	return core.CodeOf(err) == core.CodeUnavailable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
