package core

import "errors"

// This file says who may do what. Each function returns nil, or an *Error with
// the reason. Use cases refuse with it; screens and the command line show the
// same reason before anybody tries. Nothing else decides it.

// MayUseDesk reports why op cannot use the desk at all. Every use case asks it first.
func MayUseDesk(op Operator) error {
	switch {
	case op.ID == 0 || !op.Role.Valid() || !op.RemovedAt.IsZero():
		return NewError(CodeForbidden, "operator_unknown")
	case !op.DisabledAt.IsZero():
		return NewError(CodeForbidden, "operator_disabled")
	}
	return nil
}

// MayUseBrand reports why op cannot do what everybody who works for a brand may: read
// its chats, fetch, open and save their files, and write drafts.
func MayUseBrand(op Operator, b BrandID) error {
	if err := MayUseDesk(op); err != nil {
		return err
	}
	if !op.Serves(b) {
		return NewError(CodeForbidden, "brand_not_yours")
	}
	return nil
}

// mayUseActive reports why op cannot do what takes an active chat that they may see.
func mayUseActive(op Operator, c Chat) error {
	if err := MayUseBrand(op, c.BrandID); err != nil {
		return err
	}
	switch {
	case c.State == Completed:
		return errCompleted()
	case c.State != Active:
		return errNotActive()
	}
	return nil
}

// MayPickUp reports why op cannot take c. Whoever holds it already may, and anybody
// may take it from the chatbot. While routing offers it to somebody, only they and those
// who supervise may. How many chats op holds is for [MayHoldMore] to say.
func MayPickUp(op Operator, c Chat) error {
	if err := MayUseBrand(op, c.BrandID); err != nil {
		return err
	}
	switch {
	case c.State == Completed:
		return errCompleted()
	case c.State == Active && !c.HeldByChatbot() && !c.HeldBy(op.ID):
		return NewError(CodeConflict, "chat_taken")
	case c.Handover.OfferedTo != 0 && c.Handover.OfferedTo != op.ID && !op.Supervises():
		return NewError(CodeConflict, "chat_offered")
	}
	return nil
}

// MayHoldMore reports why op, who holds some chats, cannot take another one.
func MayHoldMore(op Operator, held int) error {
	if op.MaxChats > 0 && held >= op.MaxChats {
		return NewError(CodeConflict, "chats_at_limit", held, op.MaxChats)
	}
	return nil
}

// MayReply reports why op cannot write to v in c: the chat's owner may, and those who
// take part in it.
func MayReply(op Operator, c Chat, v Visitor) error {
	if err := mayWrite(op, c); err != nil {
		return err
	}
	if v.HasBlockedBot() {
		return ErrBotBlocked()
	}
	return nil
}

// mayWrite is MayReply as far as the chat goes.
func mayWrite(op Operator, c Chat) error {
	if err := mayUseActive(op, c); err != nil {
		return err
	}
	if !c.TakesPart(op.ID) {
		return errNotYours(c)
	}
	return nil
}

// MayQuote reports why a reply cannot quote m: only what Telegram has can be quoted.
func MayQuote(m Message) error {
	switch {
	case !m.DeletedAt.IsZero():
		return NewError(CodeConflict, "quote_deleted")
	case m.From == FromNote:
		return NewError(CodeInvalid, "quote_note")
	case m.TelegramID == 0:
		return NewError(CodeInvalid, "message_not_at_telegram")
	}
	return nil
}

// MayNote reports why op can add no note to c: everybody of the brand may.
func MayNote(op Operator, c Chat) error { return MayUseBrand(op, c.BrandID) }

// MayAskBlock reports why op cannot ask that a visitor of a brand is put on the block
// list: everybody of the brand may.
func MayAskBlock(op Operator, b BrandID) error { return MayUseBrand(op, b) }

// MayBlock reports why op cannot put visitors of a brand on the block list, or take them
// off: who supervises may.
func MayBlock(op Operator, b BrandID) error {
	if err := MayUseBrand(op, b); err != nil {
		return err
	}
	if !op.Supervises() {
		return NewError(CodeForbidden, "supervisors_only")
	}
	return nil
}

