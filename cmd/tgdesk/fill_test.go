package main

import (
	"context"
	"time"

	"tgdesk/core"
)

// evil is what a visitor may write: sequences that a terminal or a browser
// would obey, and tricks with the direction of text.
const evil = "<script>alert(1)</script>\x1b]0;owned\a\x1b[2J\u009b31m\u202Egnp.exe\nsecond line & more"

// fill puts three chats into the desk: 1 pending and 2 active of visitor one
// and a visitor with an evil name, 3 completed.
func (b *bench) fill() {
	b.t.Helper()
	b.store(func(ctx context.Context, tx core.Tx) error {
		f := filler{ctx: ctx, tx: tx}
		f.fill()
		return f.err
	})
}

// filler keeps the first error, so that fixtures read as a list.
type filler struct {
	ctx context.Context
	tx  core.Tx
	err error
}

func (f *filler) keep(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *filler) visitor(v core.Visitor) core.VisitorID {
	v.BrandID, v.FirstSeen, v.LastSeen = 1, noon(), noon()
	v, err := f.tx.InsertVisitor(f.ctx, v)
	f.keep(err)
	return v.ID
}

func (f *filler) chat(c core.Chat) core.ChatID {
	c.BrandID = 1
	c, err := f.tx.InsertChat(f.ctx, c)
	f.keep(err)
	return c.ID
}

func (f *filler) message(m core.Message) core.MessageID {
	m, err := f.tx.InsertMessage(f.ctx, m)
	f.keep(err)
	return m.ID
}

func (f *filler) fill() {
	mika, err := f.tx.SaveOperator(f.ctx, core.Operator{Name: "mika", Role: core.RoleAdmin})
	f.keep(err)
	one := f.visitor(core.Visitor{Profile: core.Profile{TelegramID: 77, FirstName: "Visitor", LastName: "One", Username: "visitor_one", Language: "ja"}})
	two := f.visitor(core.Visitor{Profile: core.Profile{TelegramID: 78, FirstName: "Eve\x1b[31m\nil"}, BlockedAt: noon()})
	f.pending(one)
	f.active(two, mika)
	f.completed(one, mika)
}

func (f *filler) pending(one core.VisitorID) {
	at := noon().Add(-2 * time.Minute)
	chat := f.chat(core.Chat{VisitorID: one, State: core.Pending, Source: "pricing", CreatedAt: at, WaitingSince: at,
		LastMessageAt: at.Add(time.Minute), CountsFrom: at, DeadlineAt: at.Add(5 * time.Minute), Unread: 2})
	f.message(core.Message{ChatID: chat, VisitorID: one, From: core.FromVisitor, Kind: core.KindText, Author: "Visitor One",
		Text: "Where is my parcel?", TelegramID: 1001, SentAt: at, EditedAt: at.Add(30 * time.Second)})
	f.message(core.Message{ChatID: chat, VisitorID: one, From: core.FromVisitor, Kind: core.KindPhoto, Author: "Visitor One",
		Text: "the label", TelegramID: 1002, ReplyTo: 1001, SentAt: at.Add(time.Minute), Attachment: &core.Attachment{
			Kind: core.KindPhoto, FileID: "F1", FileUniqueID: "U1", Size: 2048, Width: 640, Height: 480}})
}

func (f *filler) active(two core.VisitorID, mika core.Operator) {
	at := noon().Add(-time.Hour)
	chat := f.chat(core.Chat{VisitorID: two, State: core.Active, OwnerID: mika.ID, CreatedAt: at, WaitingSince: at, PickedUpAt: at,
		LastMessageAt: at, CountsFrom: at, DeadlineAt: at.Add(core.Day)})
	f.message(core.Message{ChatID: chat, VisitorID: two, From: core.FromVisitor, Kind: core.KindText, Author: "Eve\x1b[31m\nil", Text: evil, TelegramID: 1, SentAt: at})
	f.message(core.Message{ChatID: chat, VisitorID: two, From: core.FromDesk, Kind: core.KindPickedUp, OperatorID: mika.ID, Author: "mika", SentAt: at})
	f.message(core.Message{ChatID: chat, VisitorID: two, From: core.FromOperator, Kind: core.KindText, OperatorID: mika.ID, Author: "mika",
		Text: "Hello!", SentAt: at, Delivery: core.DeliveryFailed, Problem: core.NewProblem("change_refused", "The visitor has blocked the bot.")})
	f.message(core.Message{ChatID: chat, VisitorID: two, From: core.FromNote, Kind: core.KindText, OperatorID: mika.ID, Author: "mika", Text: "careful", SentAt: at})
}

func (f *filler) completed(one core.VisitorID, mika core.Operator) {
	at := noon().Add(-core.Day)
	chat := f.chat(core.Chat{VisitorID: one, State: core.Completed, OwnerID: mika.ID, CreatedAt: at, WaitingSince: at, PickedUpAt: at,
		LastMessageAt: at, CompletedAt: at.Add(time.Hour), Reason: core.ReasonOperator, EndedBy: mika.ID})
	f.message(core.Message{ChatID: chat, VisitorID: one, From: core.FromOperator, Kind: core.KindText, OperatorID: mika.ID, Author: "mika",
		Text: "Done.", TelegramID: 900, SentAt: at, Delivery: core.DeliverySent})
}
