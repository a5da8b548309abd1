package txn

import (
	"cmp"
	"context"
	"slices"

	"tgdesk/core"
)

// noteMove stores the milestones that a chat reached as it went from before to after.
func (t *Tx) noteMove(ctx context.Context, before, after core.Chat) error {
	if before.State == after.State && before.Owner == after.Owner {
		return nil
	}
	return t.note(ctx, after, func(m core.Milestones, r core.Rules) core.Milestones { return m.Moved(after, r) })
}

// noteAnswer stores that an operator wrote m, if that is the first answer in c.
func (t *Tx) noteAnswer(ctx context.Context, c core.Chat, m core.Message) error {
	return t.note(ctx, c, func(s core.Milestones, r core.Rules) core.Milestones { return s.Answered(m.OperatorID, m.SentAt, r) })
}

func (t *Tx) note(ctx context.Context, c core.Chat, reach func(core.Milestones, core.Rules) core.Milestones) error {
	r, err := t.RulesOf(ctx, c.BrandID)
	if err != nil {
		return err
	}
	m, err := t.Milestones(ctx, c)
	if err != nil {
		return err
	}
	if next := reach(m, r); next != m {
		return t.SaveMilestones(ctx, c, next)
	}
	return nil
}

// CountMessage counts m, which is new in c, as the transaction is committed.
func (t *Tx) CountMessage(c core.Chat, m core.Message) {
	if n, ok := core.CountOf(c, m); ok {
		t.counts = append(t.counts, n)
	}
}

// saveCounts stores what was counted: a batch of updates costs few rows.
func (t *Tx) saveCounts(ctx context.Context) error {
	if len(t.counts) == 0 {
		return nil
	}
	slices.SortFunc(t.counts, func(a, b core.MessageCount) int {
		return cmp.Or(cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Brand, b.Brand), cmp.Compare(a.Quarter, b.Quarter))
	})
	sums := t.counts[:1]
	for _, n := range t.counts[1:] {
		last := &sums[len(sums)-1]
		if n.Operator != last.Operator || n.Brand != last.Brand || n.Quarter != last.Quarter {
			sums = append(sums, n)
			continue
		}
		last.In, last.Out = last.In+n.In, last.Out+n.Out
	}
	return t.CountMessages(ctx, sums)
}
