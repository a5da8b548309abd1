package locale

import "time"

// Waiting says how many chats wait and how long the longest has.
func (c *Catalogue) Waiting(n int, longest string) string {
	return c.text("screen", "waiting", n, longest)
}

// WaitingShort is Waiting where there is little room.
func (c *Catalogue) WaitingShort(n int) string { return c.text("screen", "waiting_short", n) }

// TooSmall says that the screen of w × h cells is too small.
func (c *Catalogue) TooSmall(w, h int) string { return c.text("screen", "too_small", w, h) }

// Left says how much time is left.
func (c *Catalogue) Left(d string) string { return c.text("screen", "left", d) }

// DaysHours writes a length of time of a day or more, as short as it can.
func (c *Catalogue) DaysHours(days, hours int) string {
	return c.text("screen", "days_hours", days, hours)
}

// HoursMinutes writes a length of time of less than a day.
func (c *Catalogue) HoursMinutes(hours, minutes int) string {
	return c.text("screen", "hours_minutes", hours, minutes)
}

// ShortDate writes a day of this year, as short as it can.
func (c *Catalogue) ShortDate(t time.Time) string { return c.shortDate(t) }

// ReplyTo is shown in an empty composer.
func (c *Catalogue) ReplyTo(name string) string { return c.text("screen", "reply_to", name) }

// NoteBegun names the keys that continue a note.
func (c *Catalogue) NoteBegun(keys string) string { return c.text("screen", "note_begun", keys) }

// OffBlocked says that replies cannot be delivered to a visitor.
func (c *Catalogue) OffBlocked(name string) string { return c.text("screen", "off_blocked", name) }

// OffOther says who holds the chat.
func (c *Catalogue) OffOther(owner string) string { return c.text("screen", "off_other", owner) }
