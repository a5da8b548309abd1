package settings

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// behaviourPage lists a brand's options.
type behaviourPage struct{ pageBase }

func (p *behaviourPage) title() string { return p.s.t("behaviour") }

func (p *behaviourPage) hints() []Hint {
	return []Hint{p.pressHint("key_edit", ""), p.backHint()}
}

func (p *behaviourPage) build(f *form) {
	s, now := p.s, p.brand().Options
	group := 0
	for _, o := range core.Options() {
		if o.Group != group {
			f.add(gap{})
			group = o.Group
		}
		f.add(menuRow(o.ID(), s.t(o.ID()), func() tea.Cmd { return p.edit(o) },
			cell{text: s.optionText(o, o.Value(now)), style: s.o.Theme.Strong, width: 22},
			cell{text: s.t(o.ID() + "_help"), style: s.o.Theme.Dim, whole: true}))
	}
}

// edit changes an option of two values, or opens its page.
func (p *behaviourPage) edit(o core.Option) tea.Cmd {
	s, id, now := p.s, p.id, p.brand().Options
	if len(o.Steps) == 2 {
		other := o.Steps[0]
		if other == o.Value(now) {
			other = o.Steps[1]
		}
		return changeBrand(s, p, saveOption(s, id, o, other), func(core.BrandView) tea.Cmd { return nil })
	}
	typed, _ := o.Value(now).(string)
	return openValue(s, id, typed, func(p *valuePage) value {
		save := func(v any) tea.Cmd {
			return p.save(saveOption(s, id, o, v), func(b core.BrandView) tea.Cmd { return s.notify("saved", brandName(b)) })
		}
		v := value{title: s.t(o.ID()), intro: s.t(o.ID() + "_long")}
		for _, step := range o.Steps {
			v.choices = append(v.choices, valueChoice{
				id: fmt.Sprint(step), current: step == o.Value(p.brand().Options), save: func() tea.Cmd { return save(step) },
				cells: []cell{{text: s.optionText(o, step), style: s.o.Theme.Text}},
			})
		}
		if len(o.Steps) == 0 {
			v.label, v.placeholder = s.t(o.ID()+"_label"), s.t(o.ID()+"_holder")
			v.submit = func() tea.Cmd { return save(strings.TrimSpace(p.input.Text())) }
		}
		return v
	})
}

// saveOption returns what sets an option to v and leaves the others as they are
// now.
func saveOption(s *Screen, id core.BrandID, o core.Option, v any) func(context.Context) (core.BrandView, error) {
	options := s.brands.get(id).Options
	o.Set(&options, v)
	return func(ctx context.Context) (core.BrandView, error) {
		return s.o.Desk.SetBrandOptions(ctx, s.o.Operator.ID, id, options)
	}
}
