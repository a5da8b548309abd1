package doctor_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestDoctorDeadlines(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("doctor"), 0, "✓ deadlines: right for 2 open chats\n", "")
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		c, err := tx.Chat(ctx, 2)
		if err != nil {
			return err
		}
		c.DeadlineAt = c.DeadlineAt.Add(time.Second)
		return tx.SaveChat(ctx, c)
	})
	s.Expect(s.Run("doctor"), 1, "✗ deadlines: wrong for 1 open chat, such as chat 2\n    Set a limit of the brand again, which sets all its deadlines: tgdesk brand set acme", "")
	s.Run("brand", "set", "acme", "--answer-limit", "5m") // as it says
	s.Expect(s.Run("doctor"), 0, "✓ deadlines: right for 2 open chats\n", "")

	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		c, err := tx.Chat(ctx, 2)
		if err != nil {
			return err
		}
		c.CountsFrom = rig.Noon().Add(9000 * time.Hour)
		c.DeadlineAt = c.Deadline(core.Rules{Limits: core.DefaultLimits()})
		return tx.SaveChat(ctx, c)
	})
	s.Expect(s.Run("doctor"), 1, "✗ deadlines: the clock stood ahead: 1 open chat counts from a time to come, such as chat 2 from 2027-12-02 21:00\n"+
		"    If this machine's clock is right now, set a limit of the brand again", "")
	s.Run("brand", "set", "acme", "--answer-limit", "5m")
	s.Expect(s.Run("doctor"), 0, "✓ deadlines: right for 2 open chats\n", "")
}

func TestDoctorReplies(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("doctor"), 0, "✓ replies: none in an open chat failed or is unknown\n", "")
	s.AddChats() // with a reply that failed
	s.AddWaiting()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		for _, d := range []core.Delivery{core.DeliverySending, core.DeliveryUnknown, core.DeliveryUnknown} {
			w.Message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromOperator, Kind: core.KindText, Author: "mika", Text: "x", SentAt: rig.Noon(), Delivery: d})
		}
		return w.Err
	})
	for _, want := range []string{
		"! replies: 1 reply of open chats failed, such as in chat 2\n    Look at the chat",
		"! replies: 2 replies of open chats may or may not have arrived, such as in chat 1\n    Look at the chat on the screen: R sends a reply again",
		"! replies: 1 reply under way when the desk stopped, such as in chat 1\n    The next start marks it unknown",
		"! replies: 1 reply to be sent when the desk runs, such as in chat 2\n    Start the desk",
	} {
		s.Expect(s.Run("doctor"), 0, want, "")
	}
	s.WhileHeld(func() { // what is under way now is nobody's to look at
		r := s.Run("doctor")
		s.Expect(r, 0, "! replies: 2 replies of open chats may or may not have arrived", "")
		for _, own := range []string{"under way when", "to be sent when"} {
			if strings.Contains(r.Out, own) {
				t.Errorf("doctor speaks of what runs: %s", r.Out)
			}
		}
	})
}

func TestDoctorClock(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("doctor"), 0, "✓ clock: it says 2026-11-22 21:00\n", "")
	s.Env.Now = func() time.Time { return rig.Noon().Add(-2 * core.Day) }
	s.Expect(s.Run("doctor"), 1, "✗ clock: it says 2026-11-20 21:00, but the newest message is of 2026-11-21 21:00\n    Set this machine's clock", "")
}

func TestDoctorUnfinishedRestore(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WriteFile("desk/restore-20261122T120000Z.db", "")
	s.Expect(s.Run("doctor"), 0, "! restore: a restore was cut off before its end: restore-20261122T120000Z.db\n    Start the desk", "")
}

func TestDoctorReplaced(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	backup := filepath.Join(s.Root, "old.db")
	s.Expect(s.Run("backup", backup), 0, "", "")
	s.Expect(s.Run("restore", backup, "--yes"), 0, "", "")
	s.WriteFile("desk/replaced-20261122T130000Z/desk.db-wal", "a log")
	s.WriteFile("desk/replaced-by-me/x", "no folder of ours")
	dir := filepath.Join(s.DeskDir, "replaced-20261122T1")
	r := s.Run("doctor")
	s.Expect(r, 0, "! replaced: "+dir+"20000Z (", "")
	s.Expect(r, 0, "holds the database that was replaced\n    If nothing is missing, remove it: rm -r '"+dir+"20000Z'. To go back to it: tgdesk backup old.db --data '"+dir+"20000Z', then tgdesk restore old.db\n", "")
	s.Expect(r, 0, "! replaced: "+dir+"30000Z (5 B) holds the log of a database that was replaced; its last changes may be there alone\n    If nothing is missing, remove it: rm -r '"+dir+"30000Z'\n", "")
	if strings.Contains(r.Out, "by-me") {
		t.Error(r.Out)
	}
}
