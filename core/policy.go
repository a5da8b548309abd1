package core

// This file says who may do what. Each function returns nil, or an *Error with
// the reason. Use cases refuse with it; screens and the command line show the
// same reason before anybody tries. Nothing else decides it.

// MayPickUp reports why op cannot take c. Whoever holds it already may.
func MayPickUp(op Operator, c Chat) error {
	switch {
	case c.State == Completed:
		return errCompleted()
	case c.State == Active && c.OwnerID != op.ID:
		return Errorf(CodeConflict, "chat_taken", "Somebody else has picked this chat up.")
	}
	return nil
}

// MayReply reports why op cannot write to v in c: only the chat's owner may.
func MayReply(op Operator, c Chat, v Visitor) error {
	if err := mayWrite(op, c); err != nil {
		return err
	}
	if v.Blocked() {
		return ErrBlocked()
	}
	return nil
}

// mayWrite is MayReply as far as the chat goes.
func mayWrite(op Operator, c Chat) error {
	switch {
	case c.State == Completed:
		return errCompleted()
	case c.State != Active:
		return errNotActive()
	case c.OwnerID != op.ID:
		return errNotYours()
	}
	return nil
}

// MayNote reports why no note can be added to c. Anybody may add one.
func MayNote(_ Operator, c Chat) error {
	if c.State == Completed {
		return errCompleted()
	}
	return nil
}

// MayPutBack reports why op cannot let c wait again: its owner may, and an admin
// in the owner's stead.
func MayPutBack(op Operator, c Chat) error {
	switch {
	case c.State == Completed:
		return errCompleted()
	case c.State != Active:
		return errNotActive()
	case c.OwnerID != op.ID && !op.Admin():
		return errNotYours()
	}
	return nil
}

// MayEnd reports why op cannot complete c: the rule is that of [MayPutBack].
func MayEnd(op Operator, c Chat) error { return MayPutBack(op, c) }

// MayEditReply reports why op cannot give the reply m of chat c another text.
// In a completed chat nothing new is said.
func MayEditReply(op Operator, m Message, c Chat) error {
	if err := MayDeleteReply(op, m); err != nil {
		return err
	}
	if !c.Open() {
		return Errorf(CodeConflict, "edit_completed", "This chat is completed: what was said in it stays. It can still be deleted.")
	}
	return nil
}

// MayDeleteReply reports why op cannot take the reply m back: who sent it may,
// and an admin, unless it is on its way or nobody knows where it is.
func MayDeleteReply(op Operator, m Message) error {
	switch {
	case m.From != FromOperator:
		return Errorf(CodeInvalid, "not_a_reply", "Only replies can be edited or deleted.")
	case m.OperatorID != op.ID && !op.Admin():
		return Errorf(CodeForbidden, "not_your_reply", "%s sent this. Only they or an admin can change it.", m.Author)
	case !m.DeletedAt.IsZero():
		return Errorf(CodeConflict, "deleted", "This message has been deleted.")
	case m.Delivery == DeliverySending:
		return Errorf(CodeConflict, "being_sent", "This is just being sent. Try again in a moment.")
	case m.Delivery == DeliveryUnknown || m.Delivery == DeliverySent && m.TelegramID == 0:
		return Errorf(CodeConflict, "fate_unknown", "It is not known whether this arrived, so it cannot be changed at Telegram.")
	}
	return nil
}

// MayResend reports why op cannot send m of chat c to v again: only what failed
// or may not have arrived can be.
func MayResend(op Operator, m Message, c Chat, v Visitor) error {
	if err := MayReply(op, c, v); err != nil {
		return err
	}
	if !m.Resendable() {
		return Errorf(CodeConflict, "not_resendable", "Only a message that failed, or whose fate is unknown, can be sent again.")
	}
	return nil
}

// MayManage reports why op cannot change brands, channels and settings.
func MayManage(op Operator) error {
	if !op.Admin() {
		return Errorf(CodeForbidden, "admins_only", "Only an admin may change that.")
	}
	return nil
}

func errCompleted() error {
	return Errorf(CodeConflict, "chat_completed", "This chat is completed. A new message from the visitor opens a new one.")
}

// ErrBlocked says that a visitor cannot be written to.
func ErrBlocked() error {
	return Errorf(CodeConflict, "visitor_blocked", "This visitor has blocked the bot. Nothing can be sent until they write again.")
}

func errNotActive() error {
	return Errorf(CodeConflict, "chat_not_active", "Nobody has picked this chat up yet: press enter to pick it up.")
}

func errNotYours() error {
	return Errorf(CodeForbidden, "chat_not_yours", "Somebody else holds this chat.")
}
