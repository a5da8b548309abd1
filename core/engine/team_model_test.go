package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
	"tgdesk/store/seal"

	"pgregory.net/rapid"
)

// teamModel is a desk on a real database, with a team that changes, comes and goes, a
// clock that jumps both ways, and restarts at any time.
type teamModel struct {
	db      *store.DB
	spy     *spyStore
	desk    *desk.Desk
	engine  *Engine
	now     time.Time
	brands  []core.BrandID
	ops     []core.OperatorID // the first one is an admin
	screens map[string]core.OperatorID
	updates int64
	chats   core.ChatID // ids given out
}

// spyStore counts what was committed: changes of a chat's state or owner, and entries of
// the audit about them.
type spyStore struct {
	core.Store
	moves, entries int
}

type spyTx struct {
	core.Tx
	moves, entries int
}

func (s *spyStore) Write(ctx context.Context, fn func(core.Tx) error) error {
	var tx *spyTx
	err := s.Store.Write(ctx, func(of core.Tx) error {
		tx = &spyTx{Tx: of}
		return fn(tx)
	})
	if err == nil {
		s.moves += tx.moves
		s.entries += tx.entries
	}
	return err
}

func (t *spyTx) InsertChat(ctx context.Context, c core.Chat) (core.Chat, error) {
	t.moves++
	return t.Tx.InsertChat(ctx, c)
}

func (t *spyTx) SaveChat(ctx context.Context, c core.Chat) error {
	old, err := t.Chat(ctx, c.ID)
	if err != nil {
		return err
	}
	if old.State != c.State || old.Owner != c.Owner {
		t.moves++
	}
	return t.Tx.SaveChat(ctx, c)
}

func (t *spyTx) InsertAudit(ctx context.Context, e core.AuditEntry) error {
	switch e.Act {
	case core.ActChatOpened, core.ActChatPickedUp, core.ActChatPutBack, core.ActChatUnanswered, core.ActChatCompleted, core.ActChatAssigned, core.ActChatLost:
		t.entries++
	case core.ActTransfer:
		if e.Subject == string(core.TransferAccepted) {
			t.entries++
		}
	}
	return t.Tx.InsertAudit(ctx, e)
}

func newTeamModel(t *rapid.T, dir string) *teamModel {
	m := &teamModel{now: noon, screens: map[string]core.OperatorID{}}
	key, err := seal.NewKey(make([]byte, seal.KeySize))
	must(t, err)
	db, err := store.Open(dir, store.Options{Now: func() time.Time { return m.now }, Key: key})
	must(t, err)
	m.db, m.spy = db, &spyStore{Store: db}
	m.boot(t)
	for i, role := range []core.Role{core.RoleAdmin, core.RoleSupervisor, core.RoleOperator, core.RoleOperator} {
		op, err := m.desk.SignIn(t.Context(), fmt.Sprintf("op%d", i), role)
		must(t, err)
		m.ops = append(m.ops, op.ID)
	}
	for i := range 2 {
		b, err := m.desk.AddBrand(t.Context(), m.ops[0], desk.NewBrand{Name: fmt.Sprintf("brand%d", i), Accent: "#ff8800", Bot: core.Bot{ID: int64(i + 1)}}, "1:x")
		must(t, err)
		m.brands = append(m.brands, b.ID)
	}
	// A desk at work, so that few steps lead to something.
	one, o := 1, core.DefaultBrandOptions()
	o.Routing = core.RouteRoundRobin
	must(t, second(m.desk.SetBrandOptions(t.Context(), m.ops[0], m.brands[0], o)))
	must(t, second(m.desk.SetOperator(t.Context(), m.ops[0], m.ops[2], desk.OperatorChange{MaxChats: &one})))
	for i, op := range m.ops {
		m.screens[string(rune('a'+i))] = op
		must(t, m.desk.Enter(t.Context(), op, string(rune('a'+i))))
	}
	return m
}

// boot is a restart: all screens are gone.
func (m *teamModel) boot(t *rapid.T) {
	hub, now := core.NewHub(), func() time.Time { return m.now }
	clear(m.screens)
	m.engine = New(m.spy, nil, hub, Options{Now: now})
	m.desk = desk.New(m.spy, nil, hub, desk.Options{Engine: m.engine, Now: now})
	m.timersRun(t)
}

