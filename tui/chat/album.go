package chat

import (
	"cmp"
	"slices"

	"tgdesk/core"
)

// An album is shown as one frame, whatever came between its parts: each part
// stands behind the first one as soon as it is there. So messages have a place
// that may differ from the order of their ids.

// position orders messages on the screen.
type position struct {
	first core.MessageID // the oldest held message of the album, else the message itself
	rank  int64          // within the album
	id    core.MessageID
}

func (s position) compare(o position) int {
	return cmp.Or(cmp.Compare(s.first, o.first), cmp.Compare(s.rank, o.rank), cmp.Compare(s.id, o.id))
}

// albumKey tells albums apart.
type albumKey struct {
	from core.From
	id   string
}

func (it *item) album() (albumKey, bool) {
	if it.m.Attachment == nil || it.m.Attachment.AlbumID == "" {
		return albumKey{}, false
	}
	return albumKey{it.m.From, it.m.Attachment.AlbumID}, true
}

// regroup gives the parts of albums their places. It costs nothing unless
// parts have come.
func (t *Transcript) regroup() {
	if !t.regroupDue {
		return
	}
	t.regroupDue = false
	first, count := map[albumKey]*item{}, map[albumKey]int{}
	for _, it := range t.items {
		if key, ok := it.album(); ok {
			count[key]++
			if head := first[key]; head == nil || it.m.ID < head.m.ID {
				first[key] = it
			}
		}
	}
	for _, it := range t.items {
		key, ok := it.album()
		if !ok {
			continue
		}
		it.pos = position{first: first[key].m.ID, id: it.m.ID}
		if it.m.From == core.FromVisitor {
			it.pos.rank = it.m.TelegramID
		}
		it.parts, it.when = count[key], first[key].m.SentAt
		t.positions[it.m.ID] = it.pos
	}
	slices.SortFunc(t.items, func(a, b *item) int { return a.pos.compare(b.pos) })
}

// follows reports whether item i continues the album of the one above it.
func (t *Transcript) follows(i int) bool {
	return i > 0 && t.items[i].parts > 1 && t.items[i-1].pos.first == t.items[i].pos.first
}

// index returns where the message is, or would be.
func (t *Transcript) index(id core.MessageID) (int, bool) {
	at, moved := t.positions[id]
	if !moved {
		at = position{first: id, id: id}
	}
	return slices.BinarySearchFunc(t.items, at, func(it *item, at position) int { return it.pos.compare(at) })
}
