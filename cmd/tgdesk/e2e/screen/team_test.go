package screen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// preview is the second line of a row in the lists of 120 columns, with the number of
// unread messages.
func preview(text, unread string) string {
	width := 41 - len(unread)
	if strings.HasPrefix(text, "▌") {
		width++
	}
	return fmt.Sprintf("%-*s%s │", width, text, unread)
}

// TestScreenUnreadIsPerOperator: whoever reads a chat has read it for themselves alone,
// on all of their screens. Chats of others show no number.
func TestScreenUnreadIsPerOperator(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("one")
		s.Visitor("acme", "Ana Diaz").Write("hello")
		s.Press("j")
		s.Expect("▌Ana Diaz ", preview("one", ""))
		ann := s.Open(s.Ann)
		ann.Press("j") // away from the first chat, which is read by now
		s.Advance(time.Second)
		hana.Write("two", "three")
		s.Expect(preview("three", "2"))
		ann.Expect(preview("three", "2"))
		ann.Press("k")
		ann.Expect(preview("▌three", ""), "one", "── new ──", "two")
		s.Expect(preview("three", "2"))
		again := s.Open(s.Mika)
		again.Press("k")
		again.Expect(preview("▌three", ""), "── new ──")
		s.Settle()
		s.Expect(preview("three", "")) // read on the other screen
		again.Press("enter esc")
		s.Press("2")
		s.Expect("2 ACTIVE ━")
		s.Press("1 g")
		again.Press("1 g")
		ann.Press("1 g")
		hana.Write("four")
		s.Expect(preview("four", "1"), "1 · 1 new")
		ann.Expect("four   ", "mika │") // not theirs
		ann.ExpectNot("new │")
		if n := s.Unread(s.Ann.ID, "Hana Sato"); n != 1 {
			t.Errorf("ann has %d unread", n)
		}
	})
}

// TestScreenDraftsFollow: all screens of an operator show one draft. What was sent on one
// is gone from the others, and what was typed on both at once stays.
func TestScreenDraftsFollow(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		again := s.Open(s.Mika)
		again.Press("2 enter")
		s.Type("Hello")
		s.Settle()
		again.Expect("▎Hello")
		again.Type(", Hana")
		s.Settle()
		s.Expect("▎Hello, Hana")
		s.Press("enter")
		s.Settle()
		s.Expect("you: Hello, Hana")
		again.Expect("▎Reply to Hana Sato…")
		again.ExpectNot("▎Hello")
		again.Type("More")
		s.Settle()
		again.Press("ctrl+w esc")
		s.Settle()
		s.Expect("▎Reply to Hana Sato…")

		// Both type before either has seen what the other did.
		again.Press("enter")
		s.Burst("one ")
		again.Burst("two ")
		s.Advance(time.Second)
		for _, word := range []string{"one", "two"} {
			s.Expect(word)
			again.Expect(word)
		}
		draft := func() string {
			drafts, err := s.Desk.Drafts(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").ID)
			s.Must(err)
			return drafts.Reply.Text
		}
		if got := draft(); len(got) != len("one two ") {
			t.Errorf("the desk has %q", got)
		}

		// One sends while the other types on.
		sent := draft()
		s.Burst("\r")
		again.Burst("and more")
		s.Advance(time.Second)
		s.Expect("▎and more")
		again.Expect("▎and more")
		s.ExpectReceived(hana, "Hello, Hana", strings.TrimSpace(sent))
		s.Restart()
		s.Press("2 enter")
		s.Expect("▎and more")
	})
}

// order expects rows of the lists in an order.
func order(s *rig.Session, names ...string) {
	s.T.Helper()
	at := 0
	for _, name := range names {
		i := strings.Index(s.Screen()[at:], " "+name+" ")
		if i < 0 {
			s.T.Fatalf("%v are not in this order:\n%s", names, s.Screen())
		}
		at += i
	}
}

// TestScreenMineFirst: an operator's own chats stand first, each part in its order, and
// rows of others say who holds them. What the lists are narrowed to stays for the
// operator's next screen.
func TestScreenMineFirst(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for i, name := range []string{"Ana Diaz", "Bob Lee", "Ivan Petrov", "Zoe Ray"} {
			v := s.Visitor([]string{"acme", "globex"}[i%2], name)
			v.Write("I am " + name)
			op := s.Ann.ID
			if i > 1 {
				op = s.Mika.ID
			}
			_, err := s.Desk.PickUp(s.T.Context(), op, s.ChatOf(name).ID)
			s.Must(err)
			s.Advance(time.Second)
		}
		s.Press("2 g tab")
		order(s, "Ivan Petrov", "Zoe Ray", "Ana Diaz", "Bob Lee")
		s.Expect(preview("I am Ana Diaz", "ann"))
		ann := s.Open(s.Ann)
		ann.Press("2 g tab")
		order(ann, "Ana Diaz", "Bob Lee", "Ivan Petrov", "Zoe Ray")

		// One's own chat of which something happens stays before those of others, and one
		// that is put back and taken by ann goes behind.
		s.Press("esc 2 j u")
		s.Settle()
		_, err := s.Desk.PickUp(s.T.Context(), s.Ann.ID, s.ChatOf("Zoe Ray").ID)
		s.Must(err)
		s.Settle()
		s.Press("2 g tab")
		order(s, "Ivan Petrov", "Ana Diaz", "Bob Lee", "Zoe Ray")

		s.Press("esc f")
		s.Type("mine")
		s.Press("enter")
		s.Expect("mine · 1 of 4", "Ivan Petrov ")
		s.ExpectNot("Bob Lee ")
		again := s.Open(must(s, s.Mika.ID))
		again.Press("2")
		again.Expect("mine · 1 of 4")
		s.Press("f")
		s.Type("globex")
		s.Press("enter")
		s.Settle()
		third := s.Open(must(s, s.Mika.ID))
		third.Press("2")
		third.Expect("globex · 2 of 4", "Bob Lee ")
		s.Press("esc")
		s.Settle()
		last := s.Open(must(s, s.Mika.ID))
		last.Press("2")
		last.ExpectNot(" of 4")
	})
}

