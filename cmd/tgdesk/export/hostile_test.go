package export

import (
	"bytes"
	"encoding/json"
	"html/template"
	"testing"
	"time"
	"unicode/utf8"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/tui/locale"

	"pgregory.net/rapid"
)

// TestNoOutputIsHostile makes every field of a message wild and looks at it as
// a transcript, as a page, as JSON, as a table's row and as a record of the log.
func TestNoOutputIsHostile(t *testing.T) {
	t.Parallel()
	page := template.Must(template.New("chat").Parse(chatHTML))
	rapid.Check(t, func(rt *rapid.T) {
		s := func(name string) string { return hostile.AnyText().Draw(rt, name) }
		m := core.Message{
			From: core.FromVisitor, Kind: rapid.SampledFrom([]core.Kind{core.KindText, core.KindDocument, core.KindPoll, core.KindSticker, core.KindUnsupported}).Draw(rt, "kind"),
			Text: s("text"), Author: s("author"), Quote: s("quote"), Forward: s("forward"), Problem: core.NewProblem("change_refused", s("error")), Delivery: core.DeliveryFailed, SentAt: time.Unix(1795348800, 0),
		}
		m.Markup = markup.Encode([]markup.Entity{
			{Type: markup.TextLink, Offset: rapid.IntRange(-1, 9).Draw(rt, "offset"), Length: rapid.IntRange(-1, 30).Draw(rt, "length"), URL: s("address")},
			{Type: markup.URL, Offset: 0, Length: len(m.Text)}, {Type: markup.Spoiler, Offset: 2, Length: 7}, {Type: markup.Quote, Offset: 5, Length: 9}, {Type: markup.Type(s("entity")), Length: 3},
		})
		if rapid.Bool().Draw(rt, "with a file") {
			m.Attachment = &core.Attachment{Kind: m.Kind, FileName: s("file name"), MIME: s("mime"), Emoji: s("emoji"), SetName: s("set"), AlbumID: s("album"), File: core.File{State: core.FileFailed, Problem: core.NewProblem("change_refused", s("file error"))}}
		}
		checkMessage(t, rt, page, m)
	})
}

func checkMessage(t *testing.T, rt *rapid.T, page *template.Template, m core.Message) {
	x := Exporter{Zone: time.UTC, MediaDir: "/media", Words: locale.English()}
	e := entry{Message: m, Answers: shorten(m.Quote), File: x.fileLine(m)}
	row := core.ChatRow{Brand: m.Quote, Owner: m.Author, Visitor: core.Visitor{Profile: core.Profile{FirstName: m.Text, Username: m.Author, Language: m.Forward}}, Last: m}
	var html, table bytes.Buffer
	if err := page.ExecuteTemplate(&html, "entry", x.htmlEntry(e)); err != nil {
		rt.Fatal(err)
	}
	cells := output.NewTable(&table, "", output.Column{Title: "A", Max: 28}, output.Column{Title: "B", Max: 40}, output.Column{Title: "C"})
	if err := cells.Row(VisitorName(row.Visitor), x.Preview(row.Last), row.Brand); err != nil {
		rt.Fatal(err)
	}
	if err := cells.End(); err != nil {
		rt.Fatal(err)
	}
	document, err := output.EncodeJSON(x.documentOfMessage(m))
	if err != nil {
		rt.Fatal(err)
	}
	for name, out := range map[string]string{
		"transcript": x.entryText(e), "page": html.String(), "table": table.String(), "json": string(document), "sentence": new(cli.Env).ErrorText(cli.Usagef("%s", m.Text)),
	} {
		if fault := hostile.TextFault(out, true); fault != "" {
			rt.Fatalf("%s: %s", name, fault)
		}
	}
	hostile.CheckPage(t, html.String())
	checkDocument(rt, document, m)
}

// checkDocument wants JSON to say what came, as far as JSON can.
func checkDocument(t *rapid.T, document []byte, m core.Message) {
	var back struct{ Text, Author string }
	if err := json.Unmarshal(document, &back); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	if utf8.ValidString(m.Text) && back.Text != m.Text {
		t.Fatalf("%q comes back as %q", m.Text, back.Text)
	}
}
