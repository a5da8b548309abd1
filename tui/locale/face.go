package locale

import (
	"time"

	"tgdesk/core"
)

// Face is a text about what a bot shows of itself.
func (c *Catalogue) Face(id string, args ...any) string { return c.text("face", id, args...) }

// FaceState says how far Telegram has a face that is wanted of a bot.
func (c *Catalogue) FaceState(f core.BrandFace, bot int64, now time.Time) string {
	due, at := f.Due(bot, now)
	said := ""
	if f.Problem != "" {
		said = c.Problem(f.Problem)
	}
	then := c.text("face", "state_due")
	switch {
	case f.Missing(bot) == 0:
		return c.text("face", "state_done")
	case !at.IsZero():
		then = c.text("face", "state_later", at.In(now.Location()).Format("2006-01-02 15:04"))
	case !due:
		then = c.text("face", "state_refused")
	}
	if said == "" {
		return then
	}
	return said + " " + then
}

// FaceLanguage names whom a face is for.
func (c *Catalogue) FaceLanguage(language string) string {
	if language == "" {
		return c.text("face", "for_all")
	}
	return c.text("face", "for_language", language)
}
