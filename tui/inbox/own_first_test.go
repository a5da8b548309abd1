package inbox

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core"
)

// chatsOf is a desk of active chats of operators 7 and 8. It counts what is read of 7's
// alone.
type chatsOf struct {
	core.Reader
	rows []core.ChatRow
	own  int
}

func (d *chatsOf) Rows(_ context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	if q.Mine != 0 {
		d.own++
	}
	order := &List{state: q.State}
	rows := slices.DeleteFunc(slices.Clone(d.rows), func(r core.ChatRow) bool {
		switch {
		case q.Asked != 0 && !r.Asks(q.Asked), q.Mine != 0 && (r.Asks(q.Mine) || !r.Chat.TakesPart(q.Mine)), q.Except != 0 && r.Concerns(q.Except):
			return true
		}
		if q.Cursor == nil {
			return false
		}
		c := order.compare(key{Cursor: r.Cursor()}, key{Cursor: *q.Cursor})
		return c == 0 && !q.From || q.Before && c > 0 || !q.Before && c < 0
	})
	slices.SortFunc(rows, func(a, b core.ChatRow) int {
		return cmp.Or(a.Chat.SortAt().Compare(b.Chat.SortAt()), cmp.Compare(a.Chat.ID, b.Chat.ID))
	})
	if q.Before {
		return rows[max(len(rows)-q.Limit, 0):], nil
	}
	return rows[:min(len(rows), q.Limit)], nil
}

// fill makes reads until the list needs none.
func (d *chatsOf) fill(t failer, l *List) {
	t.Helper()
	for range 1000 {
		r, need := l.Need()
		if !need {
			return
		}
		p, err := r.read(context.Background(), d)
		if err != nil || !l.Deliver(r, p) {
			t.Fatalf("a page that came at once was dropped: %+v, %v", r, err)
		}
	}
	t.Fatalf("the list never has enough")
}

// ids are the chats in the order in which operator 7 sees them, or only their own.
func (d *chatsOf) ids(mine bool) (ids []core.ChatID) {
	queries := []core.RowQuery{{State: core.Active, Asked: 7, Limit: 1e6}, {State: core.Active, Mine: 7, Limit: 1e6}, {State: core.Active, Except: 7, Limit: 1e6}}
	if mine {
		queries = queries[:2]
	}
	for _, q := range queries {
		rows, _ := d.Rows(context.Background(), q)
		for _, r := range rows {
			ids = append(ids, r.Chat.ID)
		}
	}
	return ids
}

func ownFirstList(height int, f Filter) *List {
	l := NewList(core.Active)
	l.ownFirst(f, 7)
	l.SetHeight(height)
	return l
}

// give makes an operator hold a chat.
func give(r *core.ChatRow, op core.OperatorID) {
	r.Chat.Owner, r.Transfer = core.OperatorOwner(op), core.TransferView{}
}

// ask makes 8, who holds a chat, ask 7 or anybody to take it over.
func ask(r *core.ChatRow, to core.OperatorID) {
	give(r, 8)
	r.Transfer.Transfer = core.Transfer{ID: 1, From: 8, To: to}
}

