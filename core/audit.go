package core

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Door is the way by which somebody acts on the desk.
type Door string

// The doors.
const (
	DoorScreen Door = "screen" // a screen on the desk's own machine
	DoorSSH    Door = "ssh"    // a screen or a verb over SSH
	DoorCLI    Door = "cli"    // a verb on the desk's own machine
	DoorEngine Door = "engine" // nobody: the desk itself, or a visitor
)

type doorKey struct{}

type doorValue struct {
	door    Door
	session string
}

// WithDoor returns a context for what is done through a door in a session; session
// may be "". It is for the audit: nothing is decided by it.
func WithDoor(ctx context.Context, door Door, session string) context.Context {
	return context.WithValue(ctx, doorKey{}, doorValue{door, session})
}

// DoorOf returns the door and the session of a context; DoorEngine without one.
func DoorOf(ctx context.Context) (door Door, session string) {
	v, ok := ctx.Value(doorKey{}).(doorValue)
	if !ok {
		return DoorEngine, ""
	}
	return v.door, v.session
}

// Act is what somebody did, in an entry of the audit.
type Act string

// The acts.
const (
	ActChatOpened      Act = "chat_opened"
	ActChatPickedUp    Act = "chat_picked_up"
	ActChatPutBack     Act = "chat_put_back"
	ActChatUnanswered  Act = "chat_unanswered"
	ActChatForwarded   Act = "chat_forwarded" // by the chatbot, or away from it
	ActChatCompleted   Act = "chat_completed"
	ActBlockAsked      Act = "block_asked"
	ActBlocked         Act = "blocked"
	ActBlockRejected   Act = "block_rejected"
	ActUnblocked       Act = "unblocked"
	ActVisitorErased   Act = "visitor_erased"
	ActChatSnoozed     Act = "chat_snoozed"
	ActChatWoken       Act = "chat_woken"
	ActChatTagged      Act = "chat_tagged"
	ActChatOffered     Act = "chat_offered"
	ActChatAssigned    Act = "chat_assigned"
	ActChatLost        Act = "chat_lost" // its owner was gone or silent for too long
	ActTransfer        Act = "transfer"  // Subject is to whom and what became of it
	ActInvited         Act = "invited"
	ActJoined          Act = "joined"
	ActLeft            Act = "left"
	ActReplyEdited     Act = "reply_edited"
	ActReplyDeleted    Act = "reply_deleted"
	ActBrandAdded      Act = "brand_added"
	ActBrandChanged    Act = "brand_changed"
	ActBrandRemoved    Act = "brand_removed"
	ActChannelEnabled  Act = "channel_enabled"
	ActChannelDisabled Act = "channel_disabled"
	ActChannelTaken    Act = "channel_taken_over"
	ActWebhookRemoved  Act = "webhook_removed"
	ActTokenReplaced   Act = "token_replaced"
	ActOperatorAdded   Act = "operator_added"
	ActOperatorChanged Act = "operator_changed"
	ActOperatorRemoved Act = "operator_removed"
	ActTextChanged     Act = "text_changed" // an automatic text
	ActCannedAdded     Act = "canned_added"
	ActCannedChanged   Act = "canned_changed"
	ActCannedRemoved   Act = "canned_removed"
	ActKeyAdded        Act = "key_added"
	ActKeyRevoked      Act = "key_revoked"
	ActLogin           Act = "login"
	ActLogout          Act = "logout"
	ActLoginFailed     Act = "login_failed"
	ActSecretMade      Act = "chatbot_secret_made"
	ActSecretShown     Act = "chatbot_secret_shown"
	ActFaceChanged     Act = "bot_profile_changed"
	ActExported        Act = "exported"
	ActBackup          Act = "backup"
)

// Acts lists the acts.
func Acts() []Act {
	return []Act{
		ActChatOpened, ActChatPickedUp, ActChatPutBack, ActChatUnanswered, ActChatForwarded, ActChatCompleted, ActChatTagged, ActChatSnoozed, ActChatWoken, ActBlockAsked, ActBlocked, ActBlockRejected, ActUnblocked, ActChatOffered, ActChatAssigned, ActChatLost,
		ActTransfer, ActInvited, ActJoined, ActLeft, ActReplyEdited, ActReplyDeleted, ActBrandAdded, ActBrandChanged, ActBrandRemoved, ActChannelEnabled,
		ActChannelDisabled, ActChannelTaken, ActWebhookRemoved, ActTokenReplaced, ActOperatorAdded, ActOperatorChanged, ActOperatorRemoved, ActCannedAdded,
		ActCannedChanged, ActCannedRemoved, ActTextChanged, ActKeyAdded, ActKeyRevoked, ActLogin, ActLogout, ActLoginFailed, ActSecretMade, ActSecretShown, ActFaceChanged, ActVisitorErased, ActExported, ActBackup,
	}
}

// ActsLike returns the acts that words mean, in any order: each word begins one of an
// act's. No words mean none.
func ActsLike(words string) (acts []Act) {
	asked := strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r == '_' || r == ',' || unicode.IsSpace(r) })
	if len(asked) == 0 {
		return nil
	}
	for _, a := range Acts() {
		parts := strings.Split(string(a), "_")
		if !slices.ContainsFunc(asked, func(w string) bool {
			return !slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(p, w) })
		}) {
			acts = append(acts, a)
		}
	}
	return acts
}

// ParseSince reads a point of time before now: an age such as "2h" or "7d", the beginning of
// "today" or "yesterday", a time of today, a date, or a date and time, which are of the zone of now unless they name another.
func ParseSince(text string, now time.Time) (_ time.Time, ok bool) {
	if age, err := ParseLimit(text); err == nil {
		return now.Add(-age), true
	}
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "today":
		return onDay(now, 0, 0), true
	case "yesterday":
		return onDay(now, -1, 0), true
	}
	if clock, ok := parseClock(text); ok {
		return onDay(now, 0, clock), true
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	return parseLocal(text, now.Location(), "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly)
}

// AuditID identifies an entry of the audit; later entries have greater ids.
type AuditID int64

// AuditEntry says who did what. Entries are never changed or deleted; only the words of
// those about a visitor go when the visitor is erased.
type AuditEntry struct {
	ID       AuditID
	At       time.Time
	Operator OperatorID // 0 if it was no operator
	Name     string     // of the operator then
	Via      Door
	Session  string // "" if there is none
	Act      Act
	Brand    BrandID // 0 if it is about none
	// BrandName is of Brand as it is called now, or was when it was removed.
	BrandName string
	Chat      ChatID    // 0 if it is about none
	Visitor   VisitorID // 0 if it is about none, or about a chat
	Subject   string    // what it is about besides, such as an operator's name or a fingerprint
	// Before and After are what was and what became of it, for people.
	Before, After string
}

// AuditQuery asks for entries, newest first.
type AuditQuery struct {
	Operator OperatorID // 0 = all
	Name     string     // of the operator at the time of the entry; "" = all
	Chat     ChatID     // 0 = all
	Brands   Set[BrandID]
	Acts     []Act // none = all
	Since    time.Time
	Before   AuditID // only older entries; 0 = all
	Limit    int
}
