package chat

import (
	"cmp"
	"context"
	"slices"

	"tgdesk/core"
)

// The sizes of reads, in messages.
const (
	pageSize  = 50
	countPage = 500 // of messages that are only counted
	overscan  = 20  // the least beyond the visible ones
)

// Request is a read that the transcript needs. Whoever makes it returns it
// with Deliver or Fail.
type Request struct {
	Query core.MessageQuery
	seq   uint64
	epoch uint64
	kind  readKind

	// Of readAt:
	above  int            // how many of the messages precede the wanted one
	newest core.MessageID // the newest one of the chat
}

// messageReader reads messages of a chat.
type messageReader interface {
	Messages(ctx context.Context, q core.MessageQuery) ([]core.Message, error)
}

// Read makes the read: of a wanted message also what precedes it, so that it is shown
// where it stands at once.
func (r *Request) Read(ctx context.Context, d messageReader) ([]core.Message, error) {
	messages, err := d.Messages(ctx, r.Query)
	if r.kind != readAt || err != nil || len(messages) == 0 {
		return messages, err
	}
	last, err := d.Messages(ctx, core.MessageQuery{Chat: r.Query.Chat, Limit: 1})
	if err != nil {
		return nil, err
	}
	above, err := d.Messages(ctx, core.MessageQuery{Chat: r.Query.Chat, Before: messages[0].ID, Limit: pageSize})
	r.above, r.newest = len(above), lastID(last)
	return slices.Concat(above, messages), err
}

type readKind int

const (
	readLast  readKind = iota // the chat's newest messages
	readFirst                 // the chat's oldest messages
	readAt                    // those around a wanted one
	readNewer                 // the visible messages again, or what follows the last one in the window
	readOlder
	readCount // what came below the window
)

// reads is the read under way, one at a time. The epoch counts announced
// changes: what was read in an earlier one may be out of date and is read
// again when it is visible.
type reads struct {
	seq      uint64
	epoch    uint64
	tail     uint64 // the epoch in which the chat's end was last read
	inFlight bool
	failed   bool
	loaded   bool
	again    bool // the last one was of the visible messages: what came below them has its turn
}

// Invalidate reports that messages may have come or changed.
func (t *Transcript) Invalidate() {
	t.reads.epoch++
	t.reads.failed = false
}

// Need returns the next read to make: false while one is under way, or when
// nothing around the visible messages is missing.
func (t *Transcript) Need() (Request, bool) {
	if t.row.Chat.ID == 0 || t.reads.inFlight || t.reads.failed {
		return Request{}, false
	}
	r := Request{Query: core.MessageQuery{Chat: t.row.Chat.ID, Limit: pageSize + t.h}, epoch: t.reads.epoch}
	first, last := t.top.item, len(t.items)-1
	stale := -1 // the first visible message that may be out of date
	if t.ready() {
		stale = slices.IndexFunc(t.items[first:], func(it *item) bool { return it.epoch < t.reads.epoch })
	}
	if stale >= 0 || t.gap || !t.ready() { // else it does not matter which is the last visible one
		if first, last = t.shown(); first+stale > last {
			stale = -1
		}
	}
	below, behind := len(t.items)-1-last, t.reads.tail < t.reads.epoch
	again := false
	switch {
	case t.want != 0:
		r.kind, r.Query.After = readAt, cmp.Or(t.want-1, -1) // 0 would ask for the newest messages
	case !t.reads.loaded, len(t.items) == 0 && behind, t.wantLast:
		r.kind = readLast
	case t.wantFirst:
		r.kind, r.Query.After = readFirst, -1 // 0 would ask for the newest messages
	case behind && t.followsFreely():
		r.kind = readLast
	case t.gap && below < t.margin():
		r.kind, r.Query.After = readNewer, t.newest
	case !t.start && len(t.items) > 0 && first < t.margin():
		r.kind, r.Query.Before, r.Query.Limit = readOlder, t.oldest, pageSize
	case stale >= 0 && !(behind && t.reads.again):
		r.kind, again = readNewer, true
		r.Query.After = cmp.Or(t.items[first+stale].m.ID-1, -1)
	case behind && !t.gap:
		r.kind, r.Query.After = readNewer, t.newest
	case behind:
		r.kind, r.Query.After, r.Query.Limit = readCount, t.counted, countPage
	default:
		return Request{}, false
	}
	t.reads.again = again
	t.reads.seq++
	t.reads.inFlight = true
	r.seq = t.reads.seq
	return r, true
}