// TestOwnFirst walks through lists of chats that change hands: the window is always a part
// of the list as it is, and the cursor stays on its chat.
func TestOwnFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := &chatsOf{}
		ownEach := rapid.IntRange(1, 40).Draw(t, "one own chat in")
		asksEach := rapid.IntRange(2, 40).Draw(t, "one that asks in")
		for i := range rapid.IntRange(0, 300).Draw(t, "chats") {
			r := rowOf(i+1, core.Active)
			switch {
			case i%asksEach == 1:
				ask(&r, core.OperatorID(i%2*7))
			case i%ownEach > 0:
				give(&r, 8)
			}
			d.rows = append(d.rows, r)
		}
		mine := rapid.Bool().Draw(t, "mine only")
		l := ownFirstList(rapid.IntRange(1, 40).Draw(t, "height"), Filter{Mine: mine})
		l.pinned = true
		d.fill(t, l)
		changed := map[core.ChatID]bool{} // since all was read: they may go far away once they are read
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			before, had := l.Current()
			own := false // what concerns the operator is read, too
			switch act := rapid.SampledFrom([]string{"move", "bottom", "top", "read", "give", "take", "ask", "end"}).Draw(t, "act"); {
			case act == "move":
				l.Move(rapid.IntRange(-60, 60).Draw(t, "by"))
				had = false
			case act == "bottom":
				l.Bottom()
				had = false
			case act == "top":
				l.Top()
				had = false
			case act == "read":
				own = rapid.Bool().Draw(t, "own too")
				l.Invalidate(own)
			case len(d.rows) > 0:
				i := rapid.IntRange(0, len(d.rows)-1).Draw(t, "which")
				own = d.rows[i].Concerns(7)
				changed[d.rows[i].Chat.ID] = true
				switch act {
				case "give":
					give(&d.rows[i], 8)
				case "take":
					give(&d.rows[i], 7)
					own = rapid.Bool().Draw(t, "told") // a shared page shows it
				case "ask":
					ask(&d.rows[i], 0)
					own = rapid.Bool().Draw(t, "told of it")
				case "end":
					d.rows = slices.Delete(slices.Clone(d.rows), i, i+1)
				}
				l.Invalidate(own)
			}
			d.fill(t, l)
			if now := currentID(l); had && now != before.Chat.ID && !changed[before.Chat.ID] {
				t.Fatalf("the cursor went from %d to %d", before.Chat.ID, now)
			}
			if l.jumping() {
				t.Fatalf("all is read, and the cursor is still to move by %d", l.owed)
			}
			if own {
				clear(changed)
			}
		}
		l.Invalidate(true)
		d.fill(t, l)
		checkWindow(t, l, d.ids(mine))
	})
}

// checkWindow holds the list to what it should show.
func checkWindow(t *rapid.T, l *List, want []core.ChatID) {
	var got []core.ChatID
	for _, r := range l.Rows() {
		got = append(got, r.Chat.ID)
	}
	if len(want) == 0 || len(got) == 0 {
		if len(want) != len(got) {
			t.Fatalf("%v, want %v", got, want)
		}
		return
	}
	from := slices.Index(want, got[0])
	if from < 0 || len(want) < from+len(got) || !slices.Equal(got, want[from:from+len(got)]) {
		t.Fatalf("the window is no part of the list:\ngot  %v\nwant %v", got, want)
	}
	if l.start && from != 0 || l.end && from+len(got) != len(want) {
		t.Fatalf("start %v, end %v of %d from %d in %d", l.start, l.end, len(got), from, len(want))
	}
}

// TestMoveBeyondWhatIsReadAgain: a cursor that is to move beyond the window gets there when
// that is read, also if it is read because the window is out of date.
func TestMoveBeyondWhatIsReadAgain(t *testing.T) {
	t.Parallel()
	d := &chatsOf{}
	for i := range 60 {
		d.rows = append(d.rows, rowOf(i+1, core.Active))
		give(&d.rows[i], 8)
	}
	l := ownFirstList(10, Filter{})
	d.fill(t, l)
	l.Invalidate(false)
	l.Move(55)
	if !l.jumping() {
		t.Fatal("all is read already")
	}
	d.fill(t, l)
	if currentID(l) != 56 || l.jumping() {
		t.Errorf("the cursor is on %d and still to move by %d", currentID(l), l.owed)
	}
}

// TestOthersReadNothingOfOnes: what happens in chats of others reads the page that all
// screens share, and nothing of this operator alone.
func TestOthersReadNothingOfOnes(t *testing.T) {
	t.Parallel()
	d := &chatsOf{}
	for i := range 60 {
		r := rowOf(i+1, core.Active)
		if i%4 > 0 {
			give(&r, 8)
		}
		d.rows = append(d.rows, r)
	}
	l := ownFirstList(30, Filter{})
	d.fill(t, l)
	d.own = 0
	d.rows[1].Last.Text = "news"
	l.Invalidate(false)
	d.fill(t, l)
	if d.own != 0 {
		t.Errorf("%d reads of own chats", d.own)
	}
	if i := l.index(2); i < 0 || l.items[i].last != "news" {
		t.Error("the news are not shown")
	}
	l.Invalidate(true)
	if d.fill(t, l); d.own != 1 {
		t.Errorf("%d reads of own chats, want 1", d.own)
	}
}
