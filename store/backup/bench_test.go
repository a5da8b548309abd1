package backup

import (
	"fmt"
	"path/filepath"
	"testing"

	"tgdesk/core"
	"tgdesk/store"
)

// BenchmarkBackup backs up a desk with 100 000 chats of one message each, first
// idle, then during continuous writes.
func BenchmarkBackup(b *testing.B) {
	d := manyChats(b, 100_000)
	file := filepath.Join(b.TempDir(), "backup.db")
	copies := func(b *testing.B) {
		for b.Loop() {
			must[store.Contents](b)(Create(b.Context(), d.dir, file, true))
		}
	}
	b.Run("idle", copies)
	b.Run("under load", func(b *testing.B) {
		stop, ended := make(chan struct{}), make(chan int)
		go func() {
			n := 0
			for ; ; n++ {
				select {
				case <-stop:
					ended <- n
					return
				default:
					d.write(func(tx core.Tx) error { return d.insertChat(tx, 1_000_000+n) })
				}
			}
		}()
		copies(b)
		close(stop)
		b.ReportMetric(float64(<-ended)/b.Elapsed().Seconds(), "writes/s")
	})
}

// manyChats is a desk with n more chats of one message each.
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

// insertChat adds the i-th visitor with a chat.
func (d *desk) insertChat(tx core.Tx, i int) error {
	ctx := d.t.Context()
	v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: d.chat.BrandID, Profile: core.Profile{TelegramID: int64(2000 + i), LastName: fmt.Sprint(i)}})
	if err != nil {
		return err
	}
	c, err := tx.InsertChat(ctx, core.OpenedBy(v, "", noon(), core.Rules{Limits: core.DefaultLimits()}))
	if err != nil {
		return err
	}
	_, err = tx.InsertMessage(ctx, core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText,
		Text: "Where is my refund?", TelegramID: 1, SentAt: noon()})
	return err
}
