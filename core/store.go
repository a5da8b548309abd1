package core

import (
	"context"
	"time"
)

// Store keeps the desk. It is a [Reader] for whoever shows something, and
// gives a [Tx] to whoever changes something. Missing things give a
// CodeNotFound *Error; trouble with the disk gives CodeUnavailable.
type Store interface {
	Reader
	// Write runs fn in one transaction: all of it is on disk when Write
	// returns nil, none of it otherwise. Transactions run one at a time.
	Write(ctx context.Context, fn func(Tx) error) error
	// Probe writes something that means nothing, and so meets the trouble that
	// a Write would meet. After damage it first reads everything.
	Probe(ctx context.Context) error
}

// Reader reads what is committed (or, on a Tx, what the transaction sees).
type Reader interface {
	// Brands lists the brands that are not removed, by name.
	Brands(ctx context.Context) ([]Brand, error)
	Brand(ctx context.Context, id BrandID) (Brand, error)
	BrandByName(ctx context.Context, name string) (Brand, error)
	// BrandByBot finds the brand, not removed, that uses a bot.
	BrandByBot(ctx context.Context, botID int64) (Brand, error)
	// OpenChats counts the open chats of a brand.
	OpenChats(ctx context.Context, id BrandID) (int, error)
	// KeptUpdates counts updates kept raw because no chat could hold them.
	KeptUpdates(ctx context.Context) (int, error)

	Operators(ctx context.Context) ([]Operator, error)
	Operator(ctx context.Context, id OperatorID) (Operator, error)
	OperatorByName(ctx context.Context, name string) (Operator, error)

	Visitor(ctx context.Context, id VisitorID) (Visitor, error)
	VisitorByTelegram(ctx context.Context, brand BrandID, telegramID int64) (Visitor, error)
	// Meet reads at once what the message of a Telegram user meets on the desk.
	// Whoever and whatever is unknown has a zero ID.
	Meet(ctx context.Context, brand BrandID, user, message int64) (Meeting, error)

	Chat(ctx context.Context, id ChatID) (Chat, error)
	// OpenChatOf returns the visitor's open chat, CodeNotFound if none.
	OpenChatOf(ctx context.Context, id VisitorID) (Chat, error)
	Row(ctx context.Context, id ChatID) (ChatRow, error)
	// Rows reads one page of a list of chats.
	Rows(ctx context.Context, q RowQuery) ([]ChatRow, error)
	Counts(ctx context.Context) (Counts, error)
	// LongestWaiting is since when the longest-waiting pending chat waits; zero if none.
	LongestWaiting(ctx context.Context) (time.Time, error)
	// FindRows finds chats by the visitor's name, @username, Telegram id or the
	// chat's own number ("#12"): open ones first, then the newest.
	FindRows(ctx context.Context, query string, limit int) ([]ChatRow, error)
	// ChatsOf lists a visitor's chats, newest first.
	ChatsOf(ctx context.Context, id VisitorID, limit int) ([]ChatRow, error)

	// Messages reads one page of a transcript, always in ascending order.
	Messages(ctx context.Context, q MessageQuery) ([]Message, error)
	Message(ctx context.Context, id MessageID) (Message, error)
	// MessageByTelegram finds a message by Telegram's id in the visitor's chat.
	MessageByTelegram(ctx context.Context, visitor VisitorID, telegramID int64) (Message, error)
	// Edits lists the earlier versions of a message, oldest first.
	Edits(ctx context.Context, id MessageID) ([]Edit, error)

	// NextDeadline is the earliest deadline of all open chats; zero if none.
	NextDeadline(ctx context.Context) (time.Time, error)
	// Due lists chats whose deadline is not after t, earliest first.
	Due(ctx context.Context, t time.Time, limit int) ([]Chat, error)
	// Heads lists, for each visitor of the brand with queued messages, the
	// oldest of them, unless an older one is still being sent.
	Heads(ctx context.Context, brand BrandID, limit int) ([]Message, error)
	// UnsentTo counts messages to the visitor that are queued or being sent.
	UnsentTo(ctx context.Context, id VisitorID) (int, error)
	// Unsent counts messages that are queued or being sent, on the whole desk.
	Unsent(ctx context.Context) (int, error)

	// Wanted lists messages of the brand whose files are wanted, oldest first.
	Wanted(ctx context.Context, brand BrandID, limit int) ([]Message, error)
	// File reads one file; a file nobody asked for is CodeNotFound.
	File(ctx context.Context, uniqueID string) (File, error)
	// ReadyFiles lists files that should lie in the media directory, those whose
	// unique ids come after the given one, in that order.
	ReadyFiles(ctx context.Context, after string, limit int) ([]File, error)
	// Stale lists ready files of the brand whose newest message is older than t,
	// but none that a message of an open or shown chat shows or that waits to be
	// sent; and those that no message carries any more, unless another brand
	// keeps media longer.
	Stale(ctx context.Context, brand BrandID, t time.Time, shown []ChatID, limit int) ([]File, error)
	// Album lists the messages of one outgoing or incoming album of a chat.
	Album(ctx context.Context, chat ChatID, albumID string) ([]Message, error)

	// Drafts are what the operator was writing in the chat.
	Drafts(ctx context.Context, op OperatorID, chat ChatID) (Drafts, error)
	// Holds lists what Telegram holds up of a brand; some may be over.
	Holds(ctx context.Context, brand BrandID) ([]Hold, error)
}

