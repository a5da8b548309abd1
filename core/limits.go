package core

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Units of limits beyond time.Hour. A month is 30 days.
const (
	Day   = 24 * time.Hour
	Week  = 7 * Day
	Month = 30 * Day
)

// LimitKind names one of a brand's limits.
type LimitKind string

// The limits, as the command line and the settings screen call them.
const (
	LimitAnswer          LimitKind = "answer-limit"
	LimitCloseUnanswered LimitKind = "close-unanswered"
	LimitCloseIdle       LimitKind = "close-idle"
	LimitChatbotIdle     LimitKind = "chatbot-idle"
)

// LimitRule says which values a limit may have. Steps are offered; any whole
// second between Min and Max is accepted.
type LimitRule struct {
	Min, Max, Default time.Duration
	Steps             []time.Duration
}

// LimitKinds lists the limits in the order of a chat's life.
func LimitKinds() [4]LimitKind {
	return [4]LimitKind{LimitAnswer, LimitCloseUnanswered, LimitCloseIdle, LimitChatbotIdle}
}

// Rule returns the rule of k. It panics on an unknown kind: kinds are ours.
func (k LimitKind) Rule() LimitRule {
	const m, h = time.Minute, time.Hour
	switch k {
	case LimitAnswer:
		return LimitRule{Min: 30 * time.Second, Max: Day, Default: 5 * m,
			Steps: []time.Duration{30 * time.Second, m, 2 * m, 5 * m, 10 * m, 15 * m, 30 * m, h, 2 * h, 4 * h, 8 * h, 12 * h, Day}}
	case LimitCloseUnanswered:
		return LimitRule{Min: 15 * m, Max: Month, Default: Day,
			Steps: []time.Duration{15 * m, 30 * m, h, 2 * h, 4 * h, 8 * h, 12 * h, Day, 2 * Day, 3 * Day, Week, 2 * Week, Month}}
	case LimitCloseIdle:
		return LimitRule{Min: m, Max: Day, Default: Day,
			Steps: []time.Duration{5 * m, 15 * m, 30 * m, h, 2 * h, 4 * h, 8 * h, 12 * h, Day}}
	case LimitChatbotIdle:
		return LimitRule{Min: m, Max: Day, Default: 15 * m,
			Steps: []time.Duration{m, 5 * m, 15 * m, 30 * m, h, 2 * h, 4 * h, 8 * h, 12 * h, Day}}
	}
	panic("core: no such limit: " + string(k))
}

// DefaultLimits are the limits of a new brand.
func DefaultLimits() Limits {
	var l Limits
	for _, k := range LimitKinds() {
		l = l.With(k, k.Rule().Default)
	}
	return l
}

// Of returns the limit of the given kind.
func (l Limits) Of(k LimitKind) time.Duration { return *l.field(k) }

// With returns l with the limit of kind k set to d.
func (l Limits) With(k LimitKind, d time.Duration) Limits {
	*l.field(k) = d
	return l
}

func (l *Limits) field(k LimitKind) *time.Duration {
	switch k {
	case LimitAnswer:
		return &l.Answer
	case LimitCloseUnanswered:
		return &l.CloseUnanswered
	case LimitChatbotIdle:
		return &l.ChatbotIdle
	default:
		return &l.CloseIdle
	}
}

// Check returns a CodeInvalid error that names the bounds of the first limit
// that lies outside its own.
func (l Limits) Check() error {
	for _, k := range LimitKinds() {
		if err := k.Check(l.Of(k)); err != nil {
			return err
		}
	}
	return nil
}

// Check returns a CodeInvalid error naming the bounds when d is outside them.
func (k LimitKind) Check(d time.Duration) error {
	r := k.Rule()
	return cmp.Or(invalid(d < r.Min || d > r.Max, "limit_bounds", k, r.Min, r.Max), invalid(d%time.Second != 0, "limit_seconds", k))
}

// units are what a limit may be written in, largest first.
func units() []unit {
	return []unit{{"mo", Month}, {"w", Week}, {"d", Day}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second}}
}

type unit struct {
	name string
	size time.Duration
}

// ParseLimit reads a limit such as "5m", "1d", "1mo" or "1h30m": whole
// numbers, each with one of the units s, m, h, d, w, mo. It does not check a
// limit's bounds.
func ParseLimit(s string) (time.Duration, error) {
	rest := strings.ToLower(strings.Join(strings.Fields(s), ""))
	bad := NewError(CodeInvalid, "limit_format", s)
	var total time.Duration
	for rest != "" {
		n := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if n < 1 || n > 9 {
			return 0, bad
		}
		count, err := strconv.Atoi(rest[:n])
		if err != nil {
			return 0, bad
		}
		rest = rest[n:]
		i := slices.IndexFunc(units(), func(u unit) bool { return strings.HasPrefix(rest, u.name) })
		if i < 0 || count > int(10*Month/units()[i].size) {
			return 0, bad
		}
		u := units()[i]
		if total += time.Duration(count) * u.size; total > 10*Month {
			return 0, bad // before repetition can overflow it
		}
		rest = rest[len(u.name):]
	}
	if total == 0 {
		return 0, bad
	}
	return total, nil
}

// FormatLimit writes d the way ParseLimit reads it: "1mo", "1d", "1h30m".
func FormatLimit(d time.Duration) string {
	var b strings.Builder
	for _, u := range units() {
		if n := d / u.size; n > 0 {
			b.WriteString(strconv.Itoa(int(n)) + u.name)
			d -= n * u.size
		}
	}
	if b.Len() == 0 {
		return "0s"
	}
	return b.String()
}
