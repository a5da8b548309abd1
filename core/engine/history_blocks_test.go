package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tgdesk/core"

	"pgregory.net/rapid"
)

// What the histories know of chats that are set aside, tags, notes that call, and the block
// list.

// listed reports whether a visitor is on the block list.
func (h *history) listed(who visitorKey) bool {
	return h.store.visitors[h.store.byBot[who]].OnBlockList()
}

// sideActs are what operators do with a chat besides answering it.
func (h *history) sideActs(t *rapid.T) {
	if len(h.store.chats) == 0 {
		return
	}
	id := core.ChatID(rapid.IntRange(max(1, len(h.store.chats)-6), len(h.store.chats)).Draw(t, "chat"))
	op := rapid.SampledFrom(h.ops).Draw(t, "op").ID
	ctx, d, before := t.Context(), h.desk, h.store.chats[id]
	if before.VisitorID < 0 || before.Prelude() {
		return
	}
	tag := rapid.SampledFrom([]string{"vip", "VIP", "refund"}).Draw(t, "tag")
	acts := map[string]func() error{
		"set aside": func() error {
			d := rapid.SampledFrom([]time.Duration{time.Minute, 2 * time.Hour, 29 * core.Day, 31 * core.Day}).Draw(t, "how long")
			return second(h.desk.Snooze(ctx, op, id, h.now.Add(d)))
		},
		"get back": func() error { return second(d.Wake(ctx, op, id)) },
		"block":    func() error { return second(d.BlockVisitor(ctx, op, before.VisitorID, "spam")) },
		"approve":  func() error { return second(d.DecideBlock(ctx, op, before.VisitorID, true)) },
		"reject":   func() error { return second(d.DecideBlock(ctx, op, before.VisitorID, false)) },
		"unblock":  func() error { return second(d.UnblockVisitor(ctx, op, before.VisitorID)) },
		"tag": func() error {
			err := second(d.Tag(ctx, op, id, []string{tag}, nil))
			if err == nil && !slices.ContainsFunc(h.tags[id], func(has string) bool { return strings.EqualFold(has, tag) }) {
				h.tags[id] = append(h.tags[id], tag)
			}
			return err
		},
		"untag": func() error {
			err := second(d.Tag(ctx, op, id, nil, []string{tag}))
			h.tags[id] = slices.DeleteFunc(h.tags[id], func(has string) bool { return err == nil && strings.EqualFold(has, tag) })
			return err
		},
		"call": func() error {
			note, err := d.SendNote(ctx, op, id, "@mika and @ann, please", nil)
			for _, o := range h.ops {
				if err == nil && o.Name != "root" && o.ID != op {
					h.calls[mentionKey{o.ID, note.ID}] = false
				}
			}
			return err
		},
		"look": func() error {
			err := d.SeeMentions(ctx, op, id)
			for k := range h.calls {
				h.calls[k] = h.calls[k] || k.operator == op && h.store.messages[k.note].ChatID == id
			}
			return err
		},
	}
	names := append(slices.Sorted(maps.Keys(acts)), "block", "unblock", "set aside", "set aside")
	act := rapid.SampledFrom(names).Draw(t, "act")
	switch err := acts[act](); {
	case core.CodeOf(err) == core.CodeInternal || core.CodeOf(err) == core.CodeNotFound:
		t.Fatalf("%s: %v", act, err)
	case err != nil && h.store.chats[id] != before:
		t.Fatalf("%s failed (%v) but changed the chat", act, err)
	}
}

// checkSides holds what must always be true of tags, calls and the block list.
func (h *history) checkSides(t *rapid.T) {
	for id, c := range h.store.chats {
		if got, want := h.store.tags[id], core.TagsOf(h.tags[id]...); got != want {
			t.Fatalf("#%d has the tags %q, want %q", id, got, want)
		}
		if c.Snoozed() && (c.State != core.Active || c.Owner.Operator == 0 || !c.Handover.AnswerBy.IsZero()) {
			t.Fatalf("#%d is set aside: %+v", id, c)
		}
	}
	seen := map[mentionKey]bool{}
	for k, m := range h.store.mentions {
		seen[k] = !m.SeenAt.IsZero()
	}
	if !maps.Equal(seen, h.calls) {
		t.Fatalf("calls, and whether they were looked at: %v, want %v", seen, h.calls)
	}
	h.checkBlocks(t)
}

func (h *history) checkBlocks(t *rapid.T) {
	live, apart := map[core.VisitorID]core.BlockState{}, map[core.ChatID]bool{}
	for _, b := range h.store.blocks {
		if b.State.Live() && live[b.Visitor] != "" {
			t.Fatalf("visitor %d is on the block list twice", b.Visitor)
		}
		if b.State.Live() {
			live[b.Visitor] = b.State
		}
		if b.Chat == 0 {
			continue
		}
		if c := h.store.chats[b.Chat]; apart[c.ID] || !c.Apart() || c.VisitorID != b.Visitor {
			t.Fatalf("entry %+v keeps its messages in %+v", b, c)
		}
		apart[b.Chat] = true
	}
	for id, v := range h.store.visitors {
		if v.Block != live[id] {
			t.Fatalf("visitor %d is %q on the block list, the entry %q", id, v.Block, live[id])
		}
		if open := h.store.open[id]; open != 0 && v.OnBlockList() {
			t.Fatalf("visitor %d is on the block list and has the open chat %d", id, open)
		}
	}
	for id, c := range h.store.chats {
		if c.Apart() && (!apart[id] || c.Received != 0 || !c.AwaitingSince.IsZero() || c.State != core.Completed) {
			t.Fatalf("kept apart: %+v", c)
		}
		for _, m := range h.store.transcript[id] {
			if m := h.store.messages[m]; c.Apart() && (m.From == core.FromOperator || m.Delivery != "") {
				t.Fatalf("kept apart in #%d: %+v", id, m)
			}
		}
	}
}

// keptApart notes what becomes of a message of a visitor on the block list.
func (h *history) keptApart(brand core.BrandID, u core.Update) {
	key := fmt.Sprint(brand, u.Visitor.TelegramID, u.Message.TelegramID)
	if u.Message.Notice {
		h.lines[key] = true
		return
	}
	h.said[key]++
	if who := (visitorKey{brand, u.Visitor.TelegramID}); h.starts[who] == u.Message.TelegramID {
		delete(h.starts, who)
	}
}
