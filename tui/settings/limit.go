package settings

import (
	"context"
	"slices"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/tui/composer"
)

// limit is the page of one of a brand's limits.
type limit struct {
	place
	s       *Screen
	id      core.BrandID
	kind    core.LimitKind
	free    *composer.Field
	problem string
	tried   string // the value that has the problem
}

func newLimit(s *Screen, b core.Brand, k core.LimitKind) *limit {
	p := &limit{s: s, id: b.ID, kind: k, free: newField("")}
	now := b.Limits.Of(k)
	p.focus = core.FormatLimit(now)
	if !slices.Contains(k.Rule().Steps, now) {
		p.focus = "free" // its place shows the value; typing replaces it
	}
	return p
}

func (p *limit) brandID() core.BrandID { return p.id }

func (p *limit) crumb() string {
	title, _ := p.s.words.Limit(p.kind)
	return title
}

func (p *limit) build(f *form) {
	s := p.s
	b, _ := s.find(p.id)
	title, help := s.words.Limit(p.kind)
	f.add(paragraph{"", s.t("limit_help", title, help), s.theme.Dim})
	f.gap()
	now := b.Limits.Of(p.kind)
	for _, d := range p.kind.Rule().Steps {
		word := s.words.Duration(d)
		if d == p.kind.Rule().Default {
			word = s.t("default", word)
		}
		f.add(choice{item: item{id: core.FormatLimit(d), press: func() Effect { return p.save(d) }}, rows: [][]cell{{
			{sign(d == now), s.theme.Text, 0, false}, {word, s.theme.Text, 0, false},
		}}})
	}
	f.gap()
	rule := p.kind.Rule()
	f.add(entry{
		item:    item{id: "free", press: p.saveFree, input: p.free},
		label:   s.t("limit_label", s.words.Duration(rule.Min), s.words.Duration(rule.Max)),
		holder:  p.holder(now),
		problem: p.wrong(),
	})
}

// holder stands in the empty field: the value that holds when no step is it,
// else an example.
func (p *limit) holder(now time.Duration) string {
	if slices.Contains(p.kind.Rule().Steps, now) {
		return p.s.t("limit_holder")
	}
	return core.FormatLimit(now)
}

// wrong says what is wrong with the free value: once it was tried, or as soon
// as it can be read and is out of bounds.
func (p *limit) wrong() string {
	typed := p.free.Text()
	if typed == p.tried && p.problem != "" {
		return p.problem
	}
	d, err := core.ParseLimit(typed)
	if err != nil {
		return ""
	}
	return p.bounds(d)
}

// bounds names the bounds when d lies outside them.
func (p *limit) bounds(d time.Duration) string {
	if p.kind.Check(d) == nil {
		return ""
	}
	rule := p.kind.Rule()
	return p.s.t("limit_bounds", p.s.words.Duration(rule.Min), p.s.words.Duration(rule.Max))
}

// typing starts the free value: a digit cannot be meant for the list.
func (p *limit) typing(text string) {
	if strings.Trim(text, "0123456789") == "" {
		p.focus = "free"
		p.free.SetText(text)
	}
}

func (p *limit) saveFree() Effect {
	p.tried, p.problem = p.free.Text(), ""
	d, err := core.ParseLimit(p.tried)
	if err != nil {
		p.problem = p.s.t("limit_format")
		return nil
	}
	if p.problem = p.bounds(d); p.problem != "" {
		return nil
	}
	return p.save(d)
}

// save sets the limit in what the brand's limits are now.
func (p *limit) save(d time.Duration) Effect {
	s := p.s
	b, ok := s.find(p.id)
	if !ok {
		return nil
	}
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.SetLimits(ctx, s.operator, p.id, b.Limits.With(p.kind, d))
	}, func(b core.Brand, err error) Effect {
		if err != nil {
			p.tried, p.problem = p.free.Text(), s.sentence(err)
			return nil
		}
		s.say("limit_saved", p.crumb(), brandName(b), s.words.Duration(d))
		return s.leave(p)
	})
}

func (p *limit) hints() []Hint {
	return []Hint{p.s.enterHint("key_save", ""), {Key: "0-9", Title: p.s.t("key_other")}, p.s.escHint()}
}
