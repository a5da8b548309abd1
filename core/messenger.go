package core

import (
	"context"
	"errors"
	"tgdesk/core/markup"
	"time"
)

// Messenger is what the desk needs of the messaging service. Its errors are
// *Error (Identify, Open's methods but Send) and never hold a token.
type Messenger interface {
	// Identify asks who the token's bot is and what stands in its way. Errors:
	// CodeInvalid (not a token's shape), CodeUnauthorized (wrong or revoked),
	// CodeUnavailable (no answer); each with its own sentence.
	// apiURL is a Bot API server of the brand's own, "" for the usual one.
	Identify(ctx context.Context, token Token, apiURL string) (Identity, error)
	// Connect returns a link for one bot; it makes no request.
	Connect(token Token, apiURL string) Link
}

// Identity is what a token opens.
type Identity struct {
	Bot Bot
	// WebhookHost is the host that receives the bot's updates instead of us;
	// empty if none. While it is set, polling is refused.
	WebhookHost string
	// Waiting is how many updates wait to be taken in.
	Waiting int
}

// Link is one bot's connection. Methods may be called from many goroutines,
// but only one Poll may run at a time.
type Link interface {
	// Poll waits for updates from offset on (0 = the earliest) until some
	// come or the service's own limit (about 50 s) passes. Errors are *PollError,
	// or ctx's error.
	Poll(ctx context.Context, offset int64) (Batch, error)
	// Send delivers one text. Errors are *SendError.
	Send(ctx context.Context, out Outgoing) (Receipt, error)
	// Waiting tells how many updates wait, and the webhook in the way.
	Waiting(ctx context.Context) (waiting int, webhookHost string, err error)
	// DropWaiting makes the service forget all waiting updates.
	DropWaiting(ctx context.Context) error
	// RemoveWebhook lets polling work again; waiting updates stay.
	RemoveWebhook(ctx context.Context) error
	FileLink
}

// Batch is what one poll brought, in order. Next is the offset of the next
// poll; that poll confirms this batch, so it must not be made before the
// batch is stored.
type Batch struct {
	Updates []Update
	Next    int64
}

// UpdateKind says what an update tells.
type UpdateKind string

// The kinds of updates a desk cares for.
const (
	UpdateMessage   UpdateKind = "message"
	UpdateEdit      UpdateKind = "edit"
	UpdateBlocked   UpdateKind = "blocked"   // the visitor blocked the bot
	UpdateUnblocked UpdateKind = "unblocked" // and let it write again
	// UpdateOther is everything without a place in a chat: what could not be
	// decoded, what no rule knows, what is no private chat. Only Raw is set.
	UpdateOther UpdateKind = "other"
)

// Update is one event of the messaging service in the desk's words.
type Update struct {
	ID      int64
	Kind    UpdateKind
	Visitor Profile
	Message Incoming // of UpdateMessage and UpdateEdit
	Raw     []byte   // as it came, JSON
	Partly  bool     // some of the message was not understood: Raw is kept beside it
	// Ours is false for an UpdateOther that concerns no visitor of a desk
	// (groups, channels): it is dropped. Others are kept raw.
	Ours bool
}

// Incoming is a visitor's message as it came.
type Incoming struct {
	TelegramID    int64
	At            time.Time
	EditedAt      time.Time
	Kind          Kind
	Text          string // text or caption; for placeholders what is known in words
	Markup        markup.Encoded
	Quote         string
	Forward       string
	ReplyTo       int64
	ExternalReply ExternalReply // the message that this one answers, if the desk may not have it
	Attachment    *Attachment
}

// Outgoing is a text for one visitor. ReplyTo is the Telegram id of the
// message it answers, 0 for none; a vanished one is no error.
type Outgoing struct {
	TelegramID int64 // the visitor's
	Text       string
	Markup     markup.Encoded
	ReplyTo    int64
	Quote      string // the part of the answered message; "" for all of it
}

// Receipt is what the service says of a delivered message.
type Receipt struct {
	TelegramID int64 // the message's
	At         time.Time
}

// PollTrouble says why a poll failed.
type PollTrouble string

// The kinds of trouble with a poll.
const (
	PollConflict     PollTrouble = "conflict"     // another program polls this bot
	PollWebhook      PollTrouble = "webhook"      // a webhook is set
	PollUnauthorized PollTrouble = "unauthorized" // token wrong or revoked
	PollLater        PollTrouble = "later"        // told to wait: RetryAfter
	PollDown         PollTrouble = "down"         // no usable answer
)

// PollError is a failed poll. Detail is for people.
type PollError struct {
	Trouble    PollTrouble
	Unreached  bool // of PollDown: no connection came about
	RetryAfter time.Duration
	Detail     Problem
	Err        error
}

func (e *PollError) Error() string { return e.Detail.String() }

// Unwrap returns the cause.
func (e *PollError) Unwrap() error { return e.Err }

// Outcome says what is known of a send that failed.
type Outcome string

// The outcomes of a failed send.
const (
	OutcomeNotSent      Outcome = "not_sent"     // surely not; may be tried again by itself
	OutcomeLater        Outcome = "later"        // refused for now: RetryAfter
	OutcomeUnauthorized Outcome = "unauthorized" // surely not; the token is not accepted
	OutcomeRefused      Outcome = "refused"      // surely not, and never will
	OutcomeBlocked      Outcome = "blocked"      // refused: the visitor cannot be written to
	OutcomeUnknown      Outcome = "unknown"      // nobody can know
)

// SendError is a failed send. Detail is for people.
type SendError struct {
	Outcome    Outcome
	RetryAfter time.Duration
	Detail     Problem
	Err        error
}

func (e *SendError) Error() string { return e.Detail.String() }

// Unwrap returns the cause.
func (e *SendError) Unwrap() error { return e.Err }

// SendFailure reads an error of Link.Send. What is no SendError tells nothing.
func SendFailure(err error) *SendError {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*SendError](err); ok {
		return e
	}
	return &SendError{Outcome: OutcomeUnknown, Detail: NewProblem("send_unknown"), Err: err}
}

// Connect returns the link of a channel at a Bot API server ("" for the usual
// one), unless its token cannot be decrypted.
func Connect(m Messenger, c Channel, apiURL string) (Link, error) {
	if c.Token.Sealed() {
		return nil, errTokenSealed()
	}
	return m.Connect(c.Token, apiURL), nil
}
