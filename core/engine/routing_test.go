package engine

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// route switches the brand's routing on.
func (r *rig) route(how core.Routing, to string) {
	r.t.Helper()
	r.options(func(o *core.BrandOptions) { o.Routing, o.RoutingTo = how, to })
}

// says lets a visitor write and returns their chat, with to whom it is offered.
func (r *rig) says(visitor int64) (core.Chat, core.OperatorID) {
	r.t.Helper()
	r.bot.say(visitor, "hello")
	synctest.Wait()
	c := r.chatOf(visitor)
	return c, c.Handover.OfferedTo
}

// TestRoutingIsFair: over a day of chats that come and end, the shares of operators who
// are there all the time are within one chat of each other, over restarts too.
func TestRoutingIsFair(t *testing.T) {
	for _, how := range []core.Routing{core.RouteRoundRobin, core.RouteSelected, core.RouteFirstAvailable, core.RouteLeastLoaded} {
		t.Run(string(how), func(t *testing.T) {
			inBubble(t, func(r *rig) {
				team := map[core.OperatorID]string{}
				for _, name := range []string{"ann", "bob", "cai", "dan"} {
					team[r.comesIn(name, core.RoleOperator)] = name
				}
				r.route(how, "ann, bob, cai, dan")
				shares, random := map[core.OperatorID]int{}, rand.New(rand.NewPCG(1, 2))
				for visitor := int64(1); visitor <= 150; visitor++ {
					c, to := r.says(visitor)
					if to == 0 {
						t.Fatalf("chat %d is offered to nobody", visitor)
					}
					must(t, second(r.desk.PickUp(r.t.Context(), to, c.ID)))
					must(t, second(r.desk.SendDraft(r.t.Context(), to, c.ID, core.Draft{Text: "hi"}, nil)))
					if shares[to]++; how != core.RouteLeastLoaded { // by that the chats that they hold are even
						must(t, second(r.desk.End(r.t.Context(), to, c.ID)))
					}
					r.after(time.Duration(random.IntN(int(12 * time.Minute))))
					for op := range team {
						r.desk.KeyPressed(op)
					}
					if visitor == 70 {
						r.stop()
						r.boot()
						for op, name := range team {
							must(t, r.desk.Enter(r.t.Context(), op, name))
						}
					}
				}
				counts := slices.Sorted(maps.Values(shares))
				if len(counts) != 4 || counts[3]-counts[0] > 1 {
					t.Errorf("shares: %v", shares)
				}
			})
		})
	}
}

// TestOfferGoesRound: to one, then to the next one, then to all; and the answer limit runs
// on.
func TestOfferGoesRound(t *testing.T) {
	inBubble(t, func(r *rig) {
		ann, bob := r.comesIn("ann", core.RoleOperator), r.comesIn("bob", core.RoleOperator)
		sue := r.signIn("sue", core.RoleSupervisor)
		r.route(core.RouteRoundRobin, "")
		box := r.desk.Subscribe()
		c, to := r.says(1)
		if to != ann {
			t.Fatalf("offered to %d", to)
		}
		events, _ := box.Take()
		if !slices.Contains(events, core.Event{Kind: core.EventOffer, Brand: r.brand, Chat: c.ID, To: ann, Alert: true}) || slices.ContainsFunc(events, func(e core.Event) bool { return e.Kind == core.EventMessage && e.Alert }) {
			t.Errorf("events: %+v", events)
		}
		_, err := r.desk.PickUp(t.Context(), bob, c.ID)
		wantRefusal(t, "bob, before it is his turn", err, "chat_offered_to")
		r.after(time.Minute - time.Millisecond)
		if now := r.read(c.ID); now.Handover.OfferedTo != ann {
			t.Errorf("too early: %+v", now.Handover)
		}
		r.after(time.Millisecond)
		if now := r.read(c.ID); now.Handover.OfferedTo != bob {
			t.Errorf("not the next one: %+v", now.Handover)
		}
		box.Take()
		r.after(time.Minute)
		if now := r.read(c.ID); now.Handover.OfferedTo != 0 || !now.Handover.ForAll {
			t.Errorf("not for all: %+v", now.Handover)
		}
		if events, _ := box.Take(); !slices.Contains(events, core.Event{Kind: core.EventOffer, Brand: r.brand, Chat: c.ID, Alert: true}) {
			t.Errorf("nobody calls all: %+v", events)
		}
		r.after(3*time.Minute - time.Millisecond)
		r.wantOwner(c.ID, core.Pending, 0)
		r.after(time.Millisecond)
		r.wantOwner(c.ID, core.Unanswered, 0)
		must(t, second(r.desk.PickUp(t.Context(), bob, c.ID)))
		d, _ := r.says(2)
		must(t, second(r.desk.PickUp(t.Context(), sue, d.ID))) // who supervises may
		r.wantAudit(c.ID, core.ActChatOffered, 2)
	})
}

