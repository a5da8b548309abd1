package core

import "time"

// VisitorLookup is the result of [Reader.LookupVisitor].
type VisitorLookup struct {
	Visitor   Visitor
	Chat      Chat // the visitor's open one
	Duplicate bool // the message is stored already
}

// RowQuery asks for a page of one state's list. The page starts after the
// cursor in list order (or ends before it, with Before), or at the list's
// start (end, with Before) when Cursor is nil. Rows come in list order.
type RowQuery struct {
	State  State
	Brands Set[BrandID] // empty = all
	Owner  OperatorID   // 0 = all; a waiting chat has none
	Asked  OperatorID   // only chats whose open transfer asks this operator; 0 = all
	Mine   OperatorID   // of the others, only chats that this operator owns or takes part in; 0 = all
	Except OperatorID   // only chats of neither kind; 0 = all
	Unread OperatorID   // only chats with messages that this operator has not seen; 0 = all
	Tag    string       // only chats with this tag; "" = all
	Source string       // only chats that a link with this payload led to; "" = all
	Apart  bool         // only chats that are kept apart, which no other list has
	Cursor *Cursor
	From   bool // include the row at the cursor itself
	Before bool
	Limit  int
}

// ChatQuery asks for chats that a list shows, in the order of their numbers and of any
// state. Empty fields ask for all.
type ChatQuery struct {
	Brands Set[BrandID]
	State  State
	Tag    string
	Source string    // only chats that a link with this payload led to
	From   time.Time // only chats that began then or later
	To     time.Time // only chats that began before
	After  ChatID    // only chats with greater numbers
	Last   ChatID    // no chat with a greater number; 0 = any
	Limit  int
}

// FileQuery asks for files of a brand in one state: for a visitor, those that are
// wanted from the one wanted first on, or those that are held from the newest on.
// Visitor 0 asks for those that somebody requested, oldest first.
type FileQuery struct {
	Brand   BrandID
	State   FileState // FileWanted or FileHeld
	Visitor VisitorID
	Limit   int
}

// StaleQuery asks for a page of the files of a brand that were fetched before a time, in
// that order, but for those of the chats that somebody looks at.
type StaleQuery struct {
	Brand  BrandID
	Before time.Time
	Shown  []ChatID
	After  File // the last of the page before; the zero File begins
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