func (m *teamModel) timersRun(t *rapid.T) {
	for { // what one pass does may make something else due
		next, err := m.engine.timers.fireAndArm(t.Context())
		must(t, err)
		if next.IsZero() || next.After(m.now) {
			break
		}
	}
	for _, c := range m.open(t) {
		b, err := m.db.Brand(t.Context(), c.BrandID)
		must(t, err)
		among, err := m.db.Candidates(t.Context(), c.BrandID)
		must(t, err)
		if op, ok := core.Route(b.Options, c, among); ok {
			t.Fatalf("the timers did not offer #%d to %s", c.ID, op.Name)
		}
	}
}

func (m *teamModel) open(t *rapid.T) (all []core.Chat) {
	for _, b := range m.brands {
		chats, err := m.db.ListOpenChats(t.Context(), b)
		must(t, err)
		all = append(all, chats...)
	}
	return all
}

func (m *teamModel) visitorWrites(t *rapid.T) {
	brand := rapid.SampledFrom(m.brands).Draw(t, "brand")
	m.updates++
	u := core.Update{
		ID: m.updates, Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: rapid.Int64Range(1, 3).Draw(t, "visitor"), FirstName: "V"},
		Message: core.Incoming{TelegramID: m.updates, At: m.now, Kind: core.KindText, Text: rapid.SampledFrom([]string{"hello", "hello", "/end"}).Draw(t, "text")},
	}
	channel, err := m.db.Channel(t.Context(), brand)
	must(t, err)
	p := m.engine.newPoller(channel, nil, func(core.Problem) {}, func() {})
	must(t, p.store(t.Context(), core.Batch{Updates: []core.Update{u}, Next: u.ID + 1}, false))
	for {
		if _, err := m.db.Chat(t.Context(), m.chats+1); err != nil {
			return
		}
		m.chats++
	}
}

func (m *teamModel) anybody(t *rapid.T) core.OperatorID {
	return rapid.SampledFrom(m.ops).Draw(t, "operator")
}

// operatorActs does something with a chat; what fails changes nothing.
func (m *teamModel) operatorActs(t *rapid.T) {
	if m.chats == 0 {
		return
	}
	ctx, op, other, d := t.Context(), m.anybody(t), m.anybody(t), m.desk
	var id core.ChatID
	acts := map[string]func() error{
		"pick up": func() error { return second(d.PickUp(ctx, op, id)) }, "put back": func() error { return second(d.PutBack(ctx, op, id)) },
		"end": func() error { return second(d.End(ctx, op, id)) }, "reply": func() error { return second(d.SendDraft(ctx, op, id, core.Draft{Text: "hi"}, nil)) },
		"ask": func() error { return second(d.AskTransfer(ctx, op, id, other, "please")) }, "ask all": func() error { return second(d.AskTransfer(ctx, op, id, 0, "")) },
		"accept": func() error { return second(d.AcceptTransfer(ctx, op, id)) }, "reject": func() error { return second(d.RejectTransfer(ctx, op, id)) },
		"withdraw": func() error { return second(d.WithdrawTransfer(ctx, op, id)) }, "invite": func() error { return second(d.Invite(ctx, op, id, other)) },
		"join": func() error { return second(d.Join(ctx, op, id)) }, "leave": func() error { return second(d.LeaveChat(ctx, op, id)) },
		"assign": func() error { return second(d.Assign(ctx, op, id, other)) },
	}
	names := []string{"pick up", "pick up", "put back", "end", "reply", "ask", "ask", "ask all", "accept", "accept", "reject", "withdraw", "invite", "invite", "join", "leave", "assign"}
	act := rapid.SampledFrom(names).Draw(t, "act")
	id = m.chatFor(t, act)
	before, err := m.db.Chat(ctx, id)
	must(t, err)
	err = acts[act]()
	after, readErr := m.db.Chat(ctx, id)
	must(t, readErr)
	switch code := core.CodeOf(err); {
	case code == core.CodeInternal || code == core.CodeNotFound || code == core.CodeUnavailable:
		t.Fatalf("%s: %v", act, err)
	case err != nil && after != before:
		t.Fatalf("%s failed (%v) but changed the chat", act, err)
	case err == nil && after.Owner != before.Owner && after.State == core.Active:
		m.checkCapacity(t, after.Owner.Operator)
	case err == nil && act == "reply" && !before.HeldBy(op) && !before.Participants.Has(op):
		t.Fatalf("operator %d wrote in #%d: %+v", op, id, before)
	}
}

