package main

import (
	"bytes"
	"encoding/json"
	"html/template"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/core/telegram/botsim"
)

// wild draws text out of what breaks programs, and any other.
func wild() *rapid.Generator[string] {
	part := rapid.OneOf(rapid.SampledFrom(hostile()), rapid.String(), rapid.SampledFrom([]string{"\x1b", "\n", "\u2067", "\u2069", "\u0301", "\u1100", "<", `"`, "&", "\u202e", "\xe2\x80"}))
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(part, 0, 8).Draw(t, "parts"), "") })
}

// TestNoOutputIsHostile makes every field of a message wild and looks at it as
// a transcript, as a page, as JSON, as a table's row and as a record of the log.
func TestNoOutputIsHostile(t *testing.T) {
	t.Parallel()
	page := template.Must(template.New("chat").Parse(chatHTML))
	rapid.Check(t, func(rt *rapid.T) {
		s := func(name string) string { return wild().Draw(rt, name) }
		m := core.Message{
			From: core.FromVisitor, Kind: rapid.SampledFrom([]core.Kind{core.KindText, core.KindDocument, core.KindPoll, core.KindSticker, core.KindUnsupported}).Draw(rt, "kind"),
			Text: s("text"), Author: s("author"), Quote: s("quote"), Forward: s("forward"), Problem: core.NewProblem("change_refused", s("error")), Delivery: core.DeliveryFailed, SentAt: noon(),
		}
		m.Markup = markup.Encode([]markup.Entity{
			{Type: markup.TextLink, Offset: rapid.IntRange(-1, 9).Draw(rt, "offset"), Length: rapid.IntRange(-1, 30).Draw(rt, "length"), URL: s("address")},
			{Type: markup.URL, Offset: 0, Length: len(m.Text)}, {Type: markup.Spoiler, Offset: 2, Length: 7}, {Type: markup.Quote, Offset: 5, Length: 9}, {Type: markup.Type(s("entity")), Length: 3},
		})
		if rapid.Bool().Draw(rt, "with a file") {
			m.Attachment = &core.Attachment{Kind: m.Kind, FileName: s("file name"), MIME: s("mime"), Emoji: s("emoji"), SetName: s("set"), AlbumID: s("album"), File: core.File{State: core.FileFailed, Problem: core.NewProblem("change_refused", s("file error"))}}
		}
		judgeMessage(t, rt, page, m)
	})
}

func judgeMessage(t *testing.T, rt *rapid.T, page *template.Template, m core.Message) {
	c := &cli{host: host{zone: time.UTC}}
	e := entry{Message: m, Answers: shortened(m.Quote), File: fileLine(m.Attachment)}
	row := core.ChatRow{Brand: m.Quote, Owner: m.Author, Visitor: core.Visitor{Profile: core.Profile{FirstName: m.Text, Username: m.Author, Language: m.Forward}}, Last: m}
	var html, table bytes.Buffer
	if err := page.ExecuteTemplate(&html, "entry", c.entryOf(e)); err != nil {
		rt.Fatal(err)
	}
	cells := newTable(&table, "", column{title: "A", max: 28}, column{title: "B", max: 40}, column{title: "C"})
	if err := cells.row(visitorName(row.Visitor), preview(row.Last), row.Brand); err != nil {
		rt.Fatal(err)
	}
	if err := cells.end(); err != nil {
		rt.Fatal(err)
	}
	document, err := encode(documentOfMessage(m, "/media"))
	if err != nil {
		rt.Fatal(err)
	}
	for name, out := range map[string]string{
		"transcript": c.entryText(e), "page": html.String(), "table": table.String(), "json": string(document), "sentence": sentence(misusef("%s", m.Text)),
	} {
		if fault := textFault(out, true); fault != "" {
			rt.Fatalf("%s: %s", name, fault)
		}
	}
	judgePage(t, html.String())
	judgeDocument(rt, document, m)
}

// judgeDocument wants JSON to say what came, as far as JSON can.
func judgeDocument(t *rapid.T, document []byte, m core.Message) {
	var back struct{ Text, Author string }
	if err := json.Unmarshal(document, &back); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	if utf8.ValidString(m.Text) && back.Text != m.Text {
		t.Fatalf("%q comes back as %q", m.Text, back.Text)
	}
}

// TestALogRecordIsOneLine holds for any value in any record.
func TestALogRecordIsOneLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var b logBook
		s := wild().Draw(rt, "text")
		slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: maskAttr})).Warn("refused", "error", misusef("%s", s), "detail", s)
		out := b.String()
		if strings.Count(out, "\n") != 1 || strings.ContainsFunc(strings.TrimSuffix(out, "\n"), strayRune) || !utf8.ValidString(out) {
			rt.Fatalf("%q is logged as %q", s, out)
		}
	})
}

// FuzzScreen has a visitor named s send s in every way, and looks at each byte
// on the terminal.
func FuzzScreen(f *testing.F) {
	for i := 0; i < len(hostile()); i += 12 {
		f.Add(strings.Join(hostile()[i:min(i+12, len(hostile()))], " "))
	}
	f.Fuzz(func(t *testing.T, s string) {
		inBubble(t, func(d *drive) {
			d.emu.tape = &strings.Builder{}
			v := d.bots["acme"].Visitor(botsim.User{ID: 7, FirstName: s, LastName: s, Username: s, Language: s})
			for _, c := range contents(s) {
				v.Send(c)
			}
			d.settle()
			d.press("1 g i tab k k k y k k k y s")
			d.burst("\x1b[200~" + s + "\x1b[201~")
			d.press("esc esc g enter")
			d.burst("\x1b[200~" + s + "\x1b[201~")
			d.resize(40, 12)
			d.settle()
			d.resize(1, 1)
			d.settle()
			if fault := terminalFault(d.emu.tape.String()); fault != "" {
				t.Error(fault)
			}
		}, sized(80, 24))
	})
}
