package botsim

import (
	"context"
	"slices"
	"time"
)

// actionLasts is how long a chat action shows (source:
// core.telegram.org/bots/api#sendchataction).
const actionLasts = 5 * time.Second

// Action is what the visitor was shown that the bot does.
type Action struct {
	Kind string // "typing", "upload_photo", …
	At   time.Time
}

func (s *Sim) sendChatAction(_ context.Context, b *Bot, p params) answer {
	kinds := []string{
		"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
		"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
	}
	if !slices.Contains(kinds, p["action"]) {
		return badRequest("wrong parameter action in request")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, bad := b.chat(p)
	if bad == nil {
		bad = v.unreachable()
	}
	if bad != nil {
		return *bad
	}
	v.actions = append(v.actions, Action{p["action"], time.Now()})
	v.acting = true
	v.received.fire()
	return success([]byte("true"))
}

// Actions counts the chat actions, such as "typing", that the bot showed.
func (v *Visitor) Actions() int { return len(v.ActionLog()) }

// ActionLog returns all chat actions that the bot showed, oldest first.
func (v *Visitor) ActionLog() []Action {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	return slices.Clone(v.actions)
}

// Sees returns the chat action that shows now, "" if none does: one shows for
// five seconds, or until a message arrives.
func (v *Visitor) Sees() string {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	if !v.acting || time.Since(v.actions[len(v.actions)-1].At) >= actionLasts {
		return ""
	}
	return v.actions[len(v.actions)-1].Kind
}
