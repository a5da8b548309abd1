package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
)

// textOf is what an entry says: a message's own text, or the sentence of a
// system line.
func textOf(m core.Message) string {
	if m.From != core.FromDesk {
		return m.Text
	}
	return locale.English().System(m.Kind, m.Author, core.ReasonNone)
}

// shownText is textOf for people: clean, and with a placeholder where the
// message is no text.
func shownText(m core.Message) string {
	if m.From == core.FromDesk {
		m.Author = string(clean.Line(m.Author))
		return textOf(m)
	}
	text := string(clean.Message(m.Text))
	switch m.Kind {
	case core.KindText:
		return text
	case core.KindService:
		return locale.English().Service(string(clean.Line(m.Text)), string(clean.Line(m.Author)))
	}
	return locale.English().Placeholder(m.Kind, text)
}

func preview(m core.Message) string {
	if m.ID == 0 {
		return ""
	}
	return shownText(m)
}

func visitorName(v core.Visitor) string {
	return string(clean.Name(v.Name(), v.Handle()))
}

// authorOf names who wrote an entry, for people.
func authorOf(m core.Message) string {
	author := string(clean.Name(m.Author, string(m.From)))
	if m.From == core.FromNote {
		return locale.English().NoteBy(author)
	}
	return author
}

// remarksOf lists what else there is to say of a message: whose it was, that it
// was taken back or edited, how far its delivery came and why no further.
func remarksOf(m core.Message) []string {
	var remarks []string
	if m.Forward != "" {
		remarks = append(remarks, locale.English().Forwarded(string(clean.Line(m.Forward))))
	}
	if !m.DeletedAt.IsZero() {
		remarks = append(remarks, locale.English().Deleted)
	}
	if !m.EditedAt.IsZero() {
		remarks = append(remarks, locale.English().Edited)
	}
	if m.Delivery != core.DeliveryNone {
		remarks = append(remarks, locale.English().Delivery(m.Delivery))
	}
	if m.Problem != "" {
		remarks = append(remarks, string(clean.Line(problemText(m.Problem))))
	}
	return remarks
}

// headOf describes a chat in label and value, for people. Values are clean.
func (c *cli) headOf(r core.ChatRow) [][2]string {
	w := locale.English()
	head := [][2]string{
		{"Visitor", joined(" · ", visitorName(r.Visitor), atName(r.Visitor.Username), string(clean.Line(r.Visitor.Language)), blockedWord(r.Visitor))},
		{"Brand", string(clean.Line(r.Brand))},
		{"State", joined(" · ", w.State(r.Chat.State), w.Reason(r.Chat.Reason, string(clean.Line(r.EndedBy))))},
		{"Operator", string(clean.Line(r.Owner))},
		{"Source", string(clean.Line(r.Chat.Source))},
		{"Began", c.when(r.Chat.CreatedAt)},
		{"Deadline", c.when(r.Chat.DeadlineAt)},
		{"Completed", c.when(r.Chat.CompletedAt)},
	}
	kept := head[:0]
	for _, line := range head {
		if line[1] != "" && line[1] != "-" {
			kept = append(kept, line)
		}
	}
	return kept
}

func atName(username string) string {
	if username == "" {
		return ""
	}
	return "@" + string(clean.Line(username))
}

func blockedWord(v core.Visitor) string {
	if !v.Blocked() {
		return ""
	}
	return "has blocked the bot"
}

// joined joins the parts that are not empty.
func joined(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

// writeChatText prints a transcript for reading.
func (c *cli) writeChatText(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	if _, err := fmt.Fprintf(w, "Chat #%d\n", row.Chat.ID); err != nil {
		return err
	}
	for _, line := range c.headOf(row) {
		if _, err := fmt.Fprintf(w, "%-10s %s\n", line[0], line[1]); err != nil {
			return err
		}
	}
	day := ""
	return eachEntry(ctx, r, row, func(e entry) error {
		if d := c.dayOf(e.SentAt); d != day {
			day, e.Part = d, false
			if _, err := fmt.Fprintf(w, "\n%s\n\n", d); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, c.entryText(e))
		return err
	})
}

func (c *cli) dayOf(t time.Time) string { return locale.English().Date(t.In(c.zone)) }

// writeChatJSON prints the document of chat show --json.
func (c *cli) writeChatJSON(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	head, err := encode(documentOfChat(row, c.now()))
	if err != nil {
		return err
	}
	a, err := beginArray(w, fmt.Sprintf("{\"chat\":%s,\n\"messages\":[", head))
	if err != nil {
		return err
	}
	if err := eachMessage(ctx, r, row.Chat.ID, func(m core.Message) error { return a.add(documentOfMessage(m, c.mediaDir())) }); err != nil {
		return err
	}
	return a.end()
}
