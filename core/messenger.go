package core

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"tgdesk/core/markup"
)

// Messenger is what the desk needs of Telegram. No error of it, nor of its links,
// contains a token.
type Messenger interface {
	// Identify asks for the token's bot and for what prevents polling it. Errors are
	// *Error: CodeInvalid (not a token's shape), CodeUnauthorized (wrong or revoked),
	// CodeUnavailable (no answer). apiURL is a Bot API server of the brand's own, ""
	// for the usual one.
	Identify(ctx context.Context, token Token, apiURL string) (Identity, error)
	// Connect returns a link for one bot; it makes no request.
	Connect(token Token, at Server) Link
}

// Server is a Bot API server of a brand's own; the zero value is the usual one.
type Server struct {
	URL        string
	LocalFiles string // the folder on this machine from which its files may be taken; "" = none
}

// Identity is the bot of a token.
type Identity struct {
	Bot            Bot
	WebhookHost    string // that receives the bot's updates; while there is one, polling is refused
	PendingUpdates int
}

// Link is one bot's connection. Methods may be called from many goroutines,
// but only one Poll may run at a time. Errors are *Error unless a method says
// otherwise.
type Link interface {
	// Poll waits for updates from offset on (0 = the earliest) until some arrive or
	// Telegram's limit (about 50 s) passes. Errors are *PollError, or ctx's error.
	Poll(ctx context.Context, offset int64) (Batch, error)
	// Send delivers one text. Errors are *SendError.
	Send(ctx context.Context, out Outgoing) (Receipt, error)
	// WebhookInfo returns how many updates are pending, and the host of the webhook,
	// "" without one.
	WebhookInfo(ctx context.Context) (pending int, webhookHost string, err error)
	// DropPendingUpdates makes Telegram forget all pending updates.
	DropPendingUpdates(ctx context.Context) error
	// RemoveWebhook makes polling possible again. Pending updates stay.
	RemoveWebhook(ctx context.Context) error
	// Fetch copies a file to w, and reports its progress often. Errors are
	// *FetchError, or ctx's error.
	Fetch(ctx context.Context, fileID string, w io.Writer, progress func(Progress)) error
	// SendFiles sends one file, or an album of 2 to 10, with the caption out.Text at the
	// first. Receipts are in the order of the files. progress counts the bytes of the
	// whole request body. Errors are *SendError.
	SendFiles(ctx context.Context, out Outgoing, files []Upload, progress func(Progress)) ([]Receipt, error)
	// Edit replaces the text (or, of a file, the caption) of a sent message. It is no
	// error if the text is the same already. Errors are *SendError.
	Edit(ctx context.Context, e MessageEdit) error
	// Delete deletes a message in the visitor's chat. Errors are *SendError.
	Delete(ctx context.Context, visitorTelegramID, messageTelegramID int64) error
	// SendAction shows an action for about five seconds. Errors are *SendError.
	SendAction(ctx context.Context, visitorTelegramID, thread int64, a ChatAction) error
	// AnswerPress ends the visitor's wait after a button was pressed, and shows them a
	// text of at most MaxPressAnswer characters, "" for none. A press that is too old, or
	// answered already, is no error. Errors are *SendError.
	AnswerPress(ctx context.Context, id, text string) error
	// SetButtons replaces the buttons below a sent message; without rows it has none any
	// more. It is no error if they are the same already or the message is gone. Errors are
	// *SendError.
	SetButtons(ctx context.Context, visitorTelegramID, messageTelegramID int64, rows [][]Button) error
	// Face is what the bot shows of itself in a language, "" for that of everybody whose
	// language has none of its own. Errors are *SendError.
	Face(ctx context.Context, language string) (Face, error)
	// SetFace makes the bot's face in a language f, and sends only what differs. What is
	// empty is that of the default language then; an empty name in the default language
	// stays as it is. Errors are *SendError.
	SetFace(ctx context.Context, language string, f Face) error
}

