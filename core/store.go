package core

import (
	"context"
	"time"
)

// Store is the database of the desk: a [Reader] for queries, and a [Tx] for
// changes. What does not exist gives an *Error with CodeNotFound; a failing
// disk gives CodeUnavailable.
type Store interface {
	Reader
	ChannelReader
	ChatbotReader
	ChatbotSecretReader
	// Write runs fn in one transaction: all of it is on disk when Write
	// returns nil, none of it otherwise. Transactions run one at a time.
	Write(ctx context.Context, fn func(Tx) error) error
	// Compact writes the whole database anew and empties its log, so that nothing is left
	// in its files of what was deleted. Writes wait meanwhile: for some seconds for every
	// million messages.
	Compact(ctx context.Context) error
	// IndexSearch brings the index for search a step closer to what is stored. It delays no
	// Write.
	IndexSearch(ctx context.Context) (IndexProgress, error)
	// DropSearch deletes the index, which IndexSearch then makes anew.
	DropSearch(ctx context.Context) error
	// CleanSearch indexes until the index has no word of what was erased before.
	CleanSearch(ctx context.Context) error
	// Probe commits a write without content, and returns the error that a Write
	// would return now. After corruption was found it checks the whole file first.
	Probe(ctx context.Context) error
}

// ChannelReader reads the channels of brands, with their tokens. It is apart from
// Reader, which is handed to screens.
type ChannelReader interface {
	// Channel reads the channel of a brand; a removed brand has none.
	Channel(ctx context.Context, id BrandID) (Channel, error)
}

