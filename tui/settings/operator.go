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
)

// operatorPage shows one operator to an admin, or to others what is theirs to change.
type operatorPage struct {
	pageBase
	operator core.OperatorID
	own      bool   // only what everybody may change of themselves
	asking   string // the id of what is to be confirmed; "" = nothing
}

func openOperator(s *Screen, id core.OperatorID) tea.Cmd {
	return s.open(&operatorPage{pageBase: newBase(s, 0, ""), operator: id})
}

func newOwnPage(s *Screen) *operatorPage {
	return &operatorPage{pageBase: newBase(s, 0, ""), operator: s.o.Me, own: true}
}

func (p *operatorPage) title() string {
	if p.own {
		return p.s.t("own_settings")
	}
	return operatorName(p.get().Operator)
}

// get is the operator as they are now.
func (p *operatorPage) get() core.OperatorView {
	if p.own {
		return core.OperatorView{Operator: p.s.o.Operator}
	}
	v, _ := p.s.team.get(p.operator)
	return v
}

func (p *operatorPage) refresh() tea.Cmd {
	if p.own {
		return nil
	}
	return readTeam(p, func() tea.Cmd {
		if _, there := p.s.team.get(p.operator); there {
			return nil
		}
		return tea.Batch(p.s.o.Info(p.s.t("operator_gone")), p.s.leave(p))
	})
}

func (p *operatorPage) build(f *form) {
	s, th, v := p.s, &p.s.o.Theme, p.get()
	opens := func(id, value string, open func() tea.Cmd) {
		f.add(s.opens(id, open, s.t("operator_"+id), s.t("operator_"+id+"_help"), value, th.Strong))
	}
	if p.own && core.MayManage(v.Operator) != nil && v.Supervises() {
		f.add(s.cannedRow(), gap{})
	}
	if !p.own {
		opens("name", operatorName(v.Operator), p.openText("name", v.Name, func(o core.Operator, t string) desk.OperatorChange { return desk.OperatorChange{Name: &t} }))
		opens("role", s.t("role_"+string(v.Role)), p.openRole)
		brands := s.brandsText(v.Operator)
		opens("brands", brands, func() tea.Cmd { return openOperatorBrands(s, v.Operator) })
		most := s.t("operator_no_limit")
		if v.MaxChats > 0 {
			most = strconv.Itoa(v.MaxChats)
		}
		opens("max_chats", most, p.openMaxChats)
	}
	alias := clean.Name(v.Alias, s.t("alias_none", operatorName(v.Operator))).String()
	opens("alias", alias, p.openText("alias", v.Alias, func(o core.Operator, t string) desk.OperatorChange { return desk.OperatorChange{Alias: &t} }))
	opens("zone", s.screenValue("zone", v.Screen.Zone), p.openText("zone", v.Screen.Zone, func(o core.Operator, t string) desk.OperatorChange {
		o.Screen.Zone = strings.TrimSpace(t)
		return desk.OperatorChange{Screen: &o.Screen}
	}))
	for _, c := range s.screenChoices() {
		f.add(p.opensChoice(c))
	}
	alerts := func() tea.Cmd { return s.open(&alertsPage{newBase(s, 0, "alerts"), p}) }
	f.add(s.opens("alerts", alerts, s.t("alerts"), s.t("alerts_help"), "", th.Strong))
	if p.own {
		return
	}
	f.add(gap{})
	for _, k := range v.Keys {
		f.add(p.keyRow(k))
	}
	f.add(buttons{{control{id: "key_add", press: func() tea.Cmd { return openKey(s, p.operator) }}, s.t("operator_key_add")}}, gap{})
	p.buildEnd(f, v)
}

// keyRow is a key of the operator; pressing it asks whether to revoke it.
func (p *operatorPage) keyRow(k core.OperatorKey) setting {
	s := p.s
	used := s.t("key_never_used")
	if !k.LastUsedAt.IsZero() {
		used = s.t("key_used", s.timeText(k.LastUsedAt, "15:04"))
	}
	return setting{
		control: control{id: "key:" + k.Fingerprint, press: func() tea.Cmd { return p.ask("key:" + k.Fingerprint) }, does: "key_revoke"},
		name:    s.t("operator_key"), nameStyle: s.o.Theme.Label, sign: signOpens, value: k.Type + " " + k.Fingerprint, style: s.o.Theme.Text,
		help: strings.TrimPrefix(clean.Line(k.Comment).String()+" · "+used, " · "),
	}
}