// chatFor draws a chat, for what is done with a transfer one that has one if there is any.
func (m *teamModel) chatFor(t *rapid.T, act string) core.ChatID {
	if act == "accept" || act == "reject" || act == "withdraw" {
		asked := slices.DeleteFunc(m.open(t), func(c core.Chat) bool { return c.Handover.Transfer == 0 })
		if len(asked) > 0 {
			return rapid.SampledFrom(asked).Draw(t, "asked").ID
		}
	}
	return core.ChatID(rapid.Int64Range(1, int64(m.chats)).Draw(t, "chat"))
}

func (m *teamModel) checkCapacity(t *rapid.T, id core.OperatorID) {
	op, err := m.db.Operator(t.Context(), id)
	must(t, err)
	held, err := m.db.HeldCount(t.Context(), id)
	must(t, err)
	if op.MaxChats > 0 && held > op.MaxChats {
		t.Fatalf("%s holds %d chats of %d", op.Name, held, op.MaxChats)
	}
}

// teamChanges lets somebody come, go, be away, or be changed by the admin.
func (m *teamModel) teamChanges(t *rapid.T) {
	ctx, op, screen := t.Context(), m.anybody(t), rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "screen")
	var err error
	switch change := rapid.SampledFrom([]string{"enter", "enter", "leave", "away", "back", "back", "idle", "disable", "enable", "enable", "brands", "capacity", "role"}).Draw(t, "change"); change {
	case "enter":
		if m.screens[screen] == 0 {
			if err = m.desk.Enter(ctx, op, screen); err == nil {
				m.screens[screen] = op
			}
		}
	case "leave":
		if of := m.screens[screen]; of != 0 {
			delete(m.screens, screen)
			must(t, m.desk.Leave(ctx, of, screen, true))
		}
	case "away", "back":
		_, err = m.desk.SetAvailability(ctx, op, change == "away")
	case "idle":
		m.now = m.now.Add(16 * time.Minute)
		m.timersRun(t)
	case "disable", "enable":
		disabled := change == "disable"
		_, err = m.desk.SetOperator(ctx, m.ops[0], op, desk.OperatorChange{Disabled: &disabled})
	case "brands":
		brands := rapid.SampledFrom([]core.Set[core.BrandID]{{}, core.SetOf(m.brands[0]), core.SetOf(m.brands[1])}).Draw(t, "brands")
		_, err = m.desk.SetOperator(ctx, m.ops[0], op, desk.OperatorChange{Brands: &brands})
	case "capacity":
		most := rapid.IntRange(0, 2).Draw(t, "most")
		_, err = m.desk.SetOperator(ctx, m.ops[0], op, desk.OperatorChange{MaxChats: &most})
	case "role":
		role := rapid.SampledFrom(core.Roles()).Draw(t, "role")
		_, err = m.desk.SetOperator(ctx, m.ops[0], op, desk.OperatorChange{Role: &role})
	}
	if code := core.CodeOf(err); code == core.CodeInternal || code == core.CodeNotFound || code == core.CodeUnavailable {
		t.Fatalf("%v", err)
	}
}

func (m *teamModel) settingsChange(t *rapid.T) {
	b, err := m.db.Brand(t.Context(), rapid.SampledFrom(m.brands).Draw(t, "brand"))
	must(t, err)
	o := b.Options
	o.RoutingTo = "op1, op2"
	o.Routing = rapid.SampledFrom([]core.Routing{core.RouteNone, core.RouteRoundRobin, core.RouteSelected, core.RouteFirstAvailable, core.RouteLeastLoaded}).Draw(t, "routing")
	o.OwnerGone = rapid.SampledFrom([]time.Duration{0, time.Minute, 10 * time.Minute}).Draw(t, "gone")
	o.AssignedAnswer = rapid.SampledFrom([]time.Duration{0, time.Minute}).Draw(t, "answer")
	_, err = m.desk.SetBrandOptions(t.Context(), m.ops[0], b.ID, o)
	if code := core.CodeOf(err); code != "" && code != core.CodeForbidden && code != core.CodeInvalid {
		t.Fatalf("%v", err)
	}
}

func (m *teamModel) clockMoves(t *rapid.T) {
	jump := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 2 * time.Minute, 10 * time.Minute, 5 * time.Hour, -time.Minute, -3 * time.Hour})
	m.now = m.now.Add(jump.Draw(t, "jump"))
}

