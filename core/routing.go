package core

import (
	"cmp"
	"slices"
	"time"
)

// Candidate is an operator who is available, with what routing must know of them.
type Candidate struct {
	Operator Operator
	Since    time.Time // when they became available
	Held     int       // active chats
	Offered  int       // chats that are offered to them now
	// Turn counts the offers of the brand: the operator's latest was the Turn-th, at
	// TurnAt. It is 0 without one.
	Turn   int64
	TurnAt time.Time
}

// free is since when the candidate waits for a chat.
func (c Candidate) free() time.Time {
	if c.TurnAt.After(c.Since) {
		return c.TurnAt
	}
	return c.Since
}

// Route chooses the operator to whom a pending chat is offered next. ok is false if
// nobody can be asked who was not asked already. An operator is offered one chat at a
// time, and none beyond their capacity.
func Route(o BrandOptions, c Chat, among []Candidate) (_ Operator, ok bool) {
	selected := o.RoutedTo()
	free := slices.DeleteFunc(slices.Clone(among), func(k Candidate) bool {
		return MayPickUp(k.Operator, c) != nil || MayHoldMore(k.Operator, k.Held) != nil || k.Offered > 0 ||
			c.Handover.Asked.Has(k.Operator.ID) || o.Routing == RouteSelected && !slices.Contains(selected, k.Operator.Name)
	})
	if len(free) == 0 || o.Routing == RouteNone || !c.Routable() {
		return Operator{}, false
	}
	first := slices.MinFunc(free, func(a, b Candidate) int {
		order := 0
		switch o.Routing {
		case RouteFirstAvailable:
			order = a.free().Compare(b.free())
		case RouteLeastLoaded:
			order = cmp.Compare(a.Held, b.Held)
		}
		return cmp.Or(order, cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.Operator.ID, b.Operator.ID))
	})
	return first.Operator, true
}

// RoutedOut reports whether a chat that nobody can be offered now is for everybody from
// now on: all who could be asked were. One that nobody was asked yet waits for somebody
// to become free, and may be taken meanwhile.
func RoutedOut(c Chat) bool { return c.Routable() && !c.Handover.Asked.Empty() }
