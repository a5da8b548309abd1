package settings

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/dustin/go-humanize"

	"tgdesk/core"
	"tgdesk/core/clean"
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

// optionText is a value of an option for people.
func (s *Screen) optionText(o option, v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return s.t(o.name + "_yes")
		}
		return s.t(o.name + "_no")
	case core.Signature:
		return s.t(o.name + "_" + string(v))
	case int64:
		if v != 0 {
			return sizeText(v)
		}
	case time.Duration:
		if v != 0 {
			return s.o.Words.Duration(v)
		}
	case core.FloodLimit:
		if !v.Off() {
			return s.t("flood_in", v.Messages, s.o.Words.Duration(v.Within))
		}
	case string:
		if v != "" {
			return clean.Line(v).String()
		}
	}
	return s.t(o.name + "_none")
}

// sizeText writes a size in bytes, whole where it is.
func sizeText(n int64) string {
	switch {
	case n%(1<<30) == 0:
		return strconv.FormatInt(n>>30, 10) + " GB"
	case n%(1<<20) == 0:
		return strconv.FormatInt(n>>20, 10) + " MB"
	}
	return humanize.IBytes(uint64(max(n, 0)))
}

// behaviourPage lists a brand's options.
type behaviourPage struct{ pageBase }

func (p *behaviourPage) title() string { return p.s.t("behaviour") }

func (p *behaviourPage) hints() []Hint {
	return []Hint{p.s.pressHint("key_edit", ""), p.s.backHint()}
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
		return changeBrand(s, p, s.setOption(id, o, !on), func(core.Brand) tea.Cmd { return nil })
	}
	typed, _ := o.get(now).(string)
	return s.openValue(id, typed, func(p *valuePage) value {
		save := func(v any) tea.Cmd {
			return p.save(s.setOption(id, o, v), func(b core.Brand) { s.notify("saved", brandName(b)) })
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

// setOption returns what sets one option and leaves the others as they are now.
func (s *Screen) setOption(id core.BrandID, o option, v any) func(context.Context) (core.Brand, error) {
	b, _ := s.brand(id)
	o.set(&b.Options, v)
	return func(ctx context.Context) (core.Brand, error) {
		return s.o.Desk.SetBrandOptions(ctx, s.o.Operator, id, b.Options)
	}
}