// MayExportVisitor reports why op cannot take all that the desk has of a visitor of a brand
// out of it: admins who work for the brand may, because that is more than anybody needs
// to answer: other operators' notes, earlier names, updates as they were received.
func MayExportVisitor(op Operator, b BrandID) error {
	if err := MayUseBrand(op, b); err != nil {
		return err
	}
	return MayManage(op)
}

// MayEraseVisitor reports why op cannot erase a visitor of a brand: admins who work for the
// brand may, because nothing brings back what was erased, work of others included.
func MayEraseVisitor(op Operator, b BrandID) error { return MayExportVisitor(op, b) }

// MayTag reports why op cannot change the tags of c, whatever its state: everybody of
// the brand may.
func MayTag(op Operator, c Chat) error { return MayUseBrand(op, c.BrandID) }

// MayPutBack reports why op cannot put c back: its owner may, and who supervises.
func MayPutBack(op Operator, c Chat) error {
	if err := mayUseActive(op, c); err != nil {
		return err
	}
	if !c.HeldBy(op.ID) && !op.Supervises() {
		return errNotYours(c)
	}
	return nil
}

// MayTransfer reports why op cannot ask that somebody else take c over: its owner may.
func MayTransfer(op Operator, c Chat) error {
	if err := mayUseActive(op, c); err != nil {
		return err
	}
	if !c.HeldBy(op.ID) {
		return errNotYours(c)
	}
	return nil
}

// MayBeAsked reports why a chat of a brand cannot be given, or proposed, to an operator:
// it is about to, and not about who acts. One who is offline cannot take it; one who is
// away can.
func MayBeAsked(to Operator, b BrandID, a Availability) error {
	switch {
	case !to.Enabled():
		return NewError(CodeConflict, "operator_not_enabled", to.Name)
	case !to.Serves(b):
		return NewError(CodeConflict, "operator_of_other_brand", to.Name)
	case !a.Online():
		return NewError(CodeConflict, "operator_offline", to.Name)
	}
	return nil
}

// MayAcceptTransfer reports why op cannot take c over by its open transfer t. How many
// chats op holds is for [MayHoldMore] to say.
func MayAcceptTransfer(op Operator, c Chat, t Transfer) error {
	if err := mayUseActive(op, c); err != nil {
		return err
	}
	switch {
	case c.Handover.Transfer == 0:
		return errNoTransfer()
	case !t.AsksOf(op.ID):
		return NewError(CodeForbidden, "transfer_not_to_you")
	}
	return nil
}

// MayRejectTransfer reports why op cannot refuse to take c over. What anybody may take
// nobody can reject for all.
func MayRejectTransfer(op Operator, c Chat, t Transfer) error {
	if err := MayAcceptTransfer(op, c, t); err != nil {
		return err
	}
	if t.To == 0 {
		return NewError(CodeConflict, "transfer_to_anybody")
	}
	return nil
}

// MayWithdrawTransfer reports why op cannot take the open transfer of c back: its owner
// may, and who supervises.
func MayWithdrawTransfer(op Operator, c Chat) error {
	if err := MayPutBack(op, c); err != nil {
		return err
	}
	if c.Handover.Transfer == 0 {
		return errNoTransfer()
	}
	return nil
}

// MayInvite reports why op cannot ask others to write in c: its owner may, and who
// supervises. Nobody writes beside the chatbot.
func MayInvite(op Operator, c Chat) error { return mayBeside(op, c) }

// mayBeside is MayPutBack for what cannot be done while the chatbot holds c.
func mayBeside(op Operator, c Chat) error {
	if err := MayPutBack(op, c); err != nil || !c.HeldByChatbot() {
		return err
	}
	return errNotYours(c)
}

// MayJoin reports why op cannot take part in c by their own decision: who supervises may.
func MayJoin(op Operator, c Chat) error {
	if err := mayUseActive(op, c); err != nil {
		return err
	}
	switch {
	case !op.Supervises():
		return NewError(CodeForbidden, "supervisors_only")
	case c.HeldBy(op.ID):
		return NewError(CodeConflict, "chat_is_yours")
	case c.HeldByChatbot():
		return errNotYours(c)
	}
	return nil
}

