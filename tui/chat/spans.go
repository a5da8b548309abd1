package chat

import (
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// preSign stands before each line of a code block.
const preSign = "┊ "

// richText adds a text with its styles. Spoilers are covered unless open; the
// cover is as wide as what it hides, so that nothing moves when it opens.
func (p *lines) richText(paragraphs []richtext.Paragraph, base theme.Style, th *theme.Theme, open bool) {
	for _, par := range paragraphs {
		p.paragraph(par, base, th, open)
	}
}

func (p *lines) paragraph(par richtext.Paragraph, base theme.Style, th *theme.Theme, open bool) {
	gutter, sign := "", th.Quote
	if par.Block&richtext.Quote != 0 {
		gutter = quoteSign
	}
	if par.Block&richtext.Pre != 0 {
		gutter += preSign
		base = base.And(th.Code)
	}
	if text.Width(gutter) >= p.inner() {
		gutter = ""
	}
	room := p.inner() - text.Width(gutter)
	for _, piece := range text.Break(par.Text, room) {
		var row term.Row
		x := p.indent
		if gutter != "" {
			row = append(row, term.Span{X: x, W: text.Width(gutter), Text: sign.Paint(gutter)})
			x += text.Width(gutter)
		}
		p.rows = append(p.rows, appendSpans(row, x, x+room, par, piece, spanStyle{base, th, open}))
	}
}

// spanStyle is how the runs of a text are painted.
type spanStyle struct {
	base  theme.Style
	theme *theme.Theme
	open  bool // spoilers are uncovered
}

// appendSpans adds the spans of one line of a paragraph, between the columns x
// and end.
func appendSpans(row term.Row, x, end int, par richtext.Paragraph, piece text.Piece, b spanStyle) term.Row {
	for _, r := range par.Runs {
		from, to := max(r.Start, piece.Start), min(r.End, piece.End)
		if from >= to {
			continue
		}
		s := par.Text[from:to]
		if r.Style&richtext.Spoiler != 0 && !b.open {
			s = richtext.Hide(s)
		}
		if text.Width(s) > end-x {
			s = text.Cut(s, end-x) // one cell left for a wide character
		}
		w := text.Width(s)
		row = append(row, term.Span{X: x, W: w, Text: b.style(r.Style).Paint(s)})
		x += w
	}
	return row
}

func (b spanStyle) style(s richtext.Style) theme.Style {
	out, th := b.base, b.theme
	for _, mark := range []struct {
		mark richtext.Style
		look theme.Style
	}{
		{richtext.Bold, th.Bold}, {richtext.Italic, th.Italic}, {richtext.Underline, th.Underline}, {richtext.Strike, th.Strike},
		{richtext.Code, th.Code}, {richtext.Link, th.Link}, {richtext.Host, th.Dim},
	} {
		if s&mark.mark != 0 {
			out = out.And(mark.look)
		}
	}
	if s&richtext.Spoiler != 0 && !b.open {
		return b.base.And(th.Spoiler)
	}
	return out
}
