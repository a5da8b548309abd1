package core

import "time"

// This file is the life of a chat, as pure functions: each takes a chat and
// returns what it becomes. The arrows are
//
//	(none) → pending → active → completed
//	pending → unanswered → active, unanswered → completed, active → pending
//	pending → completed, by who supervises
//	(none) → active, active → unanswered: a chatbot only
//
// and there are no others; an active chat may also pass from one operator to another, and
// from the chatbot to an operator.
// What is under way between operators is in handover.go. A chat's deadline is CountsFrom +
// limit of its state, where only the open hours of a pending chat's brand count if it wants
// that; or when the chat comes back if it is set aside, or when the chatbot ends it if that is
// earlier. It is zero exactly when the chat is completed.

// LimitKind is the limit that moves the chat; "" if none does.
func (c Chat) LimitKind() LimitKind {
	switch {
	case c.State == Pending:
		return LimitAnswer
	case c.State == Unanswered:
		return LimitCloseUnanswered
	case c.HeldByChatbot():
		return LimitChatbotIdle
	case c.State == Active:
		return LimitCloseIdle
	}
	return ""
}

// Deadline is when c changes by itself under r; zero if it never does.
func (c Chat) Deadline(r Rules) time.Time {
	if c.Snoozed() {
		return c.SnoozedUntil
	}
	kind := c.LimitKind()
	if kind == "" {
		return time.Time{}
	}
	due := c.CountsFrom.Add(r.Of(kind))
	if kind == LimitAnswer && r.AnswerHours != nil {
		if open := r.AnswerHours.AddOpen(c.CountsFrom, r.Answer); !open.IsZero() {
			due = open.In(c.CountsFrom.Location())
		}
	}
	if !c.EndsAt.IsZero() && c.EndsAt.Before(due) {
		return c.EndsAt
	}
	return due
}

// counting returns c with its limit counted from t.
func (c Chat) counting(t time.Time, r Rules) Chat {
	c.CountsFrom, c.Warned = t, false
	c.DeadlineAt = c.Deadline(r)
	c.WarnAt = c.warning(r)
	return c
}

// warning is when the visitor of c is warned that it will be closed; zero if they are not.
func (c Chat) warning(r Rules) time.Time {
	if r.IdleWarning == 0 || c.Warned || c.Snoozed() || c.LimitKind() != LimitCloseIdle {
		return time.Time{}
	}
	if at := c.DeadlineAt.Add(-r.IdleWarning); at.After(c.CountsFrom) {
		return at
	}
	return time.Time{}
}

// WarningDue returns c as its visitor is warned now that it will be closed; ok is false,
// and c unchanged, before that, and if it is closed by now.
func (c Chat) WarningDue(now time.Time) (_ Chat, ok bool) {
	if c.WarnAt.IsZero() || c.WarnAt.After(now) || !c.DeadlineAt.After(now) {
		return c, false
	}
	c.WarnAt, c.Warned = time.Time{}, true
	return c, true
}

// Under returns the open chat c as other rules move its deadline. What was written while
// the clock stood ahead counts from now.
func (c Chat) Under(r Rules, now time.Time) Chat {
	if c.Snoozed() {
		return c
	}
	for _, t := range []*time.Time{&c.CountsFrom, &c.WaitingSince} {
		if t.After(now) {
			*t = now
		}
	}
	c.DeadlineAt = c.Deadline(r)
	c.WarnAt = c.warning(r)
	return c
}

// OpenedBy returns the chat that a visitor's message opens: it waits for a person, or the
// chatbot holds it.
func OpenedBy(v Visitor, source string, now time.Time, r Rules) Chat {
	c := Chat{
		BrandID: v.BrandID, VisitorID: v.ID, State: Pending, Source: source,
		CreatedAt: now, WaitingSince: now, AwaitingSince: now, LastMessageAt: now,
	}
	if r.Chatbot {
		c.State, c.Owner, c.PickedUpAt = Active, ChatbotOwner(), now
	}
	return c.counting(now, r)
}

// PickedUp returns c held by op. ok is false, and c unchanged, if op holds it already.
func (c Chat) PickedUp(op Operator, now time.Time, r Rules) (_ Chat, ok bool, err error) {
	if err := MayPickUp(op, c); err != nil || c.HeldBy(op.ID) {
		return c, false, err
	}
	c.State, c.Owner, c.PickedUpAt, c.Handover, c.EndsAt = Active, OperatorOwner(op.ID), now, Handover{}, time.Time{}
	return c.counting(now, r), true, nil
}

// PutBack returns c waiting again, from now on.
func (c Chat) PutBack(op Operator, now time.Time, r Rules) (Chat, error) {
	if err := MayPutBack(op, c); err != nil {
		return c, err
	}
	return c.Released(now, r), nil
}

// Released returns the active chat c waiting again, from now on, as its owner may not
// hold it any more. Routing does not offer it to them again.
func (c Chat) Released(now time.Time, r Rules) Chat {
	c.Handover = Handover{}
	if c.Owner.Operator != 0 {
		c.Handover.Asked = SetOf(c.Owner.Operator)
	}
	c.State, c.Owner, c.PickedUpAt, c.WaitingSince, c.Participants = Pending, Owner{}, time.Time{}, now, Set[OperatorID]{}
	c.SnoozedUntil, c.EndsAt = time.Time{}, time.Time{}
	return c.counting(now, r)
}

// Forwarded returns c, which the chatbot holds, waiting for a person from now on.
func (c Chat) Forwarded(now time.Time, r Rules) Chat {
	if c.AwaitingSince.IsZero() {
		c.AwaitingSince = now
	}
	return c.Released(now, r)
}

