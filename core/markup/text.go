package markup

import "strings"

// content is a text as it is sent: without marks, with their entities.
type Text struct {
	Plain  string
	Markup Encoded
}

// parts cuts c as [SplitText] does; the first part has at most first units.
// An entity that a cut divides goes on in the next part.
func (c Text) Parts(first int) []Text {
	var out []Text
	entities := c.Markup.Entities()
	units, at := 0, 0
	for _, s := range split(c.Plain, first) {
		units += Len(c.Plain[at:s.start])
		at = s.end
		part := c.Plain[s.start:s.end]
		n := Len(part)
		out = append(out, Text{Plain: part, Markup: clip(entities, units, n)})
		units += n
	}
	return out
}

// clip returns what of the entities lies in the length units from start on.
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

// WriteMarkup is the way back from [ParseMarkup], for who edits what was sent:
// it puts marks around the entities that operators can write.
func Write(text string, markup Encoded) string {
	marks := map[int]string{}
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
		marks[e.Offset] += before
		marks[e.Offset+e.Length] = after + marks[e.Offset+e.Length]
	}
	var b strings.Builder
	units := 0
	for _, r := range text {
		b.WriteString(marks[units])
		b.WriteRune(r)
		units += Len(string(r))
	}
	return b.String() + marks[units]
}

// prefixed returns c with a plain text before it.
func (c Text) Prefixed(s string) Text {
	entities := c.Markup.Entities()
	for i := range entities {
		entities[i].Offset += Len(s)
	}
	return Text{Plain: s + c.Plain, Markup: Encode(entities)}
}
