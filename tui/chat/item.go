package chat

import (
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
	m       core.Message
	epoch   uint64 // in which it was last read
	version int    // counts replacements

	pos   position
	parts int       // of its album in the window; 0 or 1 for no album
	when  time.Time // decides the day it is shown under: of its album's first part

	author   clean.Text
	text     []richtext.Paragraph
	line     string // the text on one line, spoilers covered
	fileName clean.Text
	covered  bool // something in it is covered until it is selected

	lines   []term.Row
	pic     pictureBox
	wrapped layoutKey
}

// layoutKey is what an item's lines depend on.
type layoutKey struct {
	w             int
	render        renderKey
	quote         core.MessageID
	quoteVersion  int
	parts         int
	follows       bool // a further part of an album: it has no header of its own
	reason        core.Reason
	selected      bool // only if that changes its lines
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
	return renderKey{o.Theme, o.Locale, o.Location, o.Hints, o.Pictures != nil}
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
		m: m, pos: position{first: m.ID, id: m.ID}, when: m.SentAt,
		text: richtext.Parse(m.Text, m.Markup), line: richtext.Plain(m.Text, m.Markup),
	}
	it.author = clean.Line(m.Author)
	if m.From == core.FromVisitor {
		it.author = clean.Name(m.Author, t.visitorName())
	}
	if a := m.Attachment; a != nil {
		it.fileName = clean.Line(a.FileName)
		it.covered = a.Spoiler
	}
	it.covered = it.covered || richtext.HasSpoiler(it.text)
	return it
}

// visitorName is the visitor's present name.
func (t *Transcript) visitorName() string {
	v := t.row.Visitor
	return clean.Name(v.Name(), v.Handle()).String()
}

// selectable reports whether the selection stops at the message: nothing can
// be done with system lines.
func (it *item) selectable() bool { return !it.system() }

// system reports whether the message is one centred line: a system line of the
// desk, or a service message of Telegram.
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

// addAnswered takes messages that are answered by some in the window but are
// not in it themselves.
func (t *Transcript) addAnswered(answered []core.Message) {
	for _, m := range answered {
		old := t.answeredOnly[m.TelegramID]
		if old != nil && sameMessage(old.m, m) {
			continue
		}
		it := t.itemOf(m)
		if old != nil {
			it.version = old.version + 1
		}
		t.answeredOnly[m.TelegramID] = it
	}
}

// body returns the lines of item i below its header, wrapped once for each
// look.
func (t *Transcript) body(i int) []term.Row {
	it := t.items[i]
	quoted := t.quoted(it)
	now := layoutKey{
		w: t.w, render: t.o.renderKey(), reason: t.row.Chat.Reason, parts: it.parts, follows: t.follows(i),
		selected: it.m.ID == t.selected && (it.covered || it.m.Attachment != nil), progress: t.progress(it),
		pictureBroken: t.pictureBroken(it),
	}
	if quoted != nil {
		now.quote, now.quoteVersion = quoted.m.ID, quoted.version
	}
	if it.lines == nil || it.wrapped != now {
		it.wrapped = now
		it.lines = t.wrap(it, quoted)
	}
	return it.lines
}
