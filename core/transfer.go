package core

import "time"

// TransferID identifies a transfer within the desk.
type TransferID int64

// TransferState says what became of a transfer.
type TransferState string

// The states of a transfer; all but the first are final.
const (
	TransferAsked     TransferState = "asked"
	TransferAccepted  TransferState = "accepted"
	TransferRejected  TransferState = "rejected"
	TransferWithdrawn TransferState = "withdrawn" // by who asked, or because the chat ended or waits again
	TransferExpired   TransferState = "expired"
)

// Transfer is a request of a chat's owner that somebody else take it over. Until it is
// accepted, the owner keeps the chat. A chat has one open transfer at most.
type Transfer struct {
	ID        TransferID
	Chat      ChatID
	From      OperatorID // the owner who asked
	To        OperatorID // 0 = anybody of the brand
	Note      string     // for whoever is asked; the transcript has it too
	AskedAt   time.Time
	ExpiresAt time.Time
	State     TransferState
	ClosedAt  time.Time  // zero while it is open
	ClosedBy  OperatorID // 0 if it is open, or ended by itself
}

// AsksOf reports whether op may answer the transfer, as far as it goes.
func (t Transfer) AsksOf(op OperatorID) bool { return t.To == op || t.To == 0 && t.From != op }

// TransferView is a transfer with the names of who asks and who is asked; To is "" for
// anybody.
type TransferView struct {
	Transfer
	FromName, ToName string
}

// ParticipantKind says how somebody came to take part in a chat.
type ParticipantKind string

// The kinds of participants.
const (
	ParticipantInvited    ParticipantKind = "invited"
	ParticipantSupervisor ParticipantKind = "supervisor" // joined by their own decision
)

// Participant is an operator who takes, or took, part in a chat beside its owner.
type Participant struct {
	Chat      ChatID
	Operator  OperatorID
	Kind      ParticipantKind
	InvitedBy OperatorID // 0 unless Kind is ParticipantInvited
	JoinedAt  time.Time
	LeftAt    time.Time // zero while they take part
}
