package core

import "time"

// LimitEffect counts the chats that change their state at once when a brand's
// limits change.
type LimitEffect struct {
	Closed     int
	Unanswered int // of those that were pending
}

// EffectOfLimits counts which of the chats become something else at once when
// rules change from before to after, rather than what they are under before.
func EffectOfLimits(chats []Chat, now time.Time, before, after Rules) (e LimitEffect) {
	for _, c := range chats {
		switch old, next := c.settled(now, before).State, c.settled(now, after).State; {
		case next == Completed && old != Completed:
			e.Closed++
		case next == Unanswered && old == Pending:
			e.Unanswered++
		}
	}
	return e
}

// Within reports whether e touches no more chats than somebody agreed to.
func (e LimitEffect) Within(agreed LimitEffect) bool {
	return e.Closed <= agreed.Closed && e.Unanswered <= agreed.Unanswered
}

// AskFirst refuses a change of limits until somebody agrees to what it does at
// once to the chats of a brand.
func (e LimitEffect) AskFirst(brand string) error {
	return &Error{Code: CodeConflict, ID: "limits_effect", Args: []any{brand, e.Closed, e.Unanswered}, Effect: e}
}
