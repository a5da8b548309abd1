package screen

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// A flood is marked in words and signs, and rings no bell; other chats do, and
// so does this one once its visitor has been calm for a minute.
func TestScreenFlood(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("hello")
		d.ExpectNot("≋")
		for i := range 30 {
			hana.Say(fmt.Sprint("text ", i))
		}
		d.Settle()
		d.Expect("≋ Hana Sato", "≋ flood", "text 29", " 31")
		d.Burst("\x1b[O")
		d.Advance(10 * time.Second)
		hana.Write("and more")
		if d.Terminal.Bells != 0 {
			t.Error("a flood rings")
		}
		d.Visitor("acme", "Ivan Petrov").Write("Where is my refund?")
		if d.Terminal.Bells != 1 {
			t.Errorf("rang %d times", d.Terminal.Bells)
		}
		d.Burst("\x1b[I")
		d.Advance(47 * time.Second)
		d.Expect("≋ Hana Sato")
		d.Advance(3 * time.Second)
		d.ExpectNot("≋")
		d.Burst("\x1b[O")
		hana.Write("sorry")
		if d.Terminal.Bells != 2 {
			t.Errorf("rang %d times", d.Terminal.Bells)
		}
		if c := d.ChatOf("Hana Sato"); c.Unread != 33 || !c.DeadlineAt.Equal(c.CreatedAt.Add(5*time.Minute)) {
			t.Errorf("chat: %+v", c)
		}
	})
}

// flood lets n messages arrive while an operator works: after each tenth
// of them the operator moves, types and answers, and each such key must be
// answered with few reads, however many messages came with it.
func flood(d *rig.Session, n int, send func(i int)) {
	d.T.Helper()
	const reads = 80 // of lists, four at a time, for two keys and a thousand messages
	mika := d.Hold("acme", "Mia Calm")
	var count atomic.Int64
	d.DB.BreakReads(func() error { count.Add(1); return nil })
	answers := []string{}
	for i := 0; i < n; {
		for range n / 10 {
			send(i)
			i++
		}
		count.Store(0)
		answers = append(answers, fmt.Sprint("answer ", i))
		d.Type(answers[len(answers)-1])
		d.Expect(answers[len(answers)-1])
		d.Press("enter")
		if got := count.Load(); got > reads {
			d.T.Errorf("%d lists were read at message %d", got, i)
		}
		d.Advance(5 * time.Second)
		d.ExpectReceived(mika, answers...)
	}
	d.DB.BreakReads(nil)
	d.ExpectState("Mia Calm", "active")
}

func TestScreenFloodOfOne(t *testing.T) {
	const n = 10_000
	rig.Test(t, func(d *rig.Session) {
		loud := d.Visitor("acme", "Flo Odd")
		flood(d, n, func(i int) { loud.Say(fmt.Sprint("text ", i)) })
		d.Expect("≋ Flo Odd", "999+")
		d.ExpectCounts(1, 1, 0, 0)
		c := d.ChatOf("Flo Odd")
		if c.Unread != n {
			t.Errorf("%d unread", c.Unread)
		}
		expectTexts(d, c.ID, n)
	})
}

// expectTexts checks that a chat holds "text 0" to "text n-1", in order.
func expectTexts(d *rig.Session, id core.ChatID, n int) {
	d.T.Helper()
	after := core.MessageID(-1)
	for i := 0; i < n; {
		page, err := d.Desk.Messages(d.T.Context(), core.MessageQuery{Chat: id, After: after, Limit: 500})
		d.Must(err)
		if len(page) == 0 {
			d.T.Fatalf("%d messages, want %d", i, n)
		}
		for _, m := range page {
			if want := fmt.Sprint("text ", i); m.Text != want {
				d.T.Fatalf("message %d is %q", i, m.Text)
			}
			i++
		}
		after = page[len(page)-1].ID
	}
}

func TestScreenFloodOfMany(t *testing.T) {
	const n = 10_000
	rig.Test(t, func(d *rig.Session) {
		flood(d, n, func(i int) {
			d.Bots["acme"].Visitor(botsim.User{ID: int64(1_000_000 + i), FirstName: "Visitor", LastName: fmt.Sprint(i)}).Say("text")
		})
		d.ExpectNot("≋")
		d.ExpectCounts(n, 1, 0, 0)
		d.Press("esc ctrl+g")
		d.Expect("Visitor 0")
		d.Must(d.DB.Write(d.T.Context(), func(tx core.Tx) error { return everyOne(d.T.Context(), tx, n) }))
	})
}

// everyOne checks that each visitor has a chat with one message.
func everyOne(ctx context.Context, r core.Reader, n int) error {
	for i := range n {
		met, err := r.LookupVisitor(ctx, 1, int64(1_000_000+i), 0)
		if err != nil || met.Chat.Unread != 1 {
			return fmt.Errorf("visitor %d: %+v %w", i, met.Chat, err)
		}
	}
	return nil
}
