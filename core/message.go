package core

import (
	"fmt"
	"strings"
	"time"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// MessageID identifies a message within the desk and orders a transcript.
type MessageID int64

// From is who an entry of the transcript is from.
type From string

// Who a message is from. Notes are internal: they are never sent.
const (
	FromVisitor  From = "visitor"
	FromOperator From = "operator"
	FromBot      From = "bot"
	FromDesk     From = "desk"
	FromNote     From = "note"
)

// Kind says what an entry is: what a visitor sent, or which system line.
type Kind string

// Kinds of content. Those but KindText have an Attachment or show as a
// placeholder that names the kind.
const (
	KindText         Kind = "text"
	KindPhoto        Kind = "photo"
	KindVideo        Kind = "video"
	KindVideoNote    Kind = "video_note"
	KindVoice        Kind = "voice"
	KindAudio        Kind = "audio"
	KindAnimation    Kind = "animation"
	KindDocument     Kind = "document"
	KindSticker      Kind = "sticker"
	KindContact      Kind = "contact"
	KindLocation     Kind = "location"
	KindVenue        Kind = "venue"
	KindDice         Kind = "dice"
	KindPoll         Kind = "poll"
	KindStory        Kind = "story"
	KindPaidMedia    Kind = "paid_media"
	KindGame         Kind = "game"
	KindChecklist    Kind = "checklist"
	KindGift         Kind = "gift"
	KindService      Kind = "service" // Text names the service message, and in further lines what it is about
	KindLivePhoto    Kind = "live_photo"
	KindLiveLocation Kind = "live_location"
	KindButton       Kind = "button"      // Text is the label of the button that the visitor pressed, ReplyTo its message
	KindUnsupported  Kind = "unsupported" // Text names what Telegram called it, and in further lines what is known of it
)

// Kinds of system lines (From == FromDesk). Author is the operator or visitor
// they speak of, Text the other operator of what passes between two; the screen's
// catalogue makes the sentence.
const (
	KindPickedUp          Kind = "picked_up"
	KindPutBack           Kind = "put_back"
	KindReleased          Kind = "released"           // waits again, as its owner may not hold it any more
	KindOwnerGone         Kind = "owner_gone"         // waits again, as its owner is offline
	KindNotAnswered       Kind = "not_answered"       // waits again, as its owner did not answer
	KindAssigned          Kind = "assigned"           // by Author to Text
	KindTransferAsked     Kind = "transfer_asked"     // by Author of Text, or "" for anybody
	KindTransferAccepted  Kind = "transfer_accepted"  // by Author, from Text
	KindTransferRejected  Kind = "transfer_rejected"  // by Author; Text keeps it
	KindTransferWithdrawn Kind = "transfer_withdrawn" // by Author
	KindTransferExpired   Kind = "transfer_expired"   // Author keeps it
	KindInvited           Kind = "invited"            // by Author, Text
	KindJoined            Kind = "joined"
	KindLeft              Kind = "left"
	KindFellUnanswered    Kind = "fell_unanswered"
	KindEnded             Kind = "ended"
	KindClosedIdle        Kind = "closed_idle"
	KindClosedUnanswered  Kind = "closed_unanswered"
	KindClosedBotIdle     Kind = "closed_bot_idle"
	KindChatbotEnded      Kind = "chatbot_ended"
	KindForwarded         Kind = "forwarded"       // by the chatbot to people; Text is what they are told
	KindChatbotBlocked    Kind = "chatbot_blocked" // the chatbot put the visitor on the block list
	KindLeftForLater      Kind = "left_for_later"  // by the chatbot, as nobody is there
	KindChatbotFailed     Kind = "chatbot_failed"  // to people, as the chatbot failed; Text is the Problem
	KindChatbotOff        Kind = "chatbot_off"     // to people, as the chatbot was switched off
	KindVisitorEnded      Kind = "visitor_ended"
	KindSnoozed           Kind = "snoozed"      // set aside by an operator
	KindWoken             Kind = "woken"        // got back by an operator
	KindSnoozeOver        Kind = "snooze_over"  // back by itself
	KindBlockListed       Kind = "block_listed" // the desk blocked the visitor; not the next, which is about the bot
	KindBlocked           Kind = "blocked"
	KindUnblocked         Kind = "unblocked"
	KindMessagesRemoved   Kind = "messages_removed" // those before were kept for Text
	KindErased            Kind = "erased"           // the visitor was erased, with all messages
	KindRated             Kind = "rated"            // the visitor rated the chat: Text is [Rating.LineText]
)

// Delivery is how far an outgoing message has come.
type Delivery string

// The states of delivery. DeliveryNone belongs to what is not sent.
const (
	DeliveryNone    Delivery = ""
	DeliveryQueued  Delivery = "queued"  // not tried yet, or certainly not sent
	DeliverySending Delivery = "sending" // the request is in flight
	DeliverySent    Delivery = "sent"    // Telegram confirmed it
	DeliveryFailed  Delivery = "failed"  // Telegram refused it; Error says why
	DeliveryUnknown Delivery = "unknown" // may have arrived; only a person sends it again
)

// Message is one entry of a chat's transcript. Text, Author of a visitor and
// the attachment's names are text from outside.
type Message struct {
	ID            MessageID
	ChatID        ChatID
	VisitorID     VisitorID
	From          From
	Kind          Kind
	OperatorID    OperatorID
	Author        string // the writer's name when it was written
	Text          string
	TelegramID    int64 // Telegram's message id in the visitor's private chat; 0 until known
	Markup        markup.Encoded
	ReplyTo       int64  // Telegram id of the message this one answers; 0 if none
	Quote         string // the part of it that is answered, "" for all of it; text from outside
	ExternalReply ExternalReply
	Forward       string // whom the message is forwarded from, "" if it is not; text from outside
	SentAt        time.Time
	EditedAt      time.Time // zero if never edited
	DeletedAt     time.Time // zero unless an operator took it back
	Partial       bool      // some of it is only in its update: see [Reader.RawUpdate]
	Delivery      Delivery
	Problem       Problem // why delivery failed or is unknown
	Buttons       ButtonLabels
	Keyboard      bool     // Buttons take the place of the visitor's keyboard
	Pressed       int      // which of Buttons the visitor pressed, counted from 1; 0 for none
	Automatic     TextKind // of an automatic text
	Attachment    *Attachment
}

// CheckVisible returns a CodeInvalid error for a text of which nothing can be seen:
// Telegram refuses it, and nobody could read it.
func CheckVisible(text string) error {
	return invalid(!clean.Visible(text), "text_invisible")
}

// Resendable reports whether m failed or may not have arrived, and was not taken
// back.
func (m Message) Resendable() bool {
	return m.DeletedAt.IsZero() && (m.Delivery == DeliveryFailed || m.Delivery == DeliveryUnknown)
}

// Attachment is a file of a message as Telegram described it; sizes in bytes
// and pixels. FileName and MIME are text from outside.
type Attachment struct {
	Kind         Kind
	FileID       string
	FileUniqueID string
	FileName     string
	MIME         string
	Size         int64
	Width        int
	Height       int
	Duration     time.Duration
	AlbumID      string
	Emoji        string // of a sticker
	SetName      string // of a sticker
	Title        string // of music: who performs what
	ThumbID      string // file id of a small picture of it, "" if there is none
	// ThumbUniqueID is to the small picture what FileUniqueID is to the file.
	ThumbUniqueID string
	ThumbWidth    int // in pixels, 0 if unknown
	ThumbHeight   int
	Spoiler       bool // shown only when asked for
	File          File
	Thumb         File // the small picture, a file of its own
}

// Bytes is the file's size on disk, or else what Telegram said.
func (a *Attachment) Bytes() int64 {
	if a.File.Size > 0 {
		return a.File.Size
	}
	return a.Size
}

// Label describes the file on one line by name, dimensions and size, as far as they
// are known. It is text from outside.
func (a *Attachment) Label() string {
	if a == nil {
		return ""
	}
	var parts []string
	for _, name := range []string{a.FileName, a.Title, a.SetName} {
		if name != "" {
			parts = append(parts, name)
		}
	}
	if a.Width > 0 && a.Height > 0 {
		parts = append(parts, fmt.Sprintf("%d×%d", a.Width, a.Height))
	}
	if a.Bytes() > 0 {
		parts = append(parts, ExactSize(a.Bytes()))
	}
	return strings.Join(parts, " · ")
}

// ExternalReply describes a message that another one answers and that the desk does
// not have: an old one, one of another chat, a story. It is zero if there is none.
// Author and Text are text from outside.
type ExternalReply struct {
	Author string
	Kind   Kind
	Text   string // or caption
}

// UnknownOrigin is the Forward of a message whose origin is hidden.
const UnknownOrigin = "?"

// Edit is an earlier version of a message.
type Edit struct {
	Text     string
	Markup   markup.Encoded
	Kind     Kind
	FileName string    // the label of the attachment that was replaced, "" if it stayed
	Replaced time.Time // when the next version replaced it
}

// DraftKind is what a draft is to become. A draft of one kind never turns into one of
// another: a reply goes to the visitor, a note must not.
type DraftKind string

// The kinds of drafts.
const (
	DraftReply DraftKind = "reply"
	DraftNote  DraftKind = "note"
	DraftEdit  DraftKind = "edit" // the new text of a reply that was sent
)

// Draft is what an operator has begun to write in a chat; without text and files it is
// nothing.
type Draft struct {
	Text    string
	ReplyTo MessageID   // the message that a reply answers, 0 for none, or that an edit changes
	Files   StoredFiles // that a reply will have
}

// Drafts are what an operator has begun to write in a chat.
type Drafts struct{ Reply, Note, Edit Draft }

// Of returns the draft of a kind.
func (d Drafts) Of(kind DraftKind) Draft {
	switch kind {
	case DraftNote:
		return d.Note
	case DraftEdit:
		return d.Edit
	}
	return d.Reply
}
