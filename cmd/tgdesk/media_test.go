package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// album gives the pending chat of fill a forwarded album of two files, of which
// one is here, and a reply that quotes it and was taken back.
func (b *bench) album() {
	b.t.Helper()
	b.store(func(ctx context.Context, tx core.Tx) error {
		f := filler{ctx: ctx, tx: tx}
		at := noon()
		part := func(id int64, unique, name string) {
			f.message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromVisitor, Kind: core.KindDocument, Author: "Visitor One", TelegramID: id, SentAt: at,
				Forward: "Ana\u202e <b>", Attachment: &core.Attachment{Kind: core.KindDocument, FileID: "F", FileUniqueID: unique, FileName: name,
					MIME: "application/pdf", Size: 1 << 20, AlbumID: "A", SetName: "", Duration: 61 * time.Second}})
		}
		part(2001, "here", "../../re\x1bport.pdf")
		part(2002, "failed", "<script>.pdf")
		f.keep(tx.SaveFile(ctx, core.File{UniqueID: "here", State: core.FileReady, Path: "ab/cd.pdf", Size: 4, ChangedAt: at}))
		f.keep(tx.SaveFile(ctx, core.File{UniqueID: "failed", State: core.FileFailed, Problem: core.NewProblem("change_refused", "Telegram has forgotten it."), ChangedAt: at}))
		f.message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromOperator, Kind: core.KindText, OperatorID: 1, Author: "mika", Text: "so bold",
			Markup: markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: 3, Length: 4}}), TelegramID: 2003, ReplyTo: 2001, Quote: "page <4>",
			SentAt: at, DeletedAt: at.Add(time.Minute), Delivery: core.DeliverySent})
		return f.err
	})
	b.file("desk/media/ab/cd.pdf", "%PDF")
	b.aged("ab/cd.pdf")
}

// aged makes a file of the media folder a day old.
func (b *bench) aged(name string) {
	b.t.Helper()
	if err := os.Chtimes(filepath.Join(b.dir, "media", name), time.Time{}, noon().Add(-core.Day)); err != nil {
		b.t.Fatal(err)
	}
}

func TestChatWithFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.album()
	text := b.run("chat", "show", "1")
	safe(t, text.out)
	b.want(text, 0, `21:00  Visitor One  (forwarded from Ana⚠ <b>)
       ▣ document · ../../re␛port.pdf · 1:01 · 4B
       ▣ document · <script>.pdf · 1:01 · 1MB · Not fetched: Telegram has forgotten it.
21:00  mika  (deleted; sent)
       ↩ page <4>
       so *bold*
`, "")
	page := b.run("chat", "export", "1", "--format", "html")
	safe(t, page.out)
	for _, want := range []string{
		"forwarded from Ana⚠ &lt;b&gt;", `<div class="file">▣ document · ../../re␛port.pdf · 1:01 · 4B</div>`, `<div class="file">▣ document · &lt;script&gt;.pdf`,
		`<div class="answers">↩ page &lt;4&gt;</div>`, `<div>so <b>bold</b></div>`, " · deleted · sent",
	} {
		b.want(page, 0, want, "")
	}
	var doc struct{ Messages []messageDocument }
	if err := json.Unmarshal([]byte(b.run("chat", "show", "1", "--json").out), &doc); err != nil {
		t.Fatal(err)
	}
	here, failed, reply := doc.Messages[2], doc.Messages[3], doc.Messages[4]
	if a := here.Attachment; a.State != "ready" || *a.Path != filepath.Join(b.dir, "media", "ab", "cd.pdf") || *a.Album != "A" || a.Duration != 61 || *here.Forward != "Ana\u202e <b>" {
		t.Errorf("%+v", a)
	}
	if a := failed.Attachment; a.State != "failed" || a.Path != nil || *a.Error != "Telegram has forgotten it." {
		t.Errorf("%+v", a)
	}
	if len(reply.Entities) != 1 || *reply.Quote != "page <4>" || *reply.DeletedAt != "2026-11-22T12:01:00Z" {
		t.Errorf("%+v", reply)
	}
}

