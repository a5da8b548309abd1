package telegram

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// Face implements core.Link.
func (l *link) Face(ctx context.Context, language string) (core.Face, error) {
	var f core.Face
	for _, text := range textsOf(&f) {
		raw, failed := l.faceCall(ctx, "getMy"+text.method, language, nil)
		if failed != nil {
			return core.Face{}, failed.changeError("")
		}
		var answer map[string]string
		if err := json.Unmarshal(raw, &answer); err != nil {
			return core.Face{}, l.unreadable(err).changeError("")
		}
		*text.value = answer[text.name]
	}
	raw, failed := l.faceCall(ctx, "getMyCommands", language, nil)
	if failed != nil {
		return core.Face{}, failed.changeError("")
	}
	var commands []gotgbot.BotCommand
	if err := json.Unmarshal(raw, &commands); err != nil {
		return core.Face{}, l.unreadable(err).changeError("")
	}
	for _, c := range commands {
		f.Commands = append(f.Commands, core.BotCommand{Name: c.Command, Description: c.Description})
	}
	return f, nil
}

// SetFace implements core.Link. It compares first, because Telegram lets a bot change
// these only a few times an hour. A text that becomes empty in a language is always reset:
// Telegram does not tell whether what it shows is the language's own.
func (l *link) SetFace(ctx context.Context, language string, f core.Face) error {
	now, err := l.Face(ctx, language)
	if err != nil {
		return err
	}
	shown := textsOf(&now)
	for i, text := range textsOf(&f) {
		stays := *text.value == "" && language == "" && text.name == "name"
		if stays || *shown[i].value == *text.value {
			continue
		}
		if _, failed := l.faceCall(ctx, "setMy"+text.method, language, map[string]any{text.name: *text.value}); failed != nil {
			return failed.changeError("may_have_changed")
		}
	}
	return l.setCommands(ctx, language, now.Commands, f.Commands)
}

func (l *link) setCommands(ctx context.Context, language string, now, commands []core.BotCommand) error {
	if slices.Equal(now, commands) {
		return nil
	}
	method, params := "deleteMyCommands", map[string]any{}
	if len(commands) > 0 {
		list := make([]gotgbot.BotCommand, len(commands))
		for i, c := range commands {
			list[i] = gotgbot.BotCommand{Command: c.Name, Description: c.Description}
		}
		method, params["commands"] = "setMyCommands", list
	}
	if _, failed := l.faceCall(ctx, method, language, params); failed != nil {
		return failed.changeError("may_have_changed")
	}
	return nil
}

// faceText is one text of a face: its methods end in method, its field is name.
type faceText struct {
	method, name string
	value        *string
}

func textsOf(f *core.Face) []faceText {
	return []faceText{{"Name", "name", &f.Name}, {"ShortDescription", "short_description", &f.About}, {"Description", "description", &f.Description}}
}

func (l *link) faceCall(ctx context.Context, method, language string, params map[string]any) (json.RawMessage, *failure) {
	if params == nil {
		params = map[string]any{}
	}
	if language != "" {
		params["language_code"] = language
	}
	return l.call(ctx, request{method: method, params: params})
}