// buildEnd shows what takes the desk from the operator, or the question about it.
func (p *operatorPage) buildEnd(f *form, v core.OperatorView) {
	s, name := p.s, operatorName(v.Operator)
	ask := func(id, question, yes string, do func() tea.Cmd) {
		f.add(paragraph{"!", question, s.o.Theme.Warn}, buttons{
			{control{id: "yes", press: do}, yes}, {control{id: "no", press: func() tea.Cmd { p.asking, p.focus = "", id; return nil }}, s.t("cancel")},
		})
	}
	fingerprint, isKey := strings.CutPrefix(p.asking, "key:")
	switch {
	case isKey:
		ask(p.asking, s.t("key_revoke_ask", fingerprint), s.t("key_revoke"), func() tea.Cmd { return p.revoke(fingerprint) })
	case p.asking == "disable":
		ask("disable", s.t("operator_disable_ask", name, v.ActiveChats), s.t("operator_disable"), func() tea.Cmd { return p.disable(true) })
	case p.asking == "remove":
		ask("remove", s.t("operator_remove_ask", name, v.ActiveChats), s.t("operator_remove"), p.remove)
	case !v.DisabledAt.IsZero():
		f.add(paragraph{"", s.t("operator_disabled_since", s.timeText(v.DisabledAt, "15:04")), s.o.Theme.Warn},
			buttons{{control{id: "enable", press: func() tea.Cmd { return p.disable(false) }}, s.t("operator_enable")}, p.removeButton()})
	default:
		f.add(buttons{{control{id: "disable", press: func() tea.Cmd { return p.ask("disable") }}, s.t("operator_disable")}, p.removeButton()})
	}
}

func (p *operatorPage) removeButton() button {
	return button{control{id: "remove", press: func() tea.Cmd { return p.ask("remove") }}, p.s.t("operator_remove")}
}

func (p *operatorPage) ask(id string) tea.Cmd {
	p.asking, p.focus, p.scrolled = id, "no", false
	return nil
}

// back implements page: a question is answered with no.
func (p *operatorPage) back() bool {
	if p.asking == "" {
		return false
	}
	p.asking, p.focus = "", p.asking
	return true
}

// set returns what changes an operator as ch says, and shows it.
func (s *Screen) set(id core.OperatorID, ch desk.OperatorChange) func(context.Context) (core.Operator, error) {
	return func(ctx context.Context) (core.Operator, error) {
		return s.o.Desk.SetOperator(ctx, s.o.Me, id, ch)
	}
}

// operatorChanged shows an operator as a change returned them.
func (s *Screen) operatorChanged(o core.Operator) tea.Cmd {
	if o.ID == s.o.Me {
		s.o.TakeOperator(o)
	}
	s.team.all = slices.Clone(s.team.all)
	for i := range s.team.all {
		if s.team.all[i].ID == o.ID {
			s.team.all[i].Operator = o
		}
	}
	return s.notify("saved", operatorName(o))
}

func (p *operatorPage) disable(disabled bool) tea.Cmd {
	p.asking = ""
	return change(p.s, p, p.s.set(p.operator, desk.OperatorChange{Disabled: &disabled}), func(o core.Operator) tea.Cmd {
		return tea.Batch(p.s.operatorChanged(o), p.refresh())
	})
}

func (p *operatorPage) remove() tea.Cmd {
	s, id, name := p.s, p.operator, p.title()
	p.asking = ""
	return change(s, p, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.o.Desk.RemoveOperator(ctx, s.o.Me, id)
	}, func(_ struct{}) tea.Cmd {
		return tea.Batch(s.notify("operator_removed", name), s.leave(p))
	})
}

func (p *operatorPage) revoke(fingerprint string) tea.Cmd {
	s, id := p.s, p.operator
	p.asking, p.focus = "", "key_add"
	return change(s, p, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.o.Desk.RevokeKey(ctx, s.o.Me, id, fingerprint)
	}, func(_ struct{}) tea.Cmd {
		return tea.Batch(s.notify("key_revoked", fingerprint), p.refresh())
	})
}
