package export

import (
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"tgdesk/core"
)

//go:embed chat.html
var chatHTML string

// htmlEntry is one entry of the exported page. Its texts are clean; the
// template escapes all but Text.
type htmlEntry struct {
	Day     string // set on the first entry of a day
	From    core.From
	Head    bool
	At      string
	Stamp   string
	Author  string
	Answers string
	File    string
	Text    template.HTML
	Remarks []string
}

// HTML writes one page that needs no other file and runs no script.
func (x Exporter) HTML(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	page, err := template.New("chat").Parse(chatHTML)
	if err != nil {
		return fmt.Errorf("reading the page's template: %w", err)
	}
	head := map[string]any{"ID": row.Chat.ID, "Visitor": VisitorName(row.Visitor), "Head": x.summary(row)}
	if err := page.ExecuteTemplate(w, "head", head); err != nil {
		return err
	}
	day := ""
	err = eachEntry(ctx, r, row, func(e entry) error {
		h := x.htmlEntry(e)
		if d := x.day(e.SentAt); d != day {
			day, h.Day, h.Head = d, d, true
		}
		return page.ExecuteTemplate(w, "entry", h)
	})
	if err != nil {
		return err
	}
	return page.ExecuteTemplate(w, "foot", nil)
}

func (x Exporter) htmlEntry(e entry) htmlEntry {
	at := e.SentAt.In(x.Zone)
	return htmlEntry{
		From: e.From, Head: !e.Continued, At: at.Format("15:04"), Stamp: at.Format("2006-01-02T15:04:05Z07:00"),
		Author: author(e.Message), Answers: e.Answers, File: e.File, Text: markedHTML(e.body()), Remarks: remarks(e.Message),
	}
}
