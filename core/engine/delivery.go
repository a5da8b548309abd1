package engine

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

const (
	// sendTimeout ends a request whatever the link does; links have their own,
	// shorter timeout.
	sendTimeout = 30 * time.Second
	// StopGrace is how long requests under way may go on after the engine was told to
	// stop.
	StopGrace = 5 * time.Second
	// slowestUpload is the speed, in bytes a second, below which an upload is given
	// up: 50 MB may take under half an hour.
	slowestUpload = 32 << 10
)

// The outcomes of a delivery beside those of a failed request.
const (
	outcomeSent    core.Outcome = "sent"
	outcomeSkipped core.Outcome = "skipped" // nothing had to be sent any more
	outcomeDisk    core.Outcome = "disk"    // that it is being sent could not be stored
)

// deliverer makes the requests of one brand's sender, each in a goroutine of its
// own. It has no state.
type deliverer struct {
	brand     core.BrandID
	link      core.Link
	group     *group
	runner    *txn.Runner
	files     *media.Dir
	database  *storageHealth
	channels  *channels
	transfers *transfers
	actions   *actions
	hub       *core.Hub
	wake      *brandSignals // of the senders
	log       *slog.Logger
}

func (e *Engine) newDeliverer(g *group, id core.BrandID, link core.Link) *deliverer {
	return &deliverer{
		brand: id, link: link, group: g, runner: e.runner, files: e.files, database: e.database, channels: e.channels,
		transfers: e.transfers, actions: e.actions, hub: e.hub, wake: &e.wake.senders, log: e.log,
	}
}

// result is what the sender learns of one delivery.
type result struct {
	visitor core.VisitorID
	outcome core.Outcome
	detail  core.Problem // of OutcomeUnauthorized
}

// deliver sends one queued message, or one album. That it is being sent is on disk
// before the request leaves, and the outcome is on disk before deliver returns.
func (d *deliverer) deliver(ctx context.Context, m core.Message) result {
	r := result{visitor: m.VisitorID}
	out, err := d.begin(ctx, m.ID)
	switch {
	case err != nil:
		d.log.Warn("delivery not begun", "chat", m.ChatID, "err", err)
		if _, ok := diskError(err); !ok {
			d.channels.report(ctx, d.brand, core.SendFailed{})
		} else {
			r.outcome = outcomeDisk
			if out != nil { // the commit may have succeeded all the same: undo it
				d.storeOutcome(out, nil, &core.SendError{Outcome: outcomeDisk})
			}
		}
		return r
	case out == nil:
		r.outcome = outcomeSkipped
		return r
	}
	receipts, err := d.send(ctx, out)
	failure := core.SendFailure(err)
	r.outcome = outcomeSent
	if failure != nil {
		r.outcome, r.detail = failure.Outcome, failure.Detail
	}
	switch {
	case errors.Is(err, errCancelled):
		r.outcome = outcomeSkipped // an unknown outcome is no sign of trouble then
	case r.outcome == core.OutcomeNotSent:
		d.channels.report(ctx, d.brand, core.SendFailed{})
	case r.outcome == core.OutcomeUnknown:
		d.channels.report(ctx, d.brand, core.SendUnknown{})
	case r.outcome == core.OutcomeRateLimited:
		d.channels.report(context.WithoutCancel(ctx), d.brand, core.SendLimited{Visitor: r.visitor, Wait: failure.RetryAfter})
	case r.outcome != core.OutcomeUnauthorized:
		d.channels.report(ctx, d.brand, core.SendAnswered{})
	}
	d.storeOutcome(out, receipts, failure)
	if ctx.Err() != nil {
		d.wake.wake(d.brand) // this sender has ended; another may have taken over
	}
	return r
}