// must reads an operator as they stand now.
func must(s *rig.Session, id core.OperatorID) core.Operator {
	s.T.Helper()
	op, err := s.Desk.Operator(s.T.Context(), id)
	s.Must(err)
	return op
}

// TestScreenOtherBrands: what happens in brands that the operator does not work for is
// no news to them, and no failure.
func TestScreenOtherBrands(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		acme, err := s.Desk.BrandByName(s.T.Context(), "acme")
		s.Must(err)
		name, role, brands := "ben", core.RoleOperator, core.SetOf(acme.ID)
		op, err := s.Desk.AddOperator(s.T.Context(), s.Ann.ID, desk.OperatorChange{Name: &name, Role: &role, Brands: &brands})
		s.Must(err)
		ben := s.Open(op)
		s.Visitor("globex", "Ivan Petrov").Write("hello")
		s.Advance(time.Second)
		s.Expect("Ivan Petrov")
		ben.ExpectNot("Ivan Petrov", "You do not work")
		ben.ExpectBottom("Pending")
		ana := s.Visitor("acme", "Ana Diaz")
		ana.Write("hello")
		s.Advance(time.Second)
		ben.Expect("Ana Diaz")
		s.Press("1 g W") // with a chat of globex before their eyes
		ben.Press("W")
		ben.Expect("TEAM", "mika")
		ben.ExpectNot("You do not work")
	})
}

// TestScreenBrandTakenAway: of a chat whose brand an operator loses while it is open
// nothing stays on the screen but what they were writing; it is back with the brand.
func TestScreenBrandTakenAway(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		acme, err := s.Desk.BrandByName(s.T.Context(), "acme")
		s.Must(err)
		globex, err := s.Desk.BrandByName(s.T.Context(), "globex")
		s.Must(err)
		name, role, brands := "ben", core.RoleOperator, core.SetOf(acme.ID)
		op, err := s.Desk.AddOperator(s.T.Context(), s.Ann.ID, desk.OperatorChange{Name: &name, Role: &role, Brands: &brands})
		s.Must(err)
		s.Visitor("acme", "Hana Sato").Write("a secret of acme")
		ben := s.Open(op)
		ben.Press("enter")
		ben.Type("half a reply")
		ben.Press("esc i")
		ben.Expect("a secret of acme", "Hana Sato", "VISITOR")
		work := func(b core.BrandID) {
			set := core.SetOf(b)
			_, err := s.Desk.SetOperator(s.T.Context(), s.Ann.ID, op.ID, desk.OperatorChange{Brands: &set})
			s.Must(err)
			s.Advance(time.Second)
		}
		work(globex.ID)
		ben.ExpectNot("a secret of acme", "Hana", "VISITOR")
		ben.Expect("You do not work for that brand", "half a reply")
		for _, keys := range []string{"tab k y", "h", "i", "ctrl+l"} {
			ben.Press(keys)
			ben.ExpectNot("secret", "Hana")
		}
		if strings.Contains(ben.Terminal.Clipboard, "secret") {
			t.Errorf("copied %q", ben.Terminal.Clipboard)
		}
		work(acme.ID)
		ben.Expect("a secret of acme", "Hana Sato")
	})
}

// TestScreenAwayIsAlwaysSeen: that the operator is away stands in the top line however
// little room it has.
func TestScreenAwayIsAlwaysSeen(t *testing.T) {
	for _, width := range []int{40, 48, 60} {
		rig.Run(t, func(s *rig.Session) {
			s.Press("A")
			s.Settle()
			s.Expect("○ away", "nobody waits")
			for _, name := range []string{"Hana Sato", "Ana Diaz", "Ivan Petrov"} {
				s.Visitor("acme", name).Write("hello")
			}
			s.Press("1 g enter esc")
			_, err := s.Desk.SendNote(s.T.Context(), s.Ann.ID, s.ChatOf("Ana Diaz").ID, "@mika please", nil)
			s.Must(err)
			s.Advance(time.Second)
			s.Expect("○ away", "2 waiting")
			_, err = s.Desk.DisableBrand(s.T.Context(), s.Ann.ID, s.ChatOf("Ana Diaz").BrandID)
			s.Must(err)
			s.Settle()
			s.Expect("○ away")
			s.Press("A")
			s.Settle()
			s.ExpectNot("○ away")
		}, rig.Size(width, 12))
	}
}
