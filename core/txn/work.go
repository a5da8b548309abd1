package txn

import (
	"context"
	"tgdesk/core"
	"tgdesk/core/media"
	"time"
)

// Runner runs the transactions of a desk and does what follows their commits.
type Runner struct {
	store core.Store
	hub   *core.Hub
	waker core.Waker
	files *media.Dir
}

// NewRunner returns a runner on a store.
func NewRunner(store core.Store, hub *core.Hub, waker core.Waker, files *media.Dir) *Runner {
	return &Runner{store: store, hub: hub, waker: waker, files: files}
}

// Txn is one transaction of the desk with what must follow its commit.
type Tx struct {
	core.Tx
	limits map[core.BrandID]core.Limits
	effects
	files *media.Dir
}

// effects are the facts to publish and the sleepers to wake after a commit.
type effects struct {
	events   []core.Event
	earliest time.Time      // earliest deadline that was set; zero if none
	send     []core.BrandID // brands with something new to send
	brands   bool           // the set of running channels may have to change
	fetch    []core.BrandID // brands with something new to fetch
	uses     []core.FileUse // messages whose file may be on its way already
}

// Write runs fn in one transaction, then publishes and wakes. Statements of fn
// may heed ctx, and then nothing is written; waiting for the store and the
// commit do not, so that an error always means that nothing is.
func (r *Runner) Write(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var w *Tx
	err := r.store.Write(context.WithoutCancel(ctx), func(tx core.Tx) error {
		w = &Tx{Tx: tx, limits: map[core.BrandID]core.Limits{}, files: r.files}
		return fn(w)
	})
	if err != nil {
		r.waker.StorageFailed(err)
		return err
	}
	r.settle(w.effects)
	return nil
}

func (r *Runner) settle(e effects) {
	r.hub.Publish(e.events...)
	for _, id := range e.send {
		r.waker.WakeSender(id)
	}
	for _, id := range e.fetch {
		r.waker.WakeFetcher(id)
	}
	for _, use := range e.uses {
		r.waker.FileWanted(use)
	}
	if !e.earliest.IsZero() {
		r.waker.WakeTimers(e.earliest)
	}
	if e.brands {
		r.waker.WakeChannels()
	}
}

// Emit publishes events once the transaction is committed.
func (w *Tx) Emit(events ...core.Event) { w.events = append(w.events, events...) }

// WakeSender lets a brand's sender look once the transaction is committed.
func (w *Tx) WakeSender(id core.BrandID) { w.send = append(w.send, id) }

// WakeChannels lets the supervisor look once the transaction is committed.
func (w *Tx) WakeChannels() { w.brands = true }

// WakeTimers lets the timers look at deadlines from t on once the transaction is
// committed.
func (w *Tx) WakeTimers(t time.Time) {
	if w.earliest.IsZero() || t.Before(w.earliest) {
		w.earliest = t
	}
}

// try runs fn so that a failure undoes its writes and its effects.
func (w *Tx) Savepoint(fn func() error) error {
	before := w.effects
	err := w.Tx.Savepoint(fn)
	if err != nil {
		w.effects = before
	}
	return err
}

// limitsOf reads a brand's limits, once for each transaction.
func (w *Tx) limitsOf(ctx context.Context, id core.BrandID) (core.Limits, error) {
	if l, ok := w.limits[id]; ok {
		return l, nil
	}
	b, err := w.Brand(ctx, id)
	if err != nil {
		return core.Limits{}, err
	}
	w.limits[id] = b.Limits
	return b.Limits, nil
}

// CacheLimits spares the transaction reading b for its limits.
func (w *Tx) CacheLimits(b core.Brand) { w.limits[b.ID] = b.Limits }

// chat reads a chat as it stands now: a deadline that has passed is applied
// first, so that what happens does not hang on when the timer came round.
func (w *Tx) CurrentChat(ctx context.Context, id core.ChatID) (core.Chat, core.Limits, error) {
	c, err := w.Chat(ctx, id)
	if err != nil {
		return c, core.Limits{}, err
	}
	return w.ApplyExpired(ctx, c)
}

// fall applies every deadline of c that has passed.
func (w *Tx) ApplyExpired(ctx context.Context, c core.Chat) (core.Chat, core.Limits, error) {
	l, err := w.limitsOf(ctx, c.BrandID)
	if err != nil {
		return c, l, err
	}
	for {
		at := c.DeadlineAt
		next, ok := c.FellDue(w.Now(), l)
		if !ok {
			return c, l, nil
		}
		if err := w.SaveChat(ctx, next); err != nil {
			return c, l, err
		}
		if err := w.AddSystemLine(ctx, next, at, fallenKind(next), core.Operator{}); err != nil {
			return c, l, err
		}
		c = next
	}
}

func fallenKind(c core.Chat) core.Kind {
	switch {
	case c.State == core.Unanswered:
		return core.KindFellUnanswered
	case c.Reason == core.ReasonUnanswered:
		return core.KindClosedUnanswered
	default:
		return core.KindClosedIdle
	}
}

// save stores a changed chat and tells of it.
func (w *Tx) SaveChat(ctx context.Context, c core.Chat) error {
	if err := w.Tx.SaveChat(ctx, c); err != nil {
		return err
	}
	w.EmitChat(c)
	return nil
}

// saveTalk stores what a message changed of a chat and tells of it.
func (w *Tx) SaveActivity(ctx context.Context, c core.Chat) error {
	if err := w.Tx.SaveActivity(ctx, c); err != nil {
		return err
	}
	w.EmitChat(c)
	return nil
}

func (w *Tx) EmitChat(c core.Chat) {
	w.Emit(core.Event{Kind: core.EventChat, Brand: c.BrandID, Chat: c.ID})
	if !c.DeadlineAt.IsZero() {
		w.WakeTimers(c.DeadlineAt)
	}
}

// line adds a system line. It is no message: it touches neither preview nor
// deadlines. by is whom it speaks of; only its name need be set.
func (w *Tx) AddSystemLine(ctx context.Context, c core.Chat, at time.Time, kind core.Kind, by core.Operator) error {
	_, err := w.AppendMessage(ctx, c, core.Message{From: core.FromDesk, Kind: kind, OperatorID: by.ID, Author: by.Name, SentAt: at})
	return err
}

// entry adds m to c's transcript and tells of it.
func (w *Tx) AppendMessage(ctx context.Context, c core.Chat, m core.Message) (core.Message, error) {
	m.ChatID, m.VisitorID = c.ID, c.VisitorID
	m, err := w.InsertMessage(ctx, m)
	if err != nil {
		return m, err
	}
	w.EmitMessage(c)
	return m, nil
}

// told notes that c's transcript changed.
func (w *Tx) EmitMessage(c core.Chat) {
	w.events = append(w.events, core.Event{Kind: core.EventMessage, Brand: c.BrandID, Chat: c.ID})
}
