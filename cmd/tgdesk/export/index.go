package export

import (
	"cmp"
	"fmt"
	"io"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// IndexRows is how many chats a page of the list of exported chats has.
const IndexRows = 500

// IndexRow is a chat in the list of exported chats. Its texts are clean.
type IndexRow struct {
	ID                                           core.ChatID
	Link                                         string
	Began, Brand, Visitor, State, Operator, Tags string
	Messages                                     int
}

// IndexRow describes a chat of which so many messages were written into its page.
func (x Exporter) IndexRow(r core.ChatRow, messages int) IndexRow {
	return IndexRow{
		ID: r.Chat.ID, Link: PageName(r.Chat.ID), Began: x.time(r.Chat.CreatedAt), Brand: string(clean.Line(r.Brand)), Visitor: VisitorName(r.Visitor),
		State: x.Words.State(r.Chat.State), Operator: string(clean.Line(r.Owner)), Tags: string(clean.Line(string(r.Tags))), Messages: messages,
	}
}

// PageName is the name of a chat's page among many.
func PageName(id core.ChatID) string { return fmt.Sprintf("chats/%d.html", id) }

// IndexName is the name of a page of the list; they are counted from 1.
func IndexName(page int) string {
	if page <= 1 {
		return "index.html"
	}
	return fmt.Sprintf("index-%d.html", page)
}

// WriteIndex writes a page of the list of exported chats.
func WriteIndex(w io.Writer, page int, rows []IndexRow, more bool) error {
	before, next := "", ""
	if page > 1 {
		before = IndexName(page - 1)
	}
	if more {
		next = IndexName(page + 1)
	}
	return pages().ExecuteTemplate(w, "index", map[string]any{"Page": cmp.Or(page, 1), "Rows": rows, "Before": before, "Next": next})
}
