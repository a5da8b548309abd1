package core

import (
	"testing"
	"time"
)

var (
	noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	mika = Operator{ID: 1, Name: "mika", Role: RoleOperator}
	ann  = Operator{ID: 2, Name: "ann", Role: RoleOperator}
	root = Operator{ID: 3, Name: "root", Role: RoleAdmin}
	sue  = Operator{ID: 4, Name: "sue", Role: RoleSupervisor}
)

// chatIn returns a chat that came into the state at noon.
func chatIn(s State) Chat {
	l := Rules{Limits: DefaultLimits()}
	c := OpenedBy(Visitor{ID: 7, BrandID: 1}, "", noon, l)
	switch s {
	case Active, Completed:
		c, _, _ = c.PickedUp(mika, noon, l)
	case Unanswered:
		c = OpenedBy(Visitor{ID: 7, BrandID: 1}, "", noon.Add(-l.Answer), l)
		c, _ = c.FellDue(noon, l)
	}
	if s == Completed {
		c, _ = c.Ended(mika, noon)
	}
	return c
}

func TestChatInStates(t *testing.T) {
	t.Parallel()
	for _, s := range States() {
		if c := chatIn(s); c.State != s {
			t.Errorf("chatIn(%s) is %s", s, c.State)
		}
	}
}

// TestArrows tries every act in every state: it says which arrows exist.
func TestArrows(t *testing.T) {
	t.Parallel()
	l, later := Rules{Limits: DefaultLimits()}, noon.Add(time.Minute)
	act := map[string]func(Chat) (Chat, error){
		"pick up":      func(c Chat) (Chat, error) { c, _, err := c.PickedUp(mika, later, l); return c, err },
		"steal":        func(c Chat) (Chat, error) { c, _, err := c.PickedUp(ann, later, l); return c, err },
		"put back":     func(c Chat) (Chat, error) { return c.PutBack(mika, later, l) },
		"end":          func(c Chat) (Chat, error) { return c.Ended(mika, later) },
		"end, other's": func(c Chat) (Chat, error) { return c.Ended(ann, later) },
		"end, admin":   func(c Chat) (Chat, error) { return c.Ended(root, later) },
		"reply":        func(c Chat) (Chat, error) { return c.OperatorWrote(mika, later, l) },
		"reply, admin": func(c Chat) (Chat, error) { return c.OperatorWrote(root, later, l) },
		"visitor ends": func(c Chat) (Chat, error) { c, _ = c.EndedByVisitor(later); return c, nil },
		"due":          func(c Chat) (Chat, error) { c, _ = c.FellDue(c.DeadlineAt, l); return c, nil },
		"not yet due": func(c Chat) (Chat, error) {
			c, _ = c.FellDue(c.DeadlineAt.Add(-time.Millisecond), l)
			return c, nil
		},
	}
	want := map[string][4]any{ // from pending, active, unanswered, completed: the state it leads to or the error
		"pick up":      {Active, Active, Active, CodeConflict},
		"steal":        {Active, CodeConflict, Active, CodeConflict},
		"put back":     {CodeConflict, Pending, CodeConflict, CodeConflict},
		"end":          {CodeConflict, Completed, Completed, CodeConflict},
		"end, other's": {CodeConflict, CodeForbidden, Completed, CodeConflict},
		"end, admin":   {Completed, Completed, Completed, CodeConflict},
		"reply":        {CodeConflict, Active, CodeConflict, CodeConflict},
		"reply, admin": {CodeConflict, CodeForbidden, CodeConflict, CodeConflict},
		"visitor ends": {Pending, Completed, Unanswered, Completed},
		"due":          {Unanswered, Completed, Completed, Completed},
		"not yet due":  {Pending, Active, Unanswered, Completed},
	}
	for name, do := range act {
		for i, from := range States() {
			got, err := do(chatIn(from))
			if code, fails := want[name][i].(Code); fails {
				if CodeOf(err) != code {
					t.Errorf("%s from %s: error %v, want %s", name, from, err, code)
				}
			} else if err != nil || got.State != want[name][i] {
				t.Errorf("%s from %s: %s, %v, want %s", name, from, got.State, err, want[name][i])
			}
		}
	}
}

func TestDeadlines(t *testing.T) {
	t.Parallel()
	l := Rules{Limits: Limits{Answer: 5 * time.Minute, CloseUnanswered: 2 * time.Hour, CloseIdle: time.Hour}}
	at := func(d time.Duration) time.Time { return noon.Add(d) }
	c := OpenedBy(Visitor{ID: 7}, "ad", noon, l)
	wantDeadline(t, "opened", c, at(5*time.Minute))
	wantDeadline(t, "visitor writes on", c.VisitorWrote(at(time.Minute), l), at(5*time.Minute))

	fell, _ := c.FellDue(at(20*time.Minute), l)
	wantDeadline(t, "noticed late, counts from when it fell", fell, at(5*time.Minute+2*time.Hour))
	wantDeadline(t, "writing does not prolong", fell.VisitorWrote(at(time.Hour), l), at(5*time.Minute+2*time.Hour))

	held, _, _ := fell.PickedUp(mika, at(time.Hour), l)
	wantDeadline(t, "picked up", held, at(2*time.Hour))
	wantDeadline(t, "visitor writes", held.VisitorWrote(at(90*time.Minute), l), at(150*time.Minute))
	replied, _ := held.OperatorWrote(mika, at(80*time.Minute), l)
	wantDeadline(t, "operator writes", replied, at(140*time.Minute))

	back, _ := held.PutBack(mika, at(70*time.Minute), l)
	wantDeadline(t, "put back", back, at(75*time.Minute))
	if !back.Owner.Nobody() || !back.WaitingSince.Equal(at(70*time.Minute)) {
		t.Errorf("put back: owner %+v, waiting since %s", back.Owner, back.WaitingSince)
	}

	if got := held.Deadline(Rules{Limits: l.With(LimitCloseIdle, 10*time.Minute)}); !got.Equal(at(70 * time.Minute)) {
		t.Errorf("limit changed: deadline %s", got)
	}
	closed, _ := held.FellDue(at(3*time.Hour), l)
	wantDeadline(t, "closed", closed, time.Time{})
	if closed.Reason != ReasonIdle || !closed.CompletedAt.Equal(at(2*time.Hour)) || !closed.Owner.Is(mika.ID) {
		t.Errorf("closed for %q at %s by %+v", closed.Reason, closed.CompletedAt, closed.Owner)
	}
}

func wantDeadline(t *testing.T, when string, c Chat, want time.Time) {
	t.Helper()
	if !c.DeadlineAt.Equal(want) {
		t.Errorf("%s: deadline %s, want %s", when, c.DeadlineAt, want)
	}
}