// Reader reads what is committed (or, on a Tx, what the transaction sees). It
// offers no token.
type Reader interface {
	// Brands lists the brands that are not removed, by name.
	Brands(ctx context.Context) ([]BrandView, error)
	// RemovedBrands lists the brands that are removed, in no order.
	RemovedBrands(ctx context.Context) ([]BrandView, error)
	Brand(ctx context.Context, id BrandID) (BrandView, error)
	BrandByName(ctx context.Context, name string) (BrandView, error)
	// BrandByBot finds the brand, not removed, that uses a bot.
	BrandByBot(ctx context.Context, botID int64) (BrandView, error)
	// OpenChats counts the open chats of a brand.
	OpenChats(ctx context.Context, id BrandID) (int, error)
	// ListOpenChats lists the open chats of a brand, in no order.
	ListOpenChats(ctx context.Context, id BrandID) ([]Chat, error)

	// HeldCount counts the active chats of an operator.
	HeldCount(ctx context.Context, op OperatorID) (int, error)
	// HeldChats lists the active chats of an operator, in no order.
	HeldChats(ctx context.Context, op OperatorID) ([]Chat, error)
	// OfferedChats lists the chats that routing offers to an operator, in no order.
	OfferedChats(ctx context.Context, op OperatorID) ([]Chat, error)
	// RoutableChats lists pending chats of a brand that routing may offer to somebody,
	// those that wait longest first: see [Chat.Routable].
	RoutableChats(ctx context.Context, id BrandID, limit int) ([]Chat, error)
	// Candidates lists the available operators who work for a brand, in no order.
	Candidates(ctx context.Context, id BrandID) ([]Candidate, error)
	Transfer(ctx context.Context, id TransferID) (Transfer, error)
	// Participants lists who takes or took part in a chat beside its owners, as they came.
	Participants(ctx context.Context, id ChatID) ([]Participant, error)
	// Availabilities lists how available the operators are that ever came in.
	Availabilities(ctx context.Context) ([]Availability, error)

	// Operators lists the operators that are not removed, by name.
	Operators(ctx context.Context) ([]Operator, error)
	Operator(ctx context.Context, id OperatorID) (Operator, error)
	// OperatorByName finds an operator who is not removed.
	OperatorByName(ctx context.Context, name string) (Operator, error)
	// OperatorByKey finds the operator of a live key, and the key.
	OperatorByKey(ctx context.Context, fingerprint string) (Operator, OperatorKey, error)
	// OperatorKeys lists the live keys of all operators, oldest first.
	OperatorKeys(ctx context.Context) ([]OperatorKey, error)
	// AuditEntries lists entries of the audit.
	AuditEntries(ctx context.Context, q AuditQuery) ([]AuditEntry, error)

	Visitor(ctx context.Context, id VisitorID) (Visitor, error)
	VisitorByTelegram(ctx context.Context, brand BrandID, telegramID int64) (Visitor, error)
	// VisitorFields lists what is known of a visitor, by name.
	VisitorFields(ctx context.Context, id VisitorID) ([]VisitorField, error)
	// BotEventsWaiting counts the events of a brand that its chatbot has not answered yet.
	BotEventsWaiting(ctx context.Context, brand BrandID) (int, error)
	// BlockOf is the latest entry of a visitor in the block list; zero if there is none.
	BlockOf(ctx context.Context, id VisitorID) (Block, error)
	Visitors(ctx context.Context, q VisitorQuery) ([]VisitorRow, error)
	VisitorRow(ctx context.Context, id VisitorID) (VisitorRow, error)
	// Mentions lists the notes that call an operator, in the brands that they work for:
	// the newest first.
	Mentions(ctx context.Context, op OperatorID, limit int) ([]Mention, error)
	// LookupVisitor reads in one query what the desk knows when a message of a
	// Telegram user arrives. What it does not know has a zero ID.
	LookupVisitor(ctx context.Context, brand BrandID, user, message int64) (VisitorLookup, error)

	// BrandTexts lists a brand's own automatic texts.
	BrandTexts(ctx context.Context, id BrandID) (BrandTexts, error)
	// PreludeOf is what precedes a visitor's next chat, see [Prelude]; zero if there is
	// none.
	PreludeOf(ctx context.Context, id VisitorID) (Chat, error)
	// QueuePosition is the place of a pending chat among those of its brand: 1 is the one
	// that waits longest.
	QueuePosition(ctx context.Context, c Chat) (int, error)

	Chat(ctx context.Context, id ChatID) (Chat, error)
	// OpenChatOf returns the visitor's open chat, CodeNotFound if none.
	OpenChatOf(ctx context.Context, id VisitorID) (Chat, error)
	Row(ctx context.Context, id ChatID) (ChatRow, error)
	// Rows reads one page of a list of chats.
	Rows(ctx context.Context, q RowQuery) ([]ChatRow, error)
	// ChatNumbers lists the numbers of chats, in ascending order.
	ChatNumbers(ctx context.Context, q ChatQuery) ([]ChatID, error)
	// LastChat is the number of the newest chat; 0 if there is none.
	LastChat(ctx context.Context) (ChatID, error)
	// Overview counts what there is of some brands, all for the empty set; each state
	// has an entry.
	Overview(ctx context.Context, brands Set[BrandID]) (Overview, error)
	// Workload counts the chats that an operator holds or takes part in, and what waits
	// for them there.
	Workload(ctx context.Context, op OperatorID) (Workload, error)
	// FindRows finds chats by the visitor's name, @username, Telegram id or the
	// chat's own number ("#12"), among those of some brands, all for the empty set: open
	// ones first, then the newest.
	FindRows(ctx context.Context, query string, brands Set[BrandID], limit int) ([]ChatRow, error)
	// Search finds messages, and chats by what is known of them and their visitors.
	Search(ctx context.Context, q SearchQuery) (SearchResult, error)
	// ChatsOf lists a visitor's chats, newest first.
	ChatsOf(ctx context.Context, id VisitorID, limit int) ([]ChatRow, error)
	ChatTags(ctx context.Context, id ChatID) (Tags, error)
	// TagsInUse lists the tags that chats of some brands have, all for the empty set,
	// those of most chats first.
	TagsInUse(ctx context.Context, brands Set[BrandID]) ([]TagUse, error)
	// SourcesInUse lists the sources that chats of some brands have, all for the empty
	// set, those of most chats first.
	SourcesInUse(ctx context.Context, brands Set[BrandID]) ([]SourceUse, error)

	// Report counts what happened in a period.
	Report(ctx context.Context, q ReportQuery) (Report, error)

	// Messages reads one page of a transcript, always in ascending order.
	Messages(ctx context.Context, q MessageQuery) ([]Message, error)
	Message(ctx context.Context, id MessageID) (Message, error)
	// MessageByTelegram finds a message by Telegram's id in the visitor's chat.
	MessageByTelegram(ctx context.Context, visitor VisitorID, telegramID int64) (Message, error)
	// Edits lists the earlier versions of a message, oldest first.
	Edits(ctx context.Context, id MessageID) ([]Edit, error)
	// RawUpdate is the latest quarantined update of a message, as received; nil if
	// there is none.
	RawUpdate(ctx context.Context, id MessageID) ([]byte, error)

	// NextDeadline is the earliest deadline of all open chats, or end of a part of their
	// handovers; zero if none.
	NextDeadline(ctx context.Context) (time.Time, error)
	// NextQueued lists the oldest queued message of each visitor of the brand,
	// without visitors that have a message being sent.
	NextQueued(ctx context.Context, brand BrandID, limit int) ([]Message, error)

	// NextInQueue is the first visitor of the brand, by id after the given one, for
	// whom files are wanted or held that nobody requested; 0 if there is none.
	NextInQueue(ctx context.Context, brand BrandID, s FileState, after VisitorID) (VisitorID, error)
	// QueuedFiles lists messages whose files are wanted or held.
	QueuedFiles(ctx context.Context, q FileQuery) ([]Message, error)
	// FetchedSince sums the downloads of the brand, and among them of the visitor, since
	// t, those under way included, that nobody requested.
	FetchedSince(ctx context.Context, brand BrandID, visitor VisitorID, t time.Time) (FetchedBytes, error)
	// MediaBytes is the size of all files that are ready.
	MediaBytes(ctx context.Context) (int64, error)
	// File reads one file; a file nobody asked for is CodeNotFound.
	File(ctx context.Context, uniqueID string) (File, error)
	// ReadyFiles lists files that should lie in the media directory, those whose
	// unique ids come after the given one, in that order.
	ReadyFiles(ctx context.Context, after string, limit int) ([]File, error)
	// MissingFiles is ReadyFiles for files that were ready and are not any more, though the
	// desk has not removed them: their paths say where they lay.
	MissingFiles(ctx context.Context, after string, limit int) ([]File, error)
	// StaleFiles lists ready files of the brand that retention may delete: those
	// whose newest message is older than q.Before, and those without a message. It spares
	// files of open chats, of those that somebody looks at, of messages still to be sent, and
	// those that another brand retains longer.
	StaleFiles(ctx context.Context, q StaleQuery) ([]File, error)
	// VisitorData reads what the desk has of a visitor beside their fields and messages.
	VisitorData(ctx context.Context, v Visitor) (VisitorData, error)
	// Erasure counts what erasing a visitor removes.
	Erasure(ctx context.Context, id VisitorID) (Erasure, error)
	// Erasing lists the visitors of whom more than a stub may be left.
	Erasing(ctx context.Context) ([]VisitorID, error)
	// ChatsToErase lists all chats of a visitor, also those that no list shows.
	ChatsToErase(ctx context.Context, id VisitorID) ([]Chat, error)
	// OwnFiles lists files, of whatever state, that messages and drafts of the chat have
	// and nothing else. One of several messages may be listed more than once.
	OwnFiles(ctx context.Context, chat ChatID, limit int) ([]File, error)
	// OldChats lists completed chats of the brand, by id after the given one, whose
	// messages are all older than a time and not removed yet. It spares those with replies
	// that are still to be sent.
	OldChats(ctx context.Context, brand BrandID, before time.Time, after ChatID, limit int) ([]ChatID, error)
	// CountOld counts the chats that OldChats lists, and their messages.
	CountOld(ctx context.Context, brand BrandID, before time.Time) (RetentionEffect, error)
	// Album lists the messages of one outgoing or incoming album of a chat.
	Album(ctx context.Context, chat ChatID, albumID string) ([]Message, error)

	// Drafted lists the chats in which the operator has a draft.
	Drafted(ctx context.Context, op OperatorID) ([]ChatID, error)
	// ReadMarks lists how far the operator has read the open chats, in no order.
	ReadMarks(ctx context.Context, op OperatorID) ([]ReadMark, error)
	// ReadMark says how far the operator has read one chat; only its Chat is set if they
	// never did.
	ReadMark(ctx context.Context, op OperatorID, chat ChatID) (ReadMark, error)
	// Drafts returns the operator's unsent text in the chat.
	Drafts(ctx context.Context, op OperatorID, chat ChatID) (Drafts, error)
	// CannedReplies lists the canned replies with their files, but for those of removed
	// brands: by shortcut, those for all brands first, then by language.
	CannedReplies(ctx context.Context) ([]CannedReply, error)
	CannedReply(ctx context.Context, id CannedID) (CannedReply, error)
	// FileInUse reports whether a message, a canned reply or a draft has the file.
	FileInUse(ctx context.Context, uniqueID string) (bool, error)
	// BrandFaces lists what a brand wants its bot to show, that for everybody first, then by
	// language.
	BrandFaces(ctx context.Context, brand BrandID) ([]BrandFace, error)
	// RetryAfters lists the stored 429 waits of a brand; some may be over.
	RetryAfters(ctx context.Context, brand BrandID) ([]RetryAfter, error)
}

