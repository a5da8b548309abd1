package botsim

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// faceText is a text that a bot shows of itself: its parameter is field, its length is
// limited in code points.
type faceText struct {
	method, field string
	limit         int
}

func faceTexts() []faceText {
	return []faceText{{"MyName", "name", 64}, {"MyShortDescription", "short_description", 120}, {"MyDescription", "description", 512}}
}

// faceKey names one text, or the commands, in a language.
type faceKey struct{ field, language string }

// Command is a command of the bot's menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

func (s *Sim) registerFace() {
	for _, t := range faceTexts() {
		s.methods[strings.ToLower("set"+t.method)] = method{"set" + t.method, withoutFiles(func(_ context.Context, b *Bot, p params) answer { return s.setFaceText(b, t, p) })}
		s.methods[strings.ToLower("get"+t.method)] = method{"get" + t.method, withoutFiles(func(_ context.Context, b *Bot, p params) answer {
			s.mu.Lock()
			defer s.mu.Unlock()
			if bad := checkLanguage(p); bad != nil {
				return *bad
			}
			return result(map[string]any{t.field: b.faceText(t.field, p["language_code"])})
		})}
	}
}

func (s *Sim) setFaceText(b *Bot, t faceText, p params) answer {
	if bad := checkLanguage(p); bad != nil {
		return *bad
	}
	text := strings.TrimSpace(p[t.field])
	if utf8.RuneCountInString(text) > t.limit {
		return badRequest(t.field + " is too long")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := faceKey{t.field, p["language_code"]}
	switch {
	case text != "":
		b.face[key] = text
	case key == faceKey{field: "name"}:
		return badRequest("BOT_TITLE_INVALID")
	default:
		delete(b.face, key)
	}
	return success([]byte("true"))
}

// faceText is what a person with a language sees. The caller holds sim.mu.
func (b *Bot) faceText(field, language string) string {
	for _, key := range []faceKey{{field, language}, {field, ""}} {
		if text, ok := b.face[key]; ok {
			return text
		}
	}
	if field == "name" {
		return b.Name
	}
	return ""
}

// Face returns what a person with a language sees of the bot: "name",
// "short_description" or "description".
func (b *Bot) Face(field, language string) string {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	return b.faceText(field, language)
}

// Commands returns the menu that a person with a language sees.
func (b *Bot) Commands(language string) []Command {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	if list, ok := b.commands[language]; ok {
		return slices.Clone(list)
	}
	return slices.Clone(b.commands[""])
}

// checkLanguage returns the error for a language_code that is no two-letter code.
func checkLanguage(p params) *answer {
	code := p["language_code"]
	if code == "" || len(code) == 2 && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") == "" {
		return nil
	}
	return refusal(badRequest("Invalid language code specified"))
}

func (s *Sim) setMyCommands(_ context.Context, b *Bot, p params) answer {
	var list []Command
	if json.Unmarshal([]byte(p["commands"]), &list) != nil {
		return badRequest("can't parse commands JSON object")
	}
	bad := checkLanguage(p)
	if bad == nil {
		bad = checkCommands(list)
	}
	if bad != nil {
		return *bad
	}
	return s.storeCommands(b, p["language_code"], list)
}

func (s *Sim) deleteMyCommands(_ context.Context, b *Bot, p params) answer {
	if bad := checkLanguage(p); bad != nil {
		return *bad
	}
	return s.storeCommands(b, p["language_code"], nil)
}

func (s *Sim) storeCommands(b *Bot, language string, list []Command) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.commands[language] = list
	if len(list) == 0 {
		delete(b.commands, language)
	}
	return success([]byte("true"))
}

// checkCommands returns why a list of commands is refused, nil if it is not. It takes
// away slashes, as the server does.
func checkCommands(list []Command) *answer {
	if len(list) > 100 {
		return refusal(badRequest("BOT_COMMANDS_TOO_MUCH"))
	}
	for i, c := range list {
		c.Command, c.Description = strings.TrimPrefix(strings.TrimSpace(c.Command), "/"), strings.TrimSpace(c.Description)
		list[i] = c
		switch n := utf8.RuneCountInString(c.Description); {
		case c.Command == "":
			return refusal(badRequest("command can't be empty"))
		case len(c.Command) > 32:
			return refusal(badRequest("command length must not exceed 32"))
		case strings.Trim(c.Command, "abcdefghijklmnopqrstuvwxyz0123456789_") != "":
			return refusal(badRequest("BOT_COMMAND_INVALID"))
		case n < 1 || n > 256:
			return refusal(badRequest(fmt.Sprintf("command description length must be at least 1 and at most 256, not %d", n)))
		}
	}
	return nil
}

// getMyCommands returns what was set for just this language.
func (s *Sim) getMyCommands(_ context.Context, b *Bot, p params) answer {
	if bad := checkLanguage(p); bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if list := b.commands[p["language_code"]]; list != nil {
		return result(list)
	}
	return success([]byte("[]"))
}
