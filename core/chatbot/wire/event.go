// Package wire is the JSON between the desk and a chatbot outside of it: a [core.BotEvent]
// goes out, an answer with actions comes back. Webhooks and commands share it; the topic
// chatbots of the manual describes it for those who write one.
//
// It must not send or receive anything, and must not do what an action says. What it reads
// is from outside: nothing is too long, too deep or too odd for it to refuse.
package wire

import (
	"encoding/json"
	"fmt"
	"time"

	"tgdesk/core"
)

// event is a core.BotEvent in JSON. Texts are "" where there is nothing, fields {}; only
// an attachment can be null. Fields may be added; none may be renamed, removed or change
// its meaning.
type event struct {
	ID              string            `json:"id"`
	Event           core.BotEventKind `json:"event"`
	At              string            `json:"at"` // RFC 3339, in UTC
	Brand           string            `json:"brand"`
	Chat            core.ChatID       `json:"chat"`
	Visitor         visitor           `json:"visitor"`
	Text            string            `json:"text"`
	Button          string            `json:"button"`
	Attachment      *attachment       `json:"attachment"`
	Source          string            `json:"source"`
	Fields          map[string]string `json:"fields"`
	OutsideHours    bool              `json:"outside_hours"`
	NobodyAvailable bool              `json:"nobody_available"`
	Memory          string            `json:"memory"`
}

type visitor struct {
	ID         core.VisitorID `json:"id"`
	TelegramID int64          `json:"telegram_id"`
	Name       string         `json:"name"`
	Language   string         `json:"language"`
}

type attachment struct {
	Kind core.Kind `json:"kind"`
	Name string    `json:"name"`
	MIME string    `json:"mime"`
	Size int64     `json:"size"` // in bytes; 0 if unknown
}

// Encode returns an event as one line of JSON, without a newline.
func Encode(e core.BotEvent) ([]byte, error) {
	out := event{
		ID: e.ID, Event: e.Kind, At: e.At.UTC().Format(time.RFC3339), Brand: e.Brand, Chat: e.Chat,
		Visitor: visitor{ID: e.Visitor, TelegramID: e.TelegramID, Name: e.Name, Language: e.Language},
		Text:    e.Text, Button: e.Button, Source: e.Source, Fields: e.Fields,
		OutsideHours: e.Closed, NobodyAvailable: e.Nobody, Memory: e.Memory,
	}
	if out.Fields == nil {
		out.Fields = map[string]string{}
	}
	if a := e.Attachment; a != nil {
		out.Attachment = &attachment{Kind: a.Kind, Name: a.FileName, MIME: a.MIME, Size: a.Bytes()}
	}
	line, err := json.Marshal(out)
	if err != nil { // cannot happen: strings and numbers
		return nil, fmt.Errorf("write an event for a chatbot: %w", err)
	}
	return line, nil
}