// check holds the invariants of the team on all that is stored.
func (m *teamModel) check(t *rapid.T) {
	ctx := t.Context()
	all, err := m.db.Operators(ctx)
	must(t, err)
	ops, admins := map[core.OperatorID]core.Operator{}, 0
	for _, op := range all {
		ops[op.ID] = op
		if op.Admin() && op.Enabled() {
			admins++
		}
	}
	if admins == 0 {
		t.Fatal("no admin is left")
	}
	there, err := m.db.Availabilities(ctx)
	must(t, err)
	for _, a := range there {
		if screen := m.engine.presence.Has(a.Operator); a.Online() != screen {
			t.Fatalf("operator %d is %s, with a screen: %v", a.Operator, a.State, screen)
		}
	}
	open, offers := map[core.TransferID]core.Chat{}, map[core.OperatorID]bool{}
	for id := core.ChatID(1); id <= m.chats; id++ {
		c, err := m.db.Chat(ctx, id)
		must(t, err)
		m.checkChat(t, c, ops, there)
		if c.Handover.Transfer != 0 {
			open[c.Handover.Transfer] = c
		}
		if to := c.Handover.OfferedTo; to != 0 {
			if offers[to] {
				t.Fatalf("operator %d is offered two chats", to)
			}
			offers[to] = true
		}
	}
	for id := core.TransferID(1); ; id++ {
		tr, err := m.db.Transfer(ctx, id)
		if core.IsNotFound(err) {
			break
		}
		must(t, err)
		c, isOpen := open[id]
		if (tr.State == core.TransferAsked) != isOpen || isOpen && (c.ID != tr.Chat || !c.Owner.Is(tr.From) || !c.Handover.TransferUntil.Equal(tr.ExpiresAt)) {
			t.Fatalf("transfer %+v of chat %+v", tr, c)
		}
	}
	if m.spy.moves != m.spy.entries {
		t.Fatalf("%d transitions have %d entries in the audit", m.spy.moves, m.spy.entries)
	}
}

func (m *teamModel) checkChat(t *rapid.T, c core.Chat, ops map[core.OperatorID]core.Operator, there []core.Availability) {
	owner, offered := ops[c.Owner.Operator], ops[c.Handover.OfferedTo]
	var present []core.OperatorID
	parts, err := m.db.Participants(t.Context(), c.ID)
	must(t, err)
	for _, p := range parts {
		if p.LeftAt.IsZero() {
			present = append(present, p.Operator)
		}
	}
	slices.Sort(present)
	switch h := c.Handover; {
	case (c.State == core.Active) != (c.Open() && !c.Owner.Nobody()):
		t.Fatalf("#%d %s has owner %+v", c.ID, c.State, c.Owner)
	case c.State == core.Active && (!owner.Enabled() || !owner.Serves(c.BrandID)):
		t.Fatalf("#%d is held by %+v", c.ID, owner)
	case c.Participants.Has(owner.ID) || !slices.Equal(present, c.Participants.IDs()):
		t.Fatalf("#%d of %d: participants %s, stored %v", c.ID, owner.ID, c.Participants, present)
	case c.State != core.Active && (h.Transfer != 0 || len(present) > 0 || !h.AnswerBy.IsZero() || !h.GoneBy.IsZero()):
		t.Fatalf("#%d %s: %+v, participants %v", c.ID, c.State, h, present)
	case c.State == core.Completed && h != (core.Handover{}):
		t.Fatalf("#%d is completed: %+v", c.ID, h)
	case h.OfferedTo != 0 && (c.State != core.Pending || !offered.Enabled() || !offered.Serves(c.BrandID) || core.AvailabilityOf(there, offered.ID).State != core.Available):
		t.Fatalf("#%d %s is offered to %+v", c.ID, c.State, offered)
	}
	for _, id := range present {
		if op := ops[id]; !op.Enabled() || !op.Serves(c.BrandID) {
			t.Fatalf("#%d: %+v takes part", c.ID, op)
		}
	}
}

func TestTeams(t *testing.T) {
	t.Parallel()
	empty := t.TempDir() // of which each check has a copy: making one takes most of its time
	db, err := store.Open(empty, store.Options{})
	must(t, err)
	must(t, db.Close())
	rapid.Check(t, func(rt *rapid.T) {
		dir := filepath.Join(t.TempDir(), "desk")
		must(rt, os.CopyFS(dir, os.DirFS(empty)))
		m := newTeamModel(rt, dir)
		defer func() { must(rt, m.db.Close()) }()
		rt.Repeat(map[string]func(*rapid.T){
			"visitor writes": m.visitorWrites, "operator acts": m.operatorActs, "operator acts again": m.operatorActs, "operator acts once more": m.operatorActs,
			"team changes": m.teamChanges, "team changes again": m.teamChanges, "settings change": m.settingsChange, "clock moves": m.clockMoves,
			"timers run": m.timersRun, "restart": m.boot, "": m.check,
		})
	})
}
