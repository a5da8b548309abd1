package chat

import (
	"slices"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/fulltext"
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// The signs of a transcript.
const (
	noteSign    = "✎ "
	quoteSign   = "│ "
	forwardSign = "↪ "
	preSign     = "┊ " // before each line of a code block
)

// lines collects the lines of a message.
type lines struct {
	w, indent int
	reserved  int // cells at the end of the first one
	match     int // the first one in which something is marked, -1 if none is
	rows      []term.Row
}

// wideFrom is the width from which message texts are indented below their
// authors; narrower screens need the room.
const wideFrom = 60

func newLines(w int) *lines {
	p := &lines{w: w, indent: 3, match: -1}
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

// right is where text may end in the line after the first n.
func (p *lines) right(n int) int {
	if n > 0 {
		return p.indent + p.inner()
	}
	return p.indent + p.inner() - p.reserved
}

// add adds one line, cut to the width.
func (p *lines) add(s string, style theme.Style) {
	shown := text.Cut(s, p.right(len(p.rows))-p.indent)
	p.rows = append(p.rows, term.Row{{X: p.indent, W: text.Width(shown), Text: style.Paint(shown)}})
}

// addWrapped adds a text of any length.
func (p *lines) addWrapped(s string, style theme.Style) {
	for par := range strings.SplitSeq(s, "\n") {
		for _, piece := range p.wrap(par, p.indent) {
			p.add(par[piece.Start:piece.End], style)
		}
	}
}

// wrap breaks a paragraph into the next lines, which begin at a column.
func (p *lines) wrap(par string, start int) []text.Piece {
	first, rest := p.right(len(p.rows))-start, p.right(1)-start
	pieces := text.Break(par, first)
	if first == rest || len(pieces) == 1 {
		return pieces
	}
	next := pieces[0].Next
	pieces = pieces[:1]
	for _, piece := range text.Break(par[next:], rest) {
		pieces = append(pieces, text.Piece{Start: next + piece.Start, End: next + piece.End, Next: next + piece.Next})
	}
	return pieces
}

// wrap makes the lines of item i below its header.
func (t *Transcript) wrap(i int, quoted *item) []term.Row {
	it := t.items[i]
	it.pic, it.match = pictureBox{}, -1
	if it.system() {
		s := t.o.Locale.SystemLine(it.m, it.author.String())
		if it.m.Kind == core.KindService {
			s = t.o.Locale.Service(it.line, it.author.String())
		}
		var rows []term.Row
		for _, line := range text.Wrap(s+" · "+t.clock(it.m.SentAt), max(t.w-1, 1)) {
			rows = append(rows, centred(t.w, line, t.o.Theme.System))
		}
		return rows
	}
	p := newLines(t.w)
	if it.wrapped.grouped {
		p.reserved = t.reserved(p, i)
	}
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
		if it.pic = t.pictureSize(it, p.inner()); it.pic.h > 0 {
			it.pic.line = len(p.rows)
			p.rows = append(p.rows, make([]term.Row, it.pic.h)...)
		}
		body = it.caption()
	}
	if it.blank {
		p.add(t.o.Locale.Readable(it.m.Text), style.And(t.o.Theme.Dim))
	}
	for _, par := range t.marked(body) {
		p.paragraph(par, spanStyle{style, t.o.Theme, it.wrapped.selected})
	}
	for _, row := range t.o.Locale.Buttons(it.m) {
		p.addWrapped(row, file)
	}
	t.addProblem(p, it)
	if it.wrapped.grouped {
		t.addGroupMarks(p, i)
	}
	it.match = p.match
	return p.rows
}

// marked marks the words of a search.
func (t *Transcript) marked(body []richtext.Paragraph) []richtext.Paragraph {
	return markedIn(t.o.Theme, body, t.words)
}

func markedIn(th *theme.Theme, body []richtext.Paragraph, words fulltext.Pattern) []richtext.Paragraph {
	body = richtext.Mark(body, words)
	if th.Profile() == theme.Plain && len(words) > 0 {
		body = slices.Clone(body)
		for i, p := range body {
			body[i] = p.Bracketed()
		}
	}
	return body
}

// leastText is the least width of a text beside marks.
const leastText = 8

// reserved is the room that the marks of a message in a group need beside its first
// line. It is the same from queued to sent, so that the text is wrapped once.
func (t *Transcript) reserved(p *lines, i int) int {
	all := t.groupMarks(p, i)
	if t.items[i].m.Delivery != core.DeliveryNone {
		all[0].text, _ = t.deliveryMark(core.DeliveryQueued)
	}
	return min(all.width(), max(p.inner()-leastText, 0))
}

// groupMarks are the marks of a message in a group. On narrow screens its time is
// among them.
func (t *Transcript) groupMarks(p *lines, i int) marks {
	all, it := t.marks(i), t.items[i]
	if p.w < wideFrom && it.wrapped.timed {
		all = append(all, mark{t.clock(it.m.SentAt), t.o.Theme.Time})
	}
	return all
}

// addGroupMarks adds what a message in a group has in place of a header: a sign, its
// own time, and its marks.
func (t *Transcript) addGroupMarks(p *lines, i int) {
	it, th, row := t.items[i], t.o.Theme, p.rows[0]
	var before term.Row
	end := p.indent
	if n := len(row); n > 0 {
		end = row[n-1].X + row[n-1].W
	}
	at := signX
	switch {
	case p.w < wideFrom:
		at = p.indent - 2
	case it.wrapped.timed:
		before = term.Row{{X: timeX, W: 5, Text: th.Time.Paint(t.clock(it.m.SentAt))}}
	}
	sign, style := groupSign, th.Time
	if it.m.From == core.FromNote {
		sign, style = strings.TrimSpace(noteSign), th.Note
	}
	if at > 0 {
		before = append(before, term.Span{X: at, W: 1, Text: style.Paint(sign)})
	}
	placed, _ := t.groupMarks(p, i).place(p.w-1, end)
	p.rows[0] = slices.Concat(before, row, placed)
}

// authorOf names who wrote a message.
func (t *Transcript) authorOf(it *item) string {
	switch {
	case it.m.Automatic != "":
		return t.o.Locale.Screen("automatic")
	case it.m.From == core.FromBot:
		return t.o.Locale.Screen("bot")
	}
	return it.author.String()
}

// addContext adds whom a message is forwarded from and what it answers: the
// quoted part, or the beginning of the whole.
func (t *Transcript) addContext(p *lines, it, quoted *item) {
	if it.m.Forward != "" {
		p.add(forwardSign+t.o.Locale.Forwarded(clean.Name(it.m.Forward, core.UnknownOrigin).String()), t.o.Theme.Quote)
	}
	author, what := "", ""
	part, external := clean.Line(t.o.Locale.Readable(it.m.Quote)).String(), it.m.ExternalReply
	switch {
	case quoted != nil:
		author, what = t.authorOf(quoted)+": ", quoted.line
		if quoted.blank {
			what = t.o.Locale.Readable(quoted.m.Text)
		}
		if quoted.m.Kind != core.KindText {
			what = t.placeholder(quoted)
		}
	case external != (core.ExternalReply{}):
		if clean.Visible(external.Author) {
			author = clean.Line(external.Author).String() + ": "
		}
		what = clean.Line(t.o.Locale.Readable(external.Text)).String()
		if external.Kind != core.KindText {
			what = t.o.Locale.Placeholder(external.Kind, what)
		}
	case it.m.ReplyTo != 0:
		what = t.o.Locale.Screen("not_here")
	case part == "":
		return
	}
	if part != "" {
		what = "“" + part + "”"
	}
	p.add(quoteSign+author+what, t.o.Theme.Quote)
}

// addProblem says why a message did not arrive, or may not have, and what can be
// done.
func (t *Transcript) addProblem(p *lines, it *item) {
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
	if t.o.Hints.Blocked && it.m.Problem.Is("visitor_blocked") {
		why = "" // the hint says it
	}
	p.addWrapped(strings.TrimSuffix(strings.TrimSpace(why+hint), " ·"), style)
}

// spanStyle is how the runs of a text are painted.
type spanStyle struct {
	base  theme.Style
	theme *theme.Theme
	open  bool // spoilers are uncovered
}

// paragraph adds a paragraph with its styles. The cover of a spoiler is as wide as
// what it hides, so that nothing moves when it opens.
func (p *lines) paragraph(par richtext.Paragraph, style spanStyle) {
	gutter := ""
	if par.Block&richtext.Quote != 0 {
		gutter = quoteSign
	}
	if par.Block&richtext.Pre != 0 {
		gutter += preSign
		style.base = style.base.And(style.theme.Code)
	}
	if p.indent+text.Width(gutter) >= p.right(len(p.rows)) {
		gutter = ""
	}
	start := p.indent + text.Width(gutter)
	for _, piece := range p.wrap(par.Text, start) {
		var row term.Row
		end := p.right(len(p.rows))
		if gutter != "" {
			row = append(row, term.Span{X: p.indent, W: start - p.indent, Text: style.theme.Quote.Paint(gutter)})
		}
		x := start
		for _, r := range par.Runs {
			from, to := max(r.Start, piece.Start), min(r.End, piece.End)
			if from >= to {
				continue
			}
			s := par.Text[from:to]
			if r.Style&richtext.Spoiler != 0 && !style.open {
				s = richtext.Hide(s)
			}
			if text.Width(s) > end-x {
				s = text.Cut(s, end-x) // one cell left for a wide character
			}
			w := text.Width(s)
			row = append(row, term.Span{X: x, W: w, Text: style.of(r.Style).Paint(s)})
			if r.Style&richtext.Match != 0 && p.match < 0 {
				p.match = len(p.rows)
			}
			x += w
		}
		p.rows = append(p.rows, row)
	}
}

func (b spanStyle) of(s richtext.Style) theme.Style {
	th := b.theme
	if s&richtext.Spoiler != 0 && !b.open {
		return b.base.And(th.Spoiler)
	}
	out := b.base
	for _, m := range [...]struct {
		mark  richtext.Style
		style theme.Style
	}{
		{richtext.Bold, th.Bold}, {richtext.Italic, th.Italic}, {richtext.Underline, th.Underline}, {richtext.Strike, th.Strike},
		{richtext.Code, th.Code}, {richtext.Link, th.Link}, {richtext.Host, th.Dim}, {richtext.Match, th.Match},
	} {
		if s&m.mark != 0 {
			out = out.And(m.style)
		}
	}
	return out
}

// centred draws one line in the middle of w cells.
func centred(w int, s string, style theme.Style) term.Row {
	shown := text.Cut(s, w)
	used := text.Width(shown)
	return term.Row{{X: (w - used) / 2, W: used, Text: style.Paint(shown)}}
}

func (t *Transcript) clock(at time.Time) string { return at.In(t.o.Now.Location()).Format("15:04") }
