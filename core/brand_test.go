package core

import (
	"testing"
	"time"
)

func TestSameDeadlines(t *testing.T) {
	t.Parallel()
	brand := func(change func(*Brand)) Brand {
		b := Brand{Name: "acme", Limits: DefaultLimits(), Options: DefaultBrandOptions()}
		b.Options.Chatbot, b.Options.Hours = "flow:day", "mon-fri 09:00-18:00"
		change(&b)
		return b
	}
	for what, test := range map[string]struct {
		change      func(*Brand)
		waits, runs bool // whether the deadlines stay where the answer limit waits for the hours, and where not
	}{
		"nothing":        {func(*Brand) {}, true, true},
		"name":           {func(b *Brand) { b.Name = "globex" }, true, true},
		"signature":      {func(b *Brand) { b.Options.Signature = SignAlias }, true, true},
		"limit":          {func(b *Brand) { b.Limits.Answer = time.Hour }, false, false},
		"chatbot":        {func(b *Brand) { b.Options.Chatbot = "off" }, false, false},
		"other chatbot":  {func(b *Brand) { b.Options.Chatbot = "flow:night" }, true, true},
		"idle warning":   {func(b *Brand) { b.Options.IdleWarning = time.Hour }, false, false},
		"hours":          {func(b *Brand) { b.Options.Hours = "sat 09:00-18:00" }, false, true},
		"dates":          {func(b *Brand) { b.Options.HoursDates = "2026-12-24 closed" }, false, true},
		"zone":           {func(b *Brand) { b.Options.HoursZone = "Asia/Tokyo" }, false, true},
		"hours that run": {func(b *Brand) { b.Options.HoursWait = !b.Options.HoursWait }, false, false},
	} {
		for wait, same := range map[bool]bool{true: test.waits, false: test.runs} {
			before := brand(func(b *Brand) { b.Options.HoursWait = wait })
			after := before
			if test.change(&after); after.SameDeadlines(before) != same {
				t.Errorf("other %s, with HoursWait %t: same deadlines is not %t", what, wait, same)
			}
		}
	}
}
