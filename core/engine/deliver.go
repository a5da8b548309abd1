package engine

import (
	"context"
	"errors"
	"time"

	"tgdesk/core"
)

const (
	// sendLimit ends a request whatever the link does; links have their own,
	// shorter limit.
	sendLimit = 30 * time.Second
	// stopGrace is how long requests under way may go on after the desk was
	// told to stop.
	stopGrace = 5 * time.Second
)

// What a delivery can come to beside the outcomes of a failed send.
const (
	outcomeSent    core.Outcome = "sent"
	outcomeSkipped core.Outcome = "skipped" // there was nothing to send any more
	outcomeSick    core.Outcome = "sick"    // the disk did not take that it is being sent
)

// result is what the sender learns of one delivery.
type result struct {
	visitor core.VisitorID
	chat    core.ChatID
	outcome core.Outcome
	wait    time.Duration // of OutcomeLater
	detail  core.Problem  // of OutcomeUnauthorized
}

// deliver takes one queued message, or one album, to Telegram: it is "sending"
// on disk before the request leaves, and its outcome is on disk before the next
// may follow.
func (s *sender) deliver(ctx context.Context, m core.Message) result {
	return s.carry(ctx, result{visitor: m.VisitorID, chat: m.ChatID}, s.begin(ctx, m.ID))
}

// carry makes the request of a delivery that has begun and fills in r.
func (s *sender) carry(ctx context.Context, r result, g begun) result {
	p := g.p
	switch {
	case g.err != nil:
		s.log.Warn("delivery not begun", "chat", r.chat, "err", g.err)
		r.outcome = core.OutcomeNotSent
		if _, ok := ofDisk(g.err); ok {
			r.outcome = outcomeSick
			s.hold(p)
		}
		return r
	case !g.ok:
		r.outcome = outcomeSkipped
		return r
	}
	receipts, err := s.request(ctx, p)
	failure := core.SendFailure(err)
	r.outcome = outcomeSent
	if failure != nil {
		r.outcome, r.wait, r.detail = failure.Outcome, failure.RetryAfter, failure.Detail
	}
	if errors.Is(err, errCancelled) {
		r.outcome = outcomeSkipped // that nobody knows its fate is no sign of trouble
	}
	s.record(p, receipts, failure)
	if ctx.Err() != nil {
		s.senders.wake(s.brand) // this sender is gone; another may have taken over
	}
	return r
}

// hold writes down that a delivery did not begin: trouble may have struck in
// the moment of the commit, and then the messages count as being sent.
func (s *sender) hold(p parcel) {
	if len(p.parts) > 0 {
		s.record(p, nil, &core.SendError{Outcome: outcomeSick})
	}
}

// begun is how far the beginning of a delivery came.
type begun struct {
	p   parcel
	ok  bool // p is being sent
	err error
}

// begin marks a queued message, and what goes with it, as being sent.
func (s *sender) begin(ctx context.Context, id core.MessageID) (g begun) {
	g.err = s.write(ctx, func(w *tx) error {
		m, err := w.Message(ctx, id)
		if err != nil || m.Delivery != core.DeliveryQueued {
			return err
		}
		b, err := w.Brand(ctx, s.brand)
		if err != nil {
			return err
		} else if !b.Enabled {
			return errStopped
		}
		g.p, g.ok, err = s.mark(ctx, w, b, m)
		return err
	})
	return g
}

// mark notes in a transaction that m, and what goes with it, is being sent. ok
// is false if it must not go out.
func (s *sender) mark(ctx context.Context, w *tx, b core.Brand, m core.Message) (p parcel, ok bool, err error) {
	v, err := w.Visitor(ctx, m.VisitorID)
	if err != nil {
		return p, false, err
	}
	if p, err = s.pack(ctx, w, m, v); err != nil {
		return p, false, err
	}
	p.acts = b.Options.Typing
	why := p.unsendable(v)
	for _, m := range p.parts {
		m.Delivery = core.DeliverySending
		if why != "" {
			m.Delivery, m.Problem = core.DeliveryFailed, why
		}
		if err := w.SaveMessage(ctx, m); err != nil {
			return p, false, err
		}
	}
	w.EmitTranscript(s.brand, m.ChatID)
	return p, why == "", nil
}

// record writes the outcome down, trying until it is on disk or the desk
// stops; then the next start will call it unknown.
func (s *sender) record(p parcel, receipts []core.Receipt, failure *core.SendError) {
	ctx := context.WithoutCancel(s.ctx)
	tries := newTries()
	for {
		err := s.write(ctx, func(w *tx) error { return s.conclude(ctx, w, p, receipts, failure) })
		if err == nil {
			return
		}
		s.log.Error("outcome of a delivery not stored", "message", p.parts[0].ID, "err", err)
		if core.CodeOf(err) != core.CodeUnavailable {
			if len(receipts) == 0 {
				return
			}
			receipts = nil // an id may be what cannot be stored; that it was sent matters more
		}
		if s.database.wait(s.ctx, tries.next()); s.ctx.Err() != nil {
			return
		}
	}
}

func (s *sender) conclude(ctx context.Context, w *tx, p parcel, receipts []core.Receipt, failure *core.SendError) error {
	b, err := w.Brand(ctx, s.brand)
	if err != nil {
		return err
	}
	for i, part := range p.parts {
		m, err := w.Message(ctx, part.ID)
		if neverBegan(failure) && (core.IsNotFound(err) || err == nil && !stillSending(m, part)) {
			continue // the transaction that was to begin it is undone, and with it perhaps the message
		}
		if err != nil {
			return err
		}
		var receipt core.Receipt
		if i < len(receipts) {
			receipt = receipts[i]
		}
		if m = concluded(m, receipt, failure); m.Delivery == core.DeliveryQueued && !b.RemovedAt.IsZero() {
			m.Delivery, m.Problem = core.DeliveryFailed, core.NewProblem("send_brand_removed")
		}
		if err := w.SaveMessage(ctx, m); err != nil {
			return err
		}
	}
	m := p.parts[0]
	w.EmitTranscript(s.brand, m.ChatID)
	if failure == nil || failure.Outcome != core.OutcomeBlocked {
		return nil
	}
	v, err := w.Visitor(ctx, m.VisitorID)
	if err == nil && !v.Blocked() {
		_, err = w.block(ctx, v)
	}
	return err
}

// neverBegan reports whether a failure is hold's.
func neverBegan(failure *core.SendError) bool {
	return failure != nil && failure.Outcome == outcomeSick
}

// stillSending reports whether m is the message that part was when its sending
// began: the number of one whose transaction failed is given to the next.
func stillSending(m, part core.Message) bool {
	return m.VisitorID == part.VisitorID && m.Delivery == core.DeliverySending
}

// concluded returns m after a delivery.
func concluded(m core.Message, receipt core.Receipt, failure *core.SendError) core.Message {
	if failure == nil {
		m.Delivery, m.TelegramID = core.DeliverySent, receipt.TelegramID
		return m
	}
	switch failure.Outcome {
	case core.OutcomeNotSent, core.OutcomeLater, core.OutcomeUnauthorized, outcomeSick:
		m.Delivery = core.DeliveryQueued
	case core.OutcomeRefused, core.OutcomeBlocked, outcomeSkipped:
		m.Delivery, m.Problem = core.DeliveryFailed, failure.Detail
	default:
		m.Delivery, m.Problem = core.DeliveryUnknown, failure.Detail
	}
	return m
}
