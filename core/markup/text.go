package markup

import "strings"

// Text is a text without its signs, and the entities that they stand for.
type Text struct {
	Plain  string
	Markup Encoded
}

// Prefixed returns t with a plain text before it.
func (t Text) Prefixed(s string) Text {
	entities := t.Markup.Entities()
	for i := range entities {
		entities[i].Offset += Len(s)
	}
	return Text{Plain: s + t.Plain, Markup: Encode(entities)}
}

// Split cuts t into parts that Telegram accepts: the first of at most first UTF-16
// units, the others of at most [MaxText]. It cuts at the end of a paragraph if one
// lies in the second half of the part, else of a line, else between words, else
// between grapheme clusters. Nothing is lost but white space at the cuts, and no
// part is blank. An entity that a cut divides goes on in the next part. The text
// must be valid UTF-8.
func (t Text) Split(first int) []Text {
	var parts []Text
	entities := t.Markup.Entities()
	units, at := 0, 0
	for _, s := range split(t.Plain, first) {
		units += Len(t.Plain[at:s.start])
		at = s.end
		part := t.Plain[s.start:s.end]
		n := Len(part)
		parts = append(parts, Text{Plain: part, Markup: clip(entities, units, n)})
		units += n
	}
	return parts
}

// clip returns the parts of the entities that lie in the length units from start on.
func clip(entities []Entity, start, length int) Encoded {
	var in []Entity
	for _, e := range entities {
		from, to := max(e.Offset, start), min(e.Offset+e.Length, start+length)
		if from < to {
			e.Offset, e.Length = from-start, to-from
			in = append(in, e)
		}
	}
	return Encode(in)
}

// Write is the inverse of [Parse], for whoever edits a text that was sent: it puts
// signs around the entities that operators can write.
func Write(text string, markup Encoded) string {
	signs := map[int]string{}
	for _, e := range markup.Entities() {
		before, after := "", ""
		switch e.Type {
		case Bold:
			before, after = "*", "*"
		case Italic:
			before, after = "_", "_"
		case Code:
			before, after = "`", "`"
		case TextLink:
			before, after = "[", "]("+e.URL+")"
		}
		signs[e.Offset] += before
		signs[e.Offset+e.Length] = after + signs[e.Offset+e.Length]
	}
	var b strings.Builder
	units := 0
	for _, r := range text {
		b.WriteString(signs[units])
		b.WriteRune(r)
		units += Len(string(r))
	}
	return b.String() + signs[units]
}
