package engine

import (
	"context"
	"errors"
	"time"

	"golang.org/x/time/rate"

	"tgdesk/core"
	"tgdesk/core/crash"
)

const (
	// quickPoll is an answer too fast to have waited for news: what it brings
	// first has waited at Telegram, and an empty one is odd.
	quickPoll = time.Second
	// backlogAge is the age from which a message is no news any more.
	backlogAge = time.Minute
	// pollGrace is how long a poll must last to show that the trouble is over:
	// servers that refuse do so sooner.
	pollGrace = 2 * time.Second
	// knockLimit is how long a server that kept silent is waited for when asked
	// something that it answers at once.
	knockLimit = 10 * time.Second
	// breathRate is how many small batches a second are taken in from a busy
	// bot, after a burst: what comes in between waits for the next, so that the
	// disk syncs seldom and an operator's reply seldom waits for it. Large
	// batches, as after an outage, follow one another at once.
	breathRate, breathBurst = 25, 100
	largeBatch              = 50
)

// errStopped means that the channel was disabled or changed under a batch: the
// batch is not taken in and Telegram keeps it.
var errStopped = errors.New("the channel was stopped")

// intake polls one bot and writes down what comes.
type intake struct {
	*Engine
	brand   core.BrandID
	token   core.Token
	link    core.Link
	resume  func()                 // tells the sender that Telegram answers again
	refused func(why core.Problem) // stops the channel: the token is not accepted

	offset   int64
	first    bool      // nothing has been polled yet
	ailing   bool      // the last poll failed, or its batch was not stored
	troubled bool      // it failed in a way that a lasting poll disproves
	silent   bool      // it failed only after a while, as lasting ones do
	vouched  bool      // the server answered something else since a poll succeeded
	held     time.Time // since when no other program has taken the bot
	truce    truce
	tries    *backoff
	dials    *backoff
	truces   *backoff
	breaths  *rate.Limiter
}

func newIntake(d *Engine, b core.Brand, link core.Link, resume func(), refused func(core.Problem)) *intake {
	return &intake{
		Engine: d, brand: b.ID, token: b.Token, link: link, resume: resume, refused: refused,
		offset: b.Offset, first: true, tries: newTries(), dials: newDials(), truces: newTruces(),
		breaths: rate.NewLimiter(breathRate, breathBurst),
	}
}

// run polls until ctx ends.
func (i *intake) run(ctx context.Context) error {
	for ctx.Err() == nil {
		began, offset := time.Now(), i.offset
		batch, err := i.poll(ctx)
		took := time.Since(began)
		quick := took < quickPoll
		if err == nil {
			err = i.takeIn(ctx, batch, i.first && quick)
		}
		switch {
		case ctx.Err() != nil:
		case errors.Is(err, errStopped):
			<-ctx.Done() // the supervisor is on its way
		case err != nil:
			i.suffer(ctx, err, took)
		default:
			i.succeed(ctx)
			if quick && stale(batch, offset) {
				pause(ctx, quickPoll)
			}
			i.breathe(ctx, batch)
		}
	}
	return nil
}

// breathe waits before the next poll if small batches come too fast.
func (i *intake) breathe(ctx context.Context, batch core.Batch) {
	if len(batch.Updates) >= largeBatch {
		return
	}
	if wait := i.breaths.Reserve().Delay(); wait > 0 {
		pause(ctx, wait)
	}
}

// stale reports whether a batch brings nothing after offset: no updates, or only
// some that were confirmed already. A server that answers so at once would
// be polled without a pause.
func stale(b core.Batch, offset int64) bool {
	for _, u := range b.Updates {
		if u.ID >= offset && b.Next != offset {
			return false
		}
	}
	return true
}

// poll makes one long poll. After trouble, one that lasts counts as success
// before it ends: with a quiet bot that would take most of a minute.
func (i *intake) poll(ctx context.Context) (core.Batch, error) {
	if i.silent {
		if err := i.knock(ctx); err != nil {
			return core.Batch{}, err
		}
	}
	if !i.troubled {
		return i.link.Poll(ctx, i.offset)
	}
	done := make(chan error, 1)
	t := time.AfterFunc(pollGrace, func() {
		done <- crash.Do("the engine's intake", func() error { i.recovered(ctx); return nil })
	})
	batch, err := i.link.Poll(ctx, i.offset)
	if t.Stop() {
		return batch, err
	}
	if crashed := <-done; crashed != nil {
		panic(crashed) // ends the engine, as a panic of this goroutine does
	}
	return batch, err
}

