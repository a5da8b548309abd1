package core

import (
	"context"
	"time"
)

// work is one transaction of the desk with what must follow its commit.
type work struct {
	Tx
	limits map[BrandID]Limits
	effects
	media     *media
	ownServer bool
}

// effects are the facts to publish and the sleepers to wake after a commit.
type effects struct {
	events   []Event
	earliest time.Time // earliest deadline that was set; zero if none
	send     []BrandID // brands with something new to send
	brands   bool      // the set of running channels may have to change
	fetch    []BrandID // brands with something new to fetch
	mentions []mention // messages whose file may be on its way already
}

// write runs fn in one transaction, then publishes and wakes. Statements of fn
// may heed ctx, and then nothing is written; waiting for the store and the
// commit do not, so that an error always means that nothing is.
func (d *Desk) write(ctx context.Context, fn func(*work) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var w *work
	err := d.store.Write(context.WithoutCancel(ctx), func(tx Tx) error {
		w = &work{Tx: tx, limits: map[BrandID]Limits{}, media: d.media, ownServer: d.ownServer}
		return fn(w)
	})
	if err != nil {
		d.Noticed(err)
		return err
	}
	d.settle(w.effects)
	return nil
}

func (d *Desk) settle(e effects) {
	d.hub.Publish(e.events...)
	for _, id := range e.send {
		d.senders.wake(id)
	}
	for _, id := range e.fetch {
		d.fetchers.wake(id)
	}
	for _, m := range e.mentions {
		d.transfers.join(m)
	}
	if !e.earliest.IsZero() {
		d.alarm.ring(e.earliest)
	}
	if e.brands {
		d.wakeSupervisor()
	}
}

// try runs fn so that a failure undoes its writes and its effects.
func (w *work) try(fn func() error) error {
	before := w.effects
	err := w.Savepoint(fn)
	if err != nil {
		w.effects = before
	}
	return err
}

// operator reads who acts.
func (w *work) operator(ctx context.Context, id OperatorID) (Operator, error) {
	op, err := w.Operator(ctx, id)
	if IsNotFound(err) {
		return op, Errorf(CodeForbidden, "operator_unknown", "This operator is no longer known to the desk.").Because(err)
	}
	return op, err
}

// admin reports why op may not change settings.
func (w *work) admin(ctx context.Context, id OperatorID) error {
	op, err := w.operator(ctx, id)
	if err != nil {
		return err
	}
	if !op.Admin() {
		return Errorf(CodeForbidden, "admins_only", "Only an admin may change that.")
	}
	return nil
}

// limitsOf reads a brand's limits, once for each transaction.
func (w *work) limitsOf(ctx context.Context, id BrandID) (Limits, error) {
	if l, ok := w.limits[id]; ok {
		return l, nil
	}
	b, err := w.Brand(ctx, id)
	if err != nil {
		return Limits{}, err
	}
	w.limits[id] = b.Limits
	return b.Limits, nil
}

// chat reads a chat as it stands now: a deadline that has passed is applied
// first, so that what happens does not hang on when the timer came round.
func (w *work) chat(ctx context.Context, id ChatID) (Chat, Limits, error) {
	c, err := w.Chat(ctx, id)
	if err != nil {
		return c, Limits{}, err
	}
	return w.fall(ctx, c)
}

// fall applies every deadline of c that has passed.
func (w *work) fall(ctx context.Context, c Chat) (Chat, Limits, error) {
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
		if err := w.save(ctx, next); err != nil {
			return c, l, err
		}
		if err := w.line(ctx, next, at, fallenKind(next), Operator{}); err != nil {
			return c, l, err
		}
		c = next
	}
}

func fallenKind(c Chat) Kind {
	switch {
	case c.State == Unanswered:
		return KindFellUnanswered
	case c.Reason == ReasonUnanswered:
		return KindClosedUnanswered
	default:
		return KindClosedIdle
	}
}

// save stores a changed chat and tells of it.
func (w *work) save(ctx context.Context, c Chat) error {
	if err := w.SaveChat(ctx, c); err != nil {
		return err
	}
	w.changed(c)
	return nil
}

// saveTalk stores what a message changed of a chat and tells of it.
func (w *work) saveTalk(ctx context.Context, c Chat) error {
	if err := w.SaveActivity(ctx, c); err != nil {
		return err
	}
	w.changed(c)
	return nil
}

func (w *work) changed(c Chat) {
	w.events = append(w.events, Event{Kind: EventChat, Brand: c.BrandID, Chat: c.ID})
	if !c.DeadlineAt.IsZero() && (w.earliest.IsZero() || c.DeadlineAt.Before(w.earliest)) {
		w.earliest = c.DeadlineAt
	}
}

// line adds a system line. It is no message: it touches neither preview nor
// deadlines. by is whom it speaks of; only its name need be set.
func (w *work) line(ctx context.Context, c Chat, at time.Time, kind Kind, by Operator) error {
	_, err := w.entry(ctx, c, Message{From: FromDesk, Kind: kind, OperatorID: by.ID, Author: by.Name, SentAt: at})
	return err
}

// entry adds m to c's transcript and tells of it.
func (w *work) entry(ctx context.Context, c Chat, m Message) (Message, error) {
	m.ChatID, m.VisitorID = c.ID, c.VisitorID
	m, err := w.InsertMessage(ctx, m)
	if err != nil {
		return m, err
	}
	w.told(c)
	return m, nil
}

// told notes that c's transcript changed.
func (w *work) told(c Chat) {
	w.events = append(w.events, Event{Kind: EventMessage, Brand: c.BrandID, Chat: c.ID})
}
