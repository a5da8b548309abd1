package desk

import (
	"context"

	"tgdesk/core"
)

// Resend queues a message again whose delivery failed or is unknown, and with it
// the rest of its album: albums are sent as one. It is no new message: it keeps
// its place and restarts no limit.
func (d *Desk) Resend(ctx context.Context, op core.OperatorID, msg core.MessageID) (core.Message, error) {
	var m core.Message
	err := d.write(ctx, func(t *tx) error {
		var err error
		if m, err = t.Message(ctx, msg); err != nil {
			return err
		}
		by, c, _, err := t.writable(ctx, op, m.ChatID)
		if err != nil {
			return err
		}
		if err := core.MayResend(by, m, c, core.Visitor{}); err != nil { // writable knows the visitor
			return err
		}
		parts, err := t.SentTogether(ctx, m)
		if err != nil {
			return err
		}
		for _, p := range parts {
			if !p.Resendable() {
				continue
			}
			p.Delivery, p.Problem = core.DeliveryQueued, ""
			if err := t.SaveMessage(ctx, p); err != nil {
				return err
			}
		}
		m.Delivery, m.Problem = core.DeliveryQueued, ""
		t.EmitTranscript(c.BrandID, c.ID)
		t.WakeSender(c.BrandID)
		return nil
	})
	return m, err
}
