package search

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/fold"
	"tgdesk/tui/session"
)

// values are what filters can be completed to.
type values struct{ operators, tags []string }

// readValues reads what only the desk knows.
func (a *Search) readValues() tea.Cmd {
	return a.s.Read(session.Then(func(ctx context.Context) (v values, err error) {
		operators, err := a.s.Desk.Operators(ctx)
		if err != nil {
			return v, err
		}
		for _, o := range operators {
			v.operators = append(v.operators, o.Name)
		}
		tags, err := a.s.Desk.TagsInUse(ctx, core.Set[core.BrandID]{})
		for _, t := range tags {
			v.tags = append(v.tags, t.Tag)
		}
		return v, err
	}, func(v values, err error) tea.Cmd {
		if a.values = v; err != nil {
			return a.s.ReadFailed(err)
		}
		return nil
	}))
}

// cycle is a filter that is being completed: each press of the key takes the next choice.
type cycle struct {
	choices []string
	at      int
}

// complete completes the filter at the cursor.
func (a *Search) complete() tea.Cmd {
	over := 0
	if len(a.cycle.choices) > 0 {
		over = len(a.cycle.choices[a.cycle.at])
		a.cycle.at = (a.cycle.at + 1) % len(a.cycle.choices)
	} else {
		word := lastWord(a.field.LineBefore())
		if a.cycle = (cycle{choices: a.choices(word)}); len(a.cycle.choices) == 0 {
			return nil
		}
		over = len(word)
	}
	put := a.field.InsertOver(over, a.cycle.choices[a.cycle.at])
	if !put || len(a.cycle.choices) == 1 { // the next press completes what follows
		a.cycle = cycle{}
	}
	if !put {
		return nil
	}
	return a.changed()
}

// choices are what a word can be completed to: filters, or a filter with its values.
func (a *Search) choices(word string) (list []string) {
	name, value, isFilter := strings.Cut(word, ":")
	name = strings.ToLower(name)
	if !isFilter {
		for _, f := range core.SearchFilters() {
			if strings.HasPrefix(f, name) {
				list = append(list, f+":")
			}
		}
		return list
	}
	begin := fold.Text(strings.TrimPrefix(value, `"`))
	for _, v := range a.valuesOf(name) {
		if v = clean.Line(v).String(); !strings.HasPrefix(fold.Text(v), begin) || strings.Contains(v, `"`) {
			continue
		}
		if strings.ContainsFunc(v, unicode.IsSpace) {
			v = `"` + v + `"`
		}
		list = append(list, name+":"+v+" ")
	}
	return list
}

func (a *Search) valuesOf(filter string) (list []string) {
	switch filter {
	case "from":
		for _, f := range core.SearchFrom() {
			list = append(list, string(f))
		}
	case "brand":
		for _, b := range a.o.Brands() {
			list = append(list, b.Name)
		}
	case "operator":
		return a.values.operators
	case "state":
		for _, s := range core.States() {
			list = append(list, string(s))
		}
	case "tag":
		return a.values.tags
	case "before", "after":
		return []string{"today", "yesterday", "3d", "1w"}
	case "has":
		return []string{"file"}
	}
	return list
}

// offered are the choices that are shown: those that the key goes through, or the values of
// the filter that is being typed.
func (a *Search) offered() (choices []string, at int) {
	if len(a.cycle.choices) > 0 {
		return a.cycle.choices, a.cycle.at
	}
	word := lastWord(a.field.LineBefore())
	name, _, isFilter := strings.Cut(word, ":")
	if !isFilter || !slices.Contains(core.SearchFilters(), strings.ToLower(name)) {
		return nil, -1
	}
	choices = a.choices(word)
	if len(choices) == 1 && strings.EqualFold(strings.TrimSpace(choices[0]), word) {
		return nil, -1
	}
	return choices, -1
}

// lastWord is the last word of a text, with the spaces that stand in quotes.
func lastWord(s string) string {
	start, quoted := 0, false
	for i, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case unicode.IsSpace(r) && !quoted:
			start = i + utf8.RuneLen(r)
		}
	}
	return s[start:]
}
