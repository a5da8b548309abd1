package desk

import (
	"context"

	"tgdesk/core"
)

// Resend queues a message again whose delivery failed or is unknown, and with it
// the rest of its album: albums are sent as one. It is no new message: it keeps
// its place and restarts no limit.
func (d *Desk) Resend(ctx context.Context, op core.OperatorID, msg core.MessageID) (core.Message, error) {
	return inTx(ctx, d, func(t *tx) (core.Message, error) {
		m, err := t.Message(ctx, msg)
		if err != nil {
			return m, err
		}
		by, c, _, err := t.writable(ctx, op, m.ChatID)
		if err != nil {
			return m, err
		}
		if err := core.MayResend(by, m, c, core.Visitor{}); err != nil { // writable knows the visitor
			return m, err
		}
		parts, err := t.SentTogether(ctx, m)
		if err != nil {
			return m, err
		}
		for _, p := range parts {
			if !p.Resendable() {
				continue
			}
			p.Delivery, p.Problem = core.DeliveryQueued, ""
			if err := t.SaveMessage(ctx, p); err != nil {
				return m, err
			}
		}
		m.Delivery, m.Problem = core.DeliveryQueued, ""
		t.EmitTranscript(c.BrandID, c.ID)
		t.WakeSender(c.BrandID)
		return m, nil
	})
}