// The parts of an album stand under one head unless there is more to say of one.
func TestAlbumHasOneHead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.store(func(ctx context.Context, tx core.Tx) error {
		f := filler{ctx: ctx, tx: tx}
		for i := range 3 {
			f.message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromVisitor, Kind: core.KindPhoto, Author: "Visitor One", TelegramID: int64(3000 + i),
				SentAt: noon(), Attachment: &core.Attachment{Kind: core.KindPhoto, AlbumID: "A", Width: 4, Height: 3}})
		}
		return f.err
	})
	b.want(b.run("chat", "show", "1"), 0, "21:00  Visitor One\n       ▣ photo · 4×3\n       ▣ photo · 4×3\n       ▣ photo · 4×3\n", "")
	if n := strings.Count(b.run("chat", "export", "1", "--format", "html").out, `<article class="visitor part">`); n != 2 {
		t.Errorf("%d parts without a head, want 2", n)
	}
}

// An album is told as one, in the order in which it was sent, whatever came
// between its parts.
func TestAlbumIsToldAsOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.store(func(ctx context.Context, tx core.Tx) error {
		f := filler{ctx: ctx, tx: tx}
		say := func(id int64, from core.From, a *core.Attachment) {
			m := core.Message{ChatID: 1, VisitorID: 1, From: from, Kind: core.KindText, Author: "Visitor One", TelegramID: id, SentAt: noon(), Text: "between", Attachment: a}
			if a != nil {
				m.Kind, m.Text = a.Kind, ""
			}
			f.message(m)
		}
		photo := func(width int) *core.Attachment {
			return &core.Attachment{Kind: core.KindPhoto, AlbumID: "A", Width: width, Height: 3}
		}
		say(3003, core.FromVisitor, photo(3))
		say(3004, core.FromVisitor, nil)
		say(3001, core.FromVisitor, photo(1))
		say(3002, core.FromVisitor, photo(2))
		return f.err
	})
	want := "▣ photo · 1×3\n       ▣ photo · 2×3\n       ▣ photo · 3×3\n21:00  Visitor One\n       between\n"
	b.want(b.run("chat", "show", "1"), 0, want, "")
	page := b.run("chat", "export", "1", "--format", "html").out
	if n := strings.Count(page, "photo · "); n != 4 || strings.Index(page, "1×3") > strings.Index(page, "3×3") {
		t.Errorf("%d photos in %s", n, page)
	}
}

func TestDoctorMedia(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.want(b.run("doctor"), 0, "✓ media: 0 files, all known\n", "")
	b.fill()
	b.album()
	b.want(b.run("doctor"), 0, "✓ media: 1 files, all known\n", "")

	b.file("desk/media/part/half", "on its way")
	b.aged("part/half")
	b.file("desk/media/xy/new", "just written") // now, which is after noon
	b.want(b.run("doctor"), 0, "all known\n", "")
	stray := b.file("desk/media/xy/stray\x1b[2J", "?")
	b.aged("xy/stray\x1b[2J")
	r := b.run("doctor")
	b.want(r, 0, "! media: 1 files in "+filepath.Join(b.dir, "media")+" are unknown to the desk, such as xy/stray", "")
	safe(t, r.out)

	if err := os.Chmod(stray, 0o644); err != nil {
		t.Fatal(err)
	}
	b.want(b.run("doctor"), 1, "✗ media: others can use 1 of its files and folders, such as "+filepath.Join(b.dir, "media", "xy"), "")
	if err := os.Remove(filepath.Join(b.dir, "media", "ab", "cd.pdf")); err != nil {
		t.Fatal(err)
	}
	b.want(b.run("doctor"), 1, "! media: 1 files are gone from ", "")
}

func TestSniff(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		"%PDF-1.7\n": "application/pdf", "\xff\xd8\xff\xe0\x00\x10JFIF": "image/jpeg", "\x89PNG\r\n\x1a\n": "image/png",
		"OggS\x00\x02": "application/ogg", "just words": "text/plain", "<html>": "text/html", "\x00\x01\x02": "application/octet-stream",
	} {
		if got := sniff([]byte(head)); got != want {
			t.Errorf("%q is %s, want %s", head, got, want)
		}
	}
}
