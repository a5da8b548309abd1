package settings

import (
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
	"tgdesk/tui/theme"
)

// oneRowWidth is from how many cells on a brand takes one row in the list
// rather than two.
const oneRowWidth = 72

// brandsPage is the top level: every brand of the desk, and the operator's
// alias.
type brandsPage struct{ pageBase }

func (p *brandsPage) title() string { return p.s.t("brands") }

func (p *brandsPage) build(f *form) {
	s := p.s
	switch {
	case s.loadErr != "" && !s.loaded:
		f.add(paragraph{"✗", s.loadErr, s.o.Theme.Bad}, gap{}, buttons{{control{id: "again", press: s.readBrands}, s.t("again")}})
		return
	case !s.loaded:
		f.add(paragraph{"", s.o.Words.Loading, s.o.Theme.Dim})
		return
	case len(s.brands) == 0:
		f.add(paragraph{"", s.t("no_brands"), theme.Style{}}, paragraph{"", s.t("no_brands_how"), s.o.Theme.Dim})
	}
	for _, b := range s.brands {
		f.add(s.brandChoice(b))
	}
	f.add(gap{}, buttons{{control{id: "new", press: s.openWizard}, s.t("new_brand")}}, gap{}, s.aliasChoice())
}

func (p *brandsPage) run(a keymap.Action) tea.Cmd {
	if a == keymap.NewBrand {
		return p.s.openWizard()
	}
	return nil
}

func (p *brandsPage) hints() []Hint {
	noBrands := ""
	if len(p.s.brands) == 0 {
		noBrands = p.s.t("why_no_brands")
	}
	return []Hint{p.s.pressHint("key_open", noBrands), p.s.hint(keymap.NewBrand, "key_new"), p.s.backHint()}
}

// brandChoice is a brand in the list: in one row where there is room, and in
// two elsewhere.
type brandChoice struct {
	control                  control
	name, bot, state, limits cell
}

func (s *Screen) brandChoice(b core.Brand) brandChoice {
	state, style := s.health(b.Health)
	return brandChoice{
		control: control{id: "brand:" + strconv.FormatInt(int64(b.ID), 10), press: func() tea.Cmd { return s.open(&brandPage{s.base(b.ID)}) }},
		name:    cell{text: brandName(b), style: s.o.Theme.Strong.And(s.o.Theme.Accent(accent(b)))},
		bot:     cell{text: username(b.Bot), style: s.o.Theme.Dim},
		state:   cell{text: state, style: style},
		limits:  cell{text: limitsText(b.Limits), style: s.o.Theme.Dim},
	}
}

func (ch brandChoice) controls() []control { return []control{ch.control} }

func (ch brandChoice) draw(c drawContext) []row {
	out := choice{control: ch.control}
	if c.width < oneRowWidth {
		ch.name.width = max(10, c.width-22)
		ch.bot.width = ch.name.width
		out.rows = [][]cell{{ch.name, ch.state}, {ch.bot, ch.limits}}
	} else {
		ch.name.width, ch.bot.width, ch.state.width = min(24, c.width/4), min(30, c.width*3/10), 16
		out.rows = [][]cell{{ch.name, ch.bot, ch.state, ch.limits}}
	}
	return out.draw(c)
}

// readBrands reads the brands; an earlier read that is under way is cancelled.
func (s *Screen) readBrands() tea.Cmd {
	s.cancel(s.requests.brands)
	cmd := send(s, nil, s.o.Desk.Brands, func(brands []core.Brand, err error) tea.Cmd {
		if err != nil {
			s.loadErr = s.errorText(err)
			if s.loaded {
				s.warn(s.loadErr)
			}
			return nil
		}
		s.brands, s.loaded, s.loadErr = brands, true, ""
		return s.brandsChanged()
	})
	s.requests.brands = s.requests.last
	return cmd
}

// brandsChanged leaves the pages of brands that are gone and refreshes the one
// on top.
func (s *Screen) brandsChanged() tea.Cmd {
	gone := slices.IndexFunc(s.pages, func(p page) bool {
		id := p.state().id
		_, exists := s.brand(id)
		return id != 0 && !exists
	})
	if gone >= 0 {
		s.closePages(gone)
		s.notify("gone")
	}
	return s.top().refresh()
}

// brand returns a brand as last read.
func (s *Screen) brand(id core.BrandID) (core.Brand, bool) {
	i := slices.IndexFunc(s.brands, func(b core.Brand) bool { return b.ID == id })
	if i < 0 {
		return core.Brand{}, false
	}
	return s.brands[i], true
}

// replaceBrand shows a brand as a change returned it, before the next read.
func (s *Screen) replaceBrand(b core.Brand) {
	s.brands = slices.Clone(s.brands) // the slice belongs to whoever read it
	if i := slices.IndexFunc(s.brands, func(old core.Brand) bool { return old.ID == b.ID }); i >= 0 {
		s.brands[i] = b
	} else {
		s.brands = append(s.brands, b)
	}
}

// health is the sign and the words for a channel's state, and their style.
func (s *Screen) health(h core.Health) (string, theme.Style) {
	word := s.o.Words.Health(h.State)
	switch h.State {
	case core.HealthPolling:
		return "● " + word, s.o.Theme.Good
	case core.HealthBackingOff:
		return "○ " + word, s.o.Theme.Warn
	case core.HealthConflict, core.HealthUnauthorized:
		return "○ " + word, s.o.Theme.Bad
	}
	return "○ " + word, s.o.Theme.Dim
}

// limitsText is a brand's limits in short: "5m · 1d · 1d".
func limitsText(l core.Limits) string {
	var parts []string
	for _, k := range core.LimitKinds() {
		parts = append(parts, core.FormatLimit(l.Of(k)))
	}
	return strings.Join(parts, " · ")
}

// The following are names as they may be shown.

func brandName(b core.Brand) string { return clean.Name(b.Name, "#").String() }

func accent(b core.Brand) string { return clean.Line(b.Accent).String() }

func username(b core.Bot) string { return "@" + clean.Line(b.Username).String() }

// botName is a bot's name, its username if it has none.
func botName(b core.Bot) string { return clean.Name(b.Name, username(b)).String() }