// knock asks a server that kept silent something that it answers at once: a
// poll that lasts says nothing of one that hangs.
func (i *intake) knock(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, knockLimit)
	defer cancel()
	if _, _, err := i.link.Waiting(ctx); core.CodeOf(err) == core.CodeUnauthorized {
		return &core.PollError{Trouble: core.PollUnauthorized, Detail: core.ProblemOf(err), Err: err}
	} else if err != nil {
		return &core.PollError{Trouble: core.PollDown, Detail: core.ProblemOf(err), Err: err}
	}
	i.silent = false
	if !i.vouched { // once: polls may be all that hangs
		i.vouched = true
		i.recovered(ctx)
	}
	return nil
}

func (i *intake) recovered(ctx context.Context) {
	i.troubled, i.ailing = false, false
	i.setHealth(ctx, i.brand, core.Health{State: core.HealthPolling})
	i.channels.ail(i.brand, false)
	i.resume()
}

func (i *intake) succeed(ctx context.Context) {
	i.first, i.silent, i.vouched = false, false, false
	i.tries.reset()
	i.dials.reset()
	if i.held.IsZero() {
		i.held = time.Now()
	}
	if time.Since(i.held) > truceProof {
		i.truces.reset()
		i.truce.kept()
	}
	i.setHealth(ctx, i.brand, core.Health{State: core.HealthPolling})
	if i.ailing {
		i.recovered(ctx)
	}
}

// takeIn writes a batch and the next offset down in one transaction. Only when
// it is committed may the next poll confirm the batch.
func (i *intake) takeIn(ctx context.Context, batch core.Batch, backlog bool) error {
	if len(batch.Updates) == 0 && batch.Next == i.offset {
		return nil
	}
	news := i.now().Add(-backlogAge)
	err := i.write(ctx, func(w *tx) error {
		b, err := w.Brand(ctx, i.brand)
		if err != nil {
			return err
		}
		if !b.Enabled || b.Token != i.token {
			return errStopped
		}
		w.CacheLimits(b)
		alert := func(u core.Update) bool { return !backlog && u.Message.At.After(news) }
		if err := i.takeAll(ctx, w, b, batch.Updates, alert); err != nil {
			return err
		}
		return w.SetOffset(ctx, b.ID, batch.Next)
	})
	if err == nil {
		i.offset = batch.Next
	}
	return err
}

// takeAll applies the updates in one go, or, if one of them cannot be applied,
// each by itself. Only trouble that would meet any update is returned.
func (i *intake) takeAll(ctx context.Context, w *tx, b core.Brand, updates []core.Update, alert func(core.Update) bool) error {
	err := safely(w, func() error {
		for _, u := range updates {
			if err := w.apply(ctx, b, u, alert(u)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil || meetsAny(err) {
		return err
	}
	for _, u := range updates {
		if err := i.takeOne(ctx, w, b, u, alert(u)); err != nil {
			return err
		}
	}
	return nil
}

// takeOne applies one update. One that cannot be applied is kept as it came,
// and neither it nor a panic over it holds back the others.
func (i *intake) takeOne(ctx context.Context, w *tx, b core.Brand, u core.Update, alert bool) error {
	err := safely(w, func() error { return w.apply(ctx, b, u, alert) })
	if err == nil || meetsAny(err) {
		return err
	}
	i.log.Error("update kept raw", "brand", b.ID, "update", u.ID, "err", err)
	return w.QuarantineUpdate(ctx, b.ID, u)
}

// safely runs fn so that a failure or a panic undoes what it did.
func safely(w *tx, fn func() error) error {
	return w.Savepoint(func() (err error) {
		defer func() {
			if v := recover(); v != nil {
				err = core.NewError(core.CodeInternal, "update_panic", crash.Cause(v))
			}
		}()
		return fn()
	})
}

// meetsAny reports whether an error would have met any update.
func meetsAny(err error) bool {
	return core.CodeOf(err) == core.CodeUnavailable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
