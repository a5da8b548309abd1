package rig

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/markup"
)

// AddWaiting gives chat 2 a reply that waits to be sent, and chat 1 a file that is
// ready.
func (s *Sandbox) AddWaiting() {
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := RowWriter{Ctx: ctx, Tx: tx}
		c, err := tx.Chat(ctx, 2)
		w.Check(err)
		w.Message(core.Message{ChatID: 2, VisitorID: c.VisitorID, From: core.FromOperator, Kind: core.KindText, OperatorID: c.Owner.Operator,
			Author: "mika", Text: "On its way.", SentAt: Noon(), Delivery: core.DeliveryQueued})
		w.Check(tx.SaveFile(ctx, core.File{UniqueID: "U1", State: core.FileReady, Path: "ab/cd.jpg", Size: 2048, ChangedAt: Noon()}))
		w.Check(tx.SaveFile(ctx, core.File{UniqueID: "out:1", State: core.FileReady, Path: "out/cd.pdf", Size: 2048, ChangedAt: Noon()}))
		w.Check(tx.SaveFile(ctx, core.File{UniqueID: "U2", State: core.FileReady, Path: "ab/here.jpg", Size: 2, ChangedAt: Noon()}))
		return w.Err
	})
	s.WriteFile("desk/media/ab/here.jpg", "ok")
}

