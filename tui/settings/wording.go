package settings

import (
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/locale"
)

// wording makes texts for people, fit to be shown.
type wording struct {
	words *locale.Catalogue
	now   func() time.Time
}

// t looks a sentence of the settings up.
func (w wording) t(id string, args ...any) string { return w.words.Settings(id, args...) }

// errorText is an error as a sentence.
func (w wording) errorText(err error) string { return clean.Line(w.words.Error(err)).String() }

// timeText is a time of day, with the date when it is not today.
func (w wording) timeText(t time.Time, layout string) string {
	now := w.now()
	t = t.In(now.Location())
	clock := t.Format(layout)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return clock
	}
	return w.words.Date(t) + ", " + clock
}

// colourName is the name of a colour on offer, or the colour as written.
func (w wording) colourName(rrggbb string) string {
	for _, sw := range swatches() {
		if strings.EqualFold(sw.rrggbb, rrggbb) {
			return w.t("colour_" + sw.id)
		}
	}
	return clean.Line(rrggbb).String()
}

// optionText is a value of an option for people.
func (w wording) optionText(o core.Option, v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return w.t(o.ID() + "_yes")
		}
		return w.t(o.ID() + "_no")
	case core.Signature:
		return w.t(o.ID() + "_" + string(v))
	case core.Attachments:
		return w.t(o.ID() + "_" + string(v))
	case int64:
		if v != 0 {
			return core.WholeSize(v)
		}
	case time.Duration:
		if v != 0 {
			return w.words.Duration(v)
		}
	case core.FloodLimit:
		if !v.Off() {
			return w.t("flood_in", v.Messages, w.words.Duration(v.Within))
		}
	case string:
		if v != "" {
			return clean.Line(v).String()
		}
	}
	return w.t(o.ID() + "_none")
}

// limitsText is a brand's limits in short: "5m · 1d · 1d".
func limitsText(l core.Limits) string {
	var parts []string
	for _, k := range core.LimitKinds() {
		parts = append(parts, core.FormatLimit(l.Of(k)))
	}
	return strings.Join(parts, " · ")
}

// The following are names as they may be shown.

func brandName(b core.BrandView) string { return clean.Name(b.Name, "#").String() }

func accent(b core.BrandView) string { return clean.Line(b.Accent).String() }

func username(b core.Bot) string { return "@" + clean.Line(b.Username).String() }

// botName is a bot's name, its username if it has none.
func botName(b core.Bot) string { return clean.Name(b.Name, username(b)).String() }
