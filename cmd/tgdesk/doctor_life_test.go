package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

func TestDoctorDeadlines(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.want(b.run("doctor"), 0, "✓ deadlines: right for 2 open chats\n", "")
	b.store(func(ctx context.Context, tx core.Tx) error {
		c, err := tx.Chat(ctx, 2)
		if err != nil {
			return err
		}
		c.DeadlineAt = c.DeadlineAt.Add(time.Second)
		return tx.SaveChat(ctx, c)
	})
	b.want(b.run("doctor"), 1, "✗ deadlines: wrong for 1 open chat, such as chat 2\n    Set a limit of the brand to what it is, which sets all its deadlines: tgdesk brand set acme", "")
	b.run("brand", "set", "acme", "--answer-limit", "5m") // as it says
	b.want(b.run("doctor"), 0, "✓ deadlines: right for 2 open chats\n", "")
}

func TestDoctorReplies(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.want(b.run("doctor"), 0, "✓ replies: none of an open chat failed or is unknown\n", "")
	b.fill() // with a reply that failed
	b.waiting()
	b.store(func(ctx context.Context, tx core.Tx) error {
		f := filler{ctx: ctx, tx: tx}
		for _, d := range []core.Delivery{core.DeliverySending, core.DeliveryUnknown, core.DeliveryUnknown} {
			f.message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromOperator, Kind: core.KindText, Author: "mika", Text: "x", SentAt: noon(), Delivery: d})
		}
		return f.err
	})
	for _, want := range []string{
		"! replies: 1 reply of open chats failed, such as in chat 2\n    Look at the chat",
		"! replies: 2 replies of open chats may or may not have arrived, such as in chat 1\n    Look at the chat: R sends a reply again",
		"! replies: 1 reply under way when the desk stopped, such as in chat 1\n    The next start marks it unknown",
		"! replies: 1 reply to be sent when the desk runs, such as in chat 2\n    Start the desk",
	} {
		b.want(b.run("doctor"), 0, want, "")
	}
	b.held(func() { // what is under way now is nobody's to look at
		r := b.run("doctor")
		b.want(r, 0, "! replies: 2 replies of open chats may or may not have arrived", "")
		for _, own := range []string{"under way when", "to be sent when"} {
			if strings.Contains(r.out, own) {
				t.Errorf("doctor speaks of what runs: %s", r.out)
			}
		}
	})
}

func TestDoctorClock(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.want(b.run("doctor"), 0, "✓ clock: it says 2026-11-22 21:00\n", "")
	b.host.now = func() time.Time { return noon().Add(-2 * core.Day) }
	b.want(b.run("doctor"), 1, "✗ clock: it says 2026-11-20 21:00, but the newest message is of 2026-11-21 21:00\n    Set this machine's clock", "")
}

func TestDoctorUnfinishedRestore(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.file("desk/restore-20261122T120000Z.db", "")
	b.want(b.run("doctor"), 0, "! restore: a restore was cut off before its end: restore-20261122T120000Z.db\n    Start the desk", "")
}
