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
// template escapes them.
type entryHTML struct {
	Day     string // set on the first entry of a day
	From    core.From
	At      string
	Stamp   string
	Author  string
	Text    string
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
	err = eachMessage(ctx, r, row.Chat.ID, func(m core.Message) error {
		e := c.entryOf(m)
		if d := c.dayOf(m.SentAt); d != day {
			day, e.Day = d, d
		}
		return page.ExecuteTemplate(w, "entry", e)
	})
	if err != nil {
		return err
	}
	return page.ExecuteTemplate(w, "foot", nil)
}

func (c *cli) entryOf(m core.Message) entryHTML {
	at := m.SentAt.In(c.zone)
	return entryHTML{
		From: m.From, At: at.Format("15:04"), Stamp: at.Format("2006-01-02T15:04:05Z07:00"),
		Author: authorOf(m), Text: shownText(m), Remarks: remarksOf(m),
	}
}
