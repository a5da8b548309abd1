package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tgdesk/core"
)

// manyChats is a desk with n chats of n visitors, with one message each, of which
// nine in ten are completed.
func manyChats(b *testing.B, n int) *desk {
	b.Helper()
	d := newDesk(b)
	for done := 0; done < n; {
		d.write(func(tx core.Tx) error {
			for range min(5000, n-done) {
				if err := d.insertChat(tx, done); err != nil {
					return err
				}
				done++
			}
			return nil
		})
	}
	b.ResetTimer()
	return d
}

func (d *desk) insertChat(tx core.Tx, i int) error {
	ctx := d.t.Context()
	v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: d.brand.ID, Profile: core.Profile{
		TelegramID: int64(i + 1), FirstName: "Visitor", LastName: fmt.Sprint(i), Username: fmt.Sprintf("visitor_%d", i)}})
	if err != nil {
		return err
	}
	state := core.Completed
	if i%10 == 0 {
		state = states()[i/10%3]
	}
	c, err := tx.InsertChat(ctx, chatIn(v, state, noon().Add(time.Duration(i)*time.Second), d.mika.ID))
	if err != nil {
		return err
	}
	m, err := tx.InsertMessage(ctx, core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText,
		Author: v.Name(), Text: "Where is my refund?", TelegramID: 1, SentAt: noon()})
	if err != nil {
		return err
	}
	c.LastMessageID = m.ID
	return tx.SaveChat(ctx, c)
}

func BenchmarkRowsFirstPage(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			d := manyChats(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if rows, err := d.Rows(b.Context(), core.RowQuery{State: core.Completed, Limit: 50}); err != nil || len(rows) != 50 {
					b.Fatal(len(rows), err)
				}
			}
		})
	}
}

// BenchmarkOwnFirst reads the parts of a list of 10 000 active chats, of which mika holds
// all but the last hundred: a page that screens share, her own, and the others', which is
// as bad as it gets.
func BenchmarkOwnFirst(b *testing.B) {
	d := newDesk(b)
	d.write(func(tx core.Tx) error {
		ann, err := tx.SaveOperator(b.Context(), core.Operator{Name: "ann", Role: core.RoleOperator})
		for i := range 10_000 {
			if err != nil {
				return err
			}
			v, errVisitor := tx.InsertVisitor(b.Context(), core.Visitor{BrandID: d.brand.ID, Profile: core.Profile{TelegramID: int64(i + 1), FirstName: "Visitor"}})
			owner := d.mika.ID
			if i >= 9_900 {
				owner = ann.ID
			}
			_, errChat := tx.InsertChat(b.Context(), chatIn(v, core.Active, noon().Add(time.Duration(i)*time.Second), owner))
			err = errors.Join(errVisitor, errChat)
		}
		return err
	})
	for name, q := range map[string]core.RowQuery{"shared": {}, "own": {Mine: d.mika.ID}, "others": {Except: d.mika.ID}} {
		q.State, q.Limit = core.Active, 50
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if rows, err := d.Rows(b.Context(), q); err != nil || len(rows) != 50 {
					b.Fatal(len(rows), err)
				}
			}
		})
	}
	b.Run("workload", func(b *testing.B) {
		for b.Loop() {
			if w, err := d.Workload(b.Context(), d.mika.ID); err != nil || w.Held != 9_900 {
				b.Fatal(w.Held, err)
			}
		}
	})
}

// BenchmarkBusyDesk reads and writes a desk with 100 000 chats.
func BenchmarkBusyDesk(b *testing.B) {
	d := manyChats(b, 100_000)
	ctx := b.Context()
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			must[core.Overview](b)(d.Overview(ctx, core.Set[core.BrandID]{}))
		}
	})
	b.Run("find rare", func(b *testing.B) {
		for b.Loop() {
			must[[]core.ChatRow](b)(d.FindRows(ctx, "visitor_77777", core.Set[core.BrandID]{}, 50))
		}
	})
	b.Run("find common", func(b *testing.B) {
		for b.Loop() {
			must[[]core.ChatRow](b)(d.FindRows(ctx, "visitor", core.Set[core.BrandID]{}, 50))
		}
	})
	b.Run("next deadline", func(b *testing.B) {
		for b.Loop() {
			must[time.Time](b)(d.NextDeadline(ctx))
		}
	})
	b.Run("move all deadlines", func(b *testing.B) {
		limit := core.Day
		for b.Loop() {
			limit -= time.Second
			d.write(func(tx core.Tx) error { return tx.MoveDeadlines(ctx, d.brand.ID, core.LimitAnswer, limit, noon()) })
		}
	})
}

