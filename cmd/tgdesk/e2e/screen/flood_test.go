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
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("hello")
		s.ExpectNot("≋")
		for i := range 30 {
			hana.Say(fmt.Sprint("text ", i))
		}
		s.Settle()
		s.Expect("≋ Hana Sato", "≋ flood", "text 29")
		s.Burst("\x1b[O")
		s.Advance(10 * time.Second)
		hana.Write("and more")
		if s.Terminal.Bells != 0 {
			t.Error("a flood rings")
		}
		s.Visitor("acme", "Ivan Petrov").Write("Where is my refund?")
		if s.Terminal.Bells != 1 {
			t.Errorf("rang %d times", s.Terminal.Bells)
		}
		s.Burst("\x1b[I")
		s.Advance(47 * time.Second)
		s.Expect("≋ Hana Sato")
		s.Advance(3 * time.Second)
		s.ExpectNot("≋")
		s.Burst("\x1b[O")
		hana.Write("sorry")
		if s.Terminal.Bells != 2 {
			t.Errorf("rang %d times", s.Terminal.Bells)
		}
		if c := s.ChatOf("Hana Sato"); c.Received != 33 || !c.DeadlineAt.Equal(c.CreatedAt.Add(5*time.Minute)) {
			t.Errorf("chat: %+v", c)
		}
	})
}

// flood lets n messages arrive while an operator works: after each tenth
// of them the operator moves, types and answers, and each such key must be
// answered with few reads, however many messages came with it.
func flood(s *rig.Session, n int, send func(i int)) {
	s.T.Helper()
	const reads = 80 // of lists, four at a time, for two keys and a thousand messages
	mika := s.Hold("acme", "Mia Calm")
	var count atomic.Int64
	s.DB.BreakReads(func() error { count.Add(1); return nil })
	answers := []string{}
	for i := 0; i < n; {
		for range n / 10 {
			send(i)
			i++
		}
		count.Store(0)
		answers = append(answers, fmt.Sprint("answer ", i))
		s.Type(answers[len(answers)-1])
		s.Expect(answers[len(answers)-1])
		s.Press("enter")
		if got := count.Load(); got > reads {
			s.T.Errorf("%d lists were read at message %d", got, i)
		}
		s.Advance(5 * time.Second)
		s.ExpectReceived(mika, answers...)
	}
	s.DB.BreakReads(nil)
	s.ExpectState("Mia Calm", "active")
}

func TestScreenFloodOfOne(t *testing.T) {
	const n = 10_000
	rig.Test(t, func(s *rig.Session) {
		loud := s.Visitor("acme", "Flo Odd")
		flood(s, n, func(i int) { loud.Say(fmt.Sprint("text ", i)) })
		s.Expect("≋ Flo Odd", "999+")
		s.ExpectCounts(1, 1, 0, 0)
		c := s.ChatOf("Flo Odd")
		if c.Received != n {
			t.Errorf("%d unread", c.Received)
		}
		expectTexts(s, c.ID, n)
	})
}

// expectTexts checks that a chat holds "text 0" to "text n-1", in order.
func expectTexts(s *rig.Session, id core.ChatID, n int) {
	s.T.Helper()
	after := core.MessageID(-1)
	for i := 0; i < n; {
		page, err := s.Desk.Messages(s.T.Context(), core.MessageQuery{Chat: id, After: after, Limit: 500})
		s.Must(err)
		if len(page) == 0 {
			s.T.Fatalf("%d messages, want %d", i, n)
		}
		for _, m := range page {
			if want := fmt.Sprint("text ", i); m.Text != want {
				s.T.Fatalf("message %d is %q", i, m.Text)
			}
			i++
		}
		after = page[len(page)-1].ID
	}
}

func TestScreenFloodOfMany(t *testing.T) {
	const n = 10_000
	rig.Test(t, func(s *rig.Session) {
		flood(s, n, func(i int) {
			s.Bots["acme"].Visitor(botsim.User{ID: int64(1_000_000 + i), FirstName: "Visitor", LastName: fmt.Sprint(i)}).Say("text")
		})
		s.ExpectNot("≋")
		s.ExpectCounts(n, 1, 0, 0)
		s.Press("esc ctrl+g")
		s.Expect("Visitor 0")
		s.Must(s.DB.Write(s.T.Context(), func(tx core.Tx) error { return everyOne(s.T.Context(), tx, n) }))
	})
}

// everyOne checks that each visitor has a chat with one message.
func everyOne(ctx context.Context, r core.Reader, n int) error {
	for i := range n {
		met, err := r.LookupVisitor(ctx, 1, int64(1_000_000+i), 0)
		if err != nil || met.Chat.Received != 1 {
			return fmt.Errorf("visitor %d: %+v %w", i, met.Chat, err)
		}
	}
	return nil
}
