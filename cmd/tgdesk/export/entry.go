package export

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
	"tgdesk/tui/richtext"
)

// entry is a message as a transcript shows it. Its texts but Message's are clean.
type entry struct {
	core.Message
	Answers   string // what it answers, on one line
	File      string // what is attached, on one line
	Buttons   []string
	Versions  []core.Edit
	Continued bool // it goes on with the album of the entry before, and needs no head of its own
}

// eachEntry gives fn the transcript of a chat, oldest first, and an album as a
// whole where its first part came, as the screen shows it.
func (x Exporter) eachEntry(ctx context.Context, r core.Reader, row core.ChatRow, fn func(entry) error) error {
	var before core.Message
	one := func(m core.Message) error {
		answers, err := x.answersLine(ctx, r, row.Visitor.ID, m)
		if err != nil {
			return err
		}
		versions, err := x.versions(ctx, r, m)
		if err != nil {
			return err
		}
		e := entry{Message: m, Answers: answers, File: x.fileLine(m), Buttons: x.Words.Buttons(m), Versions: versions, Continued: x.sameAlbum(before, m)}
		before = m
		return fn(e)
	}
	albums := map[string]bool{}
	return x.eachMessage(ctx, r, row.Chat.ID, func(m core.Message) error {
		if m.Attachment == nil || m.Attachment.AlbumID == "" {
			return one(m)
		}
		key := string(m.From) + m.Attachment.AlbumID
		if albums[key] {
			return nil
		}
		albums[key] = true
		parts, err := albumOf(ctx, r, m)
		for i := 0; err == nil && i < len(parts); i++ {
			err = one(parts[i])
		}
		return err
	})
}

// albumOf lists the parts of a message's album in the order in which they were
// sent, which is that of Telegram's ids.
func albumOf(ctx context.Context, r core.Reader, m core.Message) ([]core.Message, error) {
	parts, err := r.Album(ctx, m.ChatID, m.Attachment.AlbumID)
	parts = slices.DeleteFunc(parts, func(p core.Message) bool { return p.From != m.From })
	if m.From == core.FromVisitor {
		slices.SortStableFunc(parts, func(a, b core.Message) int { return cmp.Compare(a.TelegramID, b.TelegramID) })
	}
	return parts, err
}

func (x Exporter) sameAlbum(before, m core.Message) bool {
	a, b := before.Attachment, m.Attachment
	return a != nil && b != nil && a.AlbumID != "" && a.AlbumID == b.AlbumID && before.From == m.From && slices.Equal(x.remarks(before), x.remarks(m))
}

// answersLine says what a message answers: the part it quotes, or else how the
// answered message begins.
func (x Exporter) answersLine(ctx context.Context, r core.Reader, visitor core.VisitorID, m core.Message) (string, error) {
	switch {
	case m.Quote != "":
		return shorten(x.Words.Readable(m.Quote)), nil
	case m.ExternalReply != (core.ExternalReply{}):
		answered := core.Message{Kind: m.ExternalReply.Kind, Text: m.ExternalReply.Text}
		return output.Join(": ", string(clean.Name(m.ExternalReply.Author, "")), shorten(x.readableText(answered))), nil
	case m.ReplyTo == 0:
		return "", nil
	}
	to, err := r.MessageByTelegram(ctx, visitor, m.ReplyTo)
	switch {
	case core.IsNotFound(err):
		return x.Words.Screen("not_here"), nil
	case err != nil:
		return "", err
	}
	return output.Join(": ", string(clean.Name(to.Author, string(to.From))), shorten(x.readableText(to))), nil
}

// shorten keeps the beginning of an answered message.
func shorten(text string) string {
	const maxRunes = 80
	line := []rune(string(clean.Line(text)))
	if len(line) <= maxRunes {
		return string(line)
	}
	return string(clean.Line(string(line[:maxRunes-1]) + "…")) // the cut may part a pair of isolates
}

// fileLine describes the attachment of a message on one line.
func (x Exporter) fileLine(m core.Message) string {
	a := m.Attachment
	if a == nil {
		return ""
	}
	w := x.Words
	dimensions, length, size := "", "", ""
	if a.Width > 0 && a.Height > 0 {
		dimensions = fmt.Sprintf("%d×%d", a.Width, a.Height)
	}
	if a.Duration > 0 {
		length = fmt.Sprintf("%d:%02d", a.Duration/time.Minute, a.Duration%time.Minute/time.Second)
	}
	if a.Bytes() > 0 {
		size = core.FormatSize(a.Bytes())
	}
	return output.Join(" · ", w.Placeholder(m.Kind, ""), string(clean.Name(a.Title, "")), string(clean.Name(a.FileName, "")), string(clean.Name(a.Emoji, "")), string(clean.Name(a.SetName, "")),
		dimensions, length, size, string(clean.Line(w.FileState(a.File.State, w.Problem(a.File.Problem)))))
}

