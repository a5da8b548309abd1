package keymap

// What the keys of the screen of reports do.
const (
	OpenReports         Action = "reports"
	ReportPeriod        Action = "report_period"
	ReportEarlierPeriod Action = "report_earlier_period"
	ReportDates         Action = "report_dates" // a period that is typed
	ReportBrand         Action = "report_brand"
	ReportOperator      Action = "report_operator"
	ReportRows          Action = "report_rows"
	ReportEarlierRows   Action = "report_earlier_rows"
	ReportView          Action = "report_view"
	ReportEarlierView   Action = "report_earlier_view"
	ReportHeat          Action = "report_heat" // what the map of the week shows
	ReportRight         Action = "report_right"
	ReportLeft          Action = "report_left"
	CloseReports        Action = "close_reports" // as Back
)

func reportKeys() []Binding {
	return []Binding{
		bind(ReportView, Reports, 1, "tab"),
		bind(ReportEarlierView, Reports, 0, "shift+tab"),
		bind(ReportPeriod, Reports, 1, "p"),
		bind(ReportEarlierPeriod, Reports, 0, "P"),
		bind(ReportDates, Reports, 2, "f"),
		bind(ReportRows, Reports, 2, "r"),
		bind(ReportEarlierRows, Reports, 0, "R"),
		bind(ReportBrand, Reports, 3, "b"),
		bind(ReportOperator, Reports, 3, "o"),
		bind(ReportHeat, Reports, 8, "h"),
		bind(ReportRight, Reports, 9, "right", "l"),
		bind(ReportLeft, Reports, 0, "left"),
		bind(CloseReports, Reports, 0, "q"),
	}
}
