package main

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

// entryHTML is one entry of the exported page. Its texts are clean; the
// template escapes all but Text.
type entryHTML struct {
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

// writeChatHTML prints one page that needs no other file and runs no script.
func (c *cli) writeChatHTML(ctx context.Context, w io.Writer, r core.Reader, row core.ChatRow) error {
	page, err := template.New("chat").Parse(chatHTML)
	if err != nil {
		return fmt.Errorf("reading the page's template: %w", err)
	}
	head := map[string]any{"ID": row.Chat.ID, "Visitor": visitorName(row.Visitor), "Head": c.headOf(row)}
	if err := page.ExecuteTemplate(w, "head", head); err != nil {
		return err
	}
	day := ""
	err = eachEntry(ctx, r, row, func(e entry) error {
		shown := c.entryOf(e)
		if d := c.dayOf(e.SentAt); d != day {
			day, shown.Day, shown.Head = d, d, true
		}
		return page.ExecuteTemplate(w, "entry", shown)
	})
	if err != nil {
		return err
	}
	return page.ExecuteTemplate(w, "foot", nil)
}

func (c *cli) entryOf(e entry) entryHTML {
	at := e.SentAt.In(c.zone)
	return entryHTML{
		From: e.From, Head: !e.Part, At: at.Format("15:04"), Stamp: at.Format("2006-01-02T15:04:05Z07:00"),
		Author: authorOf(e.Message), Answers: e.Answers, File: e.File, Text: markedHTML(e.written()), Remarks: remarksOf(e.Message),
	}
}
