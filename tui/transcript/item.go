package transcript

import (
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
	"tgdesk/tui/words"
)

// item is a message with its texts cleaned, once, and its lines, wrapped for
// the look and width they were last shown with.
type item struct {
	m       core.Message
	epoch   uint64 // in which it was last read
	version int    // counts replacements

	author  clean.Text
	text    clean.Text
	file    clean.Text
	failure clean.Text

	lines   []term.Row
	wrapped wrapping
}

// wrapping is what an item's lines depend on.
type wrapping struct {
	w            int
	look         look
	quote        core.MessageID
	quoteVersion int
	reason       core.Reason
}

// look is the part of Options that lines depend on.
type look struct {
	theme *theme.Theme
	words *words.Catalogue
	zone  *time.Location
	hints Hints
}

func (o *Options) key() look { return look{o.Theme, o.Words, o.Location, o.Hints} }

func (t *Transcript) newItem(m core.Message, epoch uint64) *item {
	if m.TelegramID != 0 {
		t.byTelegram[m.TelegramID] = m.ID
	}
	it := &item{m: m, epoch: epoch, text: clean.Message(m.Text), failure: clean.Message(m.Error)}
	it.author = clean.Line(m.Author)
	if m.From == core.FromVisitor {
		it.author = clean.Name(m.Author, t.visitorName())
	}
	if m.Attachment != nil {
		it.file = clean.Line(m.Attachment.FileName)
	}
	return it
}

// visitorName is what the visitor is called now.
func (t *Transcript) visitorName() string {
	v := &t.row.Visitor
	if name := clean.Line(v.Name()); name != "" || v.Username == "" {
		return name.String()
	}
	return "@" + v.Username
}

// selectable reports whether the cursor stops at the message: system lines
// have nothing that could be done about them.
func (it *item) selectable() bool { return it.m.From != core.FromDesk }

// quoted is the message that item i answers, nil if there is none or it is
// not held.
func (t *Transcript) quoted(it *item) *item {
	if it.m.ReplyTo == 0 {
		return nil
	}
	if i, held := t.index(t.byTelegram[it.m.ReplyTo]); held && t.items[i] != it {
		return t.items[i]
	}
	return nil
}

// body returns the lines of item i below its header, wrapped at most once for
// one look.
func (t *Transcript) body(i int) []term.Row {
	it := t.items[i]
	quoted := t.quoted(it)
	now := wrapping{w: t.w, look: t.o.key(), reason: t.row.Chat.Reason}
	if quoted != nil {
		now.quote, now.quoteVersion = quoted.m.ID, quoted.version
	}
	if it.lines == nil || it.wrapped != now {
		it.lines, it.wrapped = t.wrap(it, quoted), now
	}
	return it.lines
}