// followsFreely reports whether only the chat's end matters: what comes between the
// window and its newest messages need not be read, because nothing holds the view.
func (t *Transcript) followsFreely() bool { return t.follow && t.selected == 0 }

// Fail reports that a read failed. Nothing is read again before the next move
// or Invalidate.
func (t *Transcript) Fail(r Request) {
	if r.seq == t.reads.seq && t.reads.inFlight {
		t.reads.inFlight, t.reads.failed = false, true
	}
}

// CancelRead drops the read under way: what it brings is out of date.
func (t *Transcript) CancelRead() {
	t.reads.seq++
	t.reads.inFlight = false
}

// Deliver takes the messages that r asked for, and those that they answer and
// that are not among them. It returns false, and changes nothing, when they
// came too late to be of use.
func (t *Transcript) Deliver(r Request, messages []core.Message, answered ...core.Message) bool {
	if r.seq != t.reads.seq || !t.reads.inFlight {
		return false
	}
	t.reads.inFlight = false
	whole := len(messages)-r.above < r.Query.Limit
	t.keepPosition(func() {
		switch r.kind {
		case readLast:
			t.loadLast(messages, r.epoch, whole)
		case readFirst:
			t.loadFirst(messages, r.epoch, whole)
		case readAt:
			t.loadAt(messages, r, whole)
		case readNewer:
			t.loadNewer(messages, r, whole)
		case readOlder:
			t.loadOlder(messages, r.epoch, whole)
		case readCount:
			for _, m := range messages {
				t.count(m)
			}
			if whole {
				t.reads.tail = r.epoch
			}
		}
		t.addAnswered(answered)
		t.regroup()
	})
	t.arrive()
	t.evict()
	t.forget()
	return true
}

// loadLast takes the chat's newest messages. If others came between the window and
// them, they replace the window, unless the view was moved away from the end since
// they were asked for: then what came is only counted.
func (t *Transcript) loadLast(messages []core.Message, epoch uint64, whole bool) {
	joins := whole || len(t.items) == 0 || messages[0].ID <= t.newest
	switch {
	case joins:
	case t.wantLast, t.followsFreely():
		t.empty()
		t.follow = true
	default:
		t.gap = true
		return
	}
	if !t.reads.loaded {
		t.reads.loaded, t.counted = true, lastID(messages)
	}
	switch {
	case len(t.items) == 0:
		t.start = whole
	case whole && (len(messages) == 0 || messages[0].ID >= t.oldest): // else those before the window are read when they are needed
		t.start = true
	}
	t.reads.tail, t.gap = epoch, false
	for _, m := range messages {
		t.upsert(m, epoch)
	}
	if len(messages) > 0 {
		t.readAgain(messages[0].ID-1, t.newest, epoch)
	}
	if t.wantLast {
		t.wantLast, t.follow = false, true
	}
}

func lastID(messages []core.Message) core.MessageID {
	if len(messages) == 0 {
		return 0
	}
	return messages[len(messages)-1].ID
}

// loadFirst takes the chat's oldest messages, if they are still wanted. They replace
// the window unless they join it.
func (t *Transcript) loadFirst(messages []core.Message, epoch uint64, whole bool) {
	if !t.wantFirst {
		return
	}
	t.wantFirst, t.follow = false, false
	if lastID(messages) >= t.oldest {
		t.loadOlder(messages, epoch, true)
		t.top = linePos{}
		return
	}
	t.empty()
	t.start, t.gap = true, !whole
	for _, m := range messages {
		t.upsert(m, epoch)
	}
}

