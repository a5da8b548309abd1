package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// A flood is marked in words and signs, and rings no bell; other chats do, and
// so does this one once its visitor has been calm for a minute.
func TestScreenFlood(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("hello")
		d.expectNot("≋")
		for i := range 30 {
			hana.Say(fmt.Sprint("text ", i))
		}
		d.settle()
		d.expect("≋ Hana Sato", "≋ flood", "text 29", " 31")
		d.burst("\x1b[O")
		d.advance(10 * time.Second)
		hana.say("and more")
		if d.emu.bells != 0 {
			t.Error("a flood rings")
		}
		d.visitor("acme", "Ivan Petrov").say("Where is my refund?")
		if d.emu.bells != 1 {
			t.Errorf("rang %d times", d.emu.bells)
		}
		d.burst("\x1b[I")
		d.advance(47 * time.Second)
		d.expect("≋ Hana Sato")
		d.advance(3 * time.Second)
		d.expectNot("≋")
		d.burst("\x1b[O")
		hana.say("sorry")
		if d.emu.bells != 2 {
			t.Errorf("rang %d times", d.emu.bells)
		}
		if c := d.chatOf("Hana Sato"); c.Unread != 33 || !c.DeadlineAt.Equal(c.CreatedAt.Add(5*time.Minute)) {
			t.Errorf("chat: %+v", c)
		}
	})
}

// flood lets n messages arrive while an operator works: after each tenth
// of them the operator moves, types and answers, and each such key must be
// answered with few reads, however many messages came with it.
func (d *drive) flood(n int, send func(i int)) {
	d.t.Helper()
	const reads = 80 // of lists, four at a time, for two keys and a thousand messages
	mika := d.hold("acme", "Mia Calm")
	var count atomic.Int64
	d.db.breakReads(func() error { count.Add(1); return nil })
	answers := []string{}
	for i := 0; i < n; {
		for range n / 10 {
			send(i)
			i++
		}
		count.Store(0)
		answers = append(answers, fmt.Sprint("answer ", i))
		d.typeText(answers[len(answers)-1])
		d.expect(answers[len(answers)-1])
		d.press("enter")
		if got := count.Load(); got > reads {
			d.t.Errorf("%d lists were read at message %d", got, i)
		}
		d.advance(5 * time.Second)
		d.expectReceived(mika, answers...)
	}
	d.db.breakReads(nil)
	d.expectState("Mia Calm", "active")
}

func TestScreenFloodOfOne(t *testing.T) {
	const n = 10_000
	screenTest(t, func(d *drive) {
		loud := d.visitor("acme", "Flo Odd")
		d.flood(n, func(i int) { loud.Say(fmt.Sprint("text ", i)) })
		d.expect("≋ Flo Odd", "999+")
		d.expectCounts(1, 1, 0, 0)
		c := d.chatOf("Flo Odd")
		if c.Unread != n {
			t.Errorf("%d unread", c.Unread)
		}
		d.expectTexts(c.ID, n)
	})
}

// expectTexts checks that a chat holds "text 0" to "text n-1", in order.
func (d *drive) expectTexts(id core.ChatID, n int) {
	d.t.Helper()
	after := core.MessageID(-1)
	for i := 0; i < n; {
		page, err := d.desk.Messages(d.t.Context(), core.MessageQuery{Chat: id, After: after, Limit: 500})
		d.must(err)
		if len(page) == 0 {
			d.t.Fatalf("%d messages, want %d", i, n)
		}
		for _, m := range page {
			if want := fmt.Sprint("text ", i); m.Text != want {
				d.t.Fatalf("message %d is %q", i, m.Text)
			}
			i++
		}
		after = page[len(page)-1].ID
	}
}

func TestScreenFloodOfMany(t *testing.T) {
	const n = 10_000
	screenTest(t, func(d *drive) {
		d.flood(n, func(i int) {
			d.bots["acme"].Visitor(botsim.User{ID: int64(1_000_000 + i), FirstName: "Visitor", LastName: fmt.Sprint(i)}).Say("text")
		})
		d.expectNot("≋")
		d.expectCounts(n, 1, 0, 0)
		d.press("esc ctrl+g")
		d.expect("Visitor 0")
		d.must(d.db.Write(d.t.Context(), func(tx core.Tx) error { return everyOne(d.t.Context(), tx, n) }))
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
