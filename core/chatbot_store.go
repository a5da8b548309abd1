package core

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tgdesk/core/clean"
)

// QueuedBotEvent is an event that a chatbot has not answered yet.
type QueuedBotEvent struct {
	ID      int64
	UID     string // the [BotEvent.ID]
	Brand   BrandID
	Chat    ChatID
	Kind    BotEventKind
	Message MessageID // that it is about, 0 for none
	At      time.Time
}

// VisitorField is something that is known of a visitor, such as an order number. Both
// are text from outside.
type VisitorField struct{ Name, Value string }

// CheckVisitorField returns a field as it is stored among those that a visitor has, or a
// CodeInvalid error. A field without a value is one that is removed.
func CheckVisitorField(has []VisitorField, f VisitorField) (VisitorField, error) {
	f.Name = clean.Line(strings.TrimSpace(f.Name)).String()
	f.Value = strings.Join(strings.Fields(clean.Message(f.Value).String()), " ") // longer than a Line may be
	switch {
	case !clean.Visible(f.Name) || utf8.RuneCountInString(f.Name) > MaxFieldName || utf8.RuneCountInString(f.Value) > MaxFieldValue:
		return f, NewError(CodeInvalid, "visitor_field", MaxFieldName, MaxFieldValue)
	case len(has) >= MaxVisitorFields && !slices.ContainsFunc(has, func(o VisitorField) bool { return o.Name == f.Name }):
		return f, NewError(CodeInvalid, "visitor_fields", MaxVisitorFields)
	}
	return f, nil
}

// ChatbotReader reads what chatbots work with. It is apart from Reader, which is handed
// to screens.
type ChatbotReader interface {
	// NextBotEvents lists the oldest queued event of each chat of a brand, oldest first.
	NextBotEvents(ctx context.Context, brand BrandID, limit int) ([]QueuedBotEvent, error)
	// QueuedBotEvents counts the queued events of a chat.
	QueuedBotEvents(ctx context.Context, chat ChatID) (int, error)
	// BotMemory is what the chatbot's last answer in a chat asked to be given back.
	BotMemory(ctx context.Context, chat ChatID) (string, error)
	// Flow is the flow of a brand; zero if it never had one.
	Flow(ctx context.Context, brand BrandID) (Flow, error)
}

// ChatbotTx changes what chatbots work with.
type ChatbotTx interface {
	InsertBotEvent(ctx context.Context, e QueuedBotEvent) error
	// DeleteBotEvent deletes a queued event; CodeNotFound if somebody did already.
	DeleteBotEvent(ctx context.Context, id int64) error
	SaveBotMemory(ctx context.Context, chat ChatID, memory string) error
	// ForgetBotMemories deletes those of all chats of a brand.
	ForgetBotMemories(ctx context.Context, brand BrandID) error
	// SaveFlow replaces the flow of a brand.
	SaveFlow(ctx context.Context, brand BrandID, f Flow) error
	// SaveVisitorField sets a field of a visitor; "" removes it.
	SaveVisitorField(ctx context.Context, v VisitorID, f VisitorField) error
}
