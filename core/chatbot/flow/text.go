package flow

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/markup"
)

// text is a text in the languages that it is written in; none if it has no entry. One
// that is for readers of every language stands under "".
type text map[string]string

// in is the text for a reader: in their very language, else in it as it is written
// elsewhere, else in the flow's own.
func (t text) in(reader, own string) string {
	base, _, _ := strings.Cut(reader, "-")
	for _, tag := range []string{"", reader, base} {
		if s, ok := t[tag]; ok {
			return s
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(t)) {
		if core.LanguageFit(tag, reader) == 2 {
			return t[tag]
		}
	}
	return t[own]
}

// part is a piece of a text: plain, or a variable with what stands in its place where it
// has no value.
type part struct{ plain, variable, otherwise string }

// parts takes a text apart. "{{" writes a brace. not ok is that a brace is never closed.
func parts(s string) (all []part, ok bool) {
	for s != "" {
		plain, rest, opened := strings.Cut(s, "{")
		switch {
		case !opened:
			return append(all, part{plain: plain}), true
		case strings.HasPrefix(rest, "{"):
			all, s = append(all, part{plain: plain + "{"}), rest[1:]
			continue
		}
		inner, after, closed := strings.Cut(rest, "}")
		if !closed || strings.ContainsAny(inner, "{\n") {
			return append(all, part{plain: s}), false
		}
		name, otherwise, _ := strings.Cut(inner, "|")
		all, s = append(all, part{plain: plain}, part{variable: strings.TrimSpace(name), otherwise: otherwise}), after
	}
	return all, true
}

// fieldPrefix begins the variables of the visitor's fields.
const fieldPrefix = "field."

// variables are those that texts may have, besides fields.
func variables() []string {
	return []string{"name", "brand", "text", "button", "language", "source", "chat", "visitor"}
}

// knownVariables lists the variables for a sentence.
func knownVariables() string {
	return "{" + strings.Join(variables(), "}, {") + "} and {" + fieldPrefix + "…}"
}

// unknownVariable is the first variable of a text that there is not. not ok is that a
// brace is never closed.
func unknownVariable(s string) (name string, found, ok bool) {
	all, ok := parts(s)
	for _, p := range all {
		field, isField := strings.CutPrefix(p.variable, fieldPrefix)
		if p.plain == "" && !slices.Contains(variables(), p.variable) && (!isField || !fieldName(field)) && p != (part{}) {
			return p.variable, true, ok
		}
	}
	return "", false, ok
}

// fieldName reports whether a field of a visitor may be called so.
func fieldName(s string) bool {
	return core.CheckVisible(s) == nil && s == clean.Line(s).String() && utf8.RuneCountInString(s) <= core.MaxFieldName && !strings.ContainsAny(s, "{}|")
}

// cut shortens a text to so many UTF-16 units, between characters.
func cut(s string, most int) string {
	if markup.Len(s) <= most {
		return s
	}
	kept := markup.Text{Plain: strings.TrimSpace(s)}.Split(most - 1)
	if kept == nil {
		return ""
	}
	return kept[0].Plain + "…"
}
