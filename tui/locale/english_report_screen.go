package locale

// englishReports are the texts of the screen of reports.
var englishReports = table{
	"counting":      "Counting…",
	"period_today":  "today",
	"period_week":   "last 7 days",
	"period_month":  "last 30 days",
	"period_year":   "last 12 months",
	"period_custom": "from–to",
	"all_brands":    "all brands",
	"everybody":     "everybody",
	"nobody":        "(nobody)",
	"by_day":        "by day",
	"by_week":       "by week",
	"by_month":      "by month",
	"by_operator":   "by operator",
	"by_brand":      "by brand",

	// The figures.
	"number":               "%s",
	"share":                "%s · %s",
	"percent":              "%.1f %%",
	"none":                 "–",
	"median_most":          "%s / %s",
	"rating":               "%s of 5 · %s",
	"mean":                 "%.1f",
	"opened":               "Opened",
	"answered":             "Answered",
	"unanswered":           "Unanswered",
	"response":             "Response",
	"wait":                 "Wait",
	"handling":             "Handling",
	"received":             "Received",
	"sent":                 "Sent",
	"ratings":              "Rating",
	"completed_all":        "Completed %s",
	"completed_operator":   "by operators %s",
	"completed_idle":       "idle %s",
	"completed_unanswered": "unanswered %s",
	"completed_visitor":    "by visitors %s",
	"completed_bot_idle":   "chatbot idle %s",
	"completed_chatbot":    "by the chatbot %s",
	"now":                  "Now",
	"now_pending":          "%s pending",
	"now_unanswered":       "%s unanswered",
	"now_active":           "%s active",
	"now_longest":          "longest wait %s",
	"times":                "Times are median / 90 %%.",
	"times_open":           "Times are median / 90 %%; for %s only business hours count.",

	// The views.
	"figures":       "Figures",
	"course":        "Over time",
	"hours":         "Hours of the week",
	"table":         "Table",
	"figures_short": "Figures",
	"course_short":  "Time",
	"hours_short":   "Hours",
	"table_short":   "Table",
	"place":         "%d–%d of %s",
	"place_short":   "%d/%s",

	// The plot.
	"per_hour":        "per hour",
	"per_day.one":     "per day",
	"per_day.other":   "per %d days",
	"per_week.one":    "per week",
	"per_week.other":  "per %d weeks",
	"per_month.one":   "per month",
	"per_month.other": "per %d months",

	// The hours of the week.
	"heat_opened":     "Opened",
	"heat_unanswered": "Unanswered",
	"heat_response":   "Median response",
	"heat_span":       "%s–%s",
	"busiest":         "most %s: %s",
	"none_in_week":    "none",

	// The table.
	"empty":             "Nothing happened in that time.",
	"key_day":           "Day",
	"key_week":          "Week",
	"key_month":         "Month",
	"key_operator":      "Operator",
	"key_brand":         "Brand",
	"column_opened":     "Opened",
	"column_answered":   "Answered",
	"column_unanswered": "Unansw.",
	"column_share":      "Share",
	"column_response":   "Resp.",
	"column_wait":       "Wait",
	"column_handling":   "Handl.",
	"column_most":       "90 %%",
	"column_completed":  "Compl.",
	"column_received":   "Rec'd",
	"column_sent":       "Sent",
	"column_ratings":    "Rated",
	"column_mean":       "Stars",
}

// englishReportActions are the titles of its actions.
var englishReportActions = table{
	"reports":               "reports",
	"report_period":         "period",
	"report_earlier_period": "previous period",
	"report_dates":          "dates",
	"report_brand":          "brand",
	"report_operator":       "operator",
	"report_rows":           "rows",
	"report_earlier_rows":   "previous rows",
	"report_view":           "view",
	"report_earlier_view":   "previous view",
	"report_heat":           "figure of the hours",
	"report_right":          "columns",
	"report_left":           "columns to the left",
	"close_reports":         "back",
}

// englishReportPanels are the texts of its dialogs.
var englishReportPanels = table{
	"report_dates":          "FROM–TO",
	"report_dates_hint":     "2026-11-02..2026-11-20, 2026-11, 2026-W48, 7d..yesterday",
	"report_dates_do":       "show",
	"report_brands":         "BRAND",
	"report_brands_hint":    "Type a name…",
	"report_operators":      "OPERATOR",
	"report_operators_hint": "Type a name…",
}

// englishReportWhys say what the screen cannot do now.
var englishReportWhys = table{
	"report_no_views":   "All of the report is on the screen.",
	"report_no_heat":    "The hours of the week are not on the screen.",
	"report_no_chat":    "That key works in the chats: {back} leads back to them.",
	"report_no_columns": "There are no more columns to show.",
}

// englishReportTimes are the words of times in reports.
var englishReportTimes = table{
	"span_minutes": "%d:%02d",
	"span_hours":   "%dh%02d",
	"span_days":    "%dd%02d",
	"mon":          "Mon",
	"tue":          "Tue",
	"wed":          "Wed",
	"thu":          "Thu",
	"fri":          "Fri",
	"sat":          "Sat",
	"sun":          "Sun",
}
