package locale

import "tgdesk/core"

// Score is a score on a scale.
func (c *Catalogue) Score(s core.RatingScale, score int) string {
	switch {
	case s == core.RatingStars:
		return c.text("chat", "rated_stars", score)
	case score > 0:
		return c.text("chat", "rated_thumbs_up")
	}
	return c.text("chat", "rated_thumbs_down")
}

// Rating is what the visitor thinks of a chat, "" if nothing is known. comment is the clean
// text of the comment on one line.
func (c *Catalogue) Rating(r core.Rating, comment string) string {
	switch {
	case !r.Given():
		return ""
	case comment == "":
		return c.Score(r.Scale, r.Score)
	}
	return c.text("chat", "rated_with_comment", c.Score(r.Scale, r.Score), comment)
}
