package settings

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// openLimit opens the page of one of the brand's limits.
func (p *brandPage) openLimit(k core.LimitKind) tea.Cmd {
	s, id, rule := p.s, p.id, k.Rule()
	title, _ := s.o.Locale.Limit(k)
	return openValue(s, id, "", func(p *valuePage) value {
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
	return setLimit(p.s, p, k, d, core.LimitEffect{}, func(b core.BrandView, err error) tea.Cmd {
		effect, ask := core.EffectToAgree(err)
		switch {
		case ask && p.s.top() == p:
			return p.s.open(&effectPage{pageBase: newBase(p.s, p.id), kind: k, limit: d, effect: effect})
		case ask:
			return p.s.o.Bad(p.s.errorText(err))
		case err != nil:
			return nil
		}
		return p.s.leave(p)
	})
}

// setLimit changes a limit; agreed is what that may do at once. done is called with
// the outcome, of which a success has been shown.
func setLimit(s *Screen, p page, k core.LimitKind, d time.Duration, agreed core.LimitEffect, done func(core.BrandView, error) tea.Cmd) tea.Cmd {
	id := p.state().id
	limits := s.brands.get(id).Limits.With(k, d)
	return change(s, p, func(ctx context.Context) (core.BrandView, error) {
		return s.o.Desk.SetLimits(ctx, s.o.Operator.ID, id, limits, agreed)
	}, func(b core.BrandView, err error) tea.Cmd {
		if err != nil {
			return done(b, err)
		}
		return tea.Batch(s.changed(b), s.notify("limit_saved_"+string(k), brandName(b), s.o.Locale.Duration(d)), done(b, nil))
	})
}

// effectPage is the question before a limit changes open chats at once.
type effectPage struct {
	pageBase
	kind   core.LimitKind
	limit  time.Duration
	effect core.LimitEffect // what is asked about
}

func (p *effectPage) title() string { return p.s.t("effect_title") }

func (p *effectPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	title, _ := s.o.Locale.Limit(p.kind)
	f.add(
		fact{title, s.o.Locale.Duration(p.limit), th.Strong}, gap{},
		paragraph{"!", s.o.Locale.LimitEffect(brandName(p.brand()), p.effect) + ".", th.Warn}, gap{},
		buttons{
			{control{id: "cancel", press: func() tea.Cmd { return s.leave(p) }}, s.t("effect_keep")},
			{control{id: "set", press: p.set}, s.t("effect_set")},
		},
	)
}

// set saves the limit. Where more chats have come within its reach meanwhile, the
// page asks anew.
func (p *effectPage) set() tea.Cmd {
	return setLimit(p.s, p, p.kind, p.limit, p.effect, func(_ core.BrandView, err error) tea.Cmd {
		switch effect, ask := core.EffectToAgree(err); {
		case ask && p.s.top() == p:
			p.effect, p.focus = effect, ""
		case ask:
			return p.s.o.Bad(p.s.errorText(err))
		}
		if err != nil || p.s.top() != p {
			return nil
		}
		return tea.Batch(p.s.leave(p), p.s.leave(p.s.top())) // and the page of the limit
	})
}

func (p *effectPage) hints() []Hint { return p.chooseHints(p.cancelHint()) }
