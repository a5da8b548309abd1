package chat_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/core"
)

func TestChatWithFiles(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.AddAlbum()
	text := s.Run("chat", "show", "1")
	rig.ExpectPrintable(t, text.Out)
	s.Expect(text, 0, `21:00  Visitor One  (forwarded from Ana⚠ <b>)
       ▣ document · ../../re␛port.pdf · 1:01 · 4B
       ▣ document · <script>.pdf · 1:01 · 1MB · Download failed: Telegram has forgotten it.
21:00  mika  (deleted; sent)
       ↩ page <4>
       so *bold*
`, "")
	page := s.Run("chat", "export", "1", "--format", "html")
	rig.ExpectPrintable(t, page.Out)
	for _, want := range []string{
		"forwarded from Ana⚠ &lt;b&gt;", `<div class="file">▣ document · ../../re␛port.pdf · 1:01 · 4B</div>`, `<div class="file">▣ document · &lt;script&gt;.pdf`,
		`<div class="answers">↩ page &lt;4&gt;</div>`, `<div>so <b>bold</b></div>`, " · deleted · sent",
	} {
		s.Expect(page, 0, want, "")
	}
	var doc struct{ Messages []export.MessageDocument }
	if err := json.Unmarshal([]byte(s.Run("chat", "show", "1", "--json").Out), &doc); err != nil {
		t.Fatal(err)
	}
	here, failed, reply := doc.Messages[2], doc.Messages[3], doc.Messages[4]
	if a := here.Attachment; a.State != "ready" || *a.Path != filepath.Join(s.DeskDir, "media", "ab", "cd.pdf") || *a.Album != "A" || a.Duration != 61 || *here.Forward != "Ana\u202e <b>" {
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
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		for i := range 3 {
			w.Message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromVisitor, Kind: core.KindPhoto, Author: "Visitor One", TelegramID: int64(3000 + i),
				SentAt: rig.Noon(), Attachment: &core.Attachment{Kind: core.KindPhoto, AlbumID: "A", Width: 4, Height: 3}})
		}
		return w.Err
	})
	s.Expect(s.Run("chat", "show", "1"), 0, "21:00  Visitor One\n       ▣ photo · 4×3\n       ▣ photo · 4×3\n       ▣ photo · 4×3\n", "")
	if n := strings.Count(s.Run("chat", "export", "1", "--format", "html").Out, `<article class="visitor part">`); n != 2 {
		t.Errorf("%d parts without a head, want 2", n)
	}
}

// An album is told as one, in the order in which it was sent, whatever came
// between its parts.
func TestAlbumIsToldAsOne(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		say := func(id int64, from core.From, a *core.Attachment) {
			m := core.Message{ChatID: 1, VisitorID: 1, From: from, Kind: core.KindText, Author: "Visitor One", TelegramID: id, SentAt: rig.Noon(), Text: "between", Attachment: a}
			if a != nil {
				m.Kind, m.Text = a.Kind, ""
			}
			w.Message(m)
		}
		photo := func(width int) *core.Attachment {
			return &core.Attachment{Kind: core.KindPhoto, AlbumID: "A", Width: width, Height: 3}
		}
		say(3003, core.FromVisitor, photo(3))
		say(3004, core.FromVisitor, nil)
		say(3001, core.FromVisitor, photo(1))
		say(3002, core.FromVisitor, photo(2))
		return w.Err
	})
	want := "▣ photo · 1×3\n       ▣ photo · 2×3\n       ▣ photo · 3×3\n21:00  Visitor One\n       between\n"
	s.Expect(s.Run("chat", "show", "1"), 0, want, "")
	page := s.Run("chat", "export", "1", "--format", "html").Out
	if n := strings.Count(page, "photo · "); n != 4 || strings.Index(page, "1×3") > strings.Index(page, "3×3") {
		t.Errorf("%d photos in %s", n, page)
	}
}
