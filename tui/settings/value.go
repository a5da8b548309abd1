package settings

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/compose"
)

// valuePage changes one value. It offers choices, a text field, or choices
// and a field for any other value.
type valuePage struct {
	pageBase
	describe func(p *valuePage) value
	input    *compose.Field
	editor   *compose.Editor // in place of input, for a text of several lines
}

// value is what a valuePage shows. It is described anew for each rendering,
// because another admin may change the brand meanwhile.
type value struct {
	title string
	intro string // stands above all
	// choices are the values on offer.
	choices []valueChoice
	// submit saves what the field holds; nil = there is no field.
	submit      func() tea.Cmd
	label       string // of the field
	placeholder string
	problem     string // what is wrong with what the field holds
	disabled    string // why it cannot be submitted
	preview     string // what the value in the field means
	// begin are the characters that begin another value when they are typed
	// while a choice has the focus. They must not be commands.
	begin, beginKeys string // beginKeys: as the bottom line writes them
}

type valueChoice struct {
	id      string
	cells   []cell
	current bool // the value in force
	save    func() tea.Cmd
}

// offer adds a choice that is a text.
func (v *value) offer(s *Screen, id, text string, current bool, save func() tea.Cmd) {
	v.choices = append(v.choices, valueChoice{id, []cell{{text: text, style: s.o.Theme.Text}}, current, save})
}

const (
	inputID = "value" // the field of a valuePage
	digits  = "0123456789"
)

// openValue opens the page of a value of a brand, 0 for the operator's own. Where it has
// a field, that is input.
func openValue(s *Screen, id core.BrandID, input *compose.Field, describe func(p *valuePage) value) tea.Cmd {
	return (&valuePage{pageBase: newBase(s, id, ""), describe: describe, input: input}).open()
}

func (p *valuePage) open() tea.Cmd {
	v := p.describe(p)
	if v.submit != nil {
		p.focus = inputID
	}
	for _, ch := range v.choices {
		if ch.current {
			p.focus = ch.id
		}
	}
	return p.s.open(p)
}

func (p *valuePage) title() string { return p.describe(p).title }

func (p *valuePage) build(f *form) {
	s, v := p.s, p.describe(p)
	if v.intro != "" {
		f.add(paragraph{"", v.intro, s.o.Theme.Dim}, gap{})
	}
	for _, ch := range v.choices {
		cells := append([]cell{{text: radio(ch.current), style: s.o.Theme.Text}}, ch.cells...)
		f.add(choice{control: control{id: ch.id, press: ch.save}, cells: cells})
	}
	if v.submit == nil {
		return
	}
	if len(v.choices) > 0 {
		f.add(gap{})
	}
	f.add(field{control{id: inputID, press: v.submit, disabled: v.disabled, input: p.input, editor: p.editor}, v.label, v.placeholder, v.problem})
	if v.preview != "" {
		f.add(paragraph{"", v.preview, s.o.Theme.Dim})
	}
	if len(v.choices) == 0 {
		f.add(gap{}, buttons{{control{id: "save", press: v.submit, disabled: v.disabled}, s.t("save")}})
	}
}

func (p *valuePage) hints() []Hint {
	v := p.describe(p)
	focused, _ := p.s.focused()
	if focused.editor != nil {
		return p.tabHints(p.backHint())
	}
	hints := []Hint{p.pressHint("key_save", focused.disabled)}
	if v.begin != "" && focused.input == nil {
		hints = append(hints, Hint{Key: v.beginKeys, Title: p.s.t("key_other")})
	}
	return append(hints, p.backHint())
}

func (p *valuePage) typed(text string) {
	if begin := p.describe(p).begin; begin != "" && strings.Trim(text, begin) == "" {
		p.focus = inputID
		p.input.SetText(text)
	}
}

// place finds a refused value in the field, unless it was chosen from those on offer.
func (p *valuePage) place(error) string {
	v := p.describe(p)
	if v.submit == nil || p.editor != nil || len(v.choices) > 0 && p.focus != inputID {
		return ""
	}
	return inputID
}

// save sends a change of the brand and leaves the page; done says what was
// saved. Where it is refused the page stays.
func (p *valuePage) save(do func(context.Context) (core.BrandView, error), done func(core.BrandView) tea.Cmd) tea.Cmd {
	return saveValue(p, do, func(b core.BrandView) tea.Cmd {
		return tea.Batch(p.s.changed(b), done(b))
	})
}

func saveValue[T any](p *valuePage, do func(context.Context) (T, error), done func(T) tea.Cmd) tea.Cmd {
	return change(p.s, p, do, func(value T) tea.Cmd {
		return tea.Batch(done(value), p.s.leave(p))
	})
}
