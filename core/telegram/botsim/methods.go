package botsim

import (
	"context"
	"strings"
)

// method is one method of the Bot API, by the name that the documentation gives it.
type method struct {
	name string
	run  handler
}

// handler does what a method does.
type handler func(context.Context, *Bot, form) answer

// plain is a handler that takes no files.
func plain(run func(context.Context, *Bot, params) answer) handler {
	return func(ctx context.Context, b *Bot, f form) answer { return run(ctx, b, f.params) }
}

// method finds a method by name, in any case of letters, as the real server
// does.
func (s *Sim) method(name string) method {
	if m, ok := s.methods[strings.ToLower(name)]; ok {
		return m
	}
	return method{name, func(context.Context, *Bot, form) answer { return failure(404, "Not Found: method not found") }}
}

// learn makes s know its methods.
func (s *Sim) learn() {
	s.methods = map[string]method{}
	for _, m := range s.built() {
		s.methods[strings.ToLower(m.name)] = m
	}
}

// built are all methods that s has.
func (s *Sim) built() []method {
	return []method{
		{"getMe", plain(s.getMe)},
		{"getUpdates", plain(s.getUpdates)},
		{"getWebhookInfo", plain(s.getWebhookInfo)},
		{"setWebhook", plain(s.setWebhook)},
		{"deleteWebhook", plain(s.deleteWebhook)},
		{"getChat", plain(s.getChat)},
		{"setMyCommands", plain(s.setMyCommands)},
		{"getMyCommands", plain(s.getMyCommands)},

		{"sendMessage", plain(s.sendMessage)},
		{"editMessageText", plain(s.editMessageText)},
		{"editMessageCaption", plain(s.editMessageCaption)},
		{"deleteMessage", plain(s.deleteMessage)},
		{"deleteMessages", plain(s.deleteMessages)},
		{"sendChatAction", plain(s.sendChatAction)},

		{"getFile", plain(s.getFile)},
		{"sendPhoto", s.sendFile("photo")},
		{"sendDocument", s.sendFile("document")},
		{"sendVideo", s.sendFile("video")},
		{"sendAudio", s.sendFile("audio")},
		{"sendVoice", s.sendFile("voice")},
		{"sendAnimation", s.sendFile("animation")},
		{"sendMediaGroup", s.sendMediaGroup},
	}
}
