package settings

import (
	"strconv"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/theme"
)

// wide is from how many cells on a brand takes one row in the list.
const wide = 72

// brandList is the top level: every brand of the desk.
type brandList struct {
	place
	s *Screen
}

func (p *brandList) crumb() string { return p.s.t("brands") }

func (p *brandList) build(f *form) {
	s := p.s
	switch {
	case s.trouble != "" && !s.loaded:
		f.add(paragraph{"✗ ", s.trouble, s.theme.Bad})
		f.gap()
		f.add(strip{{item{id: "again", press: s.reread}, s.t("again")}})
		return
	case !s.loaded:
		f.add(paragraph{"", s.words.Loading, s.theme.Dim})
		return
	case len(s.brands) == 0:
		f.add(paragraph{"", s.t("no_brands"), theme.Style{}})
		f.add(paragraph{"", s.t("no_brands_how"), s.theme.Dim})
	}
	for _, b := range s.brands {
		f.add(brandRow{p.row(b)})
	}
	f.gap()
	f.add(strip{{item{id: "new", press: p.add}, s.t("new_brand")}})
	f.gap()
	f.add(s.aliasRow())
}

func (p *brandList) add() Effect {
	p.s.openWizard()
	return nil
}

// row is a brand as it stands in the list.
func (p *brandList) row(b core.Brand) choice {
	s := p.s
	state, style := s.health(b.Health)
	press := func() Effect {
		s.push(&brandPage{s: s, id: b.ID})
		return nil
	}
	return choice{
		item: item{id: "brand:" + strconv.FormatInt(int64(b.ID), 10), press: press},
		rows: [][]cell{
			{{brandName(b), s.theme.Strong.And(s.theme.Accent(accent(b))), 0, false}, {state, style, 0, false}},
			{{handle(b.Bot), s.theme.Dim, 0, false}, {limits(b.Limits), s.theme.Dim, 0, false}},
		},
	}
}

// brandRow is a brand in one row where there is room, and in two elsewhere.
type brandRow struct{ choice }

func (r brandRow) draw(l look) []line {
	first, second := r.rows[0], r.rows[1]
	name, health, bot, limits := first[0], first[1], second[0], second[1]
	if l.width < wide {
		name.width = max(10, l.width-22)
		bot.width = max(10, l.width-22)
		r.rows = [][]cell{{name, health}, {bot, limits}}
		return r.choice.draw(l)
	}
	name.width = min(24, l.width/4)
	bot.width = min(30, l.width*3/10)
	health.width = 16
	r.rows = [][]cell{{name, bot, health, limits}}
	return r.choice.draw(l)
}

func (p *brandList) key(name string) (Effect, bool) {
	if name != "n" {
		return nil, false
	}
	return p.add(), true
}

func (p *brandList) hints() []Hint {
	s := p.s
	open := Hint{Key: "enter", Title: s.t("key_open")}
	if len(s.brands) == 0 {
		open.Why = s.t("why_no_brands")
	}
	return []Hint{open, {Key: "n", Title: s.t("key_new")}, s.escHint()}
}

// accent is a brand's colour as it may be shown.
func accent(b core.Brand) string { return string(clean.Line(b.Accent)) }

func (s *Screen) escHint() Hint { return Hint{Key: "esc", Title: s.t("key_back")} }

func (s *Screen) enterHint(id, why string) Hint {
	return Hint{Key: "enter", Title: s.t(id), Why: why}
}
