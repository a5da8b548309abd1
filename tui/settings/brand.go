package settings

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// brandPage leads to everything that can be set of one brand.
type brandPage struct{ pageBase }

func (p *brandPage) title() string { return brandName(p.brand()) }

func (p *brandPage) build(f *form) {
	s, b, th := p.s, p.brand(), &p.s.o.Theme
	row := func(id string, open func() tea.Cmd, help, value string, style theme.Style) setting {
		return s.opens(id, open, s.t(id), help, value, style)
	}
	f.add(row("name", p.openName, s.t("name_help"), brandName(b), th.Strong))
	colour := row("accent", p.openColour, s.t("accent_help"), s.colourName(b.Accent), th.Strong)
	colour.valueMark = s.brandMark(b)
	f.add(colour)
	for _, k := range peopleLimits {
		f.add(p.limit(k))
	}
	state, style := s.health(b.Health)
	f.add(row("channel", func() tea.Cmd { return s.open(&channelPage{pageBase: newBase(s, p.id, "channel")}) }, username(b.Bot), state, style))
	f.add(row("behaviour", func() tea.Cmd { return s.open(&behaviourPage{newBase(s, p.id, "behaviour"), 0}) }, s.t("behaviour_help"), "", th.Text))
	f.add(row("team", func() tea.Cmd { return s.open(&behaviourPage{newBase(s, p.id, "team"), core.GroupTeam}) }, s.t("team_help"), "", th.Text))
	f.add(row("hours_page", func() tea.Cmd { return s.open(&behaviourPage{newBase(s, p.id, "hours_page"), core.GroupHours}) }, s.t("hours_page_help"),
		s.o.Locale.HoursNow(b.Options.OpenHours(), s.o.Now()), th.Strong))
	f.add(row("texts_page", func() tea.Cmd { return s.open(&textsPage{pageBase: newBase(s, p.id, "texts_page")}) }, s.t("texts_page_help"), "", th.Text))
	f.add(row("face", func() tea.Cmd { return s.open(&facePage{pageBase: newBase(s, p.id, "face")}) }, s.t("face_help"), "", th.Text))
	chatbot, style := s.chatbotName(b)
	f.add(row("chatbot_page", func() tea.Cmd { return s.open(&chatbotPage{newBase(s, p.id, "chatbot_page")}) }, s.t("chatbot_page_help"), chatbot, style))
	f.add(gap{}, buttons{{control{id: "remove", press: p.openRemove, does: "key_remove"}, s.t("remove_brand")}})
}

// limit leads to one of the brand's limits.
func (p *brandPage) limit(k core.LimitKind) setting {
	title, help := p.s.o.Locale.Limit(k)
	return p.s.opens(string(k), func() tea.Cmd { return p.openLimit(k) }, title, help, p.s.limitText(p.brand().Limits.Of(k)), p.s.o.Theme.Strong)
}

// opens is a setting with a page of its own.
func (s *Screen) opens(id string, open func() tea.Cmd, name, help, value string, style theme.Style) setting {
	return setting{
		control: control{id: id, press: open}, name: name, nameStyle: s.o.Theme.Label, sign: signOpens,
		value: value, style: style, help: help,
	}
}

func (p *brandPage) openRemove() tea.Cmd {
	r := &removePage{pageBase: newBase(p.s, p.id, "remove"), name: newInput("")}
	return tea.Batch(p.s.open(r), r.countChats())
}

func (p *brandPage) openName() tea.Cmd {
	s, id := p.s, p.id
	return openValue(s, id, newInput(p.brand().Name), func(p *valuePage) value {
		name := p.input.Text()
		problem, disabled := s.checkName(name, id)
		return value{
			title: s.t("name"), label: s.t("name_label"),
			problem: problem, disabled: disabled,
			submit: func() tea.Cmd {
				if singleSpaced(name) == p.brand().Name {
					return s.leave(p)
				}
				return p.save(s.setBrand(id, desk.BrandChange{Name: &name}), func(b core.BrandView) tea.Cmd { return s.notify("renamed", brandName(b)) })
			},
		}
	})
}