// Meeting is what a visitor's message meets on the desk.
type Meeting struct {
	Visitor Visitor
	Chat    Chat // the visitor's open one
	Known   bool // the message is stored already
}

// RowQuery asks for a page of one state's list. The page starts after the
// cursor in list order (or ends before it, with Before), or at the list's
// start (end, with Before) when Cursor is nil. Rows come in list order.
type RowQuery struct {
	State  State
	Brand  BrandID // 0 = all
	Cursor *Cursor
	From   bool // include the row at the cursor itself
	Before bool
	Limit  int
}

// MessageQuery asks for a page of a chat: the Limit newest messages older
// than Before (0 = the newest of all), or the oldest ones newer than After
// (-1 = the oldest of all).
type MessageQuery struct {
	Chat   ChatID
	Before MessageID
	After  MessageID
	Limit  int
}

// Tx is one write transaction. Now is fixed for all of it. Insert methods
// return the thing with its id.
type Tx interface {
	Reader
	Now() time.Time
	// Try runs fn so that its writes are undone if it fails, while the rest
	// of the transaction stands.
	Try(fn func() error) error

	InsertBrand(ctx context.Context, b Brand) (Brand, error)
	// SaveBrand stores all of b but Offset and Health.
	SaveBrand(ctx context.Context, b Brand) error
	SetOffset(ctx context.Context, id BrandID, offset int64) error
	SetHealth(ctx context.Context, id BrandID, h Health) error
	// KeepUpdate stores an update that found no place, as it came.
	KeepUpdate(ctx context.Context, brand BrandID, u Update) error

	// SaveOperator inserts an operator or updates the one of that name.
	SaveOperator(ctx context.Context, o Operator) (Operator, error)

	InsertVisitor(ctx context.Context, v Visitor) (Visitor, error)
	SaveVisitor(ctx context.Context, v Visitor) error

	InsertChat(ctx context.Context, c Chat) (Chat, error)
	SaveChat(ctx context.Context, c Chat) error
	// SaveTalk stores no more of a chat than what a message changes that leaves
	// it in its state: LastMessageAt, LastMessageID, CountsFrom, DeadlineAt,
	// Unread, Flood.
	SaveTalk(ctx context.Context, c Chat) error
	// MoveDeadlines sets DeadlineAt = CountsFrom + limit of every chat of the
	// brand in the given state.
	MoveDeadlines(ctx context.Context, brand BrandID, s State, limit time.Duration) error

	InsertMessage(ctx context.Context, m Message) (Message, error)
	SaveMessage(ctx context.Context, m Message) error
	InsertEdit(ctx context.Context, id MessageID, e Edit) error
	// SaveFile inserts or replaces a file by its unique id.
	SaveFile(ctx context.Context, f File) error
	// RequeueFetching makes every file that was being fetched wanted again.
	RequeueFetching(ctx context.Context) (int, error)

	// StrandSending turns every message left in state sending into unknown
	// (the desk died with the request under way) and counts them.
	StrandSending(ctx context.Context, why string) (int, error)
	// StrandUnsent does so with every message that is queued or being sent.
	StrandUnsent(ctx context.Context, why string) (int, error)

	SaveDraft(ctx context.Context, op OperatorID, chat ChatID, kind DraftKind, draft Draft) error
	// SaveHold notes a hold in place of the visitor's last one.
	SaveHold(ctx context.Context, brand BrandID, h Hold) error
}
