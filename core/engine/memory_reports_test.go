package engine

import (
	"context"

	"tgdesk/core"
)

// memReports is what reports count.
type memReports struct {
	milestones map[core.ChatID]core.Milestones
	counts     map[core.MessageCount]core.MessageCount // by what it counts
}

func newMemReports() memReports {
	return memReports{map[core.ChatID]core.Milestones{}, map[core.MessageCount]core.MessageCount{}}
}

func (t *memTx) Milestones(_ context.Context, c core.Chat) (core.Milestones, error) {
	return t.milestones[c.ID], nil
}

func (t *memTx) SaveMilestones(_ context.Context, c core.Chat, m core.Milestones) error {
	if _, ok := t.milestones[c.ID]; ok {
		put(t, t.milestones, c.ID, m)
	}
	return nil
}

func (t *memTx) CountMessages(_ context.Context, counts []core.MessageCount) error {
	for _, n := range counts {
		key := core.MessageCount{Operator: n.Operator, Brand: n.Brand, Quarter: n.Quarter}
		sum := t.counts[key]
		sum.In, sum.Out = sum.In+n.In, sum.Out+n.Out
		put(t, t.counts, key, sum)
	}
	return nil
}
