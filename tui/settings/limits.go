package settings

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// openLimit opens the page of one of the brand's limits.
func (p *brandPage) openLimit(k core.LimitKind) tea.Cmd {
	s, id, rule := p.s, p.id, k.Rule()
	title, _ := s.o.Locale.Limit(k)
	return openValue(s, id, newInput(""), func(p *valuePage) value {
		now := p.brand().Limits.Of(k)
		save := func(d time.Duration) tea.Cmd { return p.saveLimit(k, d) }
		v := value{
			title: title, intro: s.t(string(k) + "_long"), begin: digits, beginKeys: "0-9",
			label:       s.t("limit_label", s.o.Locale.Duration(rule.Min), s.o.Locale.Duration(rule.Max)),
			placeholder: s.t("limit_holder"),
		}
		for _, d := range rule.Steps {
			cells := []cell{{text: s.o.Locale.Duration(d), style: s.o.Theme.Text, width: 12}}
			if d == rule.Default {
				cells = append(cells, cell{text: s.t("default"), style: s.o.Theme.Dim})
			}
			v.choices = append(v.choices, valueChoice{core.FormatLimit(d), cells, d == now, func() tea.Cmd { return save(d) }})
		}
		if !slices.Contains(rule.Steps, now) {
			v.placeholder = core.FormatLimit(now)
		}
		typed, err := core.ParseLimit(p.input.Text())
		switch {
		case err != nil: // a value that is being typed is not wrong yet
			v.disabled = s.t("limit_format")
		case k.Check(typed) != nil:
			v.problem = s.t("limit_bounds", s.o.Locale.Duration(rule.Min), s.o.Locale.Duration(rule.Max))
			v.disabled = v.problem
		}
		v.submit = func() tea.Cmd { return save(typed) }
		return v
	})
}

// saveLimit saves a limit, after asking where that changes open chats at once.
func (p *valuePage) saveLimit(k core.LimitKind, d time.Duration) tea.Cmd {
	s, id := p.s, p.id
	title, _ := s.o.Locale.Limit(k)
	return saveAgreed(p, core.LimitEffect{}, agreement[core.LimitEffect]{
		id: "effect", sets: fact{title, s.o.Locale.Duration(d), s.o.Theme.Strong},
		says: s.o.Locale.LimitEffect,
		set: func(agreed core.LimitEffect) func(context.Context) (core.BrandView, error) {
			limits := s.brands.get(id).Limits.With(k, d)
			return s.setBrand(id, desk.BrandChange{Limits: &limits, Agreed: agreed})
		},
		done: func(b core.BrandView) tea.Cmd {
			return s.notify("limit_saved_"+string(k), brandName(b), s.o.Locale.Duration(d))
		},
	})
}

// saveKeep saves how long messages are kept, after asking where some would go at once.
func (p *valuePage) saveKeep(keep time.Duration) tea.Cmd {
	s, id := p.s, p.id
	return saveAgreed(p, core.RetentionEffect{}, agreement[core.RetentionEffect]{
		id: "keep_effect", sets: fact{s.t("keep_messages"), s.o.Locale.Duration(keep), s.o.Theme.Strong},
		says: s.o.Locale.RetentionEffect,
		set: func(agreed core.RetentionEffect) func(context.Context) (core.BrandView, error) {
			options := s.brands.get(id).Options
			options.KeepMessages = keep
			return s.setBrand(id, desk.BrandChange{Options: &options, AgreedRemoval: agreed})
		},
		done: func(b core.BrandView) tea.Cmd { return s.notify("saved", brandName(b)) },
	})
}
