package core

import (
	"cmp"
	"errors"
)

// This file says who may do what. Each function returns nil, or an *Error with
// the reason. Use cases refuse with it; screens and the command line show the
// same reason before anybody tries. Nothing else decides it.

// MayUseDesk reports why op cannot use the desk at all. Every use case asks it first.
func MayUseDesk(op Operator) error {
	return cmp.Or(
		forbidden(op.ID == 0 || !op.Role.Valid() || !op.RemovedAt.IsZero(), "operator_unknown"),
		forbidden(!op.DisabledAt.IsZero(), "operator_disabled"),
	)
}

// MayUseBrand reports why op cannot do what everybody who works for a brand may: read
// its chats, fetch, open and save their files, and write drafts.
func MayUseBrand(op Operator, b BrandID) error {
	return cmp.Or(MayUseDesk(op), forbidden(!op.Serves(b), "brand_not_yours"))
}

// mayUseActive reports why op cannot do what takes an active chat that they may see.
func mayUseActive(op Operator, c Chat) error {
	return cmp.Or(MayUseBrand(op, c.BrandID), mustBeOpen(c), conflict(c.State != Active, "chat_not_active"))
}

// MayPickUp reports why op cannot take c. Whoever holds it already may, and anybody
// may take it from the chatbot. While routing offers it to somebody, only they and those
// who supervise may. How many chats op holds is for [MayHoldMore] to say.
func MayPickUp(op Operator, c Chat) error {
	return cmp.Or(
		MayUseBrand(op, c.BrandID), mustBeOpen(c),
		conflict(c.State == Active && !c.HeldByChatbot() && !c.HeldBy(op.ID), "chat_taken"),
		conflict(c.Handover.OfferedTo != 0 && c.Handover.OfferedTo != op.ID && !op.Supervises(), "chat_offered"),
	)
}

// MayHoldMore reports why op, who holds some chats, cannot take another one.
func MayHoldMore(op Operator, held int) error {
	return conflict(op.MaxChats > 0 && held >= op.MaxChats, "chats_at_limit", held, op.MaxChats)
}

// MayReply reports why op cannot write to v in c: the chat's owner may, and those who
// take part in it.
func MayReply(op Operator, c Chat, v Visitor) error {
	return cmp.Or(mayWrite(op, c), conflict(v.HasBlockedBot(), "visitor_blocked"))
}

// mayWrite is MayReply as far as the chat goes.
func mayWrite(op Operator, c Chat) error {
	return cmp.Or(mayUseActive(op, c), mustBeYours(c.TakesPart(op.ID), c))
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
	return cmp.Or(MayUseBrand(op, b), mustSupervise(op))
}

// MayExportVisitor reports why op cannot take all that the desk has of a visitor of a brand
// out of it: admins who work for the brand may, because that is more than anybody needs
// to answer: other operators' notes, earlier names, updates as they were received.
func MayExportVisitor(op Operator, b BrandID) error {
	return cmp.Or(MayUseBrand(op, b), MayManage(op))
}

// MayEraseVisitor reports why op cannot erase a visitor of a brand: admins who work for the
// brand may, because nothing brings back what was erased, work of others included.
func MayEraseVisitor(op Operator, b BrandID) error { return MayExportVisitor(op, b) }

// MayTag reports why op cannot change the tags of c, whatever its state: everybody of
// the brand may.
func MayTag(op Operator, c Chat) error { return MayUseBrand(op, c.BrandID) }

// MayPutBack reports why op cannot put c back: its owner may, and who supervises.
func MayPutBack(op Operator, c Chat) error {
	return cmp.Or(mayUseActive(op, c), mustBeYours(c.HeldBy(op.ID) || op.Supervises(), c))
}

// MayTransfer reports why op cannot ask that somebody else take c over: its owner may.
func MayTransfer(op Operator, c Chat) error {
	return cmp.Or(mayUseActive(op, c), mustBeYours(c.HeldBy(op.ID), c))
}

// MayBeAsked reports why a chat of a brand cannot be given, or proposed, to an operator:
// it is about to, and not about who acts. One who is offline cannot take it; one who is
// away can.
func MayBeAsked(to Operator, b BrandID, a Availability) error {
	return cmp.Or(
		conflict(!to.Enabled(), "operator_not_enabled", to.Name),
		conflict(!to.Serves(b), "operator_of_other_brand", to.Name),
		conflict(!a.Online(), "operator_offline", to.Name),
	)
}

