package core

import "time"

// RetryAfter is until when Telegram refuses messages to a visitor (its answer 429).
// It is stored, because a desk that forgot it with every start would ask again in
// the middle of the wait.
type RetryAfter struct {
	Visitor VisitorID
	Until   time.Time
}
