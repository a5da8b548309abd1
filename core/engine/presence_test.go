package engine

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

func (r *rig) wantAvailability(op core.OperatorID, s core.AvailabilityState, cause core.AvailabilityCause) {
	r.t.Helper()
	a, err := r.desk.Availability(r.t.Context(), op)
	must(r.t, err)
	if a.State != s || a.Cause != cause {
		r.t.Errorf("operator %d is %s (%s), want %s (%s)", op, a.State, a.Cause, s, cause)
	}
}

func TestAvailability(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann := t.Context(), r.signIn("ann", core.RoleOperator)
		_, err := r.desk.SetAvailability(ctx, ann, false)
		wantRefusal(t, "without a screen", err, "no_screen")
		must(t, r.desk.Enter(ctx, ann, "1"))
		must(t, r.desk.Enter(ctx, ann, "2"))
		r.wantAvailability(ann, core.Available, core.CauseSelf)
		r.after(14 * time.Minute)
		if r.desk.KeyPressed(ann) {
			t.Error("ann is back and was not away")
		}
		r.after(15*time.Minute - time.Millisecond)
		r.wantAvailability(ann, core.Available, core.CauseSelf)
		r.after(time.Millisecond)
		r.wantAvailability(ann, core.Away, core.CauseIdle)
		if !r.desk.KeyPressed(ann) {
			t.Error("a key brings nobody back")
		}
		must(t, second(r.desk.ComeBack(ctx, ann)))
		r.wantAvailability(ann, core.Available, core.CauseSelf)
		must(t, second(r.desk.SetAvailability(ctx, ann, true)))
		if r.desk.KeyPressed(ann) {
			t.Error("a key brings back who is away by hand")
		}
		must(t, r.desk.Leave(ctx, ann, "1", false))
		r.wantAvailability(ann, core.Away, core.CauseSelf)
		must(t, r.desk.Leave(ctx, ann, "2", true))
		must(t, r.desk.Leave(ctx, ann, "2", true))
		r.wantAvailability(ann, core.Offline, core.CauseDisconnected)
		_, err = r.desk.SetOperator(ctx, ann, ann, desk.OperatorChange{Screen: new(core.ScreenSettings{AwayAfter: "never"})})
		must(t, err)
		must(t, r.desk.Enter(ctx, ann, "3"))
		r.after(24 * time.Hour)
		r.wantAvailability(ann, core.Available, core.CauseSelf)
		_, err = r.desk.SetOperator(ctx, ann, ann, desk.OperatorChange{Screen: new(core.ScreenSettings{AwayAfter: "1m"})})
		must(t, err)
		r.after(0)
		r.wantAvailability(ann, core.Away, core.CauseIdle)
		_, err = r.desk.SetOperator(ctx, ann, ann, desk.OperatorChange{Screen: new(core.ScreenSettings{AwayAfter: "soon"})})
		wantCode(t, "soon", err, core.CodeInvalid)
	})
}

// TestNobodyIsLeftBehind: what could not be stored when a screen ended is stored once the
// disk works again.
func TestNobodyIsLeftBehind(t *testing.T) {
	inBubble(t, func(r *rig) {
		ann := r.comesIn("ann", core.RoleOperator)
		r.store.setFail(core.NewError(core.CodeUnavailable, "store_io", "no space"))
		if err := r.desk.Leave(t.Context(), ann, "ann", true); err == nil {
			t.Error("stored on a disk that fails")
		}
		synctest.Wait()
		r.store.setFail(nil)
		r.after(10 * time.Minute)
		r.wantAvailability(ann, core.Offline, core.CauseDisconnected)
	})
}

func TestPresence(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := r.t.Context(), r.hears(1, "hello")
		ann, sue := r.comesIn("ann", core.RoleOperator), r.comesIn("sue", core.RoleSupervisor)
		sees := func(when string, viewer core.OperatorID, want string) {
			t.Helper()
			p, n := r.desk.PresentIn(viewer, r.read(c.ID))
			if p.Typing {
				p.Name += " types"
			}
			if got := fmt.Sprintf("%d %s", n, p.Name); got != want {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		box, generation := r.desk.Subscribe(), r.hub.Generation()
		must(t, r.desk.View(ctx, ann, "ann", c.ID))
		must(t, r.desk.View(ctx, sue, "sue", c.ID))
		sees("mika sees", r.op, "1 ann")
		sees("ann sees", ann, "0 ")
		if events, _ := box.Take(); len(events) != 2 || events[0] != (core.Event{Kind: core.EventPresence, Chat: c.ID, Operator: ann}) {
			t.Errorf("events: %+v", events)
		}
		for range 3 {
			must(t, r.desk.Compose(ctx, ann, "ann", c.ID, true))
			r.after(4 * time.Second)
			sees("while ann types", r.op, "1 ann types")
		}
		if events, _ := box.Take(); len(events) != 1 {
			t.Errorf("each key is announced: %+v", events)
		}
		r.after(time.Second)
		sees("after ann typed", r.op, "1 ann")
		if events, _ := box.Take(); len(events) != 1 {
			t.Errorf("the end of typing is not announced: %+v", events)
		}
		if now := r.hub.Generation(); now != generation {
			t.Error("presence makes what was read stale")
		}
		must(t, second(r.desk.Join(ctx, sue, c.ID)))
		sees("once sue takes part", r.op, "2 ann")
		must(t, r.desk.Compose(ctx, sue, "sue", c.ID, true))
		sees("who types before who came first", r.op, "2 sue types")
		must(t, r.desk.Compose(ctx, sue, "sue", c.ID, false))
		sees("once sue takes part", r.op, "2 ann")
		team, err := r.desk.Team(ctx, ann)
		must(t, err)
		for _, m := range team {
			at := map[bool]core.AvailabilityState{true: core.Offline, false: core.Available}[m.Operator.ID == r.op]
			if here := len(m.Viewing) == 1; here != (m.Operator.ID != r.op) || (m.Held == 1) != (m.Operator.ID == r.op) || m.Availability.State != at {
				t.Errorf("team: %+v", m)
			}
		}
		must(t, r.desk.Leave(ctx, ann, "ann", true))
		must(t, r.desk.View(ctx, sue, "sue", 0))
		sees("in the end", r.op, "0 ")
		must(t, r.desk.View(ctx, ann, "ann", c.ID))
		sees("of a screen that has ended", r.op, "0 ")
	})
}
