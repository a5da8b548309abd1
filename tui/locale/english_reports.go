package locale

// englishReportErrors are the sentences of reports that cannot be made.
var englishReportErrors = table{
	"report_by":        "A report has a row for each day, week, month, operator or brand, not %q.",
	"report_backwards": "The report would end before it begins.",
	"report_early":     "A report begins in 1970 or later.",
	"report_long":      "That would be more than %d rows. Choose a shorter time, or weeks or months.",
	"report_time":      "%q is not a period: write a day (2026-11-28, yesterday, 7d), a week (2026-W48), a month (2026-11), a year or a time (2026-11-28 14:30).",
	"report_own":       "Only supervisors and admins read reports about others. You may read your own.",
}