// loadAt takes the messages around the one that is wanted, which replace the window.
func (t *Transcript) loadAt(messages []core.Message, r Request, whole bool) {
	if len(messages) <= r.above || messages[r.above].ID != t.want {
		t.want = 0 // it is gone, or another move came first
		return
	}
	if !t.reads.loaded {
		t.reads.loaded, t.counted, t.reads.tail = true, r.newest, r.epoch
	}
	t.empty()
	t.start, t.gap, t.follow = r.above < pageSize, !whole, false
	for _, m := range messages {
		t.upsert(m, r.epoch)
	}
}

// empty drops all items.
func (t *Transcript) empty() {
	t.items, t.top, t.oldest, t.newest = nil, linePos{}, 0, 0
	clear(t.positions)
	clear(t.byTelegram)
}

// loadNewer takes messages that were read again and new ones after them.
func (t *Transcript) loadNewer(messages []core.Message, r Request, last bool) {
	for _, m := range messages {
		t.upsert(m, r.epoch)
	}
	end := t.newest
	if last {
		t.reads.tail, t.gap = r.epoch, false
	} else {
		end = lastID(messages)
	}
	t.readAgain(r.Query.After, end, r.epoch)
}

// readAgain notes that the messages after one were read in an epoch, up to another.
// Some may be gone.
func (t *Transcript) readAgain(after, end core.MessageID, epoch uint64) {
	for _, it := range t.items {
		if it.m.ID > after && it.m.ID <= end {
			it.epoch = max(it.epoch, epoch)
		}
	}
}

func (t *Transcript) loadOlder(messages []core.Message, epoch uint64, whole bool) {
	t.start = whole
	older := make([]*item, 0, len(messages))
	for _, m := range messages {
		if m.ID < t.oldest {
			older = append(older, t.newItem(m, epoch))
		}
	}
	if len(older) > 0 {
		t.oldest = older[0].m.ID
	}
	t.items = append(older, t.items...)
	t.placeDivider(older)
}

// upsert takes a reading of a message: it replaces one in the window, unless
// nothing has changed, and is added if it is newer than all or lies within the
// window. One older than all is left to the next reads.
func (t *Transcript) upsert(m core.Message, epoch uint64) {
	i, held := t.index(m.ID)
	switch {
	case held:
		if old := t.items[i]; !sameMessage(&old.m, &m) {
			it := t.newItem(m, epoch)
			it.pos, it.parts, it.when = old.pos, old.parts, old.when
			t.items[i] = it
		}
		t.items[i].epoch = epoch
	case len(t.items) == 0 || m.ID > t.newest:
		t.items = append(t.items, t.newItem(m, epoch))
		t.oldest, t.newest = t.items[0].pos.first, m.ID
		t.placeDivider(t.items[len(t.items)-1:])
		t.count(m)
	case m.ID > t.oldest:
		t.items = slices.Insert(t.items, i, t.newItem(m, epoch))
	}
}

// count counts a message as new below the visible ones, once. clamp resets the
// number where the view follows.
func (t *Transcript) count(m core.Message) {
	if m.ID <= t.counted {
		return
	}
	t.counted = m.ID
	if m.From != core.FromDesk {
		t.newBelow++
	}
}

// addAnswered takes messages that are answered by some that were read, but are not
// among them.
func (t *Transcript) addAnswered(answered []core.Message) {
	for _, m := range answered {
		if i, held := t.index(m.ID); held {
			t.upsert(m, t.items[i].epoch)
			continue
		}
		if old := t.answeredOnly[m.TelegramID]; old == nil || !sameMessage(&old.m, &m) {
			t.answeredOnly[m.TelegramID] = t.itemOf(m)
		}
	}
}

// sameMessage reports whether two readings of a message are equal.
func sameMessage(a, b *core.Message) bool {
	x, y := a.Attachment, b.Attachment
	p, q := *a, *b
	p.Attachment, q.Attachment = nil, nil
	return p == q && (x == y || x != nil && y != nil && *x == *y)
}
