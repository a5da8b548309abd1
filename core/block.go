package core

import (
	"strings"
	"time"
	"unicode/utf8"

	"tgdesk/core/clean"
)

// This file is the desk's own block list: whom the desk does not want to hear. It has
// nothing to do with a visitor who blocks the bot, see [Visitor.HasBlockedBot].

// BlockID identifies an entry of the block list.
type BlockID int64

// BlockState says how far an entry of the block list has come.
type BlockState string

// The states of an entry. The first two are live; a visitor has one live entry at most.
const (
	BlockAsked    BlockState = "asked" // by an operator; a supervisor decides
	BlockApproved BlockState = "approved"
	BlockRejected BlockState = "rejected"
	BlockLifted   BlockState = "lifted" // unblocked, or taken back by who had asked
)

// Live reports whether an entry in this state still has an effect.
func (s BlockState) Live() bool { return s == BlockAsked || s == BlockApproved }

// Block is an entry of the block list.
type Block struct {
	ID        BlockID // 0 if there is none
	Brand     BrandID
	Visitor   VisitorID
	State     BlockState
	Reason    string
	AskedBy   OperatorID // 0 for the chatbot, which also approved
	AskedAt   time.Time
	DecidedBy OperatorID // who approved, rejected or lifted it last; 0 while it is asked
	DecidedAt time.Time
	// Chat is where the visitor's messages are kept apart; 0 while there are none.
	Chat ChatID
}

// Decided returns b in another state, to which op brought it.
func (b Block) Decided(s BlockState, op OperatorID, now time.Time) Block {
	b.State, b.DecidedBy, b.DecidedAt = s, op, now
	return b
}

// ByChatbot returns the entry by which a chatbot puts v on the block list. before is the
// latest entry of v: what an operator asked for becomes the chatbot's own.
func (v Visitor) ByChatbot(before Block, reason string, now time.Time) Block {
	b := Block{Brand: v.BrandID, Visitor: v.ID, Reason: reason, AskedAt: now}
	if before.State.Live() {
		b.ID = before.ID
	}
	return b.Decided(BlockApproved, 0, now)
}

// MaxBlockReason bounds the reason of an entry, in characters.
const MaxBlockReason = 200

// CheckBlockReason returns a reason as it is stored, or a CodeInvalid error.
func CheckBlockReason(s string) (string, error) {
	reason := clean.Line(strings.TrimSpace(s)).String()
	switch n := utf8.RuneCountInString(reason); {
	case !clean.Visible(reason):
		return "", NewError(CodeInvalid, "block_reason_empty")
	case n > MaxBlockReason:
		return "", NewError(CodeInvalid, "block_reason_long", n, MaxBlockReason)
	}
	return reason, nil
}

// OnBlockList reports whether the desk keeps what the visitor writes apart.
func (v Visitor) OnBlockList() bool { return v.Block == BlockApproved }

// KeptApart returns the chat for what v writes while they are on the block list: it is
// completed from the first, waits for nobody and has nothing unread.
func KeptApart(v Visitor, now time.Time) Chat {
	return Chat{
		BrandID: v.BrandID, VisitorID: v.ID, State: Completed, Reason: ReasonApart, CreatedAt: now, CompletedAt: now, LastMessageAt: now,
	}
}

// EndedFor returns the open chat c completed because of what op did with its visitor: put
// them on the block list, or erased them.
func (c Chat) EndedFor(op Operator, now time.Time) Chat {
	c.EndedBy = op.ID
	return c.completed(ReasonOperator, now)
}

// VisitorRow is a visitor with what a list of them shows.
type VisitorRow struct {
	Visitor            Visitor
	Brand              string
	Chats              int
	Block              Block // the latest entry of the block list; zero if there never was one
	AskedBy, DecidedBy string
}

// VisitorQuery asks for a page of visitors, those who wrote first last. With Listed it is
// those with a live entry of the block list, requests first.
type VisitorQuery struct {
	Brands Set[BrandID] // empty = all
	Listed bool
	Before VisitorID // only those who wrote first before this one; 0 = all. Not with Listed
	Limit  int
}
