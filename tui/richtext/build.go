package richtext

import (
	"strings"

	"tgdesk/tui/text"
)

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
	if len(b.runs) < 2 {
		if len(b.runs) == 0 {
			return []Run{{End: len(s)}}
		}
		return b.runs
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
