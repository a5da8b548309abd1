package core

import (
	"strconv"
	"strings"
	"time"
)

// VisitorID identifies a visitor within the desk.
type VisitorID int64

// Visitor is a Telegram user as one brand sees them: the same person writing
// to two brands is two visitors.
type Visitor struct {
	ID      VisitorID
	BrandID BrandID
	Profile
	// BlockedBotAt is when the visitor blocked the bot (or deleted the account);
	// zero while they can be written to.
	BlockedBotAt time.Time
	// Block is how the visitor stands on the desk's own block list, "" for not at all.
	Block     BlockState
	FirstSeen time.Time
	LastSeen  time.Time // earlier than the newest message by less than LastSeenPrecision
	Start     StartCommand
	Thread    int64 // of the topic of the private chat in which they wrote last; 0 for none
	// Keyboard is that buttons may stand in the place of their keyboard.
	Keyboard bool
	ErasedAt time.Time // when they were erased, so that only a stub is left; else zero
}

// StartCommand is the latest "/start" of a visitor who had no open chat. It opens
// none: it begins the transcript of the chat that their words open.
type StartCommand struct {
	TelegramID int64  // stays when the chat opens: an earlier "/start" is a duplicate
	Text       string // "" once a chat has opened
	At         time.Time
	Source     string // the payload of the latest one that had one
}

// LastSeenPrecision is how exact a visitor's LastSeen is: storing it with every
// message would cost half as much as the message.
const LastSeenPrecision = time.Minute

// Profile describes a Telegram user. All of it but TelegramID is text from outside.
type Profile struct {
	TelegramID int64
	FirstName  string
	LastName   string
	Username   string
	Language   string // IETF tag, may be empty
}

// Name is the visitor's full name as they wrote it; it is text from outside.
func (p Profile) Name() string {
	return strings.TrimSpace(p.FirstName + " " + p.LastName)
}

// Handle is shown for a visitor whose name is blank. It is text from outside.
func (p Profile) Handle() string {
	if p.TelegramID < 0 { // of the stub that is left of somebody who was erased
		return "erased #" + strconv.FormatInt(-p.TelegramID, 10)
	}
	if p.Username != "" {
		return "@" + p.Username
	}
	return "#" + strconv.FormatInt(p.TelegramID, 10)
}

// HasBlockedBot reports whether the visitor blocked the bot or deleted the account: they
// cannot be written to.
func (v Visitor) HasBlockedBot() bool { return !v.BlockedBotAt.IsZero() }
