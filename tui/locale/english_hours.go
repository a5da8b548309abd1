package locale

// englishHours are the words of business hours.
var englishHours = table{
	"always":      "Always open",
	"open":        "Open now",
	"open_until":  "Open now, closes %v",
	"opens":       "Closed, opens %v",
	"never_opens": "Closed, and never opens",
	"now":         "Now",
	"closed":      "closed",
}

// englishHoursErrors are the sentences of errors of business hours.
var englishHoursErrors = table{
	"hours_zone":       "%q is not a time zone. Write an IANA name, such as Europe/Berlin, or UTC.",
	"hours_day_first":  "Name the day before %q, as in: mon-fri 09:00-18:00, sat 10:00-14:00.",
	"hours_no_times":   "Say when it is open after %q: 09:00-18:00. Days without hours are left out, dates are closed.",
	"hours_date_first": "Name the date before %q, as in: 2026-12-24 09:00-12:00, 2026-12-25 closed.",
	"hours_dates_many": "%v dates that differ are too many: at most %v.",
	"hours_date_twice": "%v is named twice. Write all its hours in one place: 09:00-12:00 13:00-17:00.",
	"hours_span":       "%q is no span of hours. Write 09:00-18:00, 22:00-02:00 over midnight, or 00:00-24:00.",
	"hours_date_range": "%q is no range of dates. The first comes first, and it has at most %v days: 2026-12-24..2026-12-31.",
	"hours_date":       "%q is not a date. Write year, month and day: 2026-12-24.",
}

// englishHoursSettings are the words of the settings of business hours.
var englishHoursSettings = table{
	"hours_page":         "Business hours",
	"hours_page_help":    "when somebody answers",
	"hours":              "Weekly hours",
	"hours_help":         "days and times",
	"hours_long":         "When somebody answers. Name days and times: mon-fri 09:00-12:00 13:00-18:00, sat 10:00-14:00. A span may reach over midnight: fri 22:00-02:00. Days that are not named are closed; write always to be always open.",
	"hours_label":        "Hours of the week",
	"hours_holder":       "for example: mon-fri 09:00-18:00, sat 10:00-14:00",
	"hours_none":         "always",
	"hours_dates":        "Dates that differ",
	"hours_dates_help":   "holidays, short days",
	"hours_dates_long":   "Dates on which other hours hold than in the week: 2026-12-24 09:00-12:00, 2026-12-25..2026-12-26 closed.",
	"hours_dates_label":  "Dates",
	"hours_dates_holder": "for example: 2026-12-25 closed",
	"hours_dates_none":   "none",
	"hours_zone":         "Time zone",
	"hours_zone_help":    "of days and times",
	"hours_zone_long":    "The time zone of the hours, by its IANA name. Daylight saving time is taken into account.",
	"hours_zone_label":   "Time zone",
	"hours_zone_holder":  "for example: Europe/Berlin",
	"hours_zone_none":    "UTC",
	"hours_wait":         "Answer limit waits",
	"hours_wait_help":    "on: it counts open hours only",
	"hours_wait_yes":     "on",
	"hours_wait_no":      "off",
}
