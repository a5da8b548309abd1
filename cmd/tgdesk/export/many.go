package export

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
)

// Series writes many chats one after the other to one writer.
type Series struct {
	Name string // of a file with it
	// Head writes what stands before the first chat; nil for nothing.
	Head func(w io.Writer) error
	// Chat writes one chat. It is a [Format].
	Chat Format
	// Gap writes what stands between two chats; nil for nothing.
	Gap func(w io.Writer) error
}

// SeriesNamed returns the series of a format: csv with a row a chat, messages with a row a
// message, jsonl, text.
func SeriesNamed(format string) (Series, bool) {
	s, ok := map[string]Series{
		"csv":      {Name: "chats.csv", Head: head(chatColumns()), Chat: Exporter.chatCSV},
		"messages": {Name: "messages.csv", Head: head(messageColumns()), Chat: Exporter.messagesCSV},
		"jsonl":    {Name: "chats.jsonl", Chat: JSON("")},
		"text":     {Name: "chats.txt", Chat: Exporter.Text, Gap: rule},
	}[format]
	return s, ok
}

func rule(w io.Writer) error {
	_, err := io.WriteString(w, "\n"+strings.Repeat("─", 72)+"\n\n")
	return err
}

func head(columns []string) func(io.Writer) error {
	return func(w io.Writer) error { return output.NewCSV(w).Row(columns...) }
}

// The names of columns are those of the documents, as far as these have them.
func chatColumns() []string {
	return []string{
		"chat", "brand", "state", "operator", "held_by", "participants", "source", "visitor_id", "telegram_id", "visitor", "username", "language", "blocked", "tags",
		"created_at", "last_message_at", "completed_at", "reason", "rating_scale", "rating", "rating_comment",
		"from_visitor", "from_operators", "from_chatbot", "automatic", "notes", "attachments",
	}
}

// chatCSV writes a row with what there is of a chat, and counts its messages.
func (x Exporter) chatCSV(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	var visitor, operators, chatbot, automatic, notes, files int
	err := x.eachMessage(ctx, r, row.Chat.ID, func(m core.Message) error {
		switch {
		case m.Automatic != "":
			automatic++
		case m.From == core.FromVisitor:
			visitor++
		case m.From == core.FromOperator:
			operators++
		case m.From == core.FromBot:
			chatbot++
		case m.From == core.FromNote:
			notes++
		}
		if m.Attachment != nil {
			files++
		}
		return nil
	})
	if err != nil {
		return err
	}
	d := x.ChatDocument(row)
	scale, score, comment := "", "", ""
	if d.Rating != nil {
		scale, score, comment = string(d.Rating.Scale), strconv.Itoa(d.Rating.Score), cell(d.Rating.Comment)
	}
	return output.NewCSV(w).Row(
		strconv.FormatInt(int64(d.ID), 10), d.Brand, string(d.State), cell(d.Operator), cell(d.HeldBy), strings.Join(d.Participants, " "), cell(d.Source),
		strconv.FormatInt(int64(d.Visitor.ID), 10), cell(d.Visitor.TelegramID), d.Visitor.Name, cell(d.Visitor.Username), cell(d.Visitor.Language), strconv.FormatBool(d.Visitor.Blocked),
		strings.Join(d.Tags, " "), cell(d.CreatedAt), cell(d.LastMessageAt), cell(d.CompletedAt), cell(d.Reason), scale, score, comment,
		strconv.Itoa(visitor), strconv.Itoa(operators), strconv.Itoa(chatbot), strconv.Itoa(automatic), strconv.Itoa(notes), strconv.Itoa(files),
	)
}

func messageColumns() []string {
	return []string{
		"chat", "message", "brand", "visitor_id", "visitor", "from", "author", "kind", "text", "sent_at", "edited_at", "deleted_at", "replaced_at", "delivery", "error",
		"telegram_message_id", "reply_to", "quote", "forward", "automatic", "buttons", "pressed", "file_name", "mime", "size", "file",
	}
}

// messagesCSV writes a row for each message of a chat. Earlier versions stand before the
// message; they have replaced_at.
func (x Exporter) messagesCSV(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	out := output.NewCSV(w)
	return x.eachMessage(ctx, r, row.Chat.ID, func(m core.Message) error {
		d, err := x.fullDocument(ctx, r, m)
		if err != nil {
			return err
		}
		before := []string{strconv.FormatInt(int64(row.Chat.ID), 10), strconv.FormatInt(int64(m.ID), 10), row.Brand, strconv.FormatInt(int64(row.Visitor.ID), 10), row.Visitor.Name(), string(d.From), cell(d.Author)}
		if d.Versions != nil {
			for _, v := range *d.Versions {
				cells := append(before[:len(before):len(before)], string(v.Kind), v.Text, cell(d.SentAt), "", "", cell(v.ReplacedAt), "", "", cell(d.TelegramID))
				cells = append(cells, make([]string, 6)...)
				if err := out.Row(append(cells, cell(v.FileName), "", "", "")...); err != nil {
					return err
				}
			}
		}
		var buttons []string
		for _, labels := range d.Buttons {
			buttons = append(buttons, strings.Join(labels, " | "))
		}
		name, mime, size, file := "", "", "", ""
		if a := d.Attachment; a != nil {
			name, mime, size, file = cell(a.FileName), cell(a.MIME), strconv.FormatInt(a.Size, 10), cell(a.File)
		}
		return out.Row(append(before[:len(before):len(before)],
			string(d.Kind), d.Text, cell(d.SentAt), cell(d.EditedAt), cell(d.DeletedAt), "", cell(d.Delivery), cell(d.Error), cell(d.TelegramID), cell(d.ReplyTo), cell(d.Quote), cell(d.Forward),
			cell(d.Automatic), strings.Join(buttons, "\n"), cell(d.Pressed), name, mime, size, file)...)
	})
}

// cell is a field of a document in a table; nothing where that is null.
func cell[T string | int64](v *T) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}
