package rig

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tgdesk/core"
)

// History is what FillChats writes: so many chats, of so many messages each, beside
// notes.
type History struct {
	Chats, Messages int
	// Text is that of a message, counted from 0 over all.
	Text func(i int) string
	// Media is the folder of files; with "" there are none.
	Media string
}

// FillChats gives the chats of h to the brands of a desk in turn. Of ten, two are open;
// every third has a message that was edited, every fourth a note, every fifth a file and
// every sixth the tag vip.
func FillChats(ctx context.Context, db core.Store, h History) error {
	brands, err := db.Brands(ctx)
	if err != nil {
		return err
	}
	for done := 0; done < h.Chats && err == nil; {
		err = db.Write(ctx, func(tx core.Tx) error {
			mika, err := tx.OperatorByName(ctx, "mika")
			if core.IsNotFound(err) {
				mika, err = tx.SaveOperator(ctx, core.Operator{Name: "mika", Role: core.RoleAdmin})
			}
			for range min(1000, h.Chats-done) {
				if err == nil {
					err = h.chat(ctx, tx, brands[done%len(brands)].ID, mika.ID, done)
				}
				done++
			}
			return err
		})
	}
	return err
}

func (h History) chat(ctx context.Context, tx core.Tx, brand core.BrandID, op core.OperatorID, n int) error {
	w := RowWriter{Ctx: ctx, Tx: tx}
	at := Noon().Add(time.Duration(n-h.Chats) * time.Minute)
	v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: brand, FirstSeen: at, LastSeen: at,
		Profile: core.Profile{TelegramID: int64(1000 + n), FirstName: h.Text(n * h.Messages), LastName: fmt.Sprint(n), Language: "ja"}})
	w.Check(err)
	c := core.Chat{BrandID: brand, VisitorID: v.ID, State: core.Completed, CreatedAt: at, WaitingSince: at, LastMessageAt: at, Received: h.Messages}
	switch n % 10 {
	case 3:
		c.State, c.CountsFrom, c.DeadlineAt = core.Pending, at, at.Add(core.Day)
	case 7:
		c.State, c.Owner, c.PickedUpAt, c.CountsFrom, c.DeadlineAt = core.Active, core.OperatorOwner(op), at, at, at.Add(core.Day)
	default:
		c.Owner, c.PickedUpAt, c.CompletedAt, c.Reason, c.EndedBy = core.OperatorOwner(op), at, at.Add(time.Minute), core.ReasonOperator, op
	}
	c, err = tx.InsertChat(ctx, c)
	w.Check(err)
	if n%6 == 0 {
		w.Check(tx.SaveTags(ctx, c.ID, core.TagsOf("vip")))
	}
	for i := range h.Messages {
		m := core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, Author: v.Name(), Text: h.Text(n*h.Messages + i),
			TelegramID: int64(i + 1), SentAt: at.Add(time.Duration(i) * time.Second)}
		if i%2 == 1 {
			m.From, m.OperatorID, m.Author, m.Delivery = core.FromOperator, op, "mika", core.DeliverySent
		}
		edited := i == 0 && n%3 == 0
		if edited {
			m.EditedAt = at.Add(time.Hour)
		}
		if i == h.Messages-1 && n%5 == 0 && h.Media != "" {
			m.Kind, m.Attachment = core.KindDocument, h.file(&w, m.Text, n)
		}
		id := w.Message(m)
		if edited {
			w.Check(tx.InsertEdit(ctx, id, core.Edit{Kind: core.KindText, Text: "before: " + m.Text, Replaced: m.EditedAt}))
		}
	}
	if n%4 == 0 {
		w.Message(core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromNote, Kind: core.KindText, OperatorID: op, Author: "mika", Text: fmt.Sprint("secret note ", n), SentAt: at.Add(time.Hour)})
	}
	return w.Err
}

// file is a file of the name and with the content "file N".
func (h History) file(w *RowWriter, name string, n int) *core.Attachment {
	unique, path := fmt.Sprint("file", n), fmt.Sprintf("%02x/%d.pdf", n%256, n)
	w.Check(os.MkdirAll(filepath.Join(h.Media, filepath.Dir(path)), 0o700))
	w.Check(os.WriteFile(filepath.Join(h.Media, path), []byte(unique), 0o600))
	w.Check(w.Tx.SaveFile(w.Ctx, core.File{UniqueID: unique, State: core.FileReady, Path: path, Size: int64(len(unique)), ChangedAt: Noon()}))
	return &core.Attachment{Kind: core.KindDocument, FileID: "F" + unique, FileUniqueID: unique, FileName: name, Size: int64(len(unique))}
}