// body is the text below an attachment, or all that there is of an entry.
func (x Exporter) body(e entry) (text string, entities markup.Encoded) {
	told := e.File == "" && e.Kind != core.KindText // in words of ours, too
	switch {
	case e.From == core.FromDesk, told && (e.Kind == core.KindService || e.Kind == core.KindUnsupported || !clean.Visible(e.Text)):
		return x.readableText(e.Message), ""
	case e.Text != "" && !clean.Visible(e.Text):
		return x.Words.Readable(e.Text), ""
	case told:
		t := markup.Text{Plain: e.Text, Markup: e.Markup}.Prefixed(x.Words.Placeholder(e.Kind, "") + " · ")
		return t.Plain, t.Markup
	}
	return e.Text, e.Markup
}

// version is an earlier version of a message for people: until when it stood, and what it
// said.
func (x Exporter) version(v core.Edit) (title, text string, entities markup.Encoded) {
	title = output.Join(" · ", "earlier, until "+x.time(v.Replaced), string(clean.Line(v.FileName)))
	switch {
	case v.Text != "" && !clean.Visible(v.Text):
		return title, x.Words.Readable(v.Text), ""
	case v.Kind != core.KindText && v.Text == "":
		return title, x.Words.Placeholder(v.Kind, ""), ""
	}
	return title, v.Text, v.Markup
}

// exactText is what an entry says: a message's own text, or the sentence of a
// system line.
func (x Exporter) exactText(m core.Message) string {
	if m.From != core.FromDesk || m.Kind == core.KindService {
		return m.Text
	}
	return x.Words.System(m.Kind, m.Author, m.Text)
}

// readableText is exactText for people, where one cannot ask for more: clean, its
// spoilers covered, and with a placeholder where the message is no text.
func (x Exporter) readableText(m core.Message) string {
	text, author := string(clean.Message(x.Words.Readable(m.Text))), string(clean.Line(m.Author))
	if richtext.HasSpoiler(m.Markup) {
		text = richtext.Plain(m.Text, m.Markup)
	}
	switch {
	case m.Kind == core.KindService:
		return x.Words.Service(string(clean.Line(m.Text)), author)
	case m.From == core.FromDesk:
		return x.Words.SystemLine(m, author)
	case m.Kind == core.KindText:
		return text
	}
	return x.Words.Placeholder(m.Kind, text)
}

// author names who wrote an entry, for people.
func (x Exporter) author(m core.Message) string {
	name := string(clean.Name(m.Author, string(m.From)))
	if m.From == core.FromNote {
		return x.Words.Chat("note_by", name)
	}
	return name
}

// remarks lists what else there is to say of a message: whose it was, that it
// was taken back or edited, how far its delivery came and why no further.
func (x Exporter) remarks(m core.Message) []string {
	w := x.Words
	var list []string
	if m.Automatic != "" {
		list = append(list, w.Screen("automatic"))
	}
	if m.Forward != "" {
		list = append(list, w.Forwarded(string(clean.Name(m.Forward, core.UnknownOrigin))))
	}
	if !m.DeletedAt.IsZero() {
		list = append(list, w.Screen("deleted"))
	}
	if !m.EditedAt.IsZero() {
		list = append(list, w.Screen("edited"))
	}
	if m.Delivery != core.DeliveryNone {
		list = append(list, w.Delivery(m.Delivery))
	}
	if m.Problem != "" {
		list = append(list, string(clean.Line(w.Problem(m.Problem))))
	}
	return list
}

// entryText is one entry of a transcript, its text indented under its author.
func (x Exporter) entryText(e entry) string {
	const indent = "       "
	at := e.SentAt.In(x.Zone).Format("15:04")
	if e.From == core.FromDesk || e.Kind == core.KindService {
		return fmt.Sprintf("%s  — %s\n", at, x.readableText(e.Message))
	}
	var b strings.Builder
	if !e.Continued {
		fmt.Fprintf(&b, "%s  %s", at, x.author(e.Message))
		if list := x.remarks(e.Message); len(list) > 0 {
			fmt.Fprintf(&b, "  (%s)", strings.Join(list, "; "))
		}
		b.WriteString("\n")
	}
	if e.Answers != "" {
		b.WriteString(indent + "↩ " + e.Answers + "\n")
	}
	if e.File != "" {
		b.WriteString(indent + e.File + "\n")
	}
	text, entities := x.body(e)
	if text != "" || e.File == "" {
		for line := range strings.SplitSeq(markedText(text, entities), "\n") {
			b.WriteString(strings.TrimRight(indent+line, " ") + "\n")
		}
	}
	for _, row := range e.Buttons {
		b.WriteString(indent + row + "\n")
	}
	if name := x.fileName(e.Message); name != "" {
		b.WriteString(indent + "→ " + string(clean.Message(name)) + "\n")
	}
	for _, v := range e.Versions {
		title, text, entities := x.version(v)
		b.WriteString(indent + title + "\n")
		for line := range strings.SplitSeq(markedText(text, entities), "\n") {
			b.WriteString(strings.TrimRight(indent+"  "+line, " ") + "\n")
		}
	}
	return b.String()
}