// MayLeave reports why op cannot leave c: whoever takes part may.
func MayLeave(op Operator, c Chat) error {
	if err := mayUseActive(op, c); err != nil {
		return err
	}
	switch {
	case c.HeldBy(op.ID):
		return NewError(CodeConflict, "chat_is_yours")
	case !c.Participants.Has(op.ID):
		return NewError(CodeConflict, "not_in_chat")
	}
	return nil
}

// MayAssign reports why op cannot give c to somebody: who supervises may, while it is
// open.
func MayAssign(op Operator, c Chat) error {
	if err := MayUseBrand(op, c.BrandID); err != nil {
		return err
	}
	switch {
	case !op.Supervises():
		return NewError(CodeForbidden, "supervisors_only")
	case c.State == Completed:
		return errCompleted()
	}
	return nil
}

func errNoTransfer() error { return NewError(CodeConflict, "no_transfer") }

// MaySnooze reports why op cannot set c aside, or get it back: who may put it back may,
// unless the chatbot holds it.
func MaySnooze(op Operator, c Chat) error { return mayBeside(op, c) }

// MayEnd reports why op cannot complete c: who may put it back may, and anybody
// may end one that nobody answered in time. One that is pending still may be ended by
// those who supervise, because what nobody will ever answer must not wait for its limit;
// everybody else picks it up before.
func MayEnd(op Operator, c Chat) error {
	if c.State == Unanswered || c.State == Pending && op.Supervises() {
		return MayUseBrand(op, c.BrandID)
	}
	return MayPutBack(op, c)
}

// MayManage reports why op cannot change brands, channels, operators and settings, or
// read the audit and make backups.
func MayManage(op Operator) error {
	if err := MayUseDesk(op); err != nil {
		return err
	}
	if !op.Admin() {
		return NewError(CodeForbidden, "admins_only")
	}
	return nil
}

// MayReport reports why op cannot read reports: who supervises may, of the brands that they
// work for, and everybody of what they did themselves. whose is [ReportQuery.Operator].
func MayReport(op Operator, whose OperatorID) error {
	if err := MayUseDesk(op); err != nil {
		return err
	}
	if !op.Supervises() && whose != op.ID {
		return NewError(CodeForbidden, "report_own")
	}
	return nil
}

// MayTakeDesk reports why by cannot disable or remove the admin op, or make them none.
func MayTakeDesk(by, op OperatorID) error {
	if by == op {
		return NewError(CodeConflict, "own_access")
	}
	return nil
}

// MayManageCanned reports why op cannot change the canned replies of a brand, or with
// 0 those for all brands: admins may, and supervisors for what they work for. Every
// operator of a brand may use its canned replies.
func MayManageCanned(op Operator, brand BrandID) error {
	if err := MayUseDesk(op); err != nil {
		return err
	}
	switch {
	case !op.Supervises():
		return NewError(CodeForbidden, "supervisors_only")
	case brand == 0 && !op.Scope().Empty():
		return NewError(CodeForbidden, "canned_all_brands")
	case brand != 0:
		return MayUseBrand(op, brand)
	}
	return nil
}

func errCompleted() error { return NewError(CodeConflict, "chat_completed") }

func errNotActive() error { return NewError(CodeConflict, "chat_not_active") }

// ErrBotBlocked says that a visitor cannot be written to.
func ErrBotBlocked() error { return NewError(CodeConflict, "visitor_blocked") }

// errNotYours says who holds c, if it is the chatbot: from it, unlike from a person,
// anybody may take the chat.
func errNotYours(c Chat) error {
	if c.HeldByChatbot() {
		return NewError(CodeForbidden, "chat_held_by_chatbot")
	}
	return NewError(CodeForbidden, "chat_not_yours")
}

// NameHolder says who holds a chat in an error that could not know it; name may be "".
func NameHolder(err error, name string) error {
	e, ok := errors.AsType[*Error](err)
	if !ok || name == "" {
		return err
	}
	switch e.ID {
	case "chat_not_yours":
		return NewError(e.Code, "chat_held_by", name)
	case "chat_taken":
		return NewError(e.Code, "chat_taken_by", name)
	case "chat_offered":
		return NewError(e.Code, "chat_offered_to", name)
	case "transfer_not_to_you":
		return NewError(e.Code, "transfer_not_to_you_but", name)
	}
	return err
}
