package core

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tgdesk/core/clean"
)

// variables is a table of names that stand in braces in prepared texts, and of their
// values. It is never changed.
type variables[V any] []variable[V]

type variable[V any] struct {
	name  string
	value func(V) string
}

func (vs variables[V]) names() []string {
	names := make([]string, len(vs))
	for i, v := range vs {
		names[i] = v.name
	}
	return names
}

func (vs variables[V]) of(name string) (variable[V], bool) {
	i := slices.IndexFunc(vs, func(v variable[V]) bool { return v.name == name })
	if i < 0 {
		return variable[V]{}, false
	}
	return vs[i], true
}

// Gap is the mark of a variable that has no value: the variable itself, in a text
// that goes to a person.
func Gap(name string) string { return "{" + name + "}" }

// textPart is a piece of a prepared text: text, or a variable in braces.
type textPart struct {
	text string
	name string // of the variable; "" for text
}

// textParts takes a prepared text apart. "{{" stands for a brace. What
// follows a brace that is never closed is the name of the last part, which no
// variable has.
func textParts(text string) (parts []textPart) {
	for text != "" {
		plain, rest, opened := strings.Cut(text, "{")
		switch {
		case !opened:
			return append(parts, textPart{text: plain})
		case strings.HasPrefix(rest, "{"):
			parts, text = append(parts, textPart{text: plain + "{"}), rest[1:]
			continue
		case plain != "":
			parts = append(parts, textPart{text: plain})
		}
		name, after, closed := strings.Cut(rest, "}")
		if line, _, broken := strings.Cut(name, "\n"); !closed || broken {
			return append(parts, textPart{name: "{" + line})
		}
		parts, text = append(parts, textPart{name: name}), after
		if name == "" {
			parts[len(parts)-1].name = "{"
		}
	}
	return parts
}

// maxQuoted is how much of an unknown variable a sentence repeats, in characters.
const maxQuoted = 30

// check returns a CodeInvalid error for the first variable of a prepared text that does
// not exist. It lists those that do.
func (vs variables[V]) check(text string) error {
	for _, p := range textParts(text) {
		if _, ok := vs.of(p.name); p.name == "" || ok {
			continue
		}
		known := "{" + strings.Join(vs.names(), "}, {") + "}"
		if strings.HasPrefix(p.name, "{") {
			return NewError(CodeInvalid, "canned_brace", known)
		}
		name := []rune(p.name)
		return NewError(CodeInvalid, "canned_variable", string(name[:min(len(name), maxQuoted)]), known)
	}
	return nil
}

// fill is a prepared text with the values of its variables. With markup, values are
// written so that none of their signs can be taken for one. A variable without a value
// stays in the text as its gap; gaps lists those.
func (vs variables[V]) fill(text string, values V, withMarkup bool) (filled string, gaps []string) {
	var b strings.Builder
	for _, p := range textParts(text) {
		v, ok := vs.of(p.name)
		if !ok {
			b.WriteString(p.text)
			continue
		}
		value := PlainValue(v.value(values), withMarkup)
		if value == "" {
			value = Gap(p.name)
			if !slices.Contains(gaps, p.name) {
				gaps = append(gaps, p.name)
			}
		}
		b.WriteString(value)
	}
	return b.String(), gaps
}

// PlainValue is a value as it stands in a reply: one line, of which something can be
// seen, or "". Braces become parentheses, so that no name passes for a gap.
func PlainValue(value string, withMarkup bool) string {
	value = strings.Map(func(r rune) rune {
		switch {
		case clean.IsControl(r), unicode.IsSpace(r):
			return ' '
		case clean.IsInvisible(r), clean.IsIsolate(r), r == unicode.ReplacementChar:
			return -1
		case r == '{':
			return '('
		case r == '}':
			return ')'
		}
		return r
	}, value)
	if withMarkup {
		value = withoutSigns(value)
	}
	value = strings.Join(strings.Fields(value), " ")
	if !clean.Visible(value) {
		return ""
	}
	return value
}

// withoutSigns takes the signs out of a value that markup could begin or end at:
// there is no way to escape one. An underscore within a word is none, as of
// @some_name.
func withoutSigns(value string) string {
	runes := []rune(value)
	kept := runes[:0:0]
	for i, r := range runes {
		inWord := r == '_' && i > 0 && i < len(runes)-1 && isASCIIWord(runes[i-1]) && isASCIIWord(runes[i+1])
		if strings.ContainsRune("*_`[]", r) && !inWord {
			continue
		}
		kept = append(kept, r)
	}
	return string(kept)
}

func isASCIIWord(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// withoutGaps is a text without gaps, and without the space and the comma that
// belonged to them.
func withoutGaps(text string, gaps []string) string {
	for _, name := range gaps {
		for gap := Gap(name); ; {
			before, after, found := strings.Cut(text, gap)
			if !found {
				break
			}
			text = joinAtGap(before, after)
		}
	}
	return strings.TrimSpace(text)
}

func joinAtGap(before, after string) string {
	next := strings.TrimLeft(after, " ")
	first, _ := utf8.DecodeRuneInString(next)
	switch {
	case before == "" || strings.HasSuffix(before, "\n"):
		return before + strings.TrimLeft(after, " ,;:、，")
	case next == "" || first == '\n' || strings.HasSuffix(before, " ") && strings.ContainsRune(",.;:!?)…", first):
		return strings.TrimRight(before, " ") + next
	case strings.HasSuffix(before, " "):
		return before + next
	}
	return before + after
}
