package core

import "time"

// ChatID identifies a chat within the desk; it never repeats.
type ChatID int64

// State is a chat's state; see lifecycle.go.
type State string

// The states, in the order of the screen's panes.
const (
	Pending    State = "pending"
	Active     State = "active"
	Unanswered State = "unanswered"
	Completed  State = "completed"
)

// States lists every state in the order of the panes.
func States() [4]State { return [4]State{Pending, Active, Unanswered, Completed} }

// Valid reports whether s is one of the four states.
func (s State) Valid() bool {
	return s == Pending || s == Active || s == Unanswered || s == Completed
}

// Waiting reports whether a chat in s waits to be picked up.
func (s State) Waiting() bool { return s == Pending || s == Unanswered }

// Reason says why a chat was completed.
type Reason string

// The reasons; an open chat has ReasonNone.
const (
	ReasonNone       Reason = ""
	ReasonOperator   Reason = "operator"
	ReasonIdle       Reason = "idle"
	ReasonUnanswered Reason = "unanswered"
	ReasonVisitor    Reason = "visitor"
	ReasonBotIdle    Reason = "bot_idle"
	ReasonChatbot    Reason = "chatbot" // the chatbot ended it
	ReasonApart      Reason = "blocked" // its messages are kept apart: see block.go
	ReasonStart      Reason = "start"   // it precedes a chat: see prelude.go
)

// Chat is one conversation with one visitor, from first message to
// completion. Its transitions are in lifecycle.go; nothing else may change
// State, Owner, the times of its life, DeadlineAt or Reason.
type Chat struct {
	ID        ChatID
	BrandID   BrandID
	VisitorID VisitorID
	State     State
	Owner     Owner // nobody while it waits; a completed chat keeps its last owner
	// Participants are operators besides the owner who may write while it is active.
	Participants Set[OperatorID]
	Handover     Handover
	Source       string // the /start payload that led here; text from outside
	CreatedAt    time.Time

	WaitingSince  time.Time // start of the latest wait for a person
	AwaitingSince time.Time // the visitor's first message since an operator wrote; zero if they have their answer
	PickedUpAt    time.Time // zero unless somebody holds or held it
	CompletedAt   time.Time // zero while open
	Reason        Reason
	EndedBy       OperatorID // set when Reason is ReasonOperator
	LastMessageAt time.Time  // newest message of visitor or operator

	// CountsFrom is the moment from which the present state's limit counts,
	// and DeadlineAt when it is over: see [Chat.Deadline]. Both are zero once completed.
	CountsFrom time.Time
	DeadlineAt time.Time

	// SnoozedUntil is when the active chat, which its owner has set aside, comes back by
	// itself: it is DeadlineAt then. Zero unless it is set aside.
	SnoozedUntil time.Time

	// EndsAt is when the chatbot that holds the chat ends it, unless its visitor writes
	// before; zero if it did not say.
	EndsAt time.Time

	// WarnAt is when the visitor is warned that the chat, which is idle, will be closed;
	// zero if they are not, and Warned says that they were.
	WarnAt time.Time
	Warned bool

	// Flood is how fast the visitor writes.
	Flood Flood

	// Received counts the visitor's messages; see [ReadMark] for who has seen them.
	Received int
	// LastMessageID is the newest entry that is no system line.
	LastMessageID MessageID
}

// Open reports whether the chat is not completed.
func (c Chat) Open() bool { return c.State != Completed }

// HeldBy reports whether op holds the chat now.
func (c Chat) HeldBy(op OperatorID) bool { return c.State == Active && c.Owner.Is(op) }

// TakesPart reports whether op may write in the chat now: its owner, and whoever was
// invited or joined.
func (c Chat) TakesPart(op OperatorID) bool {
	return c.HeldBy(op) || c.State == Active && c.Participants.Has(op)
}

// HeldByChatbot reports whether the brand's chatbot holds the chat now.
func (c Chat) HeldByChatbot() bool { return c.State == Active && c.Owner.Kind == OwnedByChatbot }

// OwnerKind says what sort of owner a chat has.
type OwnerKind string

// The kinds of owners.
const (
	OwnedByNobody   OwnerKind = "" // the chat waits, or was never picked up
	OwnedByOperator OwnerKind = "operator"
	OwnedByChatbot  OwnerKind = "chatbot"
)

// Owner is who holds a chat: nobody, which is the zero value, one operator, or the
// chatbot of the chat's brand. Owners can be compared.
type Owner struct {
	Kind     OwnerKind
	Operator OperatorID // 0 unless Kind is OwnedByOperator
}

// OperatorOwner is an operator as an owner.
func OperatorOwner(op OperatorID) Owner { return Owner{Kind: OwnedByOperator, Operator: op} }

// ChatbotOwner is the chatbot of a chat's brand as an owner.
func ChatbotOwner() Owner { return Owner{Kind: OwnedByChatbot} }

// Nobody reports whether there is no owner.
func (o Owner) Nobody() bool { return o == Owner{} }

// Is reports whether the owner is the operator op. Operator 0 owns nothing.
func (o Owner) Is(op OperatorID) bool { return op != 0 && o == OperatorOwner(op) }