// LeftForLater returns c, which the chatbot holds, unanswered: nobody is there.
func (c Chat) LeftForLater(now time.Time, r Rules) Chat {
	c = c.Forwarded(now, r)
	c.State = Unanswered
	return c.counting(now, r)
}

// EndedByChatbot returns c, which the chatbot holds, completed, or to be completed after
// some time unless its visitor writes or somebody picks it up.
func (c Chat) EndedByChatbot(now time.Time, after time.Duration, r Rules) Chat {
	if after == 0 {
		return c.completed(ReasonChatbot, now)
	}
	c.EndsAt = now.Add(after).Truncate(time.Millisecond)
	c.DeadlineAt = c.Deadline(r)
	return c
}

// Ended returns c completed by op.
func (c Chat) Ended(op Operator, now time.Time) (Chat, error) {
	if err := MayEnd(op, c); err != nil {
		return c, err
	}
	c.EndedBy = op.ID
	return c.completed(ReasonOperator, now), nil
}

// EndedByVisitor returns c completed by its visitor. ok is false, and c unchanged,
// unless it is active.
func (c Chat) EndedByVisitor(now time.Time) (_ Chat, ok bool) {
	if c.State != Active {
		return c, false
	}
	return c.completed(ReasonVisitor, now), true
}

// LongestSnooze bounds how long a chat is set aside, and shortestSnooze from below.
const (
	LongestSnooze  = 30 * Day
	shortestSnooze = time.Minute - 5*time.Second // who names a minute does so a moment before
)

// SnoozedBy returns c set aside by op until some time or until the visitor writes:
// meanwhile its idle limit does not count, and its owner may be gone.
func (c Chat) SnoozedBy(op Operator, now, until time.Time, r Rules) (Chat, error) {
	if err := MaySnooze(op, c); err != nil {
		return c, err
	}
	until = until.Truncate(time.Millisecond)
	switch d := until.Sub(now.Truncate(time.Millisecond)); {
	case d < shortestSnooze:
		return c, NewError(CodeInvalid, "snooze_past")
	case d > LongestSnooze:
		return c, NewError(CodeInvalid, "snooze_too_long", LongestSnooze)
	}
	c.SnoozedUntil, c.Handover.AnswerBy = until, time.Time{}
	return c.counting(now, r), nil
}

// Woken returns c back from being set aside, with its idle limit counted from t.
func (c Chat) Woken(t time.Time, r Rules) Chat {
	c.SnoozedUntil, c.Handover = time.Time{}, c.Handover.notBefore(t)
	return c.counting(t, r)
}

// VisitorWrote returns c after a message of its visitor that came at now, which ends
// that it is set aside.
func (c Chat) VisitorWrote(now time.Time, r Rules) Chat {
	if c.Snoozed() {
		c = c.Woken(now, r)
	}
	c.Received++
	c.EndsAt = time.Time{}
	if c.AwaitingSince.IsZero() {
		c.AwaitingSince = now
	}
	return c.wrote(now, r)
}

// ChatbotWrote returns c after a message of the chatbot that holds it.
func (c Chat) ChatbotWrote(now time.Time, r Rules) Chat {
	c.AwaitingSince = time.Time{}
	return c.wrote(now, r)
}

// OperatorWrote returns c after a reply of op.
func (c Chat) OperatorWrote(op Operator, now time.Time, r Rules) (Chat, error) {
	if err := mayWrite(op, c); err != nil {
		return c, err
	}
	c.AwaitingSince, c.Handover.AnswerBy = time.Time{}, time.Time{}
	if c.HeldBy(op.ID) {
		c.Handover.GoneBy = time.Time{}
	}
	return c.wrote(now, r), nil
}

// wrote returns c after a message of either side, which restarts the idle limit and
// no other.
func (c Chat) wrote(now time.Time, r Rules) Chat {
	c.LastMessageAt = now
	if c.State == Active {
		return c.counting(now, r)
	}
	return c
}

// FellDue returns what c became at its deadline; ok is false before that. The new
// state counts from the deadline and not from now, so that a desk that was off
// catches up step by step.
func (c Chat) FellDue(now time.Time, r Rules) (_ Chat, ok bool) {
	if c.DeadlineAt.IsZero() || c.DeadlineAt.After(now) {
		return c, false
	}
	if c.Snoozed() {
		return c.Woken(c.DeadlineAt, r), true
	}
	switch c.State {
	case Pending:
		c.State, c.Handover = Unanswered, Handover{}
		return c.counting(c.DeadlineAt, r), true
	case Unanswered:
		return c.completed(ReasonUnanswered, c.DeadlineAt), true
	}
	switch {
	case !c.HeldByChatbot():
		return c.completed(ReasonIdle, c.DeadlineAt), true
	case c.EndsAt.IsZero() || c.EndsAt.After(c.DeadlineAt):
		return c.completed(ReasonBotIdle, c.DeadlineAt), true
	}
	return c.completed(ReasonChatbot, c.DeadlineAt), true
}

// settled returns c under r once every deadline up to now has been applied.
func (c Chat) settled(now time.Time, r Rules) Chat {
	c.DeadlineAt = c.Deadline(r)
	for due := true; due; {
		c, due = c.FellDue(now, r)
	}
	return c
}

func (c Chat) completed(why Reason, at time.Time) Chat {
	c.State, c.Reason, c.CompletedAt = Completed, why, at
	c.WarnAt, c.Warned = time.Time{}, false
	c.CountsFrom, c.DeadlineAt, c.Participants, c.Handover = time.Time{}, time.Time{}, Set[OperatorID]{}, Handover{}
	c.SnoozedUntil, c.EndsAt = time.Time{}, time.Time{}
	return c
}
