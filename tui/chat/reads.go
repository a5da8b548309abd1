package chat

import (
	"slices"

	"tgdesk/core"
)

// The sizes of reads, in messages.
const (
	pageSize = 50
	topPage  = 500 // on the way to the chat's first message
	overscan = 20  // messages read above the visible ones
)

// Request is a read that the transcript needs. Whoever makes it returns it
// with Deliver or Fail.
type Request struct {
	Query core.MessageQuery
	seq   uint64
	epoch uint64
	kind  readKind
}

type readKind int

const (
	readFirst readKind = iota
	readNewer          // the visible messages again, or what follows the last one
	readOlder
)

// reads is the read under way, one at a time. The epoch counts announced
// changes: what was read in an earlier one may be out of date and is read
// again when it is visible.
type reads struct {
	seq      uint64
	epoch    uint64
	tail     uint64 // the epoch in which the end was last read
	inFlight bool
	failed   bool
	loaded   bool
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
	r := Request{Query: core.MessageQuery{Chat: t.row.Chat.ID, Limit: pageSize}, epoch: t.reads.epoch}
	stale := -1 // the first visible message that may be out of date
	for i := range t.visibleItems() {
		if t.items[i].epoch < t.reads.epoch {
			stale = i
			break
		}
	}
	switch {
	case !t.reads.loaded || len(t.items) == 0 && t.reads.tail < t.reads.epoch:
		r.kind = readFirst
	case stale >= 0:
		r.kind = readNewer
		r.Query.After = t.items[stale].m.ID - 1
		if r.Query.After <= 0 {
			r.Query.After = -1 // 0 would ask for the newest messages
		}
		r.Query.Limit += min(len(t.items)-stale, t.h)
	case t.reads.tail < t.reads.epoch:
		r.kind, r.Query.After = readNewer, t.newest
	case !t.start && len(t.items) > 0 && (t.wantTop || t.top.item < overscan):
		r.kind, r.Query.Before = readOlder, t.oldest
		if t.wantTop {
			r.Query.Limit = topPage
		}
	default:
		return Request{}, false
	}
	t.reads.seq++
	t.reads.inFlight = true
	r.seq = t.reads.seq
	return r, true
}

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
	whole := len(messages) < r.Query.Limit
	t.keepPosition(func() {
		t.addAnswered(answered)
		switch r.kind {
		case readFirst:
			t.reads.loaded, t.reads.tail, t.start = true, r.epoch, whole
			for _, m := range messages {
				t.upsert(m, r.epoch)
			}
			t.newBelow = 0
		case readNewer:
			t.loadNewer(messages, r, whole)
		case readOlder:
			t.loadOlder(messages, r.epoch, whole)
		}
		t.regroup()
	})
	return true
}

// loadNewer takes messages that were read again and new ones after them.
func (t *Transcript) loadNewer(messages []core.Message, r Request, last bool) {
	end := t.newest
	for _, m := range messages {
		t.upsert(m, r.epoch)
	}
	if last {
		t.reads.tail = r.epoch
	} else {
		end = messages[len(messages)-1].ID
	}
	for _, it := range t.items {
		if it.m.ID > r.Query.After && it.m.ID <= end {
			it.epoch = max(it.epoch, r.epoch)
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
	if t.wantTop {
		t.top = linePos{}
		t.wantTop = !whole
	}
}

// upsert takes a reading of a message: it replaces one in the window, unless
// nothing has changed, and is added if it is newer than all or lies within the
// window. One older than all is left to the next reads.
func (t *Transcript) upsert(m core.Message, epoch uint64) {
	i, held := t.index(m.ID)
	switch {
	case held:
		if old := t.items[i]; !sameMessage(old.m, m) {
			it := t.newItem(m, epoch)
			it.pos, it.parts, it.when = old.pos, old.parts, old.when
			t.items[i] = it
		}
		t.items[i].epoch = epoch
	case len(t.items) == 0 || m.ID > t.newest:
		t.items = append(t.items, t.newItem(m, epoch))
		t.oldest, t.newest = t.items[0].pos.first, m.ID
		t.placeDivider(t.items[len(t.items)-1:])
		if m.From != core.FromDesk {
			t.newBelow++ // clamp resets it where the view follows
		}
	case m.ID > t.oldest:
		t.items = slices.Insert(t.items, i, t.newItem(m, epoch))
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
		if old := t.answeredOnly[m.TelegramID]; old == nil || !sameMessage(old.m, m) {
			t.answeredOnly[m.TelegramID] = t.itemOf(m)
		}
	}
}

// sameMessage reports whether two readings of a message are equal.
func sameMessage(a, b core.Message) bool {
	x, y := a.Attachment, b.Attachment
	a.Attachment, b.Attachment = nil, nil
	return a == b && (x == y || x != nil && y != nil && *x == *y)
}
