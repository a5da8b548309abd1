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
