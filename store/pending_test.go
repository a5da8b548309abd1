package store

import (
	"errors"
	"testing"

	"tgdesk/core"
)

// pendingDesk is a desk with a chat, and what adds the n-th message of its visitor.
func pendingDesk(t *testing.T) (d *desk, c core.Chat, say func(core.Tx, int) error) {
	d = newDesk(t)
	c = d.chat(d.visitor(d.brand.ID, 1), core.Pending, noon())
	return d, c, func(tx core.Tx, n int) error {
		_, err := tx.InsertMessage(t.Context(), core.Message{
			ChatID: c.ID, VisitorID: c.VisitorID, From: core.FromVisitor, Kind: core.KindPhoto, TelegramID: int64(n), SentAt: noon(),
			Attachment: &core.Attachment{Kind: core.KindPhoto, FileID: "id", FileUniqueID: "unique"},
		})
		return errors.Join(err, tx.InsertAudit(t.Context(), core.AuditEntry{At: noon(), Via: core.DoorEngine, Act: core.ActChatOpened, Chat: c.ID}))
	}
}

// wantRows checks how many messages, attachments and entries of the audit there are.
func wantRows(t *testing.T, q queryer, want int) {
	t.Helper()
	for _, table := range []string{"messages", "attachments", "audit"} {
		if n := must[int](t)(queryInt(t.Context(), q, "count", `SELECT count(*) FROM `+table)); n != want {
			t.Errorf("%d rows of %s, want %d", n, table, want)
		}
	}
}

// Rows that wait are seen by the transaction's own statements, in the order in which they
// were added, however many they are.
func TestPendingRowsAreSeen(t *testing.T) {
	t.Parallel()
	d, c, say := pendingDesk(t)
	const most = 3*mostPending + 61
	d.write(func(tx core.Tx) error {
		for n := range most {
			if err := say(tx, n+1); err != nil {
				return err
			}
			if n == 7 {
				wantRows(t, d.q, 0) // nobody else sees them
			}
			if n%617 == 0 {
				wantRows(t, tx.(queryer), n+1)
			}
		}
		return nil
	})
	wantRows(t, d.q, most)
	for i, m := range must[[]core.Message](t)(d.Messages(t.Context(), core.MessageQuery{Chat: c.ID, Limit: most + 1})) {
		if m.TelegramID != int64(i+1) || m.Attachment == nil {
			t.Fatalf("message %d is %d, with file %v", i, m.TelegramID, m.Attachment)
		}
	}
}

func TestPendingRowsOfSavepoints(t *testing.T) {
	t.Parallel()
	d, _, say := pendingDesk(t)
	d.write(func(tx core.Tx) error {
		if err := say(tx, 1); err != nil {
			return err
		}
		if err := tx.Savepoint(func() error { return errors.Join(say(tx, 2), errTest) }); !errors.Is(err, errTest) {
			return err
		}
		wantRows(t, tx.(queryer), 1)
		return tx.Savepoint(func() error { return say(tx, 2) })
	})
	wantRows(t, d.q, 2)
}

// A row that the database refuses must not get lost: whoever ignores the error cannot
// commit, unless the savepoint with the row was rolled back.
func TestRefusedRows(t *testing.T) {
	t.Parallel()
	d, _, say := pendingDesk(t)
	twice := func(tx core.Tx) error { return errors.Join(say(tx, 1), say(tx, 1)) }
	if err := d.Write(t.Context(), twice); err == nil {
		t.Error("a duplicate was committed")
	}
	err := d.Write(t.Context(), func(tx core.Tx) error {
		_ = twice(tx)
		_, _ = tx.Operators(t.Context())
		_, err := tx.Operators(t.Context())
		if err == nil {
			t.Error("the transaction goes on")
		}
		return nil
	})
	if err == nil {
		t.Error("a refused row was lost")
	}
	wantRows(t, d.q, 0)
	d.write(func(tx core.Tx) error {
		if err := tx.Savepoint(func() error { return twice(tx) }); err == nil {
			t.Error("a duplicate was accepted")
		}
		return say(tx, 1)
	})
	wantRows(t, d.q, 1)
}
