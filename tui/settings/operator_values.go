package settings

import (
	"context"
	"os"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/browse"
	"tgdesk/tui/compose"
)

// screenChoice is a setting of an operator's screens that has a value of several.
type screenChoice struct {
	id     string // that of its title
	of     func(*core.ScreenSettings) *string
	text   func(value string) string
	values []string
}

// screenChoices are those of which "" is as the settings file says.
func (s *Screen) screenChoices() []screenChoice {
	choice := func(id string, of func(*core.ScreenSettings) *string, values ...string) screenChoice {
		return screenChoice{"operator_" + id, of, func(value string) string { return s.screenValue(id, value) }, values}
	}
	return []screenChoice{
		choice("theme", func(o *core.ScreenSettings) *string { return &o.Theme }, "", "auto", "dark", "light", "none"),
		choice("bell", func(o *core.ScreenSettings) *string { return &o.Bell }, "", "off", "unfocused", "always"),
		choice("away_after", func(o *core.ScreenSettings) *string { return &o.AwayAfter }, "", "5m", "15m", "30m", "1h", "never"),
	}
}

// screenValue is a value of a setting of screens for people.
func (s *Screen) screenValue(id, value string) string {
	switch {
	case value == "":
		return s.t("operator_" + id + "_unset")
	case id == "zone", id == "away_after" && value != "never":
		return value
	}
	return s.t("operator_" + id + "_" + value)
}

// save sends a change of the operator from the page of one value and leaves it.
func (p *operatorPage) save(v *valuePage, ch desk.OperatorChange) tea.Cmd {
	return saveValue(v, p.s.set(p.operator, ch), p.s.operatorChanged)
}

// openText opens the page of a value that is typed.
func (p *operatorPage) openText(id, text string, make func(core.Operator, string) desk.OperatorChange) func() tea.Cmd {
	s := p.s
	return func() tea.Cmd {
		return openValue(s, 0, newInput(text), func(v *valuePage) value {
			return value{
				title: s.t("operator_" + id), intro: s.t("operator_" + id + "_long"), label: s.t("operator_" + id),
				submit: func() tea.Cmd { return p.save(v, make(p.get().Operator, singleSpaced(v.input.Text()))) },
			}
		})
	}
}

func (p *operatorPage) openRole() tea.Cmd {
	s := p.s
	return openValue(s, 0, nil, func(v *valuePage) value {
		out := value{title: s.t("operator_role"), intro: s.t("operator_role_long")}
		for _, r := range core.Roles() {
			c := s.roleChoice(r, false, nil)
			out.choices = append(out.choices, valueChoice{
				id: string(r), cells: c.cells[1:], current: p.get().Role == r, save: func() tea.Cmd { return p.save(v, desk.OperatorChange{Role: &r}) },
			})
		}
		return out
	})
}

// opensChoice leads to the values of one of them.
func (p *operatorPage) opensChoice(c screenChoice) setting {
	s, screen := p.s, p.get().Screen
	return s.opens(c.id, func() tea.Cmd { return p.openChoice(c) }, s.t(c.id), s.t(c.id+"_help"), c.text(*c.of(&screen)), s.o.Theme.Strong)
}

func (p *operatorPage) openChoice(c screenChoice) tea.Cmd {
	s := p.s
	return openValue(s, 0, nil, func(v *valuePage) value {
		out := value{title: s.t(c.id), intro: s.t(c.id + "_long")}
		screen := p.get().Screen
		now := *c.of(&screen)
		for _, to := range c.values {
			out.offer(s, "is:"+to, c.text(to), now == to, func() tea.Cmd {
				screen := p.get().Screen
				*c.of(&screen) = to
				return p.save(v, desk.OperatorChange{Screen: &screen})
			})
		}
		return out
	})
}

func (p *operatorPage) openMaxChats() tea.Cmd {
	s, text := p.s, ""
	if n := p.get().MaxChats; n > 0 {
		text = strconv.Itoa(n)
	}
	return openValue(s, 0, newInput(text), func(v *valuePage) value {
		n, err := 0, error(nil)
		if typed := strings.TrimSpace(v.input.Text()); typed != "" {
			if n, err = strconv.Atoi(typed); err != nil {
				n = -1
			}
		}
		return value{
			title: s.t("operator_max_chats"), intro: s.t("operator_max_chats_long"), label: s.t("operator_max_chats"), placeholder: s.t("operator_no_limit"),
			disabled: s.errorText(core.CheckMaxChats(n)), submit: func() tea.Cmd { return p.save(v, desk.OperatorChange{MaxChats: &n}) },
		}
	})
}