// Batch is the result of a poll, in order. Next is the offset of the next
// poll; that poll confirms this batch, so it must not be made before the
// batch is stored.
type Batch struct {
	Updates []Update
	Next    int64
	// Rest is what follows in the same answer, for which it waits: it is decoded while
	// Updates are applied. nil if nothing follows.
	Rest func() Batch
}

// Parts yields b and its rest, part by part.
func (b Batch) Parts() iter.Seq[Batch] {
	return func(yield func(Batch) bool) {
		for yield(b) && b.Rest != nil {
			b = b.Rest()
		}
	}
}

// Whole is b in one part.
func (b Batch) Whole() Batch {
	var whole Batch
	for part := range b.Parts() {
		whole.Updates, whole.Next = append(whole.Updates, part.Updates...), part.Next
	}
	return whole
}

// UpdateKind says what an update is about.
type UpdateKind string

// The kinds of updates. Of the last two, only Raw is set.
const (
	UpdateButton       UpdateKind = "button" // the visitor pressed a button below a message
	UpdateMessage      UpdateKind = "message"
	UpdateEdit         UpdateKind = "edit"
	UpdateBlockedBot   UpdateKind = "blocked"   // the visitor blocked the bot
	UpdateUnblockedBot UpdateKind = "unblocked" // the visitor unblocked the bot
	UpdateOther        UpdateKind = "other"     // of an unknown kind, or not decodable: it is quarantined
	UpdateIgnored      UpdateKind = "ignored"   // of a group or channel: it is dropped
)

// Update is one update of Telegram.
type Update struct {
	ID      int64
	Kind    UpdateKind
	Visitor Profile
	Message Incoming    // of UpdateMessage and UpdateEdit
	Press   ButtonPress // of UpdateButton
	Raw     []byte      // as received, JSON
	Partial bool        // some of the message could not be decoded: Raw is stored beside it
}

// Incoming is a visitor's message as it was received.
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
	Further       []*Attachment // of a rich message; each becomes an entry of its own
	Thread        int64         // of the topic that it is in, 0 for none
	Notice        bool          // Telegram tells of the chat (a pin, a topic): it calls nobody
}

// Outgoing is a text for one visitor. ReplyTo is the Telegram id of the
// message that it answers, 0 for none; a deleted one is no error, nor is a Thread
// whose topic is deleted.
type Outgoing struct {
	TelegramID int64 // the visitor's
	Thread     int64 // of the topic that it goes to, 0 for none
	Text       string
	Markup     markup.Encoded
	ReplyTo    int64
	Quote      string // the part of the answered message; "" for all of it
	// Of the next four at most one is set, and none of an album: Telegram has one place
	// for them.
	Buttons        [][]Button // below the message
	Keyboard       [][]string // takes the place of the visitor's keyboard, until they use it once
	RemoveKeyboard bool       // gives the visitor's own keyboard back
	ForceReply     bool       // the visitor's next message is asked to be a reply to this one
}

// Receipt identifies a delivered message.
type Receipt struct {
	TelegramID int64 // the message's
	At         time.Time
}

// PollErrorKind says why a poll failed.
type PollErrorKind string

// The kinds of poll errors.
const (
	PollConflict     PollErrorKind = "conflict"     // another program polls this bot
	PollWebhook      PollErrorKind = "webhook"      // a webhook is set
	PollUnauthorized PollErrorKind = "unauthorized" // the token is wrong or revoked
	PollRateLimited  PollErrorKind = "rate_limited" // poll again after RetryAfter
	PollUnavailable  PollErrorKind = "unavailable"  // no usable answer
)

// PollError is a failed poll. Detail is for people.
type PollError struct {
	Kind         PollErrorKind
	NotConnected bool // of PollUnavailable: there was no connection
	RetryAfter   time.Duration
	Detail       Problem
	Err          error
}

func (e *PollError) Error() string { return e.Detail.String() }

