package settings

import (
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
	"tgdesk/tui/theme"
)

// brandsPage is the top level: every brand of the desk, and what is not of a brand.
type brandsPage struct{ pageBase }

func (p *brandsPage) build(f *form) {
	s := p.s
	switch {
	case s.addUnread(f, s.brands.listing, s.Refresh):
		return
	case len(s.brands.all) == 0:
		f.add(paragraph{"", s.t("no_brands"), theme.Style{}}, paragraph{"", s.t("no_brands_how"), s.o.Theme.Dim})
	}
	for _, b := range s.brands.all {
		f.add(p.row(b))
	}
	f.add(gap{}, buttons{{control{id: "new", press: func() tea.Cmd { return openWizard(s) }}, s.t("new_brand")}}, gap{}, s.cannedRow(),
		s.opens("operators", func() tea.Cmd {
			return s.open(&operatorsPage{pageBase: newBase(s, 0, "operators"), pages: newPaging()})
		}, s.t("operators"), s.t("operators_help"), "", s.o.Theme.Text),
		s.opens("audit", func() tea.Cmd { return s.open(&auditPage{pageBase: newBase(s, 0, "audit")}) }, s.t("audit"), s.t("audit_help"), "", s.o.Theme.Text),
		s.opens("own", func() tea.Cmd { return s.open(newOwnPage(s)) }, s.t("own_settings"), s.t("own_help"), operatorName(s.o.Operator), s.o.Theme.Strong))
}

func (p *brandsPage) run(a keymap.Action) tea.Cmd {
	if a == keymap.NewBrand {
		return openWizard(p.s)
	}
	return nil
}

func (p *brandsPage) hints() []Hint {
	noBrands := ""
	if len(p.s.brands.all) == 0 {
		noBrands = p.s.t("why_no_brands")
	}
	return []Hint{p.pressHint("key_open", noBrands), p.hint(keymap.NewBrand, "key_new"), p.backHint()}
}

// row is a brand in the list.
func (p *brandsPage) row(b core.BrandView) setting {
	s := p.s
	word, style := s.health(b.Health)
	return setting{
		control:  control{id: "brand:" + strconv.FormatInt(int64(b.ID), 10), press: func() tea.Cmd { return s.open(&brandPage{newBase(s, b.ID, "")}) }},
		nameMark: s.brandMark(b), name: brandName(b), nameStyle: s.o.Theme.Strong, sign: signOpens,
		value: word, style: style, help: username(b.Bot) + " · " + limitsText(b.Limits),
	}
}

// cannedRow is the row that leads to the canned replies.
func (s *Screen) cannedRow() setting {
	return s.opens("canned", func() tea.Cmd { return openCanned(s) }, s.t("canned"), s.t("canned_help"), "", s.o.Theme.Text)
}

// Refresh reads the brands again; an earlier read that is under way is
// cancelled. It is to be called when a brand or its health changed.
func (s *Screen) Refresh() tea.Cmd {
	s.requests.cancel(s.requests.brands)
	cmd := readList(s, nil, &s.brands.listing, s.o.Desk.Brands, func(brands []core.BrandView) tea.Cmd {
		s.brands.all = brands
		return s.brandsChanged()
	})
	s.requests.brands = s.requests.last
	return cmd
}

// changed shows a brand as a change returned it, and reads it again: what has
// happened to it since then may have been shown already.
func (s *Screen) changed(b core.BrandView) tea.Cmd {
	s.brands.put(b)
	return s.Refresh()
}

// brandsChanged leaves the pages of brands that are gone and refreshes the one
// on top.
func (s *Screen) brandsChanged() (cmd tea.Cmd) {
	gone := slices.IndexFunc(s.pages, func(p page) bool {
		id := p.state().id
		return id != 0 && s.brands.index(id) < 0
	})
	if gone >= 0 {
		s.closePages(gone)
		cmd = s.notify("gone")
	}
	return tea.Batch(cmd, s.top().refresh())
}

// brandList is the brands as last read. The slice belongs to whoever read it:
// it is copied before a change.
type brandList struct {
	listing
	all []core.BrandView
}

func (l *brandList) index(id core.BrandID) int {
	return slices.IndexFunc(l.all, func(b core.BrandView) bool { return b.ID == id })
}

// get returns a brand, the zero Brand when it is gone.
func (l *brandList) get(id core.BrandID) core.BrandView {
	if i := l.index(id); i >= 0 {
		return l.all[i]
	}
	return core.BrandView{}
}

// put shows a brand as a change returned it, before the next read.
func (l *brandList) put(b core.BrandView) {
	l.all = slices.Clone(l.all)
	if i := l.index(b.ID); i >= 0 {
		l.all[i] = b
	} else {
		l.all = append(l.all, b)
	}
}

func (l *brandList) remove(id core.BrandID) {
	l.all = slices.DeleteFunc(slices.Clone(l.all), func(b core.BrandView) bool { return b.ID == id })
}

// brandMark is the mark of a brand in its colour.
func (s *Screen) brandMark(b core.BrandView) cell {
	mark, style := s.o.Theme.BrandMark(clean.Line(b.Accent).String())
	return cell{text: mark, style: style}
}

// health is the sign and the word for a channel's state, and their style.
func (s *Screen) health(h core.Health) (string, theme.Style) {
	sign, style := s.o.HealthSign(h.State)
	return sign + " " + s.o.Locale.Health(h.State), style
}
