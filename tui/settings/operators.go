package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
)

// team is the operators as last read, for the pages that show them.
type team struct {
	listing
	all []core.OperatorView
}

// readTeam reads the operators for a page, and then calls done.
func readTeam(p page, done func() tea.Cmd) tea.Cmd {
	s := p.state().s
	shows := &s.team.listing
	if _, lists := p.(*operatorsPage); !lists {
		shows = &listing{loaded: true}
	}
	return readList(s, p, shows, s.o.Desk.ListOperators, func(all []core.OperatorView) tea.Cmd {
		s.team = team{listing{loaded: true}, all}
		return done()
	})
}

// get finds an operator; not ok once they are removed.
func (t *team) get(id core.OperatorID) (core.OperatorView, bool) {
	i := slices.IndexFunc(t.all, func(v core.OperatorView) bool { return v.ID == id })
	if i < 0 {
		return core.OperatorView{}, false
	}
	return t.all[i], true
}

// operatorsPage lists the operators, page by page. Its rows are those of the other
// pages; see cannedPage.
type operatorsPage struct {
	pageBase
	pages paging
}

func (p *operatorsPage) refresh() tea.Cmd { return readTeam(p, func() tea.Cmd { return nil }) }

func (p *operatorsPage) build(f *form) {
	s := p.s
	if s.addUnread(f, s.team.listing, p.refresh) {
		return
	}
	from, to := p.pages.fit(s, 2, len(s.team.all))
	for _, v := range s.team.all[from:to] {
		f.add(p.row(v))
	}
	f.add(gap{}, append(buttons{{control{id: "new", press: p.add}, s.t("new_operator")}}, p.pages.buttons(s)...))
}

// row is an operator in the list.
func (p *operatorsPage) row(v core.OperatorView) setting {
	s := p.s
	value, style := s.t("role_"+string(v.Role)), s.o.Theme.Text
	if !v.DisabledAt.IsZero() {
		value, style = value+" · "+s.t("operator_is_disabled"), s.o.Theme.Dim
	}
	help := []string{s.brandsText(v.Operator), s.t("availability_" + string(v.Availability)), s.t("operator_chats", v.ActiveChats), s.t("operator_keys", len(v.Keys))}
	return setting{
		control: control{id: operatorRow(v.ID), press: func() tea.Cmd { return openOperator(s, v.ID) }},
		name:    operatorName(v.Operator), nameStyle: s.o.Theme.Strong, sign: signOpens, value: value, style: style, help: strings.Join(help, " · "),
	}
}

func operatorRow(id core.OperatorID) string { return "operator:" + strconv.FormatInt(int64(id), 10) }

func operatorName(o core.Operator) string { return clean.Name(o.Name, "?").String() }

// brandsText names the brands that an operator works for.
func (s *Screen) brandsText(o core.Operator) string {
	if o.Scope().Empty() {
		return s.t("operator_all_brands")
	}
	var names []string
	for _, id := range o.Scope().IDs() {
		if s.brands.index(id) >= 0 {
			names = append(names, brandName(s.brands.get(id)))
		}
	}
	if names == nil {
		return s.t("operator_no_brand")
	}
	return strings.Join(names, ", ")
}

// turn implements pager.
func (p *operatorsPage) turn(by int) (tea.Cmd, bool) {
	from, ok := p.pages.turn(by, len(p.s.team.all))
	if ok {
		p.focus, p.scrolled = operatorRow(p.s.team.all[from].ID), false
	}
	return nil, ok
}

func (p *operatorsPage) add() tea.Cmd {
	return p.s.open(&newOperatorPage{pageBase: newBase(p.s, 0, "new_operator"), name: newInput(""), role: core.RoleOperator})
}

func (p *operatorsPage) run(a keymap.Action) tea.Cmd {
	if a == keymap.NewBrand && p.s.team.loaded {
		return p.add()
	}
	return nil
}

func (p *operatorsPage) hints() []Hint {
	return []Hint{p.pressHint("key_open", ""), p.hint(keymap.NewBrand, "key_new_operator"), p.backHint()}
}

// newOperatorPage asks for what every operator needs. The rest stands on their page.
type newOperatorPage struct {
	pageBase
	name *compose.Field
	role core.Role
}

func (p *newOperatorPage) build(f *form) {
	s := p.s
	f.add(field{control: control{id: "name", input: p.name, press: p.save, does: "operator_add"}, label: s.t("operator_name"), placeholder: s.t("operator_name_hint")},
		gap{}, paragraph{"", s.t("operator_role"), s.o.Theme.Label})
	for _, r := range core.Roles() {
		f.add(s.roleChoice(r, p.role == r, func() tea.Cmd { p.role = r; return nil }))
	}
	f.add(gap{}, buttons{{control{id: "save", press: p.save, does: "operator_add"}, s.t("operator_add")}})
}

// roleChoice is a role with what it may do.
func (s *Screen) roleChoice(r core.Role, current bool, press func() tea.Cmd) choice {
	th := &s.o.Theme
	return choice{
		control: control{id: string(r), press: press},
		cells:   []cell{{text: radio(current), style: th.Text}, {text: s.t("role_" + string(r)), style: th.Strong, width: 12}, {text: s.t("role_" + string(r) + "_help"), style: th.Dim}},
	}
}

func (p *newOperatorPage) save() tea.Cmd {
	s, name, role := p.s, p.name.Text(), p.role
	return change(s, p, func(ctx context.Context) (core.Operator, error) {
		return s.o.Desk.AddOperator(ctx, s.o.Me, desk.OperatorChange{Name: &name, Role: &role})
	}, func(o core.Operator) tea.Cmd {
		s.closePages(len(s.pages) - 1)
		return tea.Batch(s.notify("operator_added", operatorName(o)), openOperator(s, o.ID))
	})
}

func (p *newOperatorPage) place(error) string { return "name" }

func (p *newOperatorPage) hints() []Hint { return p.tabHints(p.cancelHint()) }
