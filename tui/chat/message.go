package chat

import (
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// The signs of a transcript.
const (
	noteSign    = "✎ "
	quoteSign   = "│ "
	forwardSign = "↪ "
)

// page collects lines of a given width.
type page struct {
	w, indent int
	rows      []term.Row
}

// roomy is the width from which message texts stand under their authors;
// below it they need the room.
const roomy = 60

func newPage(w int) *page {
	p := &page{w: w, indent: 3}
	switch {
	case w >= roomy:
		p.indent = authorX
	case w < 12:
		p.indent = min(1, w-1)
	}
	return p
}

// inner is the width of the text column; a column stays free at the right.
func (p *page) inner() int { return max(p.w-p.indent-1, 1) }

// line adds one line that fits.
func (p *page) line(s string, style theme.Style) {
	shown := text.Cut(s, p.inner())
	p.rows = append(p.rows, term.Row{{X: p.indent, W: text.Width(shown), Text: style.Paint(shown)}})
}

// wrapped adds a text of any length.
func (p *page) wrapped(s string, style theme.Style) {
	for _, line := range text.Wrap(s, p.inner()) {
		p.line(line, style)
	}
}

// wrap makes the lines of a message below its header.
func (t *Transcript) wrap(it, quoted *item) []term.Row {
	it.pic = picture{}
	if it.system() {
		return []term.Row{t.systemLine(it)}
	}
	p := newPage(t.w)
	t.origin(p, it, quoted)
	style, file := t.o.Theme.Text, t.o.Theme.Attachment
	switch {
	case !it.m.DeletedAt.IsZero():
		style, file = t.o.Theme.Deleted, t.o.Theme.Deleted
	case it.m.From == core.FromNote:
		style = t.o.Theme.Note
	}
	body := it.text
	if it.m.Kind != core.KindText {
		t.file(p, it, file)
		if pic := t.roomFor(it, p.inner()); pic.h > 0 {
			it.pic = p.keep(pic)
		}
		body = it.caption()
	}
	p.marked(body, style, t.o.Theme, it.wrapped.selected)
	t.trouble(p, it)
	return p.rows
}

// origin tells whom a message is forwarded from and what it answers: the part
// that was chosen, or the beginning of the whole.
func (t *Transcript) origin(p *page, it, quoted *item) {
	if who := clean.Line(it.m.Forward); who != "" {
		p.line(forwardSign+t.o.Words.Forwarded(who.String()), t.o.Theme.Quote)
	}
	part := clean.Line(it.m.Quote).String()
	switch {
	case part != "" && quoted != nil:
		p.line(quoteSign+quoted.author.String()+": “"+part+"”", t.o.Theme.Quote)
	case part != "":
		who := clean.Line(it.m.Answered.Author).String()
		if who != "" {
			who += ": "
		}
		p.line(quoteSign+who+"“"+part+"”", t.o.Theme.Quote)
	case quoted != nil:
		p.line(quoteSign+t.summary(quoted), t.o.Theme.Quote)
	case it.m.Answered != (core.Answered{}):
		p.line(quoteSign+t.answered(it.m.Answered), t.o.Theme.Quote)
	case it.m.ReplyTo != 0:
		p.line(quoteSign+t.o.Words.NotHere, t.o.Theme.Quote)
	}
}

// summary is a message on one line, as a quote.
func (t *Transcript) summary(it *item) string {
	s := it.line
	if it.m.Kind != core.KindText {
		s = t.placeholder(it)
	}
	return it.author.String() + ": " + s
}

// answered is a message on one line that the desk does not have.
func (t *Transcript) answered(a core.Answered) string {
	s := clean.Line(a.Text).String()
	if a.Kind != core.KindText {
		s = t.o.Words.Placeholder(a.Kind, s)
	}
	if who := clean.Line(a.Author).String(); who != "" {
		return who + ": " + s
	}
	return s
}

// trouble tells why a message did not arrive, or may not have, and what can
// be done.
func (t *Transcript) trouble(p *page, it *item) {
	hint, style := t.o.Hints.Failed, t.o.Theme.Bad
	switch it.m.Delivery {
	case core.DeliveryFailed:
	case core.DeliveryUnknown:
		hint, style = t.o.Hints.Unknown, t.o.Theme.Warn
	default:
		return
	}
	why := it.failure.String() + " "
	if it.failure == "" {
		why = t.o.Words.Delivery(it.m.Delivery) + " · "
	}
	p.wrapped(why+hint, style)
}

// systemLine tells in the middle what the desk did, or Telegram tells.
func (t *Transcript) systemLine(it *item) term.Row {
	s := t.o.Words.System(it.m.Kind, it.author.String(), t.row.Chat.Reason)
	if it.m.Kind == core.KindService {
		s = t.o.Words.Service(it.line, it.author.String())
	}
	return centred(t.w, s+" · "+t.clock(it.m.SentAt), t.o.Theme.System)
}

// centred is one line in the middle of w cells.
func centred(w int, s string, style theme.Style) term.Row {
	shown := text.Cut(s, w)
	used := text.Width(shown)
	return term.Row{{X: (w - used) / 2, W: used, Text: style.Paint(shown)}}
}

func (t *Transcript) clock(at time.Time) string { return at.In(t.o.Location).Format("15:04") }
