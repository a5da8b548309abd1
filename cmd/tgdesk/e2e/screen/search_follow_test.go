package screen

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// results is the screen below the line of a search, without the times.
func results(s *rig.Session) string {
	return strings.Join(strings.Split(middle(s), "\n")[2:], "\n")
}

// TestScreenSearchFollows: results follow what is written and what happens to their chats.
// The chosen hit stays where it is, and what came above it is counted until it was seen.
func TestScreenSearchFollows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana, ana := filled(s)
		s.Burst("/line")
		s.Settle()
		s.Press("down down down")
		before := results(s)
		s.Advance(time.Second)
		hana.Write("another line")
		ana.Write("Line three")
		s.Advance(time.Second)
		s.Expect("52 hits so far · ↑ 2 new")
		if after := results(s); after != before {
			t.Errorf("news move the results from\n%s\nto\n%s", before, after)
		}
		s.Press("up up up up")
		s.Expect("52 hits so far · ↑ 1 new", "another line")
		s.Press("up")
		s.Expect("▌ Ana Diaz", "Line three", "52 hits so far")
		s.ExpectNot("↑")
		_, err := s.Desk.End(s.T.Context(), s.Mika.ID, s.ChatOf("Ana Diaz").ID)
		s.Must(err)
		s.Advance(time.Second)
		s.Expect("▌ Ana Diaz · acme · visitor · completed")
	})
}

// TestScreenSearchFollowsFromNothing: what is looked for before it is written is found once
// it is.
func TestScreenSearchFollowsFromNothing(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana, _ := filled(s)
		s.Burst("/violin")
		s.Settle()
		s.Expect("Nothing found.")
		s.Advance(time.Second)
		id := hana.Write("a violin")
		s.Settle()
		s.Expect("1 hit", "a violin")
		hana.ChangeText(id, "a Violine and its bow")
		s.Advance(time.Second)
		s.Expect("1 hit", "Violine and its bow")
		_, err := s.Desk.EraseVisitor(s.T.Context(), s.Ann.ID, s.ChatOf("Hana Sato").VisitorID)
		s.Must(err)
		s.Advance(time.Second)
		s.Expect("Nothing found.")
	})
}

// TestScreenSearchFollowsSeldom: however much happens, it is looked for about once a second,
// and not at all while a hit is looked at in its chat or the search is closed. It says
// nothing of it, and what is typed meanwhile is looked for at once.
func TestScreenSearchFollowsSeldom(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana, _ := filled(s)
		searches := 0
		count := func(context.Context) error {
			searches++
			return nil
		}
		s.DB.DelaySearches(count)
		s.Burst("/march")
		s.Settle()
		busy := func(follows bool, where string) {
			t.Helper()
			searches = 0
			began := time.Now()
			for i := range 50 {
				hana.Say(fmt.Sprint("in March ", i))
				s.Advance(100 * time.Millisecond)
			}
			seconds := int(time.Since(began) / time.Second)
			if follows && searches < seconds || searches > seconds+1 || !follows && searches > 0 {
				t.Errorf("%s, news of %d seconds led to %d searches", where, seconds, searches)
			}
		}
		busy(true, "at the results")
		s.Expect("hits", "↑ 4")
		s.Press("enter")
		s.Expect("Hit ")
		place := s.Bottom()[:20]
		busy(false, "at a hit")
		if now := s.Bottom()[:20]; now != place {
			t.Errorf("news lead from %q to %q", place, now)
		}
		s.Press("esc")
		s.Advance(time.Second)
		s.Expect("101 hits · ↑ ")
		s.DB.DelaySearches(func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		hana.Say("March again")
		s.Advance(5 * time.Second)
		s.Expect("101 hits · ↑ ")
		s.ExpectNot("searching", "March again")
		s.DB.DelaySearches(nil)
		s.Type(" again")
		s.Settle()
		s.Expect("1 hit", "March again")
		s.DB.DelaySearches(count)
		s.Press("esc")
		busy(false, "after the search")
	})
}

// TestScreenSearchFollowsBrands: what is of a brand that is removed is found no longer.
func TestScreenSearchFollowsBrands(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		filled(s)
		s.Burst("/brand:acme invoice")
		s.Settle()
		s.Expect("2 hits")
		acme := s.ChatOf("Hana Sato").BrandID
		_, err := s.Desk.SetBrand(s.T.Context(), s.Ann.ID, acme, desk.BrandChange{Name: new("acme shop")})
		s.Must(err)
		s.Advance(2 * time.Second)
		s.Expect("! ", "acme")
		s.Press("ctrl+u")
		s.Type("invoice")
		s.Settle()
		s.Expect("Hana Sato · acme shop")
	})
}

// TestScreenSearchWithoutABrand: of the hits of a brand that an operator loses nothing is left,
// be it while they look at the results or at a hit, and they can go on with the others.
func TestScreenSearchWithoutABrand(t *testing.T) {
	for _, keys := range []string{"", "enter", "enter n"} {
		t.Run(keys, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				acme, err := s.Desk.BrandByName(s.T.Context(), "acme")
				s.Must(err)
				globex, err := s.Desk.BrandByName(s.T.Context(), "globex")
				s.Must(err)
				name, role, brands := "ben", core.RoleOperator, core.SetOf(acme.ID, globex.ID)
				op, err := s.Desk.AddOperator(s.T.Context(), s.Ann.ID, desk.OperatorChange{Name: &name, Role: &role, Brands: &brands})
				s.Must(err)
				for i := range 3 {
					s.Visitor("acme", fmt.Sprint("Hana ", i)).Write("a secret of acme")
					s.Visitor("globex", fmt.Sprint("Ivan ", i)).Write("a secret of globex")
				}
				s.Advance(2 * time.Second)
				ben := s.Open(op)
				ben.Burst("/secret")
				ben.Settle()
				ben.Expect("6 hits", "secret of acme")
				ben.Press(keys)
				for _, b := range []core.BrandID{globex.ID, acme.ID} {
					set := core.SetOf(b)
					_, err = s.Desk.SetOperator(s.T.Context(), s.Ann.ID, op.ID, desk.OperatorChange{Brands: &set})
					s.Must(err)
					s.Advance(100 * time.Millisecond)
					lost := map[core.BrandID]string{acme.ID: "globex", globex.ID: "acme"}[b]
					ben.ExpectNot("secret of "+lost, "· "+lost)
					if keys != "" {
						ben.Press("esc")
						ben.ExpectNot("secret of "+lost, "· "+lost)
					}
					s.Advance(2 * time.Second)
					ben.Expect("3 hits")
					ben.ExpectNot("secret of "+lost, "· "+lost)
					ben.Press(keys)
					ben.ExpectNot("secret of " + lost)
				}
			})
		})
	}
}
