package transcript

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// The signs of a transcript.
const (
	noteSign  = "✎ "
	quoteSign = "│ "
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
	p := newPage(t.w)
	th := t.o.Theme
	if it.m.From == core.FromDesk {
		return []term.Row{t.systemLine(it)}
	}
	if quoted != nil {
		p.line(quoteSign+t.summary(quoted), th.Quote)
	}
	style := th.Text
	if it.m.From == core.FromNote {
		style = th.Note
	}
	caption := it.text.String()
	if it.m.Kind != core.KindText {
		p.wrapped(t.placeholder(it), style)
		if named(it.m.Kind) {
			caption = ""
		}
	}
	if caption != "" || len(p.rows) == 0 {
		p.wrapped(caption, style)
	}
	t.trouble(p, it)
	return p.rows
}

// named reports the kinds whose Text is not a caption but their name.
func named(k core.Kind) bool { return k == core.KindUnsupported || k == core.KindService }

// placeholder is the line that stands for what is not shown itself.
func (t *Transcript) placeholder(it *item) string {
	if named(it.m.Kind) {
		return t.o.Words.Placeholder(it.m.Kind, clean.Line(it.text.String()).String())
	}
	return t.o.Words.Placeholder(it.m.Kind, it.facts())
}

// facts lists what is known of an attachment: size in pixels, length, bytes,
// name.
func (it *item) facts() string {
	a := it.m.Attachment
	if a == nil {
		return ""
	}
	var facts []string
	if emoji := clean.Line(a.Emoji); emoji != "" {
		facts = append(facts, emoji.String())
	}
	if a.Width > 0 && a.Height > 0 && a.Kind != core.KindSticker {
		facts = append(facts, strconv.Itoa(a.Width)+"×"+strconv.Itoa(a.Height))
	}
	if a.Duration > 0 {
		facts = append(facts, length(a.Duration))
	}
	if a.Size > 0 && a.Kind != core.KindSticker {
		facts = append(facts, humanize.Bytes(uint64(a.Size)))
	}
	if it.file != "" {
		facts = append(facts, it.file.String())
	}
	return strings.Join(facts, " · ")
}

// length writes how long a recording is: 0:07, 1:02:03.
func length(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// summary is a message on one line, as a quote.
func (t *Transcript) summary(it *item) string {
	s := clean.Line(it.text.String()).String()
	if it.m.Kind != core.KindText {
		s = t.placeholder(it)
	}
	return it.author.String() + ": " + s
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

// systemLine is an entry of the desk itself, in the middle.
func (t *Transcript) systemLine(it *item) term.Row {
	s := t.o.Words.System(it.m.Kind, it.author.String(), t.row.Chat.Reason)
	return centred(t.w, s+" · "+t.clock(it.m.SentAt), t.o.Theme.System)
}

// centred is one line in the middle of w cells.
func centred(w int, s string, style theme.Style) term.Row {
	shown := text.Cut(s, w)
	used := text.Width(shown)
	return term.Row{{X: (w - used) / 2, W: used, Text: style.Paint(shown)}}
}

func (t *Transcript) clock(at time.Time) string { return at.In(t.o.Location).Format("15:04") }
