package settings

import (
	"testing"
	"time"
)

// hoursScene opens the business hours of a brand.
func hoursScene() scene {
	return func(t *testing.T) *driver {
		b := acme()
		b.Options.Hours, b.Options.HoursZone, b.Options.HoursDates = "mon-fri 09:00-12:00 13:00-18:00", "Asia/Tokyo", "2026-11-24 closed"
		d := brandScene("down down down down down down down down enter", b)(t)
		d.expect("› Business hours")
		return d
	}
}

// TestHoursPage: the page says whether the brand is open and what the next days are
// like; a field says what the hours that stand in it mean, or what is wrong with them.
func TestHoursPage(t *testing.T) {
	t.Parallel()
	d := hoursScene()(t) // Sunday, 23:02 in Tokyo
	d.w = 100
	d.expect("Closed, opens Mon 09:00", "Mon 23 Nov", "09:00–12:00 13:00–18:00", "Tue 24 Nov", "closed")
	d.press("enter ctrl+u")
	d.enter("sat 9-12")
	d.expect("Closed, opens Sat 09:00")
	d.enter(", sun")
	d.expectNot("Closed, opens")
	d.press("enter")
	d.expect("after \"sun\"")
	d.enter(" 9-24")
	d.expect("Open now, closes Mon 00:00")
	d.press("enter")
	d.notice("Saved for acme.", false)
	if got := d.desk.brands[0].Options.Hours; got != "sat 9-12, sun 9-24" {
		t.Errorf("saved as %q", got)
	}
	d.press("G space")
	if !d.desk.brands[0].Options.HoursWait {
		t.Error("the answer limit does not wait")
	}
}

// TestHoursAcrossASkippedMidnight: in Santiago, 6 September 2026 began at 1:00, and is a day
// of the week that is shown.
func TestHoursAcrossASkippedMidnight(t *testing.T) {
	t.Parallel()
	b := acme()
	b.Options.Hours, b.Options.HoursZone, b.Options.HoursDates = "mon-fri 09:00-12:00", "America/Santiago", "2026-09-06 10:00-11:00"
	d := brandScene("down down down down down down down down", b)(t)
	d.w, d.now = 100, time.Date(2026, time.September, 5, 4, 30, 0, 0, time.UTC) // 0:30 there
	d.press("enter")
	d.expect("Sat 5 Sep", "Sun 6 Sep", "10:00–11:00", "Mon 7 Sep", "Fri 11 Sep")
	d.expectNot("Sat 12 Sep")
}
