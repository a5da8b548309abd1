package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// reportActions open the screen of reports, and choose there what it is about.
func reportActions() []action {
	turns := when(func(m *Model) bool { return m.reports.HasViews() }, "report_no_views")
	columns := when(func(m *Model) bool { return m.reports.HasColumns() }, "report_no_columns")
	return []action{
		{keymap.OpenReports, mayReport, openReports, nil},
		{keymap.ReportPeriod, nil, func(m *Model) tea.Cmd { return m.reports.NextPeriod(1) }, nil},
		{keymap.ReportEarlierPeriod, nil, func(m *Model) tea.Cmd { return m.reports.NextPeriod(-1) }, nil},
		{keymap.ReportDates, nil, chooseReportDates, nil},
		{keymap.ReportBrand, nil, chooseReportBrand, nil},
		{keymap.ReportOperator, mayReportOthers, chooseReportOperator, nil},
		{keymap.ReportRows, nil, func(m *Model) tea.Cmd { return m.reports.NextRows(1) }, nil},
		{keymap.ReportEarlierRows, nil, func(m *Model) tea.Cmd { return m.reports.NextRows(-1) }, nil},
		{keymap.ReportView, turns, do(func(m *Model) { m.reports.NextView(1) }), nil},
		{keymap.ReportEarlierView, turns, do(func(m *Model) { m.reports.NextView(-1) }), nil},
		{keymap.ReportHeat, when(func(m *Model) bool { return m.reports.ShowsHours() }, "report_no_heat"), do(func(m *Model) { m.reports.NextHeat() }), nil},
		{keymap.ReportRight, columns, do(func(m *Model) { m.reports.MoveColumns(1) }), nil},
		{keymap.CloseReports, nil, back, nil},
		{keymap.ReportLeft, columns, do(func(m *Model) { m.reports.MoveColumns(-1) }), nil},
	}
}

// mayReport guards the screen: everybody may read what they did themselves.
func mayReport(m *Model) error { return core.MayReport(m.s.Operator, m.s.Operator.ID) }

func mayReportOthers(m *Model) error { return core.MayReport(m.s.Operator, 0) }

func openReports(m *Model) tea.Cmd { return m.reports.Open() }

// pressReports takes a key while the reports are open.
func pressReports(m *Model, k tea.KeyMsg) tea.Cmd {
	switch action := m.s.Keys.Lookup(keymap.Reports, k); action {
	case keymap.Interrupt:
		return m.askQuit()
	default:
		if a, ok := m.find(action); ok {
			return m.perform(a)
		}
	}
	if m.s.Keys.Lookup(keymap.Lists, k) != "" {
		return m.s.Refuse(session.Reason("report_no_chat"))
	}
	return nil
}

// mouseReports takes a click or a turn of the wheel there.
func mouseReports(m *Model, x, y, wheel int) tea.Cmd {
	if wheel != 0 {
		m.reports.Scroll(wheel * wheelLines)
		return nil
	}
	if a, ok := m.find(m.reports.Click(x, y)); ok {
		return m.perform(a)
	}
	return nil
}

// chooseReportDates asks for a period.
func chooseReportDates(m *Model) tea.Cmd {
	m.dialogs.OpenPrompt("report_dates", m.s.Locale.Panel("report_dates_do"), m.reports.SetPeriod)
	return nil
}

// chooseReportBrand lists the brands.
func chooseReportBrand(m *Model) tea.Cmd {
	all := []dialog.Command{{Title: m.s.Locale.Report("all_brands"), Run: func() tea.Cmd { return m.reports.SetBrand(0) }}}
	for _, b := range m.channels.Brands() {
		all = append(all, dialog.Command{Key: int64(b.ID), Title: clean.Line(b.Name).String(), Run: func() tea.Cmd { return m.reports.SetBrand(b.ID) }})
	}
	m.dialogs.OpenChoices("report_brands", all)
	return nil
}

// chooseReportOperator lists the operators.
func chooseReportOperator(m *Model) tea.Cmd {
	return dialog.OpenList(m.dialogs, "report_operators", m.s.Desk.ListOperators, func(operators []core.OperatorView) []dialog.Command {
		all := []dialog.Command{{Title: m.s.Locale.Report("everybody"), Run: func() tea.Cmd { return m.reports.SetOperator(core.Operator{}) }}}
		for _, o := range operators {
			all = append(all, dialog.Command{Key: int64(o.ID), Title: clean.Line(o.Name).String(), Run: func() tea.Cmd { return m.reports.SetOperator(o.Operator) }})
		}
		return all
	})
}
