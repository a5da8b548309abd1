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

// lines collects the lines of a message.
type lines struct {
	w, indent int
	rows      []term.Row
}

// wideFrom is the width from which message texts are indented below their
// authors; narrower screens need the room.
const wideFrom = 60

func newLines(w int) *lines {
	p := &lines{w: w, indent: 3}
	switch {
	case w >= wideFrom:
		p.indent = authorX
	case w < 12:
		p.indent = min(1, w-1)
	}
	return p
}

// inner is the width of the text column; the last column stays free.
func (p *lines) inner() int { return max(p.w-p.indent-1, 1) }

// add adds one line, cut to the width.
func (p *lines) add(s string, style theme.Style) {
	shown := text.Cut(s, p.inner())
	p.rows = append(p.rows, term.Row{{X: p.indent, W: text.Width(shown), Text: style.Paint(shown)}})
}

// addWrapped adds a text of any length.
func (p *lines) addWrapped(s string, style theme.Style) {
	for _, line := range text.Wrap(s, p.inner()) {
		p.add(line, style)
	}
}

// wrap makes the lines of a message below its header.
func (t *Transcript) wrap(it, quoted *item) []term.Row {
	it.pic = pictureBox{}
	if it.system() {
		return []term.Row{t.systemLine(it)}
	}
	p := newLines(t.w)
	t.addContext(p, it, quoted)
	style, file := t.o.Theme.Text, t.o.Theme.Attachment
	switch {
	case !it.m.DeletedAt.IsZero():
		style, file = t.o.Theme.Deleted, t.o.Theme.Deleted
	case it.m.From == core.FromNote:
		style = t.o.Theme.Note
	}
	body := it.text
	if it.m.Kind != core.KindText {
		t.addFile(p, it, file)
		if pic := t.pictureSize(it, p.inner()); pic.h > 0 {
			it.pic = p.reserve(pic)
		}
		body = it.caption()
	}
	p.richText(body, style, t.o.Theme, it.wrapped.selected)
	t.deliveryProblem(p, it)
	return p.rows
}

// addContext adds whom a message is forwarded from and what it answers: the
// quoted part, or the beginning of the whole.
func (t *Transcript) addContext(p *lines, it, quoted *item) {
	if who := clean.Line(it.m.Forward); who != "" {
		p.add(forwardSign+t.o.Locale.Forwarded(who.String()), t.o.Theme.Quote)
	}
	part := clean.Line(it.m.Quote).String()
	switch {
	case part != "" && quoted != nil:
		p.add(quoteSign+quoted.author.String()+": “"+part+"”", t.o.Theme.Quote)
	case part != "":
		who := clean.Line(it.m.ExternalReply.Author).String()
		if who != "" {
			who += ": "
		}
		p.add(quoteSign+who+"“"+part+"”", t.o.Theme.Quote)
	case quoted != nil:
		p.add(quoteSign+t.summary(quoted), t.o.Theme.Quote)
	case it.m.ExternalReply != (core.ExternalReply{}):
		p.add(quoteSign+t.answered(it.m.ExternalReply), t.o.Theme.Quote)
	case it.m.ReplyTo != 0:
		p.add(quoteSign+t.o.Locale.Screen("not_here"), t.o.Theme.Quote)
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
func (t *Transcript) answered(a core.ExternalReply) string {
	s := clean.Line(a.Text).String()
	if a.Kind != core.KindText {
		s = t.o.Locale.Placeholder(a.Kind, s)
	}
	if who := clean.Line(a.Author).String(); who != "" {
		return who + ": " + s
	}
	return s
}

// deliveryProblem says why a message did not arrive, or may not have, and what
// can be done.
func (t *Transcript) deliveryProblem(p *lines, it *item) {
	hint, style := t.o.Hints.Failed, t.o.Theme.Bad
	switch it.m.Delivery {
	case core.DeliveryFailed:
	case core.DeliveryUnknown:
		hint, style = t.o.Hints.Unknown, t.o.Theme.Warn
	default:
		return
	}
	why := clean.Message(t.o.Locale.Problem(it.m.Problem)).String() + " "
	if it.m.Problem == "" {
		why = t.o.Locale.Delivery(it.m.Delivery) + " · "
	}
	p.addWrapped(why+hint, style)
}

// systemLine draws a system line or a service message in the middle.
func (t *Transcript) systemLine(it *item) term.Row {
	s := t.o.Locale.System(it.m.Kind, it.author.String())
	if it.m.Kind == core.KindService {
		s = t.o.Locale.Service(it.line, it.author.String())
	}
	return centred(t.w, s+" · "+t.clock(it.m.SentAt), t.o.Theme.System)
}

// centred draws one line in the middle of w cells.
func centred(w int, s string, style theme.Style) term.Row {
	shown := text.Cut(s, w)
	used := text.Width(shown)
	return term.Row{{X: (w - used) / 2, W: used, Text: style.Paint(shown)}}
}

func (t *Transcript) clock(at time.Time) string { return at.In(t.o.Location).Format("15:04") }
