package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
	"tgdesk/tui/locale"
)

// entry is a message as a transcript shows it. Its texts but Message's are clean.
type entry struct {
	core.Message
	Answers string // what it answers, on one line
	File    string // what is attached, on one line
	Part    bool   // of the album that the entry before began, with nothing else to say
}

// answerRunes is how much of an answered message is repeated.
const answerRunes = 80

// eachEntry gives fn the transcript of a chat, oldest first, and an album as
// one where its first part came, as the screen shows it.
func eachEntry(ctx context.Context, r core.Reader, row core.ChatRow, fn func(entry) error) error {
	var before core.Message
	one := func(m core.Message) error {
		answers, err := answersOf(ctx, r, row.Visitor.ID, m)
		if err != nil {
			return err
		}
		e := entry{Message: m, Answers: answers, File: fileLine(m.Attachment), Part: sameAlbum(before, m)}
		before = m
		return fn(e)
	}
	albums := map[string]bool{}
	return eachMessage(ctx, r, row.Chat.ID, func(m core.Message) error {
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

func sameAlbum(before, m core.Message) bool {
	a, b := before.Attachment, m.Attachment
	return a != nil && b != nil && a.AlbumID != "" && a.AlbumID == b.AlbumID && before.From == m.From && slices.Equal(remarksOf(before), remarksOf(m))
}

// answersOf says what a message answers: the part it quotes, or else how the
// answered message begins.
func answersOf(ctx context.Context, r core.Reader, visitor core.VisitorID, m core.Message) (string, error) {
	switch {
	case m.Quote != "":
		return shortened(m.Quote), nil
	case m.Answered != (core.Answered{}):
		told := core.Message{Kind: m.Answered.Kind, Text: m.Answered.Text}
		return joined(": ", string(clean.Line(m.Answered.Author)), shortened(shownText(told))), nil
	case m.ReplyTo == 0:
		return "", nil
	}
	to, err := r.MessageByTelegram(ctx, visitor, m.ReplyTo)
	switch {
	case core.IsNotFound(err):
		return locale.English().NotHere, nil
	case err != nil:
		return "", err
	}
	return joined(": ", string(clean.Name(to.Author, string(to.From))), shortened(shownText(to))), nil
}

func shortened(text string) string {
	line := []rune(string(clean.Line(text)))
	if len(line) <= answerRunes {
		return string(line)
	}
	return string(clean.Line(string(line[:answerRunes-1]) + "…")) // what was paired may be cut apart
}

// fileLine describes an attachment on one line.
func fileLine(a *core.Attachment) string {
	if a == nil {
		return ""
	}
	w := locale.English()
	sides, length, size := "", "", ""
	if a.Width > 0 && a.Height > 0 {
		sides = fmt.Sprintf("%d×%d", a.Width, a.Height)
	}
	if a.Duration > 0 {
		length = fmt.Sprintf("%d:%02d", a.Duration/time.Minute, a.Duration%time.Minute/time.Second)
	}
	if a.Bytes() > 0 {
		size = formatSize(a.Bytes())
	}
	return joined(" · ", w.Placeholder(a.Kind, ""), string(clean.Line(a.Title)), string(clean.Line(a.FileName)), string(clean.Line(a.Emoji)), string(clean.Line(a.SetName)),
		sides, length, size, string(clean.Line(w.FileState(a.File.State, problemText(a.File.Problem)))))
}

// written is the text below an attachment, or all that there is of an entry.
func (e entry) written() (text string, markup markup.Encoded) {
	switch {
	case e.From == core.FromDesk, e.File == "" && e.Kind != core.KindText:
		return shownText(e.Message), ""
	}
	return e.Text, e.Markup
}

// entryText is one entry of a transcript, its text indented under its author.
func (c *cli) entryText(e entry) string {
	at := e.SentAt.In(c.zone).Format("15:04")
	if e.From == core.FromDesk || e.Kind == core.KindService {
		return fmt.Sprintf("%s  — %s\n", at, shownText(e.Message))
	}
	var b strings.Builder
	if !e.Part {
		fmt.Fprintf(&b, "%s  %s", at, authorOf(e.Message))
		if remarks := remarksOf(e.Message); len(remarks) > 0 {
			fmt.Fprintf(&b, "  (%s)", strings.Join(remarks, "; "))
		}
		b.WriteString("\n")
	}
	if e.Answers != "" {
		b.WriteString("       ↩ " + e.Answers + "\n")
	}
	if e.File != "" {
		b.WriteString("       " + e.File + "\n")
	}
	text, markup := e.written()
	if text == "" && e.File != "" {
		return b.String()
	}
	for line := range strings.SplitSeq(markedText(text, markup), "\n") {
		b.WriteString(strings.TrimRight("       "+line, " ") + "\n")
	}
	return b.String()
}

// pathOf is where a fetched file lies, "" if it is not there.
func pathOf(mediaDir string, f core.File) string {
	if !f.Ready() {
		return ""
	}
	return filepath.Join(mediaDir, filepath.FromSlash(f.Path))
}