// Tx is one write transaction. Now is fixed for all of it. Insert methods
// return the row with its id.
type Tx interface {
	Reader
	ChannelReader
	ChatbotReader
	ChatbotTx
	ChatbotSecretReader
	Now() time.Time
	// Savepoint runs fn and rolls back its writes alone if it returns an error.
	Savepoint(fn func() error) error
	// ReadAhead makes LookupVisitor of some users of a brand fast, until much else is
	// written. It changes no result.
	ReadAhead(ctx context.Context, brand BrandID, users []int64) error

	InsertBrand(ctx context.Context, b Brand) (Brand, error)
	SaveBrand(ctx context.Context, b Brand) error
	// SaveChannel inserts the channel of a brand, or stores all of it but Offset and
	// Health. A sealed token leaves the stored one as it is.
	SaveChannel(ctx context.Context, c Channel) error
	DeleteChannel(ctx context.Context, id BrandID) error
	// SaveChatbotSecret inserts or replaces the secret of a brand's webhook.
	SaveChatbotSecret(ctx context.Context, id BrandID, s ChatbotSecret) error
	// DeleteChatbotSecret deletes it, if there is one.
	DeleteChatbotSecret(ctx context.Context, id BrandID) error
	SetOffset(ctx context.Context, id BrandID, offset int64) error
	SetHealth(ctx context.Context, id BrandID, h Health) error
	// QuarantineUpdate stores an update as received: one that cannot be applied, or
	// one of which message does not hold all.
	QuarantineUpdate(ctx context.Context, brand BrandID, u Update, message MessageID) error

	// SaveBrandFace inserts or replaces the face of a brand in a language.
	SaveBrandFace(ctx context.Context, f BrandFace) error
	DeleteBrandFace(ctx context.Context, brand BrandID, language string) error

	// SaveOperator inserts an operator without an id, or updates the one that has it.
	SaveOperator(ctx context.Context, o Operator) (Operator, error)
	InsertOperatorKey(ctx context.Context, k OperatorKey) (OperatorKey, error)
	// SaveOperatorKey stores when a key was used and revoked.
	SaveOperatorKey(ctx context.Context, k OperatorKey) error
	// InsertAudit appends an entry to the audit.
	InsertAudit(ctx context.Context, e AuditEntry) error

	InsertVisitor(ctx context.Context, v Visitor) (Visitor, error)
	// SaveVisitor stores all of v except Block.
	SaveVisitor(ctx context.Context, v Visitor) error
	// SaveBlock inserts an entry without an id into the block list, or updates the one
	// that has it, and stores with the visitor how they stand then.
	SaveBlock(ctx context.Context, b Block) (Block, error)

	// SaveBrandText inserts an automatic text of a brand, or replaces the one of its kind
	// and language.
	SaveBrandText(ctx context.Context, id BrandID, b BrandText) error
	DeleteBrandText(ctx context.Context, id BrandID, k TextKind, language string) error

	// TakePrelude moves the messages of what precedes the visitor's chat into it, counts those
	// of the visitor, and deletes what they were in.
	TakePrelude(ctx context.Context, c Chat) error
	// DropFromPrelude deletes a message of what precedes a chat; it returns false for any
	// other message, which stays.
	DropFromPrelude(ctx context.Context, id MessageID) (bool, error)

	// InsertChat inserts a chat, with its first milestones unless no report counts it.
	InsertChat(ctx context.Context, c Chat) (Chat, error)
	SaveChat(ctx context.Context, c Chat) error
	// ExpiredChats lists chats that change by themselves no later than t, see [Chat.DueAt],
	// earliest first.
	ExpiredChats(ctx context.Context, t time.Time, limit int) ([]Chat, error)
	// Milestones are those of a chat; the zero value of one that is in no report.
	Milestones(ctx context.Context, c Chat) (Milestones, error)
	// SaveMilestones stores the milestones of a chat, which InsertChat made, unless it is in
	// no report.
	SaveMilestones(ctx context.Context, c Chat, m Milestones) error
	// CountMessages adds to the counts of messages.
	CountMessages(ctx context.Context, counts []MessageCount) error
	// MoveDeadlines sets DeadlineAt = CountsFrom + limit of every chat of the brand that a
	// kind of limit moves, unless the chatbot ends it before. CountsFrom and WaitingSince
	// become now where they are later: they were written while the clock stood ahead. Chats
	// that are set aside stay as they are. Of business hours and warnings it knows nothing:
	// chats that those concern are then saved one by one.
	MoveDeadlines(ctx context.Context, brand BrandID, kind LimitKind, limit time.Duration, now time.Time) error

	// SaveTags replaces the tags of a chat. A tag that another chat of the brand has is
	// stored as it is written there.
	SaveTags(ctx context.Context, id ChatID, tags Tags) error
	InsertTransfer(ctx context.Context, t Transfer) (Transfer, error)
	// CloseTransfer stores what became of a transfer.
	CloseTransfer(ctx context.Context, t Transfer) error
	InsertParticipant(ctx context.Context, p Participant) error
	// EndParticipation notes that an operator takes part in a chat no more.
	EndParticipation(ctx context.Context, chat ChatID, op OperatorID, at time.Time) error
	// SetAvailability ends the operator's present availability and begins another.
	SetAvailability(ctx context.Context, a Availability) error
	// TakeTurn notes that routing offers a chat of the brand to an operator.
	TakeTurn(ctx context.Context, brand BrandID, op OperatorID, at time.Time) error

	// BeginErasure makes a stub of a visitor, and erases what is known of them but for the
	// contents of their chats: see EmptyChat. Their replies that are queued fail.
	BeginErasure(ctx context.Context, v Visitor) error
	// EndErasure notes that nothing but a stub is left of a visitor.
	EndErasure(ctx context.Context, id VisitorID) error
	// DeleteFile forgets a file, which must not be on disk any more.
	DeleteFile(ctx context.Context, uniqueID string) error
	// DeleteMessages deletes the oldest messages of a chat with all that belongs to them
	// but their files, and returns how many there were.
	DeleteMessages(ctx context.Context, chat ChatID, limit int) (int, error)
	// EmptyChat deletes what a chat without messages still has, and notes that its messages
	// were removed now.
	EmptyChat(ctx context.Context, chat ChatID) error

	InsertMessage(ctx context.Context, m Message) (Message, error)
	SaveMessage(ctx context.Context, m Message) error
	InsertMention(ctx context.Context, m Mention) error
	// Press is what became of a press that came before; "" if it is new.
	Press(ctx context.Context, brand BrandID, id string) (PressOutcome, error)
	// InsertPress notes what became of a press, and forgets those older than PressKept.
	InsertPress(ctx context.Context, brand BrandID, id string, o PressOutcome) error
	// Rating is that of a chat; the zero value if there is none.
	Rating(ctx context.Context, chat ChatID) (Rating, error)
	// SaveRating inserts or replaces the rating of a chat, but for the text of the comment.
	SaveRating(ctx context.Context, r Rating) error
	// LastAutomatic is the newest automatic text of a kind in a chat; the zero message if
	// there is none.
	LastAutomatic(ctx context.Context, chat ChatID, kind TextKind) (Message, error)
	// LastButtons is the newest message of the chat with buttons; 0 if there is none.
	LastButtons(ctx context.Context, chat ChatID) (MessageID, error)
	// SeeMentions marks what calls the operator in a chat as looked at now, and counts it.
	SeeMentions(ctx context.Context, op OperatorID, chat ChatID) (int, error)
	InsertEdit(ctx context.Context, id MessageID, e Edit) error
	// SaveFile inserts or replaces a file by its unique id.
	SaveFile(ctx context.Context, f File) error
	// RequeueFetching makes every file that was being fetched wanted again.
	RequeueFetching(ctx context.Context) (int, error)

	// MarkSendingUnknown turns every message left in state sending into unknown
	// (the desk died with the request under way) and returns how many there were.
	MarkSendingUnknown(ctx context.Context, why Problem) (int, error)
	// MarkUnsentUnknown does the same with queued messages too.
	MarkUnsentUnknown(ctx context.Context, why Problem) (int, error)

	// MoveDrafts takes the drafts of the visitor's chat before this one into it, but
	// for edits of its messages.
	MoveDrafts(ctx context.Context, chat Chat) error
	SaveDraft(ctx context.Context, op OperatorID, chat ChatID, kind DraftKind, draft Draft) error
	// SaveReadMark stores how far the operator has read a chat, unless they have read
	// further already.
	SaveReadMark(ctx context.Context, op OperatorID, m ReadMark) error
	// SaveCanned inserts a canned reply whose ID is 0, or updates the one of that id, and
	// replaces its list of files. Another one of the same [CannedRef] is CodeConflict.
	SaveCanned(ctx context.Context, c CannedReply) (CannedReply, error)
	DeleteCanned(ctx context.Context, id CannedID) error
	// SaveRetryAfter replaces the visitor's stored wait.
	SaveRetryAfter(ctx context.Context, brand BrandID, h RetryAfter) error
}
