package desk

import (
	"context"

	"tgdesk/core"
)

// CancelSend stops a reply that is queued, or files that are being uploaded, and
// with it the rest of its album. A request that has left already ends with an
// unknown outcome. Either way the message can be sent again.
func (d *Desk) CancelSend(ctx context.Context, op core.OperatorID, msg core.MessageID) error {
	return d.write(ctx, func(t *tx) error {
		by, err := t.operator(ctx, op)
		if err != nil {
			return err
		}
		m, err := t.Message(ctx, msg)
		if err != nil {
			return err
		}
		delivery := m.Delivery
		c, err := t.Chat(ctx, m.ChatID)
		if err != nil {
			return err
		}
		m.Delivery = core.DeliveryQueued // being sent is no reason against cancelling
		if err := core.MayDeleteReply(by, m, c); err != nil {
			return err
		}
		if delivery == core.DeliverySending && d.engine.CancelTransfer(msg, true) {
			return nil // the sender stores the outcome
		}
		if delivery != core.DeliveryQueued {
			return core.NewError(core.CodeConflict, "not_cancellable")
		}
		parts, err := t.SentTogether(ctx, m)
		if err != nil {
			return err
		}
		for _, p := range parts {
			if p.Delivery != core.DeliveryQueued {
				continue
			}
			p.Delivery, p.Problem = core.DeliveryFailed, core.NewProblem("send_cancelled")
			if err := t.SaveMessage(ctx, p); err != nil {
				return err
			}
		}
		t.EmitTranscript(c.BrandID, c.ID)
		return nil
	})
}
