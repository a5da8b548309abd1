package settings

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// behaviourPage lists a brand's options: those of a group with a page of its own, or
// all others.
type behaviourPage struct {
	pageBase
	group int // 0 = all others
}

// hasOwnPage reports whether the options of a group have a page of their own.
func hasOwnPage(group int) bool {
	return group == core.GroupTeam || group == core.GroupHours || group == core.GroupChatbot
}

func (p *behaviourPage) build(f *form) {
	s, now := p.s, p.brand().Options
	if p.group == core.GroupHours {
		s.addHours(f, now.OpenHours())
	}
	group := 0
	for _, o := range core.Options() {
		if p.group == 0 && hasOwnPage(o.Group) || p.group != 0 && p.group != o.Group {
			continue
		}
		if p.group == 0 && o.Group != group {
			f.add(gap{})
			group = o.Group
		}
		f.add(p.option(o))
	}
}

// option leads to an option, or switches it.
func (p *behaviourPage) option(o core.Option) setting {
	s, now := p.s, o.Value(p.brand().Options)
	row := s.opens(o.ID(), func() tea.Cmd { return p.open(o) }, s.t(o.ID()), s.t(o.ID()+"_help"), s.optionText(o, now), s.o.Theme.Strong)
	if on, ok := now.(bool); ok {
		row.control.press, row.control.does, row.sign = func() tea.Cmd { return p.turn(o, !on) }, "key_switch", box(on)
	}
	return row
}

// turn switches an option on or off.
func (p *behaviourPage) turn(o core.Option, on bool) tea.Cmd {
	set := p.s.setOptions(p.id, func(options *core.BrandOptions) { o.Set(options, on) })
	return changeBrand(p.s, p, set, func(core.BrandView) tea.Cmd { return nil })
}

// open opens the page of an option.
func (p *behaviourPage) open(o core.Option) tea.Cmd {
	s, id, now := p.s, p.id, p.brand().Options
	typed, _ := o.Value(now).(string)
	return openValue(s, id, newInput(typed), func(p *valuePage) value {
		save := func(v any) tea.Cmd {
			if keep, ok := v.(time.Duration); ok && o.ID() == "keep_messages" {
				return p.saveKeep(keep)
			}
			set := s.setOptions(id, func(options *core.BrandOptions) { o.Set(options, v) })
			return p.save(set, func(b core.BrandView) tea.Cmd { return s.notify("saved", brandName(b)) })
		}
		v := value{title: s.t(o.ID()), intro: s.t(o.ID() + "_long")}
		for _, step := range o.Steps {
			v.offer(s, fmt.Sprint(step), s.optionText(o, step), step == o.Value(p.brand().Options), func() tea.Cmd { return save(step) })
		}
		if len(o.Steps) == 0 {
			v.label, v.placeholder = s.t(o.ID()+"_label"), s.t(o.ID()+"_holder")
			typed, options := strings.TrimSpace(p.input.Text()), p.brand().Options
			o.Set(&options, typed)
			if err := options.Check(); err != nil { // a text that is being typed is not wrong yet
				v.disabled = s.errorText(err)
			} else if o.Group == core.GroupHours {
				v.preview = s.o.Locale.HoursNow(options.OpenHours(), s.o.Now())
			}
			v.submit = func() tea.Cmd { return save(typed) }
		}
		return v
	})
}

// setOptions returns what sets some options of a brand and leaves the others as they are
// now.
func (s *Screen) setOptions(id core.BrandID, set func(*core.BrandOptions)) func(context.Context) (core.BrandView, error) {
	options := s.brands.get(id).Options
	set(&options)
	return func(ctx context.Context) (core.BrandView, error) {
		return s.o.Desk.SetBrandOptions(ctx, s.o.Me, id, options)
	}
}
