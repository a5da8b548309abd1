package locale

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"tgdesk/core"
)

// English returns the catalogue in English.
func English() *Catalogue {
	return &Catalogue{
		tables: map[string]table{
			"action":   join(englishActions, englishReportActions, englishSearchActions),
			"alert":    englishAlerts,
			"attach":   englishAttachs,
			"chat":     englishChat,
			"count":    englishCounts,
			"error":    join(englishErrors, englishChatbotErrors, englishFlowErrors, englishLinkErrors, englishFaceErrors, englishHoursErrors, englishErasureErrors, englishSearchErrors),
			"face":     englishFace,
			"find":     englishFinds,
			"hours":    join(englishHours, englishReportTimes),
			"limit":    englishLimits,
			"machine":  englishMachine,
			"option":   englishOptions,
			"panel":    join(englishPanels, englishReportPanels, englishSearchPanels),
			"report":   englishReports,
			"screen":   join(englishScreen, englishSearchScreen),
			"command":  englishCommands,
			"settings": join(englishSettings, englishLinkSettings, englishFaceSettings, englishTeam, englishAlertSettings, englishHoursSettings, englishTextSettings, englishChatbotSettings, englishErasureSettings),
			"toast":    englishToasts,
			"why":      join(englishWhys, englishReportWhys, englishSearchWhys),
		},
		questions: englishQuestions,
		plural: func(n int) string {
			if n == 1 {
				return "one"
			}
			return "other"
		},
		Duration:  englishDuration,
		Date:      func(t time.Time) string { return t.Format("Monday, 2 January 2006") },
		ShortDate: func(t time.Time) string { return t.Format("2 Jan") },
	}
}

// join is all texts of several tables.
func join(tables ...table) table {
	all := table{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

func englishDuration(d time.Duration) string {
	units := []struct {
		size time.Duration
		name string
	}{{core.Month, "month"}, {core.Week, "week"}, {core.Day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}}
	var parts []string
	for _, u := range units {
		n := int(d / u.size)
		d -= time.Duration(n) * u.size
		switch {
		case n == 1:
			parts = append(parts, "1 "+u.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, u.name))
		}
	}
	if len(parts) == 0 {
		return "no time"
	}
	return strings.Join(parts, " ")
}
