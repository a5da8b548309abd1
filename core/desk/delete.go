package desk

import (
	"context"

	"tgdesk/core"
)

// DeleteReply deletes a reply, at Telegram too; the desk keeps what it said. What
// was not sent yet never is.
func (d *Desk) DeleteReply(ctx context.Context, op core.OperatorID, msg core.MessageID) error {
	r, err := d.readReply(ctx, op, msg)
	if err != nil {
		return err
	}
	if err := core.MayDeleteReply(r.by, r.message, r.chat); err != nil {
		return err
	}
	if r.message.Delivery == core.DeliverySent {
		err := d.atTelegram(ctx, r.brand, func(ctx context.Context, link core.Link) error {
			v, err := d.store.Visitor(ctx, r.message.VisitorID)
			if err != nil {
				return err
			}
			return link.Delete(ctx, v.TelegramID, r.message.TelegramID)
		})
		if err != nil {
			return err
		}
	}
	_, err = d.changeReply(ctx, r, func(t *tx, m *core.Message) error {
		m.DeletedAt = t.Now()
		if m.Delivery == core.DeliveryQueued {
			m.Delivery, m.Problem = core.DeliveryFailed, core.NewProblem("send_deleted")
		}
		return t.Audit(ctx, core.AuditEntry{Act: core.ActReplyDeleted, Brand: r.brand.ID, Chat: r.chat.ID, Subject: m.Author})
	})
	return err
}
