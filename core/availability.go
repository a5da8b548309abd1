package core

import (
	"slices"
	"time"
)

// AvailabilityState says whether an operator can be asked to answer visitors.
type AvailabilityState string

// The states of availability.
const (
	Available AvailabilityState = "available"
	Away      AvailabilityState = "away"    // has a screen, but does not look at it
	Offline   AvailabilityState = "offline" // has no screen
)

// AvailabilityCause says why an operator is as available as they are.
type AvailabilityCause string

// The causes.
const (
	CauseSelf         AvailabilityCause = "self"         // they said so, came in or quit
	CauseIdle         AvailabilityCause = "idle"         // no key was pressed for long
	CauseDisconnected AvailabilityCause = "disconnected" // the connection, or the desk, broke off
)

// Availability is how available an operator is, and since when. The zero value is of
// one who never came in.
type Availability struct {
	Operator OperatorID
	State    AvailabilityState
	Cause    AvailabilityCause
	Since    time.Time
}

// Online reports whether the operator has a screen on the desk.
func (a Availability) Online() bool { return a.State == Available || a.State == Away }

// AvailabilityOf finds an operator among several; one who is not among them is offline.
func AvailabilityOf(all []Availability, op OperatorID) Availability {
	for _, a := range all {
		if a.Operator == op {
			return a
		}
	}
	return Availability{Operator: op, State: Offline}
}

// SomebodyElseOnline reports whether any of ops but one is online and works for a brand.
func SomebodyElseOnline(ops []Operator, all []Availability, b BrandID, but OperatorID) bool {
	return slices.ContainsFunc(ops, func(op Operator) bool {
		return op.ID != but && op.Enabled() && op.Serves(b) && AvailabilityOf(all, op.ID).Online()
	})
}

// LeavesSign reports whether colleagues see that op looks at c: who supervises and has
// no part in it watches unseen.
func LeavesSign(op Operator, c Chat) bool {
	return !op.Supervises() || c.Owner.Is(op.ID) || c.Participants.Has(op.ID)
}

// TeamMember is an operator as their colleagues see them.
type TeamMember struct {
	Operator     Operator
	Availability Availability
	Held         int      // active chats
	Viewing      []ChatID // that they look at, as far as others may know
}

// Present is an operator who looks at a chat or writes in it.
type Present struct {
	Operator OperatorID
	Name     string
	Typing   bool
}
