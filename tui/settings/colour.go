package settings

import (
	"context"
	"strings"

	"tgdesk/core"
	"tgdesk/tui/composer"
)

// swatch is an accent colour with a name of its own.
type swatch struct{ id, rrggbb string }

// swatches are the colours on offer: light enough for a dark ground, apart
// enough to tell brands by. The theme darkens them on a light one.
func swatches() []swatch {
	return []swatch{
		{"blue", "#5fafff"}, {"green", "#87d787"}, {"orange", "#ffaf5f"}, {"violet", "#af87ff"},
		{"cyan", "#5fd7d7"}, {"yellow", "#ffd75f"}, {"pink", "#ff87d7"}, {"red", "#ff8787"},
	}
}

// colourName is the name of a colour on offer, or the colour as written.
func (s *Screen) colourName(rrggbb string) string {
	for _, w := range swatches() {
		if strings.EqualFold(w.rrggbb, rrggbb) {
			return s.t("colour_" + w.id)
		}
	}
	return accent(core.Brand{Accent: rrggbb})
}

// freeColour is the first colour on offer that no brand has; the first when
// all are taken.
func (s *Screen) freeColour() string {
	all := swatches()
	for _, w := range all {
		if !s.usedColour(w.rrggbb) {
			return w.rrggbb
		}
	}
	return all[0].rrggbb
}

func (s *Screen) usedColour(rrggbb string) bool {
	for _, b := range s.brands {
		if strings.EqualFold(b.Accent, rrggbb) {
			return true
		}
	}
	return false
}

// colour is the page where a brand's accent colour is chosen or written.
type colour struct {
	place
	s       *Screen
	id      core.BrandID
	custom  *composer.Field
	problem string
}

func newColour(s *Screen, b core.Brand) *colour {
	p := &colour{s: s, id: b.ID, custom: newField("")}
	p.focus = "custom"
	for _, w := range swatches() {
		if strings.EqualFold(w.rrggbb, b.Accent) {
			p.focus = w.id
		}
	}
	if p.focus == "custom" {
		p.custom.SetText(b.Accent)
	}
	return p
}

func (p *colour) brandID() core.BrandID { return p.id }

func (p *colour) crumb() string { return p.s.t("accent") }

func (p *colour) build(f *form) {
	s := p.s
	b, _ := s.find(p.id)
	for _, w := range swatches() {
		f.add(choice{item: item{id: w.id, press: func() Effect { return p.save(w.rrggbb) }}, rows: [][]cell{{
			{sign(strings.EqualFold(w.rrggbb, b.Accent)), s.theme.Text, 0, false}, {"■■", s.theme.Accent(w.rrggbb), 0, false},
			{s.t("colour_" + w.id), s.theme.Text, 10, false}, {w.rrggbb, s.theme.Dim, 0, false},
		}}})
	}
	f.gap()
	f.add(entry{
		item:  item{id: "custom", press: p.saveCustom, input: p.custom},
		label: s.t("accent_label"), holder: "#rrggbb", problem: p.problem,
	})
}

// typing starts the free value: # or a digit cannot be meant for the list.
func (p *colour) typing(text string) {
	if text == "#" {
		p.focus = "custom"
		p.custom.SetText(text)
	}
}

// saveCustom saves what was written; three digits and a missing # are mended.
func (p *colour) saveCustom() Effect {
	hex := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(p.custom.Text()), "#"))
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	if len(hex) != 6 || strings.Trim(hex, "0123456789abcdef") != "" {
		p.problem = p.s.t("accent_wrong")
		return nil
	}
	return p.save("#" + hex)
}

func (p *colour) save(rrggbb string) Effect {
	s := p.s
	p.problem = ""
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.SetAccent(ctx, s.operator, p.id, rrggbb)
	}, func(b core.Brand, err error) Effect {
		if err != nil {
			p.problem = s.sentence(err)
			return nil
		}
		s.say("recoloured", brandName(b), s.colourName(b.Accent))
		return s.leave(p)
	})
}

func (p *colour) hints() []Hint {
	return []Hint{p.s.enterHint("key_save", ""), {Key: "#", Title: p.s.t("key_other")}, p.s.escHint()}
}
