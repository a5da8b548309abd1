package search_test

import (
	"fmt"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/search"
)

// busyDesk has a shard of messages that is full and sealed, and a chat. again lets an older
// message be edited and a new visitor write a new one: something is always left to index.
func busyDesk(t *testing.T) (d indexed, c core.Chat, again func()) {
	d = newDesk(t).indexed()
	c = d.chat(d.visitor(1), core.Pending, noon())
	d.say(c, core.Message{From: core.FromVisitor, Text: "oldest"})
	old := d.say(c, core.Message{From: core.FromVisitor, Text: "old"})
	d.raw(folder.Database, "UPDATE sqlite_sequence SET seq = ? WHERE name = 'messages'", search.ShardSize)
	d.say(c, core.Message{From: core.FromVisitor, Text: "new"})
	index(t, d)
	n := 1
	return d, c, func() {
		n++
		old.Text = fmt.Sprint("edit", n)
		d.write(func(tx core.Tx) error { return tx.SaveMessage(t.Context(), old) })
		d.say(d.chat(d.visitor(n), core.Pending, noon()), core.Message{From: core.FromVisitor, Text: "new"})
	}
}

// eraseOldest erases a message of the shard that is full.
func eraseOldest(d indexed, c core.Chat) {
	d.write(func(tx core.Tx) error {
		_, err := tx.DeleteMessages(d.t.Context(), c.ID, 1)
		return err
	})
}

// TestIndexKeepsUp: a step has something of all that there is to do.
func TestIndexKeepsUp(t *testing.T) {
	t.Parallel()
	d, _, again := busyDesk(t)
	for range 3 {
		again()
		p := must[core.IndexProgress](t)(d.Step(t.Context()))
		if behind := must[[3]int64](t)(d.Behind(t.Context())); behind != [3]int64{} || p.Indexed != p.Messages {
			t.Errorf("messages, chats and changes that are not indexed: %d; %+v", behind, p)
		}
	}
}

// TestCleaningEnds also while the desk is never idle.
func TestCleaningEnds(t *testing.T) {
	t.Parallel()
	d, c, again := busyDesk(t)
	eraseOldest(d, c)
	erased := must[int64](t)(d.Changes(t.Context()))
	steps := 0
	for clean := false; !clean && steps < 5; steps++ {
		again()
		clean = must[bool](t)(d.CleanStep(t.Context(), erased))
	}
	if steps != 1 { // of one shard
		t.Errorf("%d steps", steps)
	}
}

// TestErasedBesideEdited: that something of a shard was erased is known until it is made
// anew, whatever else was changed in it.
func TestErasedBesideEdited(t *testing.T) {
	t.Parallel()
	d, c, again := busyDesk(t)
	eraseOldest(d, c)
	again()
	if erased := must[[]int64](t)(d.ErasedAfterChanges(t.Context())); len(erased) != 1 || erased[0] != 0 {
		t.Errorf("shards %d are made anew", erased)
	}
}