// begin marks a queued message, and what is sent with it, as being sent. It returns
// nil if there is nothing to send. With an error it returns what was to be marked.
func (d *deliverer) begin(ctx context.Context, id core.MessageID) (out *outgoing, err error) {
	sendable := false
	err = d.runner.Write(ctx, func(t *txn.Tx) error {
		m, err := t.Message(ctx, id)
		if err != nil || m.Delivery != core.DeliveryQueued {
			return err
		}
		b, err := t.Brand(ctx, d.brand)
		if err != nil {
			return err
		} else if !b.Enabled {
			return errStopped
		}
		v, err := t.Visitor(ctx, m.VisitorID)
		if err != nil {
			return err
		}
		if out, err = newOutgoing(ctx, t, d.files, m, v, b.Options); err != nil {
			return err
		}
		refusal := out.refusal(v)
		sendable = refusal == ""
		for _, m := range out.messages {
			m.Delivery = core.DeliverySending
			if !sendable {
				m.Delivery, m.Problem = core.DeliveryFailed, refusal
			}
			if err := t.SaveMessage(ctx, m); err != nil {
				return err
			}
		}
		t.EmitTranscript(d.brand, m.ChatID)
		if !sendable {
			d.emitFailed(t, m)
		} else if len(out.text.Keyboard) > 0 { // from now on there may be one
			return setKeyboard(ctx, t, m.VisitorID, true)
		}
		return nil
	})
	if err == nil && !sendable {
		return nil, nil
	}
	return out, err
}

// send makes the request. The end of the channel does not cut it short, and that of
// the engine only after StopGrace: a cut leaves the outcome unknown.
func (d *deliverer) send(ctx context.Context, out *outgoing) ([]core.Receipt, error) {
	timeout := sendTimeout + time.Duration(out.size/slowestUpload)*time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	stop := context.AfterFunc(d.group.ctx, func() { time.AfterFunc(StopGrace, cancel) })
	defer stop()
	if len(out.files) > 0 {
		return d.upload(ctx, out)
	}
	receipt, err := d.link.Send(ctx, out.text)
	return []core.Receipt{receipt}, err
}

// upload sends files; operators can watch and cancel it.
func (d *deliverer) upload(ctx context.Context, out *outgoing) ([]core.Receipt, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	key := "upload:" + strconv.FormatInt(int64(out.messages[0].ID), 10)
	var uses []core.FileUse
	for _, m := range out.messages {
		uses = append(uses, core.FileUse{Key: key, Message: m.ID, Brand: d.brand, Chat: m.ChatID})
	}
	d.transfers.start(key, true, cancel, uses...)
	defer d.transfers.finish(key, false) // its end is announced with its outcome
	if out.showAction {
		stop := d.showUpload(ctx, out)
		defer stop()
	}
	receipts, err := d.link.SendFiles(ctx, out.text, out.files, func(p core.Progress) {
		d.hub.Publish(d.transfers.advance(key, p)...)
	})
	if err == nil || !errors.Is(context.Cause(ctx), errCancelled) {
		return receipts, err
	}
	failure := *core.SendFailure(err)
	switch failure.Outcome {
	case core.OutcomeNotSent, core.OutcomeRateLimited: // it is not tried again by itself
		failure.Outcome, failure.Detail = outcomeSkipped, core.NewProblem("send_cancelled")
	case core.OutcomeUnknown:
		failure.Detail = core.NewProblem("send_cancelled_midway")
	}
	failure.Err = errors.Join(errCancelled, failure.Err)
	return receipts, &failure
}

// showUpload shows the visitor that a file is coming, until stop is called.
func (d *deliverer) showUpload(ctx context.Context, out *outgoing) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	show := func() {
		d.actions.ShowAction(d.brand, out.messages[0].ChatID, out.text.TelegramID, out.text.Thread, uploadAction(out.files[0].Kind))
	}
	show()
	d.group.spawn("upload action", func() error {
		t := time.NewTicker(actionInterval)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-t.C:
				show()
			}
		}
	})
	return cancel
}