// BenchmarkBatch is a poll of 100 messages of 100 chats: one transaction.
func BenchmarkBatch(b *testing.B) {
	d := manyChats(b, 10_000)
	ctx, next := b.Context(), int64(1)
	for b.Loop() {
		next++
		d.write(func(tx core.Tx) error {
			for i := range 100 {
				v, err := tx.VisitorByTelegram(ctx, d.brand.ID, int64(i*10+1))
				if err != nil {
					return err
				}
				c, err := tx.OpenChatOf(ctx, v.ID)
				if err != nil {
					return err
				}
				m, err := tx.InsertMessage(ctx, core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText,
					Author: v.Name(), Text: "And my second question is this.", TelegramID: next, SentAt: noon()})
				if err != nil {
					return err
				}
				c = c.VisitorWrote(noon(), d.brand.Rules())
				c.LastMessageID = m.ID
				if err := tx.SaveChat(ctx, c); err != nil {
					return err
				}
			}
			return tx.SetOffset(ctx, d.brand.ID, next)
		})
	}
	b.ReportMetric(100*float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkReply is the transaction of an operator's reply.
func BenchmarkReply(b *testing.B) {
	d := newDesk(b)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	ctx := b.Context()
	for b.Loop() {
		d.write(func(tx core.Tx) error {
			now, err := tx.Chat(ctx, c.ID)
			if err != nil {
				return err
			}
			m, err := tx.InsertMessage(ctx, core.Message{ChatID: c.ID, VisitorID: c.VisitorID, From: core.FromOperator, OperatorID: d.mika.ID,
				Kind: core.KindText, Author: "mika", Text: "We are on it.", SentAt: noon(), Delivery: core.DeliveryQueued})
			if err != nil {
				return err
			}
			now.LastMessageID = m.ID
			return tx.SaveChat(ctx, now)
		})
	}
}

func BenchmarkMessagesNewest200(b *testing.B) {
	d := newDesk(b)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Active, noon())
	d.write(func(tx core.Tx) error {
		for i := range 20_000 {
			_, err := tx.InsertMessage(b.Context(), core.Message{ChatID: c.ID, VisitorID: c.VisitorID, From: core.FromVisitor,
				Kind: core.KindText, Author: "Visitor 1", Text: "hello", TelegramID: int64(i + 1), SentAt: noon()})
			if err != nil {
				return err
			}
		}
		return nil
	})
	b.ReportAllocs()
	for b.Loop() {
		if list, err := d.Messages(b.Context(), core.MessageQuery{Chat: c.ID, Limit: 200}); err != nil || len(list) != 200 {
			b.Fatal(len(list), err)
		}
	}
}

// BenchmarkNextQueued is the sender's query while 1000 visitors wait for replies.
func BenchmarkNextQueued(b *testing.B) {
	d := manyChats(b, 10_000)
	if err := d.raw(`UPDATE messages SET sender = 'operator', delivery = 'queued' WHERE id % 10 = 0`); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if list, err := d.NextQueued(b.Context(), d.brand.ID, 32); err != nil || len(list) != 32 {
			b.Fatal(len(list), err)
		}
	}
}

// BenchmarkOpen opens a new desk and an existing one.
func BenchmarkOpen(b *testing.B) {
	open := func(b *testing.B, dir string) {
		db, err := Open(dir, Options{Key: testKey()})
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			open(b, b.TempDir())
		}
	})
	b.Run("again", func(b *testing.B) {
		dir := b.TempDir()
		for b.Loop() {
			open(b, dir)
		}
	})
}

// BenchmarkIdentity is the check that each transaction makes twice.
func BenchmarkIdentity(b *testing.B) {
	d := newDesk(b)
	for b.Loop() {
		if err := d.files.check(); err != nil {
			b.Fatal(err)
		}
	}
}