// operatorBrandsPage chooses the brands that an operator works for. They are saved
// together: without the last one an operator would work for all in between.
type operatorBrandsPage struct {
	pageBase
	operator core.OperatorID
	all      bool
	chosen   core.Set[core.BrandID]
}

func openOperatorBrands(s *Screen, o core.Operator) tea.Cmd {
	if o.Admin() {
		return s.o.Bad(s.errorText(core.NewError(core.CodeInvalid, "admin_brands")))
	}
	return s.open(&operatorBrandsPage{pageBase: newBase(s, 0, "operator_brands"), operator: o.ID, all: o.Brands.Empty(), chosen: o.Brands})
}

func (p *operatorBrandsPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	f.add(paragraph{"", s.t("operator_brands_long"), th.Dim}, gap{},
		choice{control{id: "all", press: func() tea.Cmd { p.all = !p.all; return nil }}, []cell{{text: box(p.all), style: th.Text}, {text: s.t("operator_all_brands"), style: th.Strong}}})
	for _, b := range s.brands.all {
		f.add(choice{
			control{id: "brand:" + strconv.FormatInt(int64(b.ID), 10), press: func() tea.Cmd { p.toggle(b.ID); return nil }},
			[]cell{{text: box(!p.all && p.chosen.Has(b.ID)), style: th.Text}, s.brandMark(b), {text: brandName(b), style: th.Text}},
		})
	}
	disabled := ""
	if !p.all && p.chosen.Empty() {
		disabled = s.t("why_no_brand_chosen")
	}
	f.add(gap{}, buttons{{control{id: "save", press: p.save, disabled: disabled}, s.t("save")}})
}

func (p *operatorBrandsPage) toggle(id core.BrandID) {
	switch {
	case p.all:
		p.all, p.chosen = false, core.SetOf(id)
	case p.chosen.Has(id):
		p.chosen = p.chosen.Without(id)
	default:
		p.chosen = p.chosen.With(id)
	}
}

func (p *operatorBrandsPage) save() tea.Cmd {
	set := p.chosen
	if p.all {
		set = core.Set[core.BrandID]{}
	}
	return change(p.s, p, p.s.set(p.operator, desk.OperatorChange{Brands: &set}), func(o core.Operator) tea.Cmd {
		return tea.Batch(p.s.operatorChanged(o), p.s.leave(p))
	})
}

func (p *operatorBrandsPage) hints() []Hint { return p.tabHints(p.cancelHint()) }

// maxKey is how much of a public key can be pasted, in characters, and read from a file.
const maxKey = 16 << 10

// openKey opens the page where a public key is pasted or, on the desk's own machine, the
// path of its file is typed.
func openKey(s *Screen, id core.OperatorID) tea.Cmd {
	return openValue(s, 0, compose.NewField(maxKey), func(v *valuePage) value {
		out := value{title: s.t("operator_key_add"), intro: s.t("operator_key_long"), label: s.t("operator_key"), placeholder: s.t("operator_key_hint")}
		if s.o.Local() {
			out.intro, out.placeholder = s.t("operator_key_long_local"), s.t("operator_key_hint_local")
		}
		out.submit = func() tea.Cmd {
			typed := v.input.Text()
			return saveValue(v, func(ctx context.Context) (core.OperatorKey, error) {
				text, err := s.keyText(typed)
				if err != nil {
					return core.OperatorKey{}, err
				}
				return s.o.Desk.AddKey(ctx, s.o.Me, id, text)
			}, func(k core.OperatorKey) tea.Cmd { return s.notify("key_added", k.Fingerprint) })
		}
		return out
	})
}

// keyText is what was typed, or what stands in the file that it names: only on the
// desk's own machine is a path read.
func (s *Screen) keyText(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if !s.o.Local() || !strings.HasPrefix(typed, "/") && !strings.HasPrefix(typed, "~") && !strings.HasPrefix(typed, "./") {
		return typed, nil
	}
	path := browse.Expand(typed, s.o.Home)
	info, err := os.Stat(path)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxKey) {
		return "", core.NewError(core.CodeInvalid, "ssh_key_unreadable")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", core.NewError(core.CodeInvalid, "ssh_key_file", typed, core.CauseOf(err)).Because(err)
	}
	return string(text), nil
}