// MayAcceptTransfer reports why op cannot take c over by its open transfer t. How many
// chats op holds is for [MayHoldMore] to say.
func MayAcceptTransfer(op Operator, c Chat, t Transfer) error {
	return cmp.Or(mayUseActive(op, c), mustHaveTransfer(c), forbidden(!t.AsksOf(op.ID), "transfer_not_to_you"))
}

// MayRejectTransfer reports why op cannot refuse to take c over. What anybody may take
// nobody can reject for all.
func MayRejectTransfer(op Operator, c Chat, t Transfer) error {
	return cmp.Or(MayAcceptTransfer(op, c, t), conflict(t.To == 0, "transfer_to_anybody"))
}

// MayWithdrawTransfer reports why op cannot take the open transfer of c back: its owner
// may, and who supervises.
func MayWithdrawTransfer(op Operator, c Chat) error {
	waits := conflict(c.State != Active && c.Handover.Transfer == 0, "no_transfer") // to pick it up would not help
	return cmp.Or(MayUseBrand(op, c.BrandID), mustBeOpen(c), waits, MayPutBack(op, c), mustHaveTransfer(c))
}

// MayInvite reports why op cannot ask others to write in c: its owner may, and who
// supervises. Nobody writes beside the chatbot.
func MayInvite(op Operator, c Chat) error { return mayBeside(op, c) }

// mayBeside is MayPutBack for what cannot be done while the chatbot holds c.
func mayBeside(op Operator, c Chat) error {
	return cmp.Or(MayPutBack(op, c), mustBeYours(!c.HeldByChatbot(), c))
}

// MayJoin reports why op cannot take part in c by their own decision: who supervises may.
func MayJoin(op Operator, c Chat) error {
	return cmp.Or(mayUseActive(op, c), mustSupervise(op), conflict(c.HeldBy(op.ID), "chat_is_yours"), mustBeYours(!c.HeldByChatbot(), c))
}

// MayLeave reports why op cannot leave c: whoever takes part may.
func MayLeave(op Operator, c Chat) error {
	return cmp.Or(MayUseBrand(op, c.BrandID), mustBeOpen(c), conflict(c.HeldBy(op.ID), "chat_is_yours"), conflict(!c.Participants.Has(op.ID), "not_in_chat"), mayUseActive(op, c))
}

// MayAssign reports why op cannot give c to somebody: who supervises may, while it is
// open.
func MayAssign(op Operator, c Chat) error {
	return cmp.Or(MayUseBrand(op, c.BrandID), mustSupervise(op), mustBeOpen(c))
}

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
	return cmp.Or(MayUseDesk(op), forbidden(!op.Admin(), "admins_only"))
}

// MayReport reports why op cannot read reports: who supervises may, of the brands that they
// work for, and everybody of what they did themselves. whose is [ReportQuery.Operator].
func MayReport(op Operator, whose OperatorID) error {
	return cmp.Or(MayUseDesk(op), forbidden(!op.Supervises() && whose != op.ID, "report_own"))
}

// MayTakeDesk reports why by cannot disable or remove the admin op, or make them none.
func MayTakeDesk(by, op OperatorID) error { return conflict(by == op, "own_access") }

// MayManageCanned reports why op cannot change the canned replies of a brand, or with
// 0 those for all brands: admins may, and supervisors for what they work for. Every
// operator of a brand may use its canned replies.
func MayManageCanned(op Operator, brand BrandID) error {
	return cmp.Or(
		MayUseDesk(op), mustSupervise(op),
		forbidden(brand == 0 && !op.Scope().Empty(), "canned_all_brands"),
		forbidden(brand != 0 && !op.Serves(brand), "brand_not_yours"),
	)
}

// ErrBotBlocked says that a visitor cannot be written to.
func ErrBotBlocked() error { return NewError(CodeConflict, "visitor_blocked") }

func mustSupervise(op Operator) error { return forbidden(!op.Supervises(), "supervisors_only") }

func mustBeOpen(c Chat) error { return conflict(!c.Open(), "chat_completed") }

func mustHaveTransfer(c Chat) error { return conflict(c.Handover.Transfer == 0, "no_transfer") }

// mustBeYours says who holds c, if it is the chatbot: from it, unlike from a person,
// anybody may take the chat.
func mustBeYours(yours bool, c Chat) error {
	return cmp.Or(forbidden(!yours && c.HeldByChatbot(), "chat_held_by_chatbot"), forbidden(!yours, "chat_not_yours"))
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
