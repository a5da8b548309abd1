package core

import "strings"

// content is a text as it is sent: without marks, with their entities.
type content struct {
	text   string
	markup Markup
}

// compose turns what an operator typed into what is sent: marks become
// entities where the brand wants that.
func compose(m Manner, typed string) content {
	if !m.Markup {
		return content{text: typed}
	}
	text, markup := ParseMarkup(typed)
	return content{text: text, markup: markup}
}

// signed puts who answers before the text.
func (c content) signed(m Manner, by Operator) content {
	name := ""
	switch {
	case m.Signature == SignName, m.Signature == SignAlias && by.Alias == "":
		name = by.Name
	case m.Signature == SignAlias:
		name = by.Alias
	}
	if name == "" || c.text == "" {
		return c
	}
	line := name + ": "
	entities := c.markup.Entities()
	for i := range entities {
		entities[i].Offset += utf16Len(line)
	}
	return content{text: line + c.text, markup: NewMarkup(entities)}
}

// parts cuts c as [SplitText] does; the first part has at most first units.
// An entity that a cut divides goes on in the next part.
func (c content) parts(first int) []content {
	var out []content
	entities := c.markup.Entities()
	units, at := 0, 0
	for _, s := range split(c.text, first) {
		units += utf16Len(c.text[at:s.start])
		at = s.end
		part := c.text[s.start:s.end]
		n := utf16Len(part)
		out = append(out, content{text: part, markup: clip(entities, units, n)})
		units += n
	}
	return out
}

// clip returns what of the entities lies in the length units from start on.
func clip(entities []Entity, start, length int) Markup {
	var in []Entity
	for _, e := range entities {
		from, to := max(e.Offset, start), min(e.Offset+e.Length, start+length)
		if from < to {
			e.Offset, e.Length = from-start, to-from
			in = append(in, e)
		}
	}
	return NewMarkup(in)
}

// WriteMarkup is the way back from [ParseMarkup], for who edits what was sent:
// it puts marks around the entities that operators can write.
func WriteMarkup(text string, markup Markup) string {
	marks := map[int]string{}
	for _, e := range markup.Entities() {
		before, after := "", ""
		switch e.Type {
		case EntityBold:
			before, after = "*", "*"
		case EntityItalic:
			before, after = "_", "_"
		case EntityCode:
			before, after = "`", "`"
		case EntityTextLink:
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
		units += utf16Len(string(r))
	}
	return b.String() + marks[units]
}
