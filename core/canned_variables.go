package core

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tgdesk/core/clean"
)

// CannedValues is what the variables of canned replies stand for in one chat.
type CannedValues struct {
	Visitor  Profile
	Operator Operator
	Brand    Brand
	Chat     ChatID
	Now      time.Time // in the operator's time zone
}

// variable is a name that stands in braces in a canned reply, and its value in a
// chat.
type variable struct {
	name  string
	value func(CannedValues) string
}

// cannedVariables is the table of variables; it is never changed.
var cannedVariables = []variable{
	{"visitor.first_name", func(v CannedValues) string { return v.Visitor.FirstName }},
	{"visitor.last_name", func(v CannedValues) string { return v.Visitor.LastName }},
	{"visitor.name", func(v CannedValues) string { return v.Visitor.Name() }},
	{"visitor.username", func(v CannedValues) string {
		if v.Visitor.Username == "" {
			return ""
		}
		return "@" + v.Visitor.Username
	}},
	{"visitor.language", func(v CannedValues) string { return v.Visitor.Language }},
	{"operator", func(v CannedValues) string {
		if v.Brand.Options.Signature == SignAlias && v.Operator.Alias != "" {
			return v.Operator.Alias
		}
		return v.Operator.Name
	}},
	{"brand", func(v CannedValues) string { return v.Brand.Name }},
	{"chat.id", func(v CannedValues) string { return strconv.FormatInt(int64(v.Chat), 10) }},
	{"date", func(v CannedValues) string { return v.Now.Format(time.DateOnly) }},
	{"time", func(v CannedValues) string { return v.Now.Format("15:04") }},
}

// CannedVariables lists the names of the variables that canned replies may have.
func CannedVariables() []string {
	names := make([]string, len(cannedVariables))
	for i, v := range cannedVariables {
		names[i] = v.name
	}
	return names
}

func variableOf(name string) (variable, bool) {
	i := slices.IndexFunc(cannedVariables, func(v variable) bool { return v.name == name })
	if i < 0 {
		return variable{}, false
	}
	return cannedVariables[i], true
}

// Gap is the mark of a variable that has no value: the variable itself, in a text
// that goes to a person.
func Gap(name string) string { return "{" + name + "}" }

// cannedPart is a piece of a canned reply: text, or a variable in braces.
type cannedPart struct {
	text string
	name string // of the variable; "" for text
}

// cannedParts takes the text of a canned reply apart. "{{" stands for a brace. What
// follows a brace that is never closed is the name of the last part, which no
// variable has.
func cannedParts(text string) (parts []cannedPart) {
	for text != "" {
		plain, rest, opened := strings.Cut(text, "{")
		switch {
		case !opened:
			return append(parts, cannedPart{text: plain})
		case strings.HasPrefix(rest, "{"):
			parts, text = append(parts, cannedPart{text: plain + "{"}), rest[1:]
			continue
		case plain != "":
			parts = append(parts, cannedPart{text: plain})
		}
		name, after, closed := strings.Cut(rest, "}")
		if line, _, broken := strings.Cut(name, "\n"); !closed || broken {
			return append(parts, cannedPart{name: "{" + line})
		}
		parts, text = append(parts, cannedPart{name: name}), after
		if name == "" {
			parts[len(parts)-1].name = "{"
		}
	}
	return parts
}

// maxQuoted is how much of an unknown variable a sentence repeats, in characters.
const maxQuoted = 30

// CheckVariables returns a CodeInvalid error for the first variable of a canned
// reply's text that does not exist. It lists those that do.
func CheckVariables(text string) error {
	for _, p := range cannedParts(text) {
		if _, ok := variableOf(p.name); p.name == "" || ok {
			continue
		}
		known := "{" + strings.Join(CannedVariables(), "}, {") + "}"
		if strings.HasPrefix(p.name, "{") {
			return NewError(CodeInvalid, "canned_brace", known)
		}
		name := []rune(p.name)
		return NewError(CodeInvalid, "canned_variable", string(name[:min(len(name), maxQuoted)]), known)
	}
	return nil
}

// FillCanned is the text of a canned reply with the values of its variables. Where a
// brand has markup, values are written so that none of their signs can be taken for
// one. A variable without a value stays in the text as its gap; gaps lists those.
func FillCanned(text string, values CannedValues) (filled string, gaps []string) {
	var b strings.Builder
	for _, p := range cannedParts(text) {
		v, ok := variableOf(p.name)
		if !ok {
			b.WriteString(p.text)
			continue
		}
		value := PlainValue(v.value(values), values.Brand.Options.Markup)
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

// Gaps lists the variables that stand in a reply without a value, in order: each of
// them would reach the visitor as it stands.
func Gaps(text string) (gaps []string) {
	for _, name := range CannedVariables() {
		if strings.Contains(text, Gap(name)) {
			gaps = append(gaps, name)
		}
	}
	slices.SortFunc(gaps, func(a, b string) int { return strings.Index(text, Gap(a)) - strings.Index(text, Gap(b)) })
	return gaps
}

// WithoutGaps is a reply without its gaps, and without the space and the comma that
// belonged to them: "Hello {visitor.first_name}, thanks" is "Hello, thanks", and
// "{visitor.first_name}, thanks" is "thanks".
func WithoutGaps(text string) string {
	for _, name := range Gaps(text) {
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
