// Package richtext turns a text from outside and its entities (bold, links,
// spoilers and so on) into clean text with styles.
//
// Entities count UTF-16 units of the text as it came, and cleaning changes
// lengths. So the text is split where entities begin and end, and each
// fragment is cleaned by itself: cleaning can never shift a style. The package
// must not draw, choose colours or wrap; the chat does.
package richtext

import (
	"strings"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// Style is a set of styles of text.
type Style uint16

// The styles. Pre and Quote are styles of whole lines.
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
	Host // added after a link: where it leads
)

// blockStyles are the styles of whole lines.
const blockStyles = Pre | Quote

// Run is a stretch of one paragraph with the same style, as byte offsets
// between grapheme clusters.
type Run struct {
	Start, End int
	Style      Style
}

// Paragraph is a clean line of a text, not wrapped. Its runs follow each other
// without gaps; plain stretches have runs too.
type Paragraph struct {
	Text  string
	Runs  []Run
	Block Style // Pre, Quote, both or none
}

// The limits up to which entities are applied. Telegram allows 4096 characters
// and 100 entities; beyond these a text is shown plain.
const (
	maxText     = 64 << 10 // bytes
	maxEntities = 300
)

// Parse cleans raw and applies its entities. There is at least one paragraph.
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

// plain returns a text without styles.
func plain(raw string) []Paragraph {
	var out []Paragraph
	for line := range strings.SplitSeq(clean.Message(raw).String(), "\n") {
		out = append(out, Paragraph{Text: line, Runs: []Run{{End: len(line)}}})
	}
	return out
}

// Plain returns a text on one line with its spoilers covered, for previews and
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

// HasSpoiler reports whether any part of the text is a spoiler.
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
