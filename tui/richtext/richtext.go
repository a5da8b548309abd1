// Package richtext turns a text from outside and its marks (bold, links, spoilers
// and the like) into clean text with the marks where they belong.
//
// Marks count UTF-16 units of the text as it came, and cleaning changes how
// long a text is. So the text is taken apart where marks begin and end, and
// each piece is cleaned by itself: cleaning can never shift a mark. The package
// must not draw, choose looks or wrap; that is the transcript's part.
package richtext

import (
	"strings"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// Style is a set of marks.
type Style uint16

// The marks. Pre and Quote mark whole lines.
const (
	Bold Style = 1 << iota
	Italic
	Underline
	Strike
	Spoiler
	Code
	Pre
	Quote
	Link
	Host // not of the text: where the link before it leads
)

// blockStyles are the marks of whole lines.
const blockStyles = Pre | Quote

// Run is a stretch of one paragraph with the same marks, as byte offsets. It
// begins and ends between grapheme clusters.
type Run struct {
	Start, End int
	Style      Style
}

// Paragraph is a clean line of a text, not wrapped. Its runs lie end to end;
// stretches without marks have runs too.
type Paragraph struct {
	Text  string
	Runs  []Run
	Block Style // Pre, Quote, both or none
}

// The bounds up to which marks are drawn. Telegram allows 4096 characters and
// 100 entities; beyond these a text is shown without its marks.
const (
	maxText     = 64 << 10 // bytes
	maxEntities = 300
)

// Parse cleans raw and places its marks. There is at least one paragraph.
func Parse(raw string, markup markup.Encoded) []Paragraph {
	entities := markup.Entities()
	if len(entities) == 0 || len(entities) > maxEntities || len(raw) > maxText {
		return plain(raw)
	}
	b := builder{}
	for _, p := range split(raw, entities) {
		b.add(clean.Message(p.text).String(), p.style)
		if p.host != "" {
			b.add(" ("+p.host+")", p.style&(blockStyles|Spoiler)|Host)
		}
	}
	b.endParagraph()
	if len(b.paragraphs) > clean.MaxLines {
		return plain(raw)
	}
	return b.paragraphs
}

// plain is a text without marks.
func plain(raw string) []Paragraph {
	var out []Paragraph
	for line := range strings.SplitSeq(clean.Message(raw).String(), "\n") {
		out = append(out, Paragraph{Text: line, Runs: []Run{{End: len(line)}}})
	}
	return out
}

// Plain is a text on one line with its spoilers hidden, for previews and
// quotes.
func Plain(raw string, entities markup.Encoded) string {
	if !strings.Contains(string(entities), string(markup.Spoiler)) {
		return clean.Line(raw).String()
	}
	var b strings.Builder
	for i, p := range Parse(raw, entities) {
		if i > 0 {
			b.WriteByte(' ')
		}
		for _, r := range p.Runs {
			switch s := p.Text[r.Start:r.End]; {
			case r.Style&Host != 0:
			case r.Style&Spoiler != 0:
				b.WriteString(Hide(s))
			default:
				b.WriteString(s)
			}
		}
	}
	return clean.Line(b.String()).String()
}

// HasSpoiler reports whether a part of the text is a spoiler.
func HasSpoiler(text []Paragraph) bool {
	for _, p := range text {
		for _, r := range p.Runs {
			if r.Style&Spoiler != 0 {
				return true
			}
		}
	}
	return false
}
