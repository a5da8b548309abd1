package settings

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/composer"
)

// alias is the page of the operator's own alias, which visitors see where a
// brand signs with it.
type alias struct {
	place
	s       *Screen
	name    *composer.Field
	problem string
	tried   string
}

func (p *alias) crumb() string { return p.s.t("alias") }

func (p *alias) build(f *form) {
	s := p.s
	f.add(paragraph{"", s.t("alias_long"), s.theme.Dim})
	f.gap()
	problem := ""
	if p.name.Text() == p.tried {
		problem = p.problem
	}
	f.add(entry{item: item{id: "alias", press: p.save, input: p.name}, label: s.t("alias"), holder: s.t("alias_none"), problem: problem})
	f.gap()
	f.add(strip{{item{id: "save", press: p.save}, s.t("save")}})
}

func (p *alias) save() Effect {
	s, typed := p.s, tidy(p.name.Text())
	p.busy = true
	return start(s, nil, func(ctx context.Context) (core.Operator, error) {
		return s.desk.SetAlias(ctx, s.operator, typed)
	}, func(op core.Operator, err error) Effect {
		p.busy = false
		if err != nil {
			s.fail(err)
			p.tried, p.problem = p.name.Text(), s.sentence(err)
			return nil
		}
		s.alias = op.Alias
		s.say("alias_saved", s.aliasShown())
		return s.leave(p)
	})
}

func (p *alias) hints() []Hint { return []Hint{p.s.enterHint("key_save", ""), p.s.escHint()} }

// Alias is the operator's alias as last saved.
func (s *Screen) Alias() string { return s.alias }

func (s *Screen) aliasShown() string {
	return clean.Name(s.alias, s.t("alias_none")).String()
}

// aliasRow is the line of the first page that leads there.
func (s *Screen) aliasRow() block {
	press := func() Effect {
		s.push(&alias{s: s, name: newField(s.alias)})
		return nil
	}
	return choice{item: item{id: "alias", press: press}, label: s.t("alias"), rows: [][]cell{{
		{s.aliasShown(), s.theme.Strong, 0, false}, {s.t("alias_help"), s.theme.Dim, 0, true},
	}}}
}