// ChatRow is a chat with what a list shows of it, read in one query.
type ChatRow struct {
	Chat       Chat
	Brand      string
	Accent     string
	Visitor    Visitor
	Owner      string // name of the operator who owns it; empty for nobody and the chatbot
	EndedBy    string // name of the operator who ended it, or empty
	Milestones Milestones
	// PickedUpBy and AnsweredBy are names of operators, or empty.
	PickedUpBy, AnsweredBy string
	Last                   Message // newest message; zero ID if none; long texts are cut by the store
	// LastAlias is the alias of the operator who wrote Last, or empty.
	LastAlias string
	Failed    int // replies that could not be delivered
	Unknown   int // replies that may not have arrived
	Unsent    int // replies that are queued or being sent
	Earlier   int // chats this visitor had before this one
	Tags      Tags
	// Transfer is the open transfer; zero if there is none.
	Transfer TransferView
	// ParticipantNames are the names of the participants, a line each.
	ParticipantNames string
	// OfferedTo is the name of the operator to whom routing offers it, or empty.
	OfferedTo string
	Rating    Rating
}

// Asks reports whether the chat's open transfer asks op to take it over.
func (r ChatRow) Asks(op OperatorID) bool { return r.Transfer.ID != 0 && r.Transfer.AsksOf(op) }

// Concerns reports whether op has to do with the chat: they are asked to take it over, hold
// it, or take part in it.
func (r ChatRow) Concerns(op OperatorID) bool { return r.Asks(op) || r.Chat.TakesPart(op) }

// Cursor is a place in a list of chats. The store orders each state's list
// by At (see [Chat.SortAt]), then ID; completed chats with the newest first.
type Cursor struct {
	At time.Time
	ID ChatID
}

// Cursor is the row's place in its state's list.
func (r ChatRow) Cursor() Cursor { return Cursor{At: r.Chat.SortAt(), ID: r.Chat.ID} }

// answeredLater puts active chats that need no answer behind those that do, snoozedLater
// those that are set aside behind both, and chatbotLater those of the chatbot behind all.
// They differ by more than any chat is active.
const (
	answeredLater = 100 * 365 * Day
	snoozedLater  = 2 * answeredLater
)

// chatbotLater is in two parts, as all of it is more than a time.Duration holds.
func chatbotLater(t time.Time) time.Time { return t.Add(snoozedLater).Add(answeredLater) }

// blockedEarlier puts chats that are kept apart before the year 1970, and so all
// others: the store tells them by that.
const blockedEarlier = 2 * answeredLater

// Apart reports whether the chat holds what somebody on the block list wrote.
func (c Chat) Apart() bool { return c.Reason == ReasonApart }

// Snoozed reports whether the chat is set aside.
func (c Chat) Snoozed() bool { return !c.SnoozedUntil.IsZero() }

// Since is when the present wait of the chat's visitor began. Of an active chat whose
// visitor has an answer it is when it was picked up, of a completed one when it ended.
func (c Chat) Since() time.Time {
	switch {
	case c.State == Completed:
		return c.CompletedAt
	case c.State != Active:
		return c.WaitingSince
	case c.AwaitingSince.IsZero():
		return c.PickedUpAt
	}
	return c.AwaitingSince
}

// SortAt is the time by which the lists order the chat: who waits longest stands
// first. Active chats whose visitor has an answer follow, in the order in which they
// were picked up, then those that are set aside, in the order in which they come
// back, and then those of the chatbot, in the order in which they began. It is not for
// people, see [Chat.Since].
func (c Chat) SortAt() time.Time {
	switch {
	case c.Snoozed():
		return c.SnoozedUntil.Add(snoozedLater)
	case c.Apart():
		return c.CompletedAt.Add(-blockedEarlier)
	case c.HeldByChatbot():
		return chatbotLater(c.PickedUpAt)
	case c.Prelude():
		return preludeAt(c.CompletedAt)
	}
	if c.State == Active && c.AwaitingSince.IsZero() {
		return c.Since().Add(answeredLater)
	}
	return c.Since()
}

// Counts is the number of chats in each state.
type Counts map[State]int

// Overview is what is known of all chats at once.
type Overview struct {
	Chats        Counts
	Failed       Counts    // of them, those with replies that could not be delivered
	Unknown      Counts    // and those with replies that may not have arrived
	Chatbot      int       // of the active ones, those that chatbots hold
	WaitingSince time.Time // of the pending or unanswered chat that waits longest; zero if none
	Unsent       int       // messages that are queued or being sent
	BlocksAsked  int       // visitors whom operators asked to block
}

// Waiting is how many chats wait for somebody to pick them up.
func (o Overview) Waiting() int { return o.Chats[Pending] + o.Chats[Unanswered] }

// Workload is what an operator has to do in active chats.
type Workload struct {
	Chats         []ChatID    // that they hold or take part in
	Unread        int         // of them, those with messages that the operator has not seen
	Held          int         // of them, those that they hold
	Awaiting      int         // of those, the ones not set aside whose visitors wait for an answer
	AwaitingSince time.Time   // of the visitor who waits longest; zero if none
	AwaitingBrand BrandID     // to which that visitor writes; 0 if none
	Asked         int         // chats, not of those, that they are asked to take over
	Mentions      []MessageID // that call the operator in notes, and at which they have not looked
}

// AwaitsAnswerOf reports whether the visitor waits for an answer of op, who holds the
// chat and has not set it aside.
func (c Chat) AwaitsAnswerOf(op OperatorID) bool {
	return c.HeldBy(op) && !c.AwaitingSince.IsZero() && !c.Snoozed()
}
