package core

import "time"

// Milestones are the moments in the life of a chat that reports count. Each is the first
// of its kind and never changes again, whatever becomes of the chat, its messages or its
// visitor. Durations are whole seconds, and of a brand with business hours only those in
// which it was open, by the hours that it had when they were over.
type Milestones struct {
	QueuedAt      time.Time // it began to wait for a person; zero while only a chatbot held it
	PickedUpAt    time.Time // an operator took it or got it; zero if none did
	PickedUpBy    OperatorID
	Wait          time.Duration // from QueuedAt to PickedUpAt
	AnsweredAt    time.Time     // an operator wrote; zero if none did
	AnsweredBy    OperatorID
	FirstResponse time.Duration // from QueuedAt to AnsweredAt
	UnansweredAt  time.Time     // it became unanswered; zero if it never was
	CompletedAt   time.Time     // zero while it is open
	Owner         OperatorID    // who held it then; 0 if no operator did
	Reason        Reason
	// Handling is how long an operator had the chat that one held when it was completed:
	// from PickedUpAt to CompletedAt, or to the last message if it was completed because
	// nobody wrote any more.
	Handling time.Duration
}

// Moved returns m after its chat became after, or was opened as that.
func (m Milestones) Moved(after Chat, r Rules) Milestones {
	if m.QueuedAt.IsZero() && after.State.Waiting() {
		m.QueuedAt = after.WaitingSince
	}
	if m.PickedUpAt.IsZero() && after.Owner.Kind == OwnedByOperator {
		m.PickedUpAt, m.PickedUpBy = after.PickedUpAt, after.Owner.Operator
		if m.QueuedAt.IsZero() { // from the chatbot
			m.QueuedAt = m.PickedUpAt
		}
		m.Wait = r.openTime(m.QueuedAt, m.PickedUpAt)
	}
	if m.UnansweredAt.IsZero() && after.State == Unanswered {
		m.UnansweredAt = after.CountsFrom
	}
	if m.CompletedAt.IsZero() && after.State == Completed {
		m.CompletedAt, m.Reason, m.Owner = after.CompletedAt, after.Reason, after.Owner.Operator
		end := after.CompletedAt
		if after.Reason == ReasonIdle {
			end = after.LastMessageAt
		}
		if m.Owner != 0 {
			m.Handling = r.openTime(m.PickedUpAt, end)
		}
	}
	return m
}

// Answered returns m after op wrote to the visitor.
func (m Milestones) Answered(op OperatorID, at time.Time, r Rules) Milestones {
	if m.AnsweredAt.IsZero() {
		m.AnsweredAt, m.AnsweredBy = at, op
		m.FirstResponse = r.openTime(m.QueuedAt, at)
	}
	return m
}

// openTime is how long the brand was open between two times, each taken to its whole
// second, as people read them.
func (r Rules) openTime(from, to time.Time) time.Duration {
	from, to = from.Truncate(time.Second), to.Truncate(time.Second)
	if from.IsZero() || !from.Before(to) {
		return 0
	}
	if r.OpenHours == nil {
		return to.Sub(from)
	}
	return r.OpenHours.Between(from, to)
}

// MessageCount counts messages of one brand within a quarter of an hour: what visitors
// wrote while an operator held their chat, 0 for nobody and the chatbot, and what that
// operator wrote.
type MessageCount struct {
	Operator OperatorID
	Brand    BrandID
	Quarter  int64 // quarters of an hour since 1970
	In, Out  int
}

// MessageQuarter is how exactly reports know when messages were written.
const MessageQuarter = 15 * time.Minute

// CountOf returns what m, which is new in c, adds to the counts; ok is false for what is no
// message between the visitor and operators, and in chats that are in no report.
func CountOf(c Chat, m Message) (n MessageCount, ok bool) {
	if m.SentAt.Unix() < 0 || c.Apart() || c.Prelude() { // which the zero time is, too
		return n, false
	}
	n = MessageCount{Brand: c.BrandID, Quarter: m.SentAt.Unix() / int64(MessageQuarter/time.Second)}
	switch m.From {
	case FromVisitor:
		n.Operator, n.In = c.Owner.Operator, 1
	case FromOperator:
		n.Operator, n.Out = m.OperatorID, 1
	default:
		return n, false
	}
	return n, true
}
