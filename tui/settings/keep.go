package settings

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// saveKeep saves how long messages are kept, after asking where some would go at once.
func (p *valuePage) saveKeep(keep time.Duration) tea.Cmd {
	return setKeep(p.s, p, keep, core.RetentionEffect{}, func(err error) tea.Cmd {
		effect, ask := core.RetentionToAgree(err)
		switch {
		case ask && p.s.top() == p:
			return p.s.open(&keepPage{pageBase: newBase(p.s, p.id), keep: keep, effect: effect})
		case ask:
			return p.s.o.Bad(p.s.errorText(err))
		case err != nil:
			return nil
		}
		return p.s.leave(p)
	})
}

// setKeep changes how long messages are kept; agreed is what may go at once. done is
// called with the outcome, of which a success has been shown.
func setKeep(s *Screen, p page, keep time.Duration, agreed core.RetentionEffect, done func(error) tea.Cmd) tea.Cmd {
	id := p.state().id
	options := s.brands.get(id).Options
	options.KeepMessages = keep
	return change(s, p, func(ctx context.Context) (core.BrandView, error) {
		return s.o.Desk.SetBrand(ctx, s.o.Operator.ID, id, desk.BrandChange{Options: &options, AgreedRemoval: agreed})
	}, func(b core.BrandView, err error) tea.Cmd {
		if err != nil {
			return done(err)
		}
		return tea.Batch(s.changed(b), s.notify("saved", brandName(b)), done(nil))
	})
}

// keepPage is the question before messages go at once.
type keepPage struct {
	pageBase
	keep   time.Duration
	effect core.RetentionEffect // what is asked about
}

func (p *keepPage) title() string { return p.s.t("keep_effect_title") }

func (p *keepPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	f.add(
		fact{s.t("keep_messages"), s.o.Locale.Duration(p.keep), th.Strong}, gap{},
		paragraph{"!", s.o.Locale.RetentionEffect(brandName(p.brand()), p.effect) + ".", th.Warn}, gap{},
		buttons{
			{control{id: "cancel", press: func() tea.Cmd { return s.leave(p) }}, s.t("keep_effect_keep")},
			{control{id: "set", press: p.set}, s.t("keep_effect_set")},
		},
	)
}

// set saves it. Where more messages have come within its reach meanwhile, the page asks
// anew.
func (p *keepPage) set() tea.Cmd {
	return setKeep(p.s, p, p.keep, p.effect, func(err error) tea.Cmd {
		switch effect, ask := core.RetentionToAgree(err); {
		case ask && p.s.top() == p:
			p.effect, p.focus = effect, ""
		case ask:
			return p.s.o.Bad(p.s.errorText(err))
		}
		if err != nil || p.s.top() != p {
			return nil
		}
		return tea.Batch(p.s.leave(p), p.s.leave(p.s.top())) // and the page of the option
	})
}

func (p *keepPage) hints() []Hint { return p.chooseHints(p.cancelHint()) }
