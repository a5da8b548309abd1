package engine

import (
	"context"
	"slices"
	"time"

	"tgdesk/core"
)

// memTeam is what is between operators.
type memTeam struct {
	transfers    map[core.TransferID]core.Transfer
	participants []core.Participant
	availability map[core.OperatorID]core.Availability
	turns        map[turnKey]turn
	erasing      map[core.VisitorID]bool
}

type turnKey struct {
	brand core.BrandID
	op    core.OperatorID
}

type turn struct {
	n  int64
	at time.Time
}

func newMemTeam() memTeam {
	return memTeam{transfers: map[core.TransferID]core.Transfer{}, availability: map[core.OperatorID]core.Availability{}, turns: map[turnKey]turn{}, erasing: map[core.VisitorID]bool{}}
}

func (m *memory) openChats(which func(core.Chat) bool) (found []core.Chat) {
	for _, id := range m.open {
		if c := m.chats[id]; which(c) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b core.Chat) int { return a.SortAt().Compare(b.SortAt()) })
	return found
}

func (m *memory) HeldChats(_ context.Context, op core.OperatorID) ([]core.Chat, error) {
	return m.openChats(func(c core.Chat) bool { return c.HeldBy(op) }), nil
}

func (m *memory) HeldCount(ctx context.Context, op core.OperatorID) (int, error) {
	held, err := m.HeldChats(ctx, op)
	return len(held), err
}

func (m *memory) OfferedChats(_ context.Context, op core.OperatorID) ([]core.Chat, error) {
	return m.openChats(func(c core.Chat) bool { return c.Handover.OfferedTo == op }), nil
}

func (m *memory) RoutableChats(_ context.Context, id core.BrandID, limit int) ([]core.Chat, error) {
	found := m.openChats(func(c core.Chat) bool { return c.BrandID == id && c.Routable() })
	return found[:min(limit, len(found))], nil
}

func (s *memStore) RoutableChats(ctx context.Context, id core.BrandID, limit int) ([]core.Chat, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.RoutableChats(ctx, id, limit)
}

func (m *memory) Candidates(ctx context.Context, id core.BrandID) (found []core.Candidate, err error) {
	for _, a := range m.availability {
		op := m.operators[a.Operator]
		if a.State != core.Available || !op.Enabled() || !op.Serves(id) {
			continue
		}
		held, _ := m.HeldCount(ctx, op.ID)
		offered, _ := m.OfferedChats(ctx, op.ID)
		t := m.turns[turnKey{id, op.ID}]
		found = append(found, core.Candidate{Operator: op, Since: a.Since, Held: held, Offered: len(offered), Turn: t.n, TurnAt: t.at})
	}
	return found, nil
}

func (m *memory) Transfer(_ context.Context, id core.TransferID) (core.Transfer, error) {
	return get(m.transfers, id)
}

func (m *memory) Participants(_ context.Context, id core.ChatID) (found []core.Participant, err error) {
	for _, p := range m.participants {
		if p.Chat == id {
			found = append(found, p)
		}
	}
	return found, nil
}

func (m *memory) Availabilities(context.Context) (all []core.Availability, err error) {
	for _, a := range m.availability {
		all = append(all, a)
	}
	return all, nil
}

func (s *memStore) Availabilities(ctx context.Context) ([]core.Availability, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Availabilities(ctx)
}

func (t *memTx) InsertTransfer(_ context.Context, tr core.Transfer) (core.Transfer, error) {
	tr.ID = core.TransferID(len(t.transfers) + 1)
	put(t, t.transfers, tr.ID, tr)
	return tr, nil
}

func (t *memTx) CloseTransfer(_ context.Context, tr core.Transfer) error {
	put(t, t.transfers, tr.ID, tr)
	return nil
}

func (t *memTx) InsertParticipant(_ context.Context, p core.Participant) error {
	t.setParticipants(append(slices.Clip(t.participants), p))
	return nil
}

func (t *memTx) setParticipants(all []core.Participant) {
	old := t.participants
	t.undo = append(t.undo, func() { t.participants = old })
	t.participants = all
}

func (t *memTx) EndParticipation(_ context.Context, chat core.ChatID, op core.OperatorID, at time.Time) error {
	all := slices.Clone(t.participants)
	for i, p := range all {
		if p.Chat == chat && p.Operator == op && p.LeftAt.IsZero() {
			all[i].LeftAt = at
		}
	}
	t.setParticipants(all)
	return nil
}

func (t *memTx) SetAvailability(_ context.Context, a core.Availability) error {
	put(t, t.availability, a.Operator, a)
	return nil
}

func (t *memTx) TakeTurn(_ context.Context, brand core.BrandID, op core.OperatorID, at time.Time) error {
	n := int64(0)
	for k, other := range t.turns {
		if k.brand == brand {
			n = max(n, other.n)
		}
	}
	put(t, t.turns, turnKey{brand, op}, turn{n + 1, at})
	return nil
}

func (m *memory) OperatorKeys(context.Context) ([]core.OperatorKey, error) { return nil, nil }
