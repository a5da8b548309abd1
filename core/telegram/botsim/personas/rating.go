package personas

import (
	"context"
	"strings"

	"tgdesk/core/telegram/botsim"
)

// asksRating reports whether a message asks for a rating, by stars or thumbs.
func asksRating(m botsim.Received) bool {
	if len(m.Buttons) == 0 || len(m.Buttons[0]) < 2 {
		return false
	}
	label := m.Buttons[0][0].Text
	return strings.HasPrefix(label, "★") || label == "👍"
}

// rate presses one of the buttons of a question for a rating, mostly the best, and answers
// the question for a comment that may follow. It reports whether there was such a question.
func (p *actor) rate(ctx context.Context, fresh []botsim.Received) bool {
	for _, m := range fresh {
		switch {
		case m.ForceReply:
			p.last = p.visitor.Reply("🙏 👍", m.ID)
			return true
		case !asksRating(m):
			continue
		}
		best := len(m.Buttons[0]) - 1
		if m.Buttons[0][0].Text == "👍" {
			best = 0
		}
		choice := m.Buttons[0][best]
		if p.random.IntN(3) == 0 {
			choice = m.Buttons[0][p.random.IntN(len(m.Buttons[0]))]
		}
		_, _ = p.visitor.Press(m.ID, choice.Text)
		if p.random.IntN(2) == 0 && wait(ctx, between(p.random, minThinking, maxThinking)) {
			p.comment(m.ID)
		}
		return true
	}
	return false
}

// comment presses the last button below a question for a rating that was answered.
func (p *actor) comment(id int64) {
	for _, m := range p.visitor.Inbox() {
		if n := len(m.Buttons); m.ID == id && n > 1 {
			_, _ = p.visitor.Press(id, m.Buttons[n-1][0].Text)
		}
	}
}
