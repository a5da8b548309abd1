// Package richtext turns a text from outside and its entities (bold, links,
// spoilers and so on) into clean text with styles.
//
// Entities count UTF-16 units of the text as it came, and cleaning changes
// lengths. So the text is split where entities begin and end, and each
// fragment is cleaned by itself: cleaning can never shift a style. The package
// must not draw, choose colours or wrap; the chat does.
package richtext

import (
	"slices"
	"strings"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
	"tgdesk/tui/text"
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
	Host  // added after a link: where it leads
	Match // a word of a search
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
func Parse(raw string, entities markup.Encoded) []Paragraph {
	spans := spansOf(raw, entities)
	if len(spans) == 0 {
		return plain(raw)
	}
	b := builder{}
	edges := []int{0, len(raw)} // where entities begin or end
	for _, s := range spans {
		edges = append(edges, s.start, s.end)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	for i, to := range edges[1:] {
		from, style, host := edges[i], Style(0), ""
		for _, s := range spans {
			if s.start <= from && to <= s.end {
				style |= s.style
				if s.end == to && s.host != "" {
					host = s.host
				}
			}
		}
		b.add(clean.Message(raw[from:to]).String(), style)
		if host != "" {
			b.add(" ("+host+")", style&(blockStyles|Spoiler)|Host)
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
	if !HasSpoiler(entities) {
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

// HasSpoiler reports whether any of the entities is a spoiler.
func HasSpoiler(entities markup.Encoded) bool {
	return strings.Contains(string(entities), string(markup.Spoiler))
}

// span is an entity in byte offsets of the raw text.
type span struct {
	start, end int
	style      Style
	link       Target
	host       string // shown after the link
}

// spansOf converts entities to spans and leaves out those that have no style
// or lie outside the text. A span that begins or ends within a grapheme
// cluster takes all of it: a family emoji is never half bold.
func spansOf(raw string, encoded markup.Encoded) []span {
	entities := encoded.Entities()
	if len(entities) == 0 || len(entities) > maxEntities || len(raw) > maxText {
		return nil
	}
	at := markup.ByteOffsets(raw)
	edges := []int{0} // of clusters
	for i := 0; i < len(raw); {
		size, _ := text.Step(raw[i:])
		i += size
		edges = append(edges, i)
	}
	var out []span
	for _, e := range entities {
		style := styles[e.Type]
		if style == 0 || e.Offset < 0 || e.Length <= 0 || e.Length > len(raw) || e.Offset >= len(at)-1 {
			continue
		}
		end := min(e.Offset+e.Length, len(at)-1)
		first, exact := slices.BinarySearch(edges, at[e.Offset])
		if !exact {
			first--
		}
		last, _ := slices.BinarySearch(edges, at[end-1]+1) // the last unit may be half a character
		s := span{start: edges[first], end: edges[last], style: style}
		s.link, s.host = targetOf(e, raw[s.start:s.end]), HostNote(e, raw[s.start:s.end])
		out = append(out, s)
	}
	return out
}

// styles are the entities that have a style.
var styles = map[markup.Type]Style{
	markup.Bold: Bold, markup.Italic: Italic, markup.Underline: Underline, markup.Strikethrough: Strike, markup.Spoiler: Spoiler,
	markup.Code: Code, markup.Command: Code, markup.Pre: Pre, markup.Quote: Quote, "expandable_blockquote": Quote,
	markup.URL: Link, markup.TextLink: Link, markup.Mention: Link, "email": Link, "phone_number": Link, "text_mention": Link,
}

// builder joins clean fragments into paragraphs.
type builder struct {
	paragraphs []Paragraph
	text       strings.Builder
	runs       []Run
	block      Style // of the line so far
	nonEmpty   bool  // the line has a fragment
}

// add appends a clean fragment. A block style begins a line of its own where
// the text does not.
func (b *builder) add(s string, style Style) {
	for i, part := range strings.Split(s, "\n") {
		if i > 0 {
			if !b.nonEmpty {
				b.block = style & blockStyles
			}
			b.endParagraph()
		}
		if part == "" {
			continue
		}
		if b.nonEmpty && b.block != style&blockStyles {
			b.endParagraph()
		}
		b.block, b.nonEmpty = style&blockStyles, true
		start := b.text.Len()
		b.text.WriteString(part)
		b.runs = append(b.runs, Run{start, b.text.Len(), style &^ blockStyles})
	}
}

// endParagraph closes the line.
func (b *builder) endParagraph() {
	s := b.text.String()
	p := Paragraph{Text: s, Runs: b.snappedRuns(s), Block: b.block}
	b.paragraphs = append(b.paragraphs, p)
	b.text.Reset()
	b.runs, b.block, b.nonEmpty = nil, 0, false
}

// snappedRuns moves the ends of runs to the ends of grapheme clusters:
// fragments may join into one cluster when what stood between them was
// removed.
func (b *builder) snappedRuns(s string) []Run {
	if len(b.runs) == 0 {
		return []Run{{End: len(s)}}
	}
	out := b.runs[:0]
	at := 0
	for _, r := range b.runs {
		start := at
		for at < r.End {
			size, _ := text.Step(s[at:])
			at += size
		}
		if at > start {
			out = append(out, Run{start, at, r.Style})
		}
	}
	return out
}

// Hide covers a text of one line, cell by cell. Spaces stay, so that it wraps
// in the same places.
func Hide(s string) string {
	var b strings.Builder
	for s != "" {
		size, cells := text.Step(s)
		if s[:size] == " " {
			b.WriteByte(' ')
		} else {
			b.WriteString(strings.Repeat("░", cells))
		}
		s = s[size:]
	}
	return b.String()
}