// TestOffersFindWhoIsFree: nobody is asked who is away, offline, disabled, full, busy with
// another offer or of another brand; a chat that nobody can be offered waits for somebody
// to become free, and anybody may take it meanwhile.
func TestOffersFindWhoIsFree(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, one, elsewhere, yes := t.Context(), 1, core.SetOf(r.otherBrand()), true
		ann, bob, cai := r.comesIn("ann", core.RoleOperator), r.comesIn("bob", core.RoleOperator), r.comesIn("cai", core.RoleOperator)
		dan, eve := r.comesIn("dan", core.RoleOperator), r.signIn("eve", core.RoleOperator)
		must(t, second(r.desk.SetOperator(ctx, r.op, ann, desk.OperatorChange{MaxChats: &one})))
		must(t, second(r.desk.SetAvailability(ctx, bob, true)))
		must(t, second(r.desk.SetOperator(ctx, r.op, cai, desk.OperatorChange{Brands: &elsewhere})))
		must(t, second(r.desk.SetOperator(ctx, r.op, dan, desk.OperatorChange{Disabled: &yes})))
		r.route(core.RouteLeastLoaded, "")
		a, to := r.says(1)
		b, second1 := r.says(2)
		if to != ann || second1 != 0 {
			t.Fatalf("offered to %d and %d", to, second1)
		}
		must(t, second(r.desk.PickUp(ctx, ann, a.ID)))
		synctest.Wait()
		if now := r.read(b.ID); now.Handover.OfferedTo != 0 || now.Handover.ForAll {
			t.Errorf("beyond ann's capacity: %+v", now.Handover)
		}
		must(t, second(r.desk.SendDraft(ctx, ann, a.ID, core.Draft{Text: "hi"}, nil)))
		must(t, second(r.desk.End(ctx, ann, a.ID)))
		synctest.Wait()
		if now := r.read(b.ID); now.Handover.OfferedTo != ann {
			t.Errorf("ann is free: %+v", now.Handover)
		}
		must(t, second(r.desk.SetAvailability(ctx, bob, false))) // before ann goes: with nobody there it would be for all
		must(t, second(r.desk.SetAvailability(ctx, ann, true)))
		synctest.Wait()
		if now := r.read(b.ID); now.Handover.OfferedTo != bob {
			t.Errorf("bob came back and ann is away: %+v", now.Handover)
		}
		r.leaves(bob, "bob")
		if now := r.read(b.ID); now.Handover.OfferedTo != 0 {
			t.Errorf("bob is offline: %+v", now.Handover)
		}
		must(t, second(r.desk.PickUp(ctx, eve, b.ID)))
		r.wantOwner(b.ID, core.Active, eve)
	})
}

// TestOffersOverARestart: nobody is there then, so that what was offered is free.
func TestOffersOverARestart(t *testing.T) {
	inBubble(t, func(r *rig) {
		ann := r.comesIn("ann", core.RoleOperator)
		r.route(core.RouteRoundRobin, "")
		c, to := r.says(1)
		if to != ann {
			t.Fatalf("offered to %d", to)
		}
		r.stop()
		r.boot()
		if now := r.read(c.ID); now.Handover.OfferedTo != 0 {
			t.Errorf("offered to somebody who is not there: %+v", now.Handover)
		}
		r.route(core.RouteNone, "")
		bob := r.signIn("bob", core.RoleOperator)
		must(t, second(r.desk.PickUp(t.Context(), bob, c.ID)))
	})
}

// TestRoutedOperatorsAreKnown: the list of those who are selected follows names, and
// names nobody who cannot be asked.
func TestRoutedOperatorsAreKnown(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann, anna := t.Context(), r.signIn("ann", core.RoleOperator), "anna"
		set := func(o core.BrandOptions) error { return second(r.desk.SetBrandOptions(ctx, r.op, r.brand, o)) }
		o := core.DefaultBrandOptions()
		o.RoutingTo = "ann,zoe"
		wantCode(t, "an unknown one", set(o), core.CodeNotFound)
		o.RoutingTo = " mika,ann, "
		o.Routing = core.RouteSelected
		must(t, set(o))
		must(t, second(r.desk.SetOperator(ctx, r.op, ann, desk.OperatorChange{Name: &anna})))
		b, err := r.desk.Brand(ctx, r.brand)
		must(t, err)
		if got := fmt.Sprint(b.Options.RoutedTo()); got != "[mika anna]" {
			t.Errorf("after a change of name: %s", got)
		}
		must(t, r.desk.RemoveOperator(ctx, r.op, ann))
		b, err = r.desk.Brand(ctx, r.brand)
		must(t, err)
		if got := fmt.Sprint(b.Options.RoutedTo()); got != "[mika]" {
			t.Errorf("after a removal: %s", got)
		}
	})
}
