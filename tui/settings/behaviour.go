package settings

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// option is one of a brand's options. The screen needs nothing else to show
// and change it but its sentences, whose ids begin with name: the title, _help
// (beside the value in the list) and _long (on its own page).
type option struct {
	name string
	// steps are the values on offer. A bool is switched where it stands, and
	// an option without steps is text to be typed.
	steps []any
	get   func(core.BrandOptions) any
	set   func(*core.BrandOptions, any)
}

// optionOf describes the field of the options to which field points.
func optionOf[T comparable](name string, field func(*core.BrandOptions) *T, steps ...T) option {
	o := option{
		name: name,
		get:  func(opts core.BrandOptions) any { return *field(&opts) },
		set:  func(opts *core.BrandOptions, v any) { *field(opts) = v.(T) },
	}
	for _, v := range steps {
		o.steps = append(o.steps, v)
	}
	return o
}

// options lists the options in groups.
func options() [][]option {
	const mb = 1 << 20
	return [][]option{{
		optionOf("fetch_up_to", func(o *core.BrandOptions) *int64 { return &o.FetchUpTo }, 0, mb, 5*mb, 10*mb, 20*mb, 100*mb, core.MaxFetchUpTo),
		optionOf("keep_media", func(o *core.BrandOptions) *time.Duration { return &o.KeepMedia }, 0, core.Day, core.Week, core.Month, 3*core.Month, 12*core.Month),
		optionOf("any_file", func(o *core.BrandOptions) *bool { return &o.AnyFile }, false, true),
	}, {
		optionOf("signature", func(o *core.BrandOptions) *core.Signature { return &o.Signature }, core.SignNone, core.SignName, core.SignAlias),
		optionOf("typing", func(o *core.BrandOptions) *bool { return &o.Typing }, false, true),
		optionOf("markup", func(o *core.BrandOptions) *bool { return &o.Markup }, false, true),
		optionOf("flood", func(o *core.BrandOptions) *core.FloodLimit { return &o.Flood }, core.FloodLimit{}, core.FloodLimit{Messages: 10, Within: 10 * time.Second},
			core.DefaultFloodLimit(), core.FloodLimit{Messages: 60, Within: 10 * time.Second}, core.FloodLimit{Messages: 60, Within: time.Minute},
			core.FloodLimit{Messages: 200, Within: time.Minute}),
	}, {
		optionOf("api_url", func(o *core.BrandOptions) *string { return &o.APIURL }),
	}}
}

// behaviourPage lists a brand's options.
type behaviourPage struct{ pageBase }

func (p *behaviourPage) title() string { return p.s.t("behaviour") }

func (p *behaviourPage) hints() []Hint {
	return []Hint{p.pressHint("key_edit", ""), p.backHint()}
}

func (p *behaviourPage) build(f *form) {
	s, now := p.s, p.brand().Options
	for i, group := range options() {
		if i > 0 {
			f.add(gap{})
		}
		for _, o := range group {
			f.add(menuRow(o.name, s.t(o.name), func() tea.Cmd { return p.edit(o) },
				cell{text: s.optionText(o, o.get(now)), style: s.o.Theme.Strong, width: 22},
				cell{text: s.t(o.name + "_help"), style: s.o.Theme.Dim, whole: true}))
		}
	}
}

// edit switches an option, or opens its page.
func (p *behaviourPage) edit(o option) tea.Cmd {
	s, id, now := p.s, p.id, p.brand().Options
	if on, ok := o.get(now).(bool); ok {
		return changeBrand(s, p, o.save(s, id, !on), func(core.Brand) tea.Cmd { return nil })
	}
	typed, _ := o.get(now).(string)
	return openValue(s, id, typed, func(p *valuePage) value {
		save := func(v any) tea.Cmd {
			return p.save(o.save(s, id, v), func(b core.Brand) { s.notify("saved", brandName(b)) })
		}
		v := value{title: s.t(o.name), intro: s.t(o.name + "_long")}
		for _, step := range o.steps {
			v.choices = append(v.choices, valueChoice{
				id: fmt.Sprint(step), current: step == o.get(p.brand().Options), save: func() tea.Cmd { return save(step) },
				cells: []cell{{text: s.optionText(o, step), style: s.o.Theme.Text}},
			})
		}
		if len(o.steps) == 0 {
			v.label, v.placeholder = s.t(o.name+"_label"), s.t(o.name+"_holder")
			v.submit = func() tea.Cmd { return save(strings.TrimSpace(p.input.Text())) }
		}
		return v
	})
}

// save returns what sets the option to v and leaves the others as they are now.
func (o option) save(s *Screen, id core.BrandID, v any) func(context.Context) (core.Brand, error) {
	opts := s.brands.get(id).Options
	o.set(&opts, v)
	return func(ctx context.Context) (core.Brand, error) {
		return s.o.Desk.SetBrandOptions(ctx, s.o.Operator, id, opts)
	}
}
