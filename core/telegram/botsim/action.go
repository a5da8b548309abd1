package botsim

import (
	"context"
	"slices"
	"time"
)

// actionDuration is how long a chat action is shown (source:
// core.telegram.org/bots/api#sendchataction).
const actionDuration = 5 * time.Second

// Action is a chat action that the visitor was shown.
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
	v.showsAction = true
	v.received.fire()
	return success([]byte("true"))
}

// Actions counts the chat actions of the bot, such as "typing".
func (v *Visitor) Actions() int { return len(v.ActionLog()) }

// ActionLog returns all chat actions of the bot, oldest first.
func (v *Visitor) ActionLog() []Action {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	return slices.Clone(v.actions)
}

// ShownAction returns the chat action that is shown now, "" if there is none: each
// is shown for five seconds, or until a message arrives.
func (v *Visitor) ShownAction() string {
	v.bot.sim.mu.Lock()
	defer v.bot.sim.mu.Unlock()
	if !v.showsAction || time.Since(v.actions[len(v.actions)-1].At) >= actionDuration {
		return ""
	}
	return v.actions[len(v.actions)-1].Kind
}
