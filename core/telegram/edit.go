package telegram

import (
	"context"
	"net/http"
	"strings"
	"time"

	"tgdesk/core"
)

// actionTimeout is short, because a late action is of no use.
const actionTimeout = 5 * time.Second

// Edit implements core.Link. A message that has this content already is no
// error.
func (l *link) Edit(ctx context.Context, e core.MessageEdit) error {
	method, text, name := "editMessageText", "text", "entities"
	if e.Caption {
		method, text, name = "editMessageCaption", "caption", "caption_entities"
	}
	params := map[string]any{"chat_id": e.VisitorTelegramID, "message_id": e.MessageTelegramID, text: e.Text}
	addOptions(params, name, core.Outgoing{Markup: e.Markup})
	_, f := l.call(ctx, request{method: method, params: params})
	if f == nil || f.refusedAs("message is not modified") {
		return nil
	}
	f.replace("message to edit not found", "change_message_gone")
	f.replace("message can't be edited", "change_not_allowed")
	return f.changeError("may_have_changed")
}

// Delete implements core.Link. A message that does not exist any more is no
// error: a retry may find its first attempt done.
func (l *link) Delete(ctx context.Context, visitorTelegramID, messageTelegramID int64) error {
	params := map[string]any{"chat_id": visitorTelegramID, "message_id": messageTelegramID}
	_, f := l.call(ctx, request{method: "deleteMessage", params: params})
	if f == nil || f.refusedAs("message to delete not found") {
		return nil
	}
	f.replace("message can't be deleted", "delete_not_allowed")
	return f.changeError("may_have_been_deleted")
}

// SendAction implements core.Link.
func (l *link) SendAction(ctx context.Context, visitorTelegramID, thread int64, a core.ChatAction) error {
	params := map[string]any{"chat_id": visitorTelegramID, "action": string(a)}
	if thread != 0 {
		params["message_thread_id"] = thread
	}
	if _, f := l.call(ctx, request{method: "sendChatAction", params: params, timeout: actionTimeout}); f != nil {
		return f.changeError("")
	}
	return nil
}

// refusedAs reports whether Telegram refused with a description that contains
// words (tdlib/telegram-bot-api, Client.cpp).
func (f *failure) refusedAs(words string) bool {
	return f.code == http.StatusBadRequest && strings.Contains(strings.ToLower(f.description), words)
}

// replace gives a refusal a better reason than Telegram's description.
func (f *failure) replace(words, id string) {
	if f.refusedAs(words) {
		f.id, f.args = id, nil
	}
}
