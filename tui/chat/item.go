package chat

import (
	"cmp"
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// item is a message with its texts cleaned, once, and its lines, wrapped for
// the look and width in which they were last shown.
type item struct {
	m     core.Message
	epoch uint64 // in which it was last read

	pos   position
	parts int       // of its album in the window; 0 or 1 for no album
	when  time.Time // decides the day it is shown under: of its album's first part

	author  clean.Text
	text    []richtext.Paragraph
	line    string // the text on one line, spoilers covered
	blank   bool   // there is a text, but nothing of it can be seen
	covered bool   // something in it is covered until it is selected

	lines   []term.Row
	match   int // the first of them in which a word of a search is marked, -1 if none is
	pic     pictureBox
	wrapped layoutKey
}

// layoutKey is what an item's lines depend on.
type layoutKey struct {
	w             int
	look          uint64 // of the transcript
	quoted        *item  // changed messages are new items
	grouped       bool   // it has no header of its own
	timed         bool   // and was sent in another minute than the one above
	album         int    // how many parts its album has, if it is shown as the first
	selected      bool   // only if that changes its lines
	progress      core.Progress
	pictureBroken bool // its picture cannot be shown
}

// renderKey is the part of Options that lines depend on.
type renderKey struct {
	theme    *theme.Theme
	words    *locale.Catalogue
	zone     *time.Location
	hints    Hints
	pictures bool
}

func (o *Options) renderKey() renderKey {
	return renderKey{o.Theme, o.Locale, o.Now.Location(), o.Hints, o.Pictures != nil}
}

// newItem makes an item of the window.
func (t *Transcript) newItem(m core.Message, epoch uint64) *item {
	if m.TelegramID != 0 {
		t.byTelegram[m.TelegramID] = m.ID
	}
	it := t.itemOf(m)
	it.epoch = epoch
	t.regroupDue = t.regroupDue || m.Attachment != nil && m.Attachment.AlbumID != ""
	return it
}

// itemOf cleans the texts of a message.
func (t *Transcript) itemOf(m core.Message) *item {
	it := &item{
		m: m, pos: position{first: m.ID, id: m.ID}, when: m.SentAt, author: clean.Line(m.Author),
		text: richtext.Parse(m.Text, m.Markup), line: richtext.Plain(m.Text, m.Markup),
		blank: m.Text != "" && !clean.Visible(m.Text),
	}
	if m.From == core.FromVisitor {
		v := t.row.Visitor
		it.author = clean.Name(m.Author, clean.Name(v.Name(), v.Handle()).String())
	}
	it.covered = richtext.HasSpoiler(m.Markup) || m.Attachment != nil && m.Attachment.Spoiler
	return it
}

// system reports whether the message is one centred line: a system line of the
// desk, or a service message of Telegram. It cannot be selected, because nothing
// can be done with it.
func (it *item) system() bool { return it.m.From == core.FromDesk || it.m.Kind == core.KindService }

// quoted returns the message that an item answers, nil if there is none or the
// desk does not have it.
func (t *Transcript) quoted(it *item) *item {
	if it.m.ReplyTo == 0 {
		return nil
	}
	if i, held := t.index(t.byTelegram[it.m.ReplyTo]); held && t.items[i] != it {
		return t.items[i]
	}
	return t.answeredOnly[it.m.ReplyTo]
}

// body returns the lines of item i below its header, if it has one, wrapped once
// for each look.
func (t *Transcript) body(i int, headed bool) []term.Row {
	it := t.items[i]
	quoted := t.quoted(it)
	now := layoutKey{
		w: t.w, look: t.look, grouped: !headed && !it.system(), album: t.album(i),
		selected: it.m.ID == t.selected && (it.covered || it.m.Attachment != nil), progress: t.progress(it),
		pictureBroken: t.pictureBroken(it), quoted: quoted,
	}
	if now.grouped {
		now.timed = minute(it.m.SentAt) != minute(t.items[i-1].m.SentAt)
	}
	if it.lines == nil || it.wrapped != now {
		it.wrapped = now
		it.lines = t.wrap(i, quoted)
	}
	return it.lines
}

// position orders messages on the screen. An album is shown in one piece, whatever
// came between its parts: each part follows the first one as soon as it comes.
type position struct {
	first core.MessageID // the oldest message of the album in the window, else the message itself
	rank  int64          // within the album
	id    core.MessageID
}

func (s position) compare(o position) int {
	return cmp.Or(cmp.Compare(s.first, o.first), cmp.Compare(s.rank, o.rank), cmp.Compare(s.id, o.id))
}

// index returns where the message is, or would be.
func (t *Transcript) index(id core.MessageID) (int, bool) {
	at, moved := t.positions[id]
	if !moved {
		at = position{first: id, id: id}
	}
	return slices.BinarySearchFunc(t.items, at, func(it *item, at position) int { return it.pos.compare(at) })
}

// albumKey identifies an album; its id is "" for messages of none.
type albumKey struct {
	from core.From
	id   string
}

func (it *item) album() albumKey {
	if it.m.Attachment == nil {
		return albumKey{}
	}
	return albumKey{it.m.From, it.m.Attachment.AlbumID}
}

// regroup positions the parts of albums, if any have come.
func (t *Transcript) regroup() {
	if !t.regroupDue {
		return
	}
	t.regroupDue = false
	albums := map[albumKey][]*item{}
	for _, it := range t.items {
		if key := it.album(); key.id != "" {
			albums[key] = append(albums[key], it)
		}
	}
	for _, parts := range albums {
		first := slices.MinFunc(parts, func(a, b *item) int { return cmp.Compare(a.m.ID, b.m.ID) })
		for _, it := range parts {
			it.pos = position{first: first.m.ID, id: it.m.ID}
			if it.m.From == core.FromVisitor {
				it.pos.rank = it.m.TelegramID
			}
			it.parts, it.when = len(parts), first.m.SentAt
			t.positions[it.m.ID] = it.pos
		}
	}
	slices.SortFunc(t.items, func(a, b *item) int { return a.pos.compare(b.pos) })
}

// album is how many parts the album has of which item i is shown first, 0 if none.
func (t *Transcript) album(i int) int {
	if t.items[i].parts < 2 || t.follows(i) {
		return 0
	}
	return t.items[i].parts
}

// follows reports whether item i continues the album of the item above.
func (t *Transcript) follows(i int) bool {
	return i > 0 && t.items[i].parts > 1 && t.items[i-1].pos.first == t.items[i].pos.first
}
