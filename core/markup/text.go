package markup

import (
	"slices"
	"strings"
	"unicode"
)

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

// Followed returns t with a plain text behind it.
func (t Text) Followed(s string) Text {
	t.Plain += s
	return t
}

// Join joins the texts of which anything is left without the white space around
// them, each with its entities.
func Join(sep string, parts ...Text) Text {
	var b strings.Builder
	var entities []Entity
	units := 0
	for _, p := range parts {
		inner := strings.TrimSpace(p.Plain)
		if inner == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(sep)
			units += Len(sep)
		}
		before := Len(p.Plain[:strings.Index(p.Plain, inner)])
		for _, e := range clip(p.Markup.Entities(), before, Len(inner)).Entities() {
			e.Offset += units
			entities = append(entities, e)
		}
		b.WriteString(inner)
		units += Len(inner)
	}
	return Text{Plain: b.String(), Markup: Encode(entities)}
}

// Covered is the text with what its spoilers hide made unreadable, for where there
// is no way to reveal it.
func (t Text) Covered() string {
	var hidden [][2]int // in bytes
	at := ByteOffsets(t.Plain)
	for _, e := range t.Markup.Entities() {
		if from, to := max(e.Offset, 0), min(e.Offset+e.Length, len(at)-1); e.Type == Spoiler && from < to {
			hidden = append(hidden, [2]int{at[from], at[to]})
		}
	}
	if hidden == nil {
		return t.Plain
	}
	var b strings.Builder
	for i, r := range t.Plain {
		if slices.ContainsFunc(hidden, func(h [2]int) bool { return h[0] <= i && i < h[1] }) && !unicode.IsSpace(r) {
			r = '░'
		}
		b.WriteRune(r)
	}
	return b.String()
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
