// Package export writes a chat as text, as an HTML page or as a JSON document.
//
// All text comes from outside: what is written for people is clean, what goes
// into a page is escaped, and what goes into a document is exact. The package
// must not write files; it is given writers.
package export

import (
	"context"
	"fmt"
	"io"
	"time"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
)

// Exporter writes chats. Its writers print a chat of r that row describes.
type Exporter struct {
	Zone     *time.Location // of the times in text and pages
	Now      time.Time
	MediaDir string // where files lie
	Words    *locale.Catalogue
	// Marks are how far the operator who asks has read the open chats.
	Marks map[core.ChatID]core.ReadMark
	// NoNotes leaves out what operators write for each other.
	NoNotes bool
	// Versions has the earlier versions of edited messages too.
	Versions bool
	// FileName is where the file of a message lies beside what is written, a relative path
	// with slashes; "" if it does not. nil is for files that lie nowhere beside it.
	FileName func(core.Message) string
	// Index is the address of the list of chats that a page belongs to, "" for none.
	Index string
	// Counted counts the messages that were written; it may be nil.
	Counted *int
}

// fileName is the file of a message beside what is written, "" if there is none.
func (x Exporter) fileName(m core.Message) string {
	if x.FileName == nil || m.Attachment == nil {
		return ""
	}
	return x.FileName(m)
}

// versions are the earlier versions of a message, if they are to be written.
func (x Exporter) versions(ctx context.Context, r core.Reader, m core.Message) ([]core.Edit, error) {
	if !x.Versions || m.EditedAt.IsZero() {
		return nil, nil
	}
	return r.Edits(ctx, m.ID)
}

// Unread is how many of the visitor's messages in a chat the operator who asks has not
// seen; in a completed one nothing waits to be read.
func (x Exporter) Unread(c core.Chat) int {
	if !c.Open() {
		return 0
	}
	return x.Marks[c.ID].Unread(c)
}

// Format is a way to write a chat.
type Format func(x Exporter, ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error

// FormatNamed returns the format of that name: text, html or json; nil for any
// other.
func FormatNamed(name string) Format {
	return map[string]Format{"text": Exporter.Text, "html": Exporter.HTML, "json": JSON("\n")}[name]
}

// Text writes a transcript for reading.
func (x Exporter) Text(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	if _, err := fmt.Fprintf(w, "Chat #%d\n", row.Chat.ID); err != nil {
		return err
	}
	for _, line := range x.summary(row) {
		if _, err := fmt.Fprintf(w, "%-10s %s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	day := ""
	return x.eachEntry(ctx, r, row, func(e entry) error {
		if d := x.day(e.SentAt); d != day {
			day, e.Continued = d, false
			if _, err := fmt.Fprintf(w, "\n%s\n\n", d); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, x.entryText(e))
		return err
	})
}

// JSON is the document of chat show --json, with newline before each message.
func JSON(newline string) Format {
	return func(x Exporter, ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
		head, err := output.EncodeJSON(x.ChatDocument(row))
		if err != nil {
			return err
		}
		a := output.NewArray(w, fmt.Sprintf(`{"chat":%s,%s"messages":[`, head, newline))
		a.Newline = newline
		err = x.eachMessage(ctx, r, row.Chat.ID, func(m core.Message) error {
			d, err := x.fullDocument(ctx, r, m)
			if err != nil {
				return err
			}
			return a.Add(d)
		})
		if err != nil {
			return err
		}
		return a.End()
	}
}

func (x Exporter) day(t time.Time) string { return x.Words.Date(t.In(x.Zone)) }

func (x Exporter) time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(x.Zone).Format("2006-01-02 15:04")
}

// summary describes a chat in label and value, for people. Values are clean.
func (x Exporter) summary(r core.ChatRow) [][2]string {
	w := x.Words
	blocked := ""
	if r.Visitor.HasBlockedBot() {
		blocked = "has blocked the bot"
	}
	var lines [][2]string
	for _, line := range [][2]string{
		{"Visitor", output.Join(" · ", VisitorName(r.Visitor), output.Handle(r.Visitor.Username), string(clean.Line(r.Visitor.Language)), blocked)},
		{"Brand", string(clean.Line(r.Brand))},
		{"State", output.Join(" · ", w.State(r.Chat.State), w.Reason(r.Chat.Reason, string(clean.Line(r.EndedBy))))},
		{"Operator", string(clean.Line(r.Owner))},
		{"Source", string(clean.Line(r.Chat.Source))},
		{"Began", x.time(r.Chat.CreatedAt)},
		{"Deadline", x.time(r.Chat.DeadlineAt)},
		{"Completed", x.time(r.Chat.CompletedAt)},
		{"Rating", w.Rating(r.Rating, string(clean.Line(w.Readable(r.Rating.Comment))))},
	} {
		if line[1] != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// VisitorName is a visitor's name for people, clean.
func VisitorName(v core.Visitor) string {
	return string(clean.Name(v.Name(), v.Handle()))
}

// Preview is a message on one line of a list; "" for no message.
func (x Exporter) Preview(m core.Message) string {
	if m.ID == 0 {
		return ""
	}
	return x.readableText(m)
}

// eachMessage gives fn the messages that are to be written, oldest first.
func (x Exporter) eachMessage(ctx context.Context, r core.Reader, chat core.ChatID, fn func(core.Message) error) error {
	return EachMessage(ctx, r, chat, func(m core.Message) error {
		if x.NoNotes && m.From == core.FromNote {
			return nil
		}
		if x.Counted != nil {
			*x.Counted++
		}
		return fn(m)
	})
}

// pageSize is how many messages are read at once.
const pageSize = 200

// EachMessage gives fn the messages of a chat, oldest first.
func EachMessage(ctx context.Context, r core.Reader, chat core.ChatID, fn func(core.Message) error) error {
	q := core.MessageQuery{Chat: chat, After: -1, Limit: pageSize} // ids are positive
	return core.Each(pageSize, func() ([]core.Message, error) { return r.Messages(ctx, q) }, func(m core.Message) error {
		q.After = m.ID
		return fn(m)
	})
}
