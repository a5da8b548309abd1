package settings

import (
	"tgdesk/core"
)

// brandPage is everything that can be set of one brand.
type brandPage struct {
	place
	s  *Screen
	id core.BrandID
}

func (p *brandPage) brandID() core.BrandID { return p.id }

func (p *brandPage) brand() core.Brand {
	b, _ := p.s.find(p.id)
	return b
}

func (p *brandPage) crumb() string { return brandName(p.brand()) }

func (p *brandPage) build(f *form) {
	s, b := p.s, p.brand()
	f.add(p.row("name", s.t("name"), func() page { return newRename(s, p.brand()) },
		cell{brandName(b), s.theme.Strong, 0, false}))
	f.add(p.row("accent", s.t("accent"), func() page { return newColour(s, p.brand()) },
		cell{"■", s.theme.Accent(accent(b)), 0, false}, cell{s.colourName(b.Accent), s.theme.Text, 0, false}))
	for _, k := range core.LimitKinds() {
		title, help := s.words.Limit(k)
		f.add(p.row(string(k), title, func() page { return newLimit(s, p.brand(), k) },
			cell{s.words.Duration(b.Limits.Of(k)), s.theme.Strong, 20, false}, cell{help, s.theme.Dim, 0, true}))
	}
	state, style := s.health(b.Health)
	f.add(p.row("channel", s.t("channel"), func() page { return &channel{s: s, id: p.id} },
		cell{state, style, 20, false}, cell{handle(b.Bot), s.theme.Dim, 0, false}))
	f.add(p.row("manner", s.t("manner"), func() page { return &mannerPage{s: s, id: p.id} },
		cell{s.t("manner_about"), s.theme.Dim, 0, false}))
	f.gap()
	f.add(strip{{item{id: "remove", press: p.remove}, s.t("remove_brand")}})
}

// row is one line of the page; it opens what open makes.
func (p *brandPage) row(id, label string, open func() page, cells ...cell) block {
	press := func() Effect {
		p.s.push(open())
		return p.s.woken()
	}
	return choice{item: item{id: id, press: press}, label: label, rows: [][]cell{cells}}
}

func (p *brandPage) remove() Effect {
	r := &removal{s: p.s, id: p.id, name: newField("")}
	p.s.push(r)
	return r.count()
}

func (p *brandPage) hints() []Hint {
	id := "key_edit"
	if it, ok := p.s.focused(); ok && it.id == "remove" {
		id = "key_remove"
	}
	return []Hint{p.s.enterHint(id, ""), p.s.escHint()}
}
