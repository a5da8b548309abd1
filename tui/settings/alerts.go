package settings

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// alertsPage is how an operator is alerted, on all of their screens.
type alertsPage struct {
	pageBase
	of *operatorPage
}

func (p *alertsPage) now() core.AlertSettings { return p.of.get().Screen.Alerts }

// own reports whether they are those of whoever looks at them.
func (p *alertsPage) own() bool { return p.of.operator == p.s.o.Me }

func (p *alertsPage) build(f *form) {
	s, th, now := p.s, &p.s.o.Theme, p.now()
	switch {
	case !p.own():
	case s.o.Terminal.Notifies():
		f.add(paragraph{"", s.t("alerts_terminal_known"), th.Dim}, gap{})
	default:
		f.add(paragraph{"", s.t("alerts_terminal_unknown"), th.Dim}, gap{})
	}
	for _, k := range core.AlertKinds() {
		f.add(p.row("alerts_on_"+string(k), now.On(k), now.Toggle(k)))
	}
	way := func(way string) string { return s.t("alerts_way_" + way) }
	f.add(gap{},
		p.of.opensChoice(screenChoice{
			"alerts_way", func(o *core.ScreenSettings) *string { return &o.Alerts.Way }, way, []string{core.AlertByBoth, core.AlertByBell, core.AlertByNotification},
		}),
		p.of.opensChoice(screenChoice{"alerts_repeat", func(o *core.ScreenSettings) *string { return &o.Alerts.Repeat }, p.repeatText, core.AlertRepeats()}))
	preview, pass := now, now
	preview.Preview, pass.CallsPass = !now.Preview, !now.CallsPass
	quiet := now.Quiet
	if quiet == "" {
		quiet = s.t("alerts_quiet_none")
	}
	f.add(p.row("alerts_preview", now.Preview, preview), gap{},
		s.opens("quiet", p.openQuiet, s.t("alerts_quiet"), s.t("alerts_quiet_help"), quiet, th.Strong),
		p.row("alerts_pass", now.CallsPass, pass))
	if p.own() {
		f.add(gap{}, buttons{{control{id: "try", press: func() tea.Cmd { s.o.TryAlert(); return nil }}, s.t("alerts_try")}})
	}
}

// row is a setting that is on or off; enter makes the settings those of switched.
func (p *alertsPage) row(id string, on bool, switched core.AlertSettings) setting {
	s := p.s
	row := s.opens(id, func() tea.Cmd { return change(s, p, p.set(switched), s.operatorChanged) }, s.t(id), s.t(id+"_help"), "", s.o.Theme.Strong)
	row.sign, row.control.does = box(on), "key_switch"
	return row
}

// set returns what stores other settings of alerts.
func (p *alertsPage) set(a core.AlertSettings) func(context.Context) (core.Operator, error) {
	screen := p.of.get().Screen
	screen.Alerts = a
	return p.s.set(p.of.operator, desk.OperatorChange{Screen: &screen})
}

func (p *alertsPage) repeatText(repeat string) string {
	if repeat == "" {
		return p.s.t("alerts_repeat_off")
	}
	return p.s.t("alerts_repeat_every", p.s.o.Locale.Duration(core.AlertSettings{Repeat: repeat}.Every()))
}

func (p *alertsPage) openQuiet() tea.Cmd {
	s := p.s
	return openValue(s, 0, newInput(p.now().Quiet), func(v *valuePage) value {
		a := p.now()
		quiet, err := core.CheckQuietHours(strings.TrimSpace(v.input.Text()))
		a.Quiet = quiet
		return value{
			title: s.t("alerts_quiet"), intro: s.t("alerts_quiet_long"), label: s.t("alerts_quiet"), placeholder: "22:00-08:00", disabled: s.errorText(err),
			submit: func() tea.Cmd { return saveValue(v, p.set(a), s.operatorChanged) },
		}
	})
}