// Unwrap returns the cause.
func (e *PollError) Unwrap() error { return e.Err }

// Outcome says what is known of a send that failed.
type Outcome string

// The outcomes of a failed send. All but OutcomeUnknown mean that nothing was sent.
const (
	OutcomeNotSent      Outcome = "not_sent"     // it can be retried at any time
	OutcomeRateLimited  Outcome = "rate_limited" // it can be retried after RetryAfter
	OutcomeUnauthorized Outcome = "unauthorized" // the token is not accepted
	OutcomeRefused      Outcome = "refused"      // a retry would be refused too
	OutcomeBotBlocked   Outcome = "blocked"      // the visitor cannot be written to
	OutcomeUnknown      Outcome = "unknown"      // it may have been sent
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

// After a 429 the desk waits at least MinRetryAfter, also if Telegram names no time, and at
// most MaxRetryAfter: what is longer comes of a clock that was set, or of a broken server.
const (
	MinRetryAfter = time.Second
	MaxRetryAfter = Day
)

// SendFailure is an error of Link.Send as a SendError. Of any other error the
// outcome is unknown. A rate limit has a wait.
func SendFailure(err error) *SendError {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*SendError](err); ok {
		if e.Outcome == OutcomeRateLimited && e.RetryAfter < MinRetryAfter {
			limited := *e
			limited.RetryAfter = MinRetryAfter
			return &limited
		}
		return e
	}
	return &SendError{Outcome: OutcomeUnknown, Detail: NewProblem("send_unknown"), Err: err}
}

// Connect returns the link of a channel, unless its token cannot be decrypted.
func Connect(m Messenger, c Channel, at Server) (Link, error) {
	if c.Token.Sealed() {
		return nil, errTokenSealed()
	}
	return m.Connect(c.Token, at), nil
}

// Progress is how far a transfer is, in bytes; Total is 0 if unknown.
type Progress struct{ Done, Total int64 }

// Upload is a file for a visitor. Open may be called more than once.
type Upload struct {
	Kind     Kind // KindPhoto, KindDocument, KindVideo, KindAudio or KindVoice
	FileName string
	MIME     string
	Size     int64
	Open     func() (io.ReadCloser, error)
}

// ChatAction is what the visitor sees the operator do.
type ChatAction string

// The actions that a desk shows (core.telegram.org/bots/api#sendchataction).
const (
	ActionTyping   ChatAction = "typing"
	ActionPhoto    ChatAction = "upload_photo"
	ActionVideo    ChatAction = "upload_video"
	ActionVoice    ChatAction = "upload_voice"
	ActionDocument ChatAction = "upload_document"
)

// MessageEdit is the new content of a sent message.
type MessageEdit struct {
	VisitorTelegramID int64
	MessageTelegramID int64
	Text              string
	Markup            markup.Encoded
	Caption           bool // the message is a file: Text is its caption
}

// FetchErrorKind says why a file could not be fetched.
type FetchErrorKind string

// The kinds of fetch errors.
const (
	FetchTooBig       FetchErrorKind = "too_big"      // over 20 MB at the cloud server
	FetchGone         FetchErrorKind = "gone"         // the file id is not accepted
	FetchRateLimited  FetchErrorKind = "rate_limited" // retry after RetryAfter
	FetchUnavailable  FetchErrorKind = "unavailable"  // no usable answer; retry
	FetchUnauthorized FetchErrorKind = "unauthorized" // refused as if the token were wrong
)

// FetchError is a failed fetch. Detail is for people.
type FetchError struct {
	Kind       FetchErrorKind
	FileOnly   bool // of FetchUnavailable: the server answered, but not with this file
	RetryAfter time.Duration
	Detail     Problem
	Err        error
}

func (e *FetchError) Error() string { return e.Detail.String() }

// Unwrap returns the cause.
func (e *FetchError) Unwrap() error { return e.Err }
