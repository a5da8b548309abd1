package richtext

import (
	"slices"
	"strings"

	"tgdesk/core/fulltext"
	"tgdesk/core/markup"
	"tgdesk/tui/text"
)

// Mark gives the words of a search the style Match in all paragraphs of a text. A phrase
// may go on from one paragraph to the next.
func Mark(paragraphs []Paragraph, words fulltext.Pattern) []Paragraph {
	if len(words) == 0 {
		return paragraphs
	}
	lines := make([]string, len(paragraphs))
	for i, p := range paragraphs {
		lines[i] = p.Text
	}
	all := strings.Join(lines, "\n")
	found := words.Matches(all)
	if len(found) == 0 {
		return paragraphs
	}
	stretches := stretchesOf(all, found)
	marked := slices.Clone(paragraphs)
	offset := 0
	for i := range marked {
		marked[i] = marked[i].mark(stretches, offset)
		offset += len(marked[i].Text) + 1
	}
	return marked
}

// MarkLine is a clean line with what was found in it marked; nil marks nothing.
func MarkLine(line string, found []fulltext.Range) Paragraph {
	p := Paragraph{Text: line, Runs: []Run{{End: len(line)}}}
	return p.mark(stretchesOf(line, found), 0)
}

// stretchesOf converts ranges, which are in order. One that begins or ends within a
// grapheme cluster takes all of it: no column is half marked.
func stretchesOf(s string, found []fulltext.Range) (list []Run) {
	at := markup.ByteOffsets(s)
	i := 0
	for _, r := range found {
		if r.Offset < 0 || r.Length <= 0 || r.Offset+r.Length >= len(at) {
			continue
		}
		from, to := at[r.Offset], at[r.Offset+r.Length]
		start := i
		for i < to {
			size, _ := text.Step(s[i:])
			if i+size <= from {
				start = i + size
			}
			i += size
		}
		if start < i {
			list = append(list, Run{start, i, Match})
		}
	}
	return list
}

// mark splits the runs of a paragraph, which begins at an offset of the text in which the
// stretches are, where these begin and end.
func (p Paragraph) mark(list []Run, offset int) Paragraph {
	var runs []Run
	add := func(from, to int, style Style) {
		if from < to {
			runs = append(runs, Run{from, to, style})
		}
	}
	for _, r := range p.Runs {
		at := r.Start
		for _, m := range list {
			from, to := max(m.Start-offset, at), min(m.End-offset, r.End)
			if from >= to {
				continue
			}
			add(at, from, r.Style)
			add(from, to, r.Style|m.Style)
			at = to
		}
		add(at, r.End, r.Style)
	}
	if len(runs) > 0 {
		p.Runs = runs
	}
	return p
}

// Bracketed is the paragraph with what is marked in brackets, for where no style shows it.
func (p Paragraph) Bracketed() Paragraph {
	var b strings.Builder
	runs := make([]Run, 0, len(p.Runs))
	for i, r := range p.Runs {
		start := b.Len()
		marked := r.Style&Match != 0
		if marked && (i == 0 || p.Runs[i-1].Style&Match == 0) {
			b.WriteByte('[')
		}
		b.WriteString(p.Text[r.Start:r.End])
		if marked && (i == len(p.Runs)-1 || p.Runs[i+1].Style&Match == 0) {
			b.WriteByte(']')
		}
		runs = append(runs, Run{start, b.Len(), r.Style})
	}
	p.Text, p.Runs = b.String(), runs
	return p
}
