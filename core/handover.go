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

// notBefore returns h with nothing that its owner is to do before t.
func (h Handover) notBefore(t time.Time) Handover {
	for _, by := range []*time.Time{&h.AnswerBy, &h.GoneBy} {
		if !by.IsZero() && by.Before(t) {
			*by = t
		}
	}
	return h
}

// nextLapse is the part of c's handover that ends first, and when. A chat that is set
// aside stays with its owner until it is back.
func (c Chat) nextLapse() (what Lapse, at time.Time) {
	if c.Snoozed() {
		return c.Handover.notBefore(c.SnoozedUntil).next()
	}
	return c.Handover.next()
}

// HandoverDueAt is when the first part of the handover ends by itself; zero if none does.
func (c Chat) HandoverDueAt() time.Time {
	_, at := c.nextLapse()
	return at
}

// DueAt is when the chat changes next by itself, by its deadline, its handover or the
// warning of its visitor; zero
// if it never does.
func (c Chat) DueAt() time.Time {
	due := c.HandoverDueAt()
	for _, at := range []time.Time{c.DeadlineAt, c.WarnAt} {
		if due.IsZero() || !at.IsZero() && at.Before(due) {
			due = at
		}
	}
	return due
}

// Lapsed returns what c became when a part of its handover ended by itself; what is
// LapseNone, and c unchanged, while none has, or if the deadline of its state came first.
// A state that it changes to counts from then, as in FellDue.
func (c Chat) Lapsed(now time.Time, r Rules) (_ Chat, what Lapse) {
	what, at := c.nextLapse()
	if what == LapseNone || at.After(now) || !c.DeadlineAt.IsZero() && !at.Before(c.DeadlineAt) {
		return c, LapseNone
	}
	switch what {
	case LapseTransfer:
		c = c.WithoutTransfer()
	case LapseOffer:
		c = c.WithoutOffer()
	case LapseAnswer, LapseGone:
		c = c.Released(at, r)
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
func (c Chat) AssignedTo(op OperatorID, now time.Time, answer time.Duration, r Rules) Chat {
	c.State, c.Owner, c.PickedUpAt, c.Participants = Active, OperatorOwner(op), now, c.Participants.Without(op)
	c.Handover, c.SnoozedUntil, c.EndsAt = Handover{}, time.Time{}, time.Time{}
	if answer > 0 && !c.AwaitingSince.IsZero() {
		c.Handover.AnswerBy = now.Add(answer)
	}
	return c.counting(now, r)
}
