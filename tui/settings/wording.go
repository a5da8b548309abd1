package settings

import (
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// t looks a sentence of the settings up.
func (s *Screen) t(id string, args ...any) string { return s.o.Locale.Settings(id, args...) }

// errorText is an error as a sentence, "" for none.
func (s *Screen) errorText(err error) string {
	if err == nil {
		return ""
	}
	return clean.Line(s.o.Locale.Error(err)).String()
}

// problemID is the id of what an error says.
func problemID(err error) string { return core.ProblemOf(err).Parts()[0].ID }

// timeText is a time of day, with the date when it is not today.
func (s *Screen) timeText(t time.Time, layout string) string {
	now := s.o.Now()
	t = t.In(now.Location())
	clock := t.Format(layout)
	if core.DayOf(t) == core.DayOf(now) {
		return clock
	}
	return s.o.Locale.Date(t) + ", " + clock
}

// colourName is the name of a colour on offer, or the colour as written.
func (s *Screen) colourName(rrggbb string) string {
	for _, sw := range swatches() {
		if strings.EqualFold(sw.rrggbb, rrggbb) {
			return s.t("colour_" + sw.id)
		}
	}
	return clean.Line(rrggbb).String()
}

// optionText is a value of an option for people.
func (s *Screen) optionText(o core.Option, v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return s.t(o.ID() + "_yes")
		}
		return s.t(o.ID() + "_no")
	case core.Signature:
		return s.t(o.ID() + "_" + string(v))
	case core.Routing:
		return s.t(o.ID() + "_" + string(v))
	case core.Attachments:
		return s.t(o.ID() + "_" + string(v))
	case core.RatingScale:
		return s.t(o.ID() + "_" + string(v))
	case int64:
		if v != 0 {
			return core.WholeSize(v)
		}
	case time.Duration:
		if v != 0 {
			return s.o.Locale.Duration(v)
		}
	case core.FloodLimit:
		if !v.Off() {
			return s.t("flood_in", v.Messages, s.o.Locale.Duration(v.Within))
		}
	case string:
		if v != "" {
			return clean.Line(o.Show(v)).String()
		}
	}
	return s.t(o.ID() + "_none")
}

// peopleLimits are the limits of chats that people hold or wait for.
var peopleLimits = []core.LimitKind{core.LimitAnswer, core.LimitCloseUnanswered, core.LimitCloseIdle}

// limitsText is a brand's limits in short: "5m · 1d · 1d".
func limitsText(l core.Limits) string {
	var parts []string
	for _, k := range peopleLimits {
		parts = append(parts, core.FormatLimit(l.Of(k)))
	}
	return strings.Join(parts, " · ")
}

// The following are names as they may be shown.

func brandName(b core.BrandView) string { return clean.Name(b.Name, "#").String() }

func username(b core.Bot) string { return "@" + clean.Line(b.Username).String() }

// botName is a bot's name, its username if it has none.
func botName(b core.Bot) string { return clean.Name(b.Name, username(b)).String() }
