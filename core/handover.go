package core

import "time"

// Handover is what is under way between operators about an open chat. Each part ends
// by itself at its time; a completed chat has none, and of a chat that waits again only
// the rest of routing remains.
type Handover struct {
	Transfer      TransferID // the open request to take the chat over; 0 if there is none
	TransferUntil time.Time

	// OfferedTo is to whom routing offers a pending chat until OfferedUntil; 0 is nobody.
	OfferedTo    OperatorID
	OfferedUntil time.Time
	// Asked are those to whom routing does not offer the chat (again) while it waits, and
	// ForAll says that it has asked everybody.
	Asked  Set[OperatorID]
	ForAll bool

	// AnswerBy is when an owner to whom the chat was assigned must have answered; zero if
	// there is no such limit.
	AnswerBy time.Time
	// GoneBy is when the chat waits again because its owner is offline; zero while they
	// are there.
	GoneBy time.Time
}

// Lapse says which part of a handover ended by itself.
type Lapse string

// The lapses.
const (
	LapseNone     Lapse = ""
	LapseTransfer Lapse = "transfer" // nobody answered it
	LapseOffer    Lapse = "offer"    // the one who was asked did not take it
	LapseAnswer   Lapse = "answer"   // the owner did not answer an assigned chat
	LapseGone     Lapse = "gone"     // the owner is offline for too long
)

// next is the part that ends first, and when.
func (h Handover) next() (what Lapse, at time.Time) {
	for _, part := range []struct {
		what Lapse
		at   time.Time
	}{{LapseTransfer, h.TransferUntil}, {LapseOffer, h.OfferedUntil}, {LapseAnswer, h.AnswerBy}, {LapseGone, h.GoneBy}} {
		if !part.at.IsZero() && (at.IsZero() || part.at.Before(at)) {
			what, at = part.what, part.at
		}
	}
	return what, at
}

// DueAt is when the first part of the handover ends by itself; zero if none does.
func (h Handover) DueAt() time.Time {
	_, at := h.next()
	return at
}

// DueAt is when the chat changes next by itself, by its deadline or its handover; zero
// if it never does.
func (c Chat) DueAt() time.Time {
	due := c.Handover.DueAt()
	if due.IsZero() || !c.DeadlineAt.IsZero() && c.DeadlineAt.Before(due) {
		return c.DeadlineAt
	}
	return due
}

// Lapsed returns what c became when a part of its handover ended by itself; what is
// LapseNone, and c unchanged, while none has, or if the deadline of its state came first.
// A state that it changes to counts from then, as in FellDue.
func (c Chat) Lapsed(now time.Time, l Limits) (_ Chat, what Lapse) {
	what, at := c.Handover.next()
	if what == LapseNone || at.After(now) || !c.DeadlineAt.IsZero() && !at.Before(c.DeadlineAt) {
		return c, LapseNone
	}
	switch what {
	case LapseTransfer:
		c = c.WithoutTransfer()
	case LapseOffer:
		c = c.WithoutOffer()
	case LapseAnswer, LapseGone:
		c = c.Released(at, l)
	}
	return c, what
}

// WithoutTransfer returns c with no open transfer.
func (c Chat) WithoutTransfer() Chat {
	c.Handover.Transfer, c.Handover.TransferUntil = 0, time.Time{}
	return c
}

// WithoutOffer returns c offered to nobody.
func (c Chat) WithoutOffer() Chat {
	c.Handover.OfferedTo, c.Handover.OfferedUntil = 0, time.Time{}
	return c
}

// Offered returns the pending chat c offered to op until a time.
func (c Chat) Offered(op OperatorID, until time.Time) Chat {
	c.Handover.OfferedTo, c.Handover.OfferedUntil, c.Handover.Asked = op, until, c.Handover.Asked.With(op)
	return c
}

// Routable reports whether routing may offer c to somebody.
func (c Chat) Routable() bool {
	return c.State == Pending && c.Handover.OfferedTo == 0 && !c.Handover.ForAll
}

// TransferAskedUntil returns c with an open transfer.
func (c Chat) TransferAskedUntil(id TransferID, until time.Time) Chat {
	c.Handover.Transfer, c.Handover.TransferUntil = id, until
	return c
}

// AssignedTo returns c held by op, to whom somebody or something else gave it. answer is
// how long op has to answer a visitor who waits for that; 0 is no limit.
func (c Chat) AssignedTo(op OperatorID, now time.Time, answer time.Duration, l Limits) Chat {
	c.State, c.Owner, c.PickedUpAt, c.Participants = Active, OperatorOwner(op), now, c.Participants.Without(op)
	c.Handover = Handover{}
	if answer > 0 && !c.AwaitingSince.IsZero() {
		c.Handover.AnswerBy = now.Add(answer)
	}
	return c.counting(now, l)
}
