package chat

import (
	"maps"

	"tgdesk/core"
)

// What of the chat is held: the visible messages, and some beyond them in both
// directions.

// margin is how many messages beyond the visible ones must be in the window: one
// more screen, were each a line.
func (t *Transcript) margin() int { return max(t.overscan, t.h) }

// mostBeyond is how many messages beyond the visible ones may be in the window. The
// least number leaves room for two pages, so that nothing is dropped and read again
// in turns.
func (t *Transcript) mostBeyond() int { return t.margin() + 2*pageSize }

// shown returns the first and the last of the items that are visible, or would be
// if there were room.
func (t *Transcript) shown() (first, last int) {
	if !t.ready() {
		first = t.top.item
		if t.follow {
			first = len(t.items) - 1
		}
		return first, first
	}
	first = t.top.item
	for i := range t.visibleItems() {
		last = i
	}
	return first, max(first, last)
}

// evict drops what is far from the visible messages. Nothing visible changes.
func (t *Transcript) evict() {
	first, last := t.shown()
	most, left := t.mostBeyond(), t.mostBeyond()-pageSize
	above, below := first > most, len(t.items)-1-last > most
	if !above && !below {
		return
	}
	oldest, newest := t.oldest, t.newest
	tangled := len(t.items) > 4*most // albums that reach into each other can be cut nowhere
	before := core.MessageID(0)      // the newest above item i
	for i, it := range t.items {
		cut := before < it.pos.first || tangled // else within an album
		if above && cut && i <= first-left {
			oldest = it.pos.first
		}
		if below && cut && i > last+left {
			newest = it.pos.first - 1
			break
		}
		before = max(before, it.m.ID)
	}
	t.keepPosition(func() { t.keepOnly(oldest, newest) })
}

// keepOnly leaves the messages from one to another in the window.
func (t *Transcript) keepOnly(oldest, newest core.MessageID) {
	t.start, t.gap = t.start && oldest == t.oldest, t.gap || newest < t.newest
	var kept, dropped []*item // the array that holds all is let go
	t.oldest, t.newest = oldest, 0
	for _, it := range t.items {
		if it.m.ID < oldest || it.m.ID > newest {
			dropped = append(dropped, it)
			continue
		}
		kept = append(kept, it)
		t.newest = max(t.newest, it.m.ID)
	}
	t.items = kept
	for _, it := range dropped {
		delete(t.positions, it.m.ID)
		if t.byTelegram[it.m.TelegramID] == it.m.ID {
			delete(t.byTelegram, it.m.TelegramID)
			t.answeredOnly[it.m.TelegramID] = it
		}
		t.regroupDue = t.regroupDue || it.parts > 1
	}
	t.regroup()
}

// forget drops what only messages that left the window had need of.
func (t *Transcript) forget() {
	answered, pictures := map[int64]bool{}, map[version]bool{}
	for _, it := range t.items {
		answered[it.m.ReplyTo] = it.m.ReplyTo != 0
		if of, ok := pictureOf(&it.m); ok {
			pictures[of.version()] = true
		}
	}
	maps.DeleteFunc(t.answeredOnly, func(id int64, _ *item) bool { return !answered[id] })
	maps.DeleteFunc(t.brokenPictures, func(v version, _ bool) bool { return !pictures[v] })
}
