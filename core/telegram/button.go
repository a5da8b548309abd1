package telegram

import (
	"context"
	"encoding/json"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// replyMarkup is what a message has in the one place for buttons, keyboards and forced
// replies; nil for nothing.
func replyMarkup(out core.Outgoing) any {
	switch {
	case len(out.Buttons) > 0:
		return inlineKeyboard(out.Buttons)
	case len(out.Keyboard) > 0:
		rows := make([][]gotgbot.KeyboardButton, len(out.Keyboard))
		for i, row := range out.Keyboard {
			rows[i] = make([]gotgbot.KeyboardButton, len(row))
			for j, label := range row {
				rows[i][j].Text = label
			}
		}
		return gotgbot.ReplyKeyboardMarkup{Keyboard: rows, ResizeKeyboard: true, OneTimeKeyboard: true}
	case out.RemoveKeyboard:
		return gotgbot.ReplyKeyboardRemove{RemoveKeyboard: true}
	case out.ForceReply:
		return gotgbot.ForceReply{ForceReply: true}
	}
	return nil
}

func inlineKeyboard(buttons [][]core.Button) gotgbot.InlineKeyboardMarkup {
	rows := make([][]gotgbot.InlineKeyboardButton, len(buttons))
	for i, row := range buttons {
		rows[i] = make([]gotgbot.InlineKeyboardButton, len(row))
		for j, b := range row {
			rows[i][j].Text, rows[i][j].CallbackData = b.Text, b.Data
		}
	}
	return gotgbot.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// longestPressID bounds the ids of presses, which Telegram calls strings: its server
// sends 64-bit numbers.
const longestPressID = 64

// pressUpdate decodes that a button was pressed. Of the message with the button it
// needs the id alone: the message may be too old for Telegram to show the rest, or
// answer one that gotgbot refuses.
func pressUpdate(raw json.RawMessage) core.Update {
	var in struct {
		Query struct {
			ID      string        `json:"id"`
			From    *gotgbot.User `json:"from"`
			Data    string        `json:"data"`
			Message struct {
				ID   int64        `json:"message_id"`
				Chat gotgbot.Chat `json:"chat"`
			} `json:"message"`
		} `json:"callback_query"`
	}
	err := json.Unmarshal(raw, &in)
	q := in.Query
	switch {
	case inGroup(q.Message.Chat.Type):
		return core.Update{Kind: core.UpdateIgnored, Raw: raw}
	case err != nil, q.Data == "", q.ID == "", len(q.ID) > longestPressID, q.Message.Chat.Type == "", !validID(q.Message.Chat.Id), q.Message.ID <= 0:
		return core.Update{Kind: core.UpdateOther, Raw: raw}
	}
	return core.Update{
		Kind: core.UpdateButton, Visitor: profile(q.Message.Chat, q.From),
		Press: core.ButtonPress{ID: q.ID, Data: q.Data, MessageTelegramID: q.Message.ID},
	}
}

// AnswerPress implements core.Link.
func (l *link) AnswerPress(ctx context.Context, id, text string) error {
	params := map[string]any{"callback_query_id": id}
	if text != "" {
		params["text"] = text
	}
	_, f := l.call(ctx, request{method: "answerCallbackQuery", params: params, timeout: actionTimeout})
	if f == nil || f.refusedAs("query is too old") || f.refusedAs("query id is invalid") {
		return nil
	}
	return f.changeError("")
}

// SetButtons implements core.Link.
func (l *link) SetButtons(ctx context.Context, visitorTelegramID, messageTelegramID int64, rows [][]core.Button) error {
	params := map[string]any{"chat_id": visitorTelegramID, "message_id": messageTelegramID, "reply_markup": inlineKeyboard(rows)}
	_, f := l.call(ctx, request{method: "editMessageReplyMarkup", params: params})
	if f == nil || f.refusedAs("message is not modified") || f.refusedAs("message to edit not found") || f.refusedAs("message can't be edited") {
		return nil
	}
	return f.changeError("may_have_changed")
}
