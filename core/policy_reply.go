package core

import "cmp"

// MayEditReply reports why op cannot edit the reply m of chat c.
func MayEditReply(op Operator, m Message, c Chat) error {
	return cmp.Or(MayDeleteReply(op, m, c), conflict(!c.Open(), "edit_completed"))
}

// MayDeleteReply reports why op cannot delete the reply m of chat c: its author may,
// and an admin, unless it is being sent or may not have arrived.
func MayDeleteReply(op Operator, m Message, c Chat) error {
	if err := MayUseBrand(op, c.BrandID); err != nil {
		return err
	}
	switch {
	case m.From != FromOperator:
		return NewError(CodeInvalid, "not_a_reply")
	case m.OperatorID != op.ID && !op.Admin():
		return NewError(CodeForbidden, "not_your_reply", m.Author)
	case !m.DeletedAt.IsZero():
		return NewError(CodeConflict, "deleted")
	case m.Delivery == DeliverySending:
		return NewError(CodeConflict, "being_sent")
	case m.Delivery == DeliveryUnknown || m.Delivery == DeliverySent && m.TelegramID == 0:
		return NewError(CodeConflict, "fate_unknown")
	}
	return nil
}

// MayResend reports why op cannot send m of chat c to v again: only what failed
// or may not have arrived can be.
func MayResend(op Operator, m Message, c Chat, v Visitor) error {
	return cmp.Or(MayReply(op, c, v), conflict(!m.Resendable(), "not_resendable"))
}
