package chat

import (
	"cmp"
	"slices"

	"tgdesk/core"
)

// An album is shown in one piece, whatever came between its parts: each part
// follows the first one as soon as it comes. So the order on the screen may
// differ from that of the ids.

// position orders messages on the screen.
type position struct {
	first core.MessageID // the oldest message of the album in the window, else the message itself
	rank  int64          // within the album
	id    core.MessageID
}

func (s position) compare(o position) int {
	return cmp.Or(cmp.Compare(s.first, o.first), cmp.Compare(s.rank, o.rank), cmp.Compare(s.id, o.id))
}

// albumKey identifies an album.
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

// regroup positions the parts of albums, if any have come.
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

// follows reports whether item i continues the album of the item above.
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