// ExpectPrintable fails on anything that a terminal may obey.
func ExpectPrintable(t *testing.T, s string) {
	t.Helper()
	for _, r := range s {
		if r < ' ' && r != '\n' || output.Unsafe(r) {
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

// HostileText is what a visitor may write: sequences that a terminal or a browser
// would obey, and tricks with the direction of text.
const HostileText = "<script>alert(1)</script>\x1b]0;owned\a\x1b[2J\u009b31m\u202Egnp.exe\nsecond line & more"

// AddChats puts three chats into the desk: 1 pending and 2 active of visitor one
// and a visitor with an evil name, 3 completed.
func (s *Sandbox) AddChats() {
	s.T.Helper()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := RowWriter{Ctx: ctx, Tx: tx}
		w.writeChats()
		return w.Err
	})
}

// RowWriter writes rows and remembers the first error, so that fixtures read as a list.
type RowWriter struct {
	Ctx context.Context
	Tx  core.Tx
	Err error
}

func (w *RowWriter) Check(err error) {
	if w.Err == nil {
		w.Err = err
	}
}

func (w *RowWriter) Visitor(v core.Visitor) core.VisitorID {
	v.BrandID, v.FirstSeen, v.LastSeen = 1, Noon(), Noon()
	v, err := w.Tx.InsertVisitor(w.Ctx, v)
	w.Check(err)
	return v.ID
}

func (w *RowWriter) Chat(c core.Chat) core.ChatID {
	c.BrandID = 1
	c, err := w.Tx.InsertChat(w.Ctx, c)
	w.Check(err)
	return c.ID
}

func (w *RowWriter) Message(m core.Message) core.MessageID {
	m, err := w.Tx.InsertMessage(w.Ctx, m)
	w.Check(err)
	return m.ID
}

func (w *RowWriter) writeChats() {
	mika, err := w.Tx.OperatorByName(w.Ctx, "mika")
	if core.IsNotFound(err) {
		mika, err = w.Tx.SaveOperator(w.Ctx, core.Operator{Name: "mika", Role: core.RoleAdmin})
	}
	w.Check(err)
	one := w.Visitor(core.Visitor{Profile: core.Profile{TelegramID: 77, FirstName: "Visitor", LastName: "One", Username: "visitor_one", Language: "ja"}})
	two := w.Visitor(core.Visitor{Profile: core.Profile{TelegramID: 78, FirstName: "Eve\x1b[31m\nil"}, BlockedBotAt: Noon()})
	w.pending(one)
	w.active(two, mika)
	w.completed(one, mika)
}

func (w *RowWriter) pending(one core.VisitorID) {
	at := Noon().Add(-2 * time.Minute)
	chat := w.Chat(core.Chat{VisitorID: one, State: core.Pending, Source: "pricing", CreatedAt: at, WaitingSince: at,
		LastMessageAt: at.Add(time.Minute), CountsFrom: at, DeadlineAt: at.Add(5 * time.Minute), Received: 2})
	w.Message(core.Message{ChatID: chat, VisitorID: one, From: core.FromVisitor, Kind: core.KindText, Author: "Visitor One",
		Text: "Where is my parcel?", TelegramID: 1001, SentAt: at, EditedAt: at.Add(30 * time.Second)})
	w.Message(core.Message{ChatID: chat, VisitorID: one, From: core.FromVisitor, Kind: core.KindPhoto, Author: "Visitor One",
		Text: "the label", TelegramID: 1002, ReplyTo: 1001, SentAt: at.Add(time.Minute), Attachment: &core.Attachment{
			Kind: core.KindPhoto, FileID: "F1", FileUniqueID: "U1", Size: 2048, Width: 640, Height: 480}})
}

func (w *RowWriter) active(two core.VisitorID, mika core.Operator) {
	at := Noon().Add(-time.Hour)
	chat := w.Chat(core.Chat{VisitorID: two, State: core.Active, Owner: core.OperatorOwner(mika.ID), CreatedAt: at, WaitingSince: at, PickedUpAt: at,
		LastMessageAt: at, CountsFrom: at, DeadlineAt: at.Add(core.Day)})
	w.Message(core.Message{ChatID: chat, VisitorID: two, From: core.FromVisitor, Kind: core.KindText, Author: "Eve\x1b[31m\nil", Text: HostileText, TelegramID: 1, SentAt: at})
	w.Message(core.Message{ChatID: chat, VisitorID: two, From: core.FromDesk, Kind: core.KindPickedUp, OperatorID: mika.ID, Author: "mika", SentAt: at})
	w.Message(core.Message{ChatID: chat, VisitorID: two, From: core.FromOperator, Kind: core.KindText, OperatorID: mika.ID, Author: "mika",
		Text: "Hello!", SentAt: at, Delivery: core.DeliveryFailed, Problem: core.NewProblem("change_refused", "The visitor has blocked the bot.")})
	w.Message(core.Message{ChatID: chat, VisitorID: two, From: core.FromNote, Kind: core.KindText, OperatorID: mika.ID, Author: "mika", Text: "careful", SentAt: at})
}

func (w *RowWriter) completed(one core.VisitorID, mika core.Operator) {
	at := Noon().Add(-core.Day)
	chat := w.Chat(core.Chat{VisitorID: one, State: core.Completed, Owner: core.OperatorOwner(mika.ID), CreatedAt: at, WaitingSince: at, PickedUpAt: at,
		LastMessageAt: at, CompletedAt: at.Add(time.Hour), Reason: core.ReasonOperator, EndedBy: mika.ID})
	w.Message(core.Message{ChatID: chat, VisitorID: one, From: core.FromOperator, Kind: core.KindText, OperatorID: mika.ID, Author: "mika",
		Text: "Done.", TelegramID: 900, SentAt: at, Delivery: core.DeliverySent})
}

// AddAlbum gives the pending chat of fill a forwarded album of two files, of which
// one is here, and a reply that quotes it and was taken back.
func (s *Sandbox) AddAlbum() {
	s.T.Helper()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := RowWriter{Ctx: ctx, Tx: tx}
		at := Noon()
		part := func(id int64, unique, name string) {
			w.Message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromVisitor, Kind: core.KindDocument, Author: "Visitor One", TelegramID: id, SentAt: at,
				Forward: "Ana\u202e <b>", Attachment: &core.Attachment{Kind: core.KindDocument, FileID: "F", FileUniqueID: unique, FileName: name,
					MIME: "application/pdf", Size: 1 << 20, AlbumID: "A", SetName: "", Duration: 61 * time.Second}})
		}
		part(2001, "here", "../../re\x1bport.pdf")
		part(2002, "failed", "<script>.pdf")
		w.Check(tx.SaveFile(ctx, core.File{UniqueID: "here", State: core.FileReady, Path: "ab/cd.pdf", Size: 4, ChangedAt: at}))
		w.Check(tx.SaveFile(ctx, core.File{UniqueID: "failed", State: core.FileFailed, Problem: core.NewProblem("change_refused", "Telegram has forgotten it."), ChangedAt: at}))
		w.Message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromOperator, Kind: core.KindText, OperatorID: 1, Author: "mika", Text: "so bold",
			Markup: markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: 3, Length: 4}}), TelegramID: 2003, ReplyTo: 2001, Quote: "page <4>",
			SentAt: at, DeletedAt: at.Add(time.Minute), Delivery: core.DeliverySent})
		return w.Err
	})
	s.WriteFile("desk/media/ab/cd.pdf", "%PDF")
	s.Age("ab/cd.pdf")
}

// Age makes a file of the media folder a day old.
func (s *Sandbox) Age(name string) {
	s.T.Helper()
	s.Must(os.Chtimes(filepath.Join(s.DeskDir, "media", name), time.Time{}, Noon().Add(-core.Day)))
}
