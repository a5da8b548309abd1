package core

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// forever is how long things are kept without end.
const forever = "forever"

// ParseKeep reads what FormatKeep writes.
func ParseKeep(text string) (time.Duration, error) {
	number, ok := strings.CutSuffix(text, "d") // may be more days than a limit can have
	if days, err := strconv.Atoi(number); ok && err == nil && days > 0 && days <= 100_000 {
		return time.Duration(days) * Day, nil
	}
	if text == forever {
		return 0, nil
	}
	return ParseLimit(text)
}

// FormatKeep writes how long something is kept: in days where it can be; 0 is for ever.
func FormatKeep(d time.Duration) string {
	switch {
	case d == 0:
		return forever
	case d%Day == 0:
		return fmt.Sprintf("%dd", d/Day)
	}
	return FormatLimit(d)
}

// keepTimes are times, or for ever.
func keepTimes() valueType[time.Duration] {
	return valueType[time.Duration]{
		values: FormatLimit(MinKeepMedia) + " to " + FormatKeep(MaxKeepMedia) + ", or " + forever,
		parse: func(name, text string) (time.Duration, error) {
			d, err := ParseKeep(text)
			if err != nil {
				return 0, NewError(CodeInvalid, "option_time", name, text)
			}
			return d, nil
		},
		format: FormatKeep,
		fields: inSeconds,
		check: func(name string, d time.Duration) error {
			return invalid(d != 0 && (d < MinKeepMedia || d > MaxKeepMedia), "keep_bounds", name, MinKeepMedia, int64(MaxKeepMedia/Day))
		},
	}
}