// setBrand returns what changes a brand.
func (s *Screen) setBrand(id core.BrandID, ch desk.BrandChange) func(context.Context) (core.BrandView, error) {
	return func(ctx context.Context) (core.BrandView, error) {
		return s.o.Desk.SetBrand(ctx, s.o.Me, id, ch)
	}
}

// checkName says what is wrong with the name of a brand while it is typed, and
// why it cannot be saved; nothing is wrong with an empty one yet.
func (s *Screen) checkName(name string, id core.BrandID) (problem, disabled string) {
	name = singleSpaced(name)
	if name == "" {
		return "", s.t("why_no_name")
	}
	if n := utf8.RuneCountInString(name); n > core.MaxName {
		problem = s.t("name_long", n, core.MaxName)
	} else if _, err := core.CheckBrandName(name); err != nil {
		problem = s.errorText(err)
	}
	for _, b := range s.brands.all {
		if b.ID != id && strings.EqualFold(b.Name, name) {
			problem = s.t("name_taken", brandName(b))
		}
	}
	return problem, problem
}

// swatch is an accent colour with a name of its own.
type swatch struct{ id, rrggbb string }

// swatches are the colours on offer: light enough for a dark background, and
// easy to tell apart. The theme darkens them on a light one.
func swatches() []swatch {
	return []swatch{
		{"blue", "#5fafff"}, {"green", "#87d787"}, {"orange", "#ffaf5f"}, {"violet", "#af87ff"},
		{"cyan", "#5fd7d7"}, {"yellow", "#ffd75f"}, {"pink", "#ff87d7"}, {"red", "#ff8787"},
	}
}

// unusedColour is the first colour on offer that no brand has; the first when
// all are taken.
func (l *brandList) unusedColour() string {
	all := swatches()
	for _, w := range all {
		if !slices.ContainsFunc(l.all, func(b core.BrandView) bool { return strings.EqualFold(b.Accent, w.rrggbb) }) {
			return w.rrggbb
		}
	}
	return all[0].rrggbb
}

func (p *brandPage) openColour() tea.Cmd {
	s, id, custom := p.s, p.id, p.brand().Accent
	if slices.ContainsFunc(swatches(), func(w swatch) bool { return strings.EqualFold(w.rrggbb, custom) }) {
		custom = ""
	}
	return openValue(s, id, newInput(custom), func(p *valuePage) value {
		save := func(rrggbb string) tea.Cmd {
			return p.save(s.setBrand(id, desk.BrandChange{Accent: &rrggbb}), func(b core.BrandView) tea.Cmd { return s.notify("recoloured", brandName(b), s.colourName(b.Accent)) })
		}
		v := value{title: s.t("accent"), label: s.t("accent_label"), placeholder: "#rrggbb", begin: "#", beginKeys: "#"}
		for _, w := range swatches() {
			v.choices = append(v.choices, valueChoice{w.id, []cell{
				{text: "■■", style: s.o.Theme.Accent(w.rrggbb)}, {text: s.t("colour_" + w.id), style: s.o.Theme.Text, width: 10},
				{text: w.rrggbb, style: s.o.Theme.Dim},
			}, strings.EqualFold(w.rrggbb, p.brand().Accent), func() tea.Cmd { return save(w.rrggbb) }})
		}
		rrggbb, ok := parseColour(p.input.Text())
		if !ok { // a colour that is being typed is not wrong yet
			v.disabled = s.t("accent_wrong")
		}
		v.submit = func() tea.Cmd { return save(rrggbb) }
		return v
	})
}

// parseColour reads #rrggbb; three digits stand for six, and the # may be
// missing.
func parseColour(typed string) (rrggbb string, ok bool) {
	hex := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "#"))
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	return "#" + hex, len(hex) == 6 && strings.Trim(hex, digits+"abcdef") == ""
}

// limitText is a limit as a row of 40 columns can hold it: in words, or as it is
// typed where it has several units.
func (s *Screen) limitText(d time.Duration) string {
	if words := s.o.Locale.Duration(d); text.Width(words) <= 12 {
		return words
	}
	return core.FormatLimit(d)
}