// storeOutcome stores the outcome of a request. It retries until that is on disk or
// the engine stops; then the next start calls the outcome unknown.
func (d *deliverer) storeOutcome(out *outgoing, receipts []core.Receipt, failure *core.SendError) {
	ctx := context.WithoutCancel(d.group.ctx)
	store := func() error {
		return d.database.retryUntilWritable(d.group.ctx, func() error {
			return d.runner.Write(ctx, func(t *txn.Tx) error { return d.conclude(ctx, t, out, receipts, failure) })
		})
	}
	err := store()
	if err != nil && len(receipts) > 0 && d.group.ctx.Err() == nil {
		d.log.Error("receipts of a delivery not stored", "message", out.messages[0].ID, "err", err)
		receipts = nil // that it was sent matters more than Telegram's ids
		err = store()
	}
	if err != nil {
		d.log.Error("outcome of a delivery not stored", "message", out.messages[0].ID, "err", err)
	}
}

func (d *deliverer) conclude(ctx context.Context, t *txn.Tx, out *outgoing, receipts []core.Receipt, failure *core.SendError) error {
	b, err := t.Brand(ctx, d.brand)
	if err != nil {
		return err
	}
	for i, part := range out.messages {
		m, err := t.Message(ctx, part.ID)
		if err != nil {
			return err
		}
		if failure != nil && failure.Outcome == outcomeDisk && m.Delivery != core.DeliverySending {
			continue // the transaction that was to mark it was rolled back
		}
		var receipt core.Receipt
		if i < len(receipts) {
			receipt = receipts[i]
		}
		m = delivered(m, receipt, failure)
		if m.Delivery == core.DeliveryQueued && !b.RemovedAt.IsZero() {
			m.Delivery, m.Problem = core.DeliveryFailed, core.NewProblem("send_brand_removed")
		}
		if err := t.SaveMessage(ctx, m); err != nil {
			return err
		}
	}
	m, err := t.Message(ctx, out.messages[0].ID) // it may be in another chat by now
	if err != nil {
		return err
	}
	t.EmitTranscript(d.brand, m.ChatID)
	if failure != nil && failure.Outcome != outcomeSkipped && delivered(out.messages[0], core.Receipt{}, failure).Delivery != core.DeliveryQueued {
		d.emitFailed(t, m)
	}
	switch {
	case failure == nil && out.text.RemoveKeyboard:
		return setKeyboard(ctx, t, m.VisitorID, false)
	case failure == nil:
	case failure.Outcome == core.OutcomeRateLimited:
		return t.SaveRetryAfter(ctx, d.brand, core.RetryAfter{Visitor: m.VisitorID, Until: t.Now().Add(failure.RetryAfter)})
	case failure.Outcome == core.OutcomeBotBlocked:
		v, err := t.Visitor(ctx, m.VisitorID)
		if err == nil && !v.HasBlockedBot() {
			_, err = setBlocked(ctx, t, v, true)
		}
		return err
	}
	return nil
}

// setKeyboard stores whether buttons may stand in the place of a visitor's keyboard.
func setKeyboard(ctx context.Context, t *txn.Tx, id core.VisitorID, shown bool) error {
	v, err := t.Visitor(ctx, id)
	if err != nil || v.Keyboard == shown {
		return err
	}
	v.Keyboard = shown
	return t.SaveVisitor(ctx, v)
}

// emitFailed tells who wrote m that it did not arrive, or may not have.
func (d *deliverer) emitFailed(t *txn.Tx, m core.Message) {
	if m.OperatorID != 0 {
		t.Emit(core.Event{Kind: core.EventFailed, Brand: d.brand, Chat: m.ChatID, To: m.OperatorID, Alert: true})
	}
}

// delivered returns m after a request.
func delivered(m core.Message, receipt core.Receipt, failure *core.SendError) core.Message {
	if failure == nil {
		m.Delivery, m.TelegramID = core.DeliverySent, receipt.TelegramID
		return m
	}
	switch failure.Outcome {
	case core.OutcomeNotSent, core.OutcomeRateLimited, core.OutcomeUnauthorized, outcomeDisk:
		m.Delivery = core.DeliveryQueued
	case core.OutcomeRefused, core.OutcomeBotBlocked, outcomeSkipped:
		m.Delivery, m.Problem = core.DeliveryFailed, failure.Detail
	default:
		m.Delivery, m.Problem = core.DeliveryUnknown, failure.Detail
	}
	return m
}
