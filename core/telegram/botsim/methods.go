package botsim

import (
	"context"
	"strings"
)

// method is a method of the Bot API with its documented name.
type method struct {
	name string
	run  handler
}

// handler executes a method.
type handler func(context.Context, *Bot, form) answer

// withoutFiles is the handler of a method that takes no files.
func withoutFiles(run func(context.Context, *Bot, params) answer) handler {
	return func(ctx context.Context, b *Bot, f form) answer { return run(ctx, b, f.params) }
}

// method finds a method by its case-insensitive name, as the real server does.
func (s *Sim) method(name string) method {
	if m, ok := s.methods[strings.ToLower(name)]; ok {
		return m
	}
	return method{name, func(context.Context, *Bot, form) answer { return failure(404, "Not Found: method not found") }}
}

func (s *Sim) registerMethods() {
	s.methods = map[string]method{}
	for _, m := range []method{
		{"getMe", withoutFiles(s.getMe)},
		{"getUpdates", withoutFiles(s.getUpdates)},
		{"getWebhookInfo", withoutFiles(s.getWebhookInfo)},
		{"setWebhook", withoutFiles(s.setWebhook)},
		{"deleteWebhook", withoutFiles(s.deleteWebhook)},
		{"getChat", withoutFiles(s.getChat)},
		{"setMyCommands", withoutFiles(s.setMyCommands)},
		{"getMyCommands", withoutFiles(s.getMyCommands)},

		{"sendMessage", withoutFiles(s.sendMessage)},
		{"editMessageText", withoutFiles(s.editMessageText)},
		{"editMessageCaption", withoutFiles(s.editMessageCaption)},
		{"deleteMessage", withoutFiles(s.deleteMessage)},
		{"deleteMessages", withoutFiles(s.deleteMessages)},
		{"sendChatAction", withoutFiles(s.sendChatAction)},

		{"getFile", withoutFiles(s.getFile)},
		{"sendPhoto", s.sendFile("photo")},
		{"sendDocument", s.sendFile("document")},
		{"sendVideo", s.sendFile("video")},
		{"sendAudio", s.sendFile("audio")},
		{"sendVoice", s.sendFile("voice")},
		{"sendAnimation", s.sendFile("animation")},
		{"sendMediaGroup", s.sendMediaGroup},
	} {
		s.methods[strings.ToLower(m.name)] = m
	}
}
