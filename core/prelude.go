package core

import "time"

// Prelude returns what holds the messages before a visitor's next chat: their "/start",
// and the text with which the desk answered it. It is completed from the first and in no
// list; the next chat takes its messages over.
func Prelude(v Visitor, now time.Time) Chat {
	return Chat{
		BrandID: v.BrandID, VisitorID: v.ID, State: Completed, Reason: ReasonStart, CreatedAt: now, CompletedAt: now, LastMessageAt: now,
	}
}

// Prelude reports whether the chat is one of those of [Prelude].
func (c Chat) Prelude() bool { return c.Reason == ReasonStart }

// WelcomeInterval is how long a visitor gets no other welcome.
const WelcomeInterval = time.Minute

// preludeAt puts preludes before all other chats, also those that are kept apart. It is
// in two parts, as all of it is more than a time.Duration holds.
func preludeAt(t time.Time) time.Time { return t.Add(-blockedEarlier).Add(-blockedEarlier) }

// PreludeBefore is a time between those by which preludes and chats that are kept apart
// are ordered.
func PreludeBefore() time.Time { return time.UnixMilli(0).Add(-blockedEarlier) }
