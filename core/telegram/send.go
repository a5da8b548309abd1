package telegram

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// sendTimeout is three times gotgbot's: near its limits Telegram holds a send
// for seconds and then delivers it (PaulSonOfLars/gotgbot#249).
const sendTimeout = 15 * time.Second

// Send implements core.Link. The text goes out as it is, in the form that
// out.Markup gives it.
func (l *link) Send(ctx context.Context, out core.Outgoing) (core.Receipt, error) {
	raw, f := sendWithReply(out, func(out core.Outgoing) (json.RawMessage, *failure) {
		params := map[string]any{"chat_id": out.TelegramID, "text": out.Text}
		addEntitiesAndReply(params, "entities", out)
		return l.client.call(ctx, l.token(), request{method: "sendMessage", params: params, timeout: sendTimeout, via: l.client.sends})
	})
	if f != nil {
		return core.Receipt{}, f.sendError()
	}
	return l.receipt(raw)
}

// dress adds what goes with a text: its entities under the given name, and
// what it answers. A vanished message is answered without showing it.
func addEntitiesAndReply(params map[string]any, name string, out core.Outgoing) {
	if e := encodeEntities(out.Markup); len(e) > 0 {
		params[name] = e
	}
	if out.ReplyTo != 0 {
		params["reply_parameters"] = gotgbot.ReplyParameters{MessageId: out.ReplyTo, AllowSendingWithoutReply: true, Quote: out.Quote}
	}
}

// answering sends out, and again without the quote or without the answer where
// Telegram refused just that: a definite refusal, so nothing is sent twice. A
// quote is refused where its message was edited or its own entities are
// missing (core.telegram.org/bots/api#replyparameters).
func sendWithReply(out core.Outgoing, send func(core.Outgoing) (json.RawMessage, *failure)) (json.RawMessage, *failure) {
	for {
		raw, f := send(out)
		if f == nil || out.ReplyTo == 0 || f.code != http.StatusBadRequest {
			return raw, f
		}
		switch d := strings.ToLower(f.description); {
		case out.Quote != "" && strings.Contains(d, "quote"):
			out.Quote = ""
		case strings.Contains(d, "replied") || strings.Contains(d, "reply"):
			out.ReplyTo, out.Quote = 0, ""
		default:
			return raw, f
		}
	}
}

// receipt reads no more than it needs: the rest echoes the visitor's message,
// which may hold kinds that gotgbot cannot decode.
func (l *link) receipt(raw json.RawMessage) (core.Receipt, error) {
	var sent struct {
		ID   int64 `json:"message_id"`
		Date int64 `json:"date"`
	}
	// The id is what counts; an odd date next to it does not undo the send.
	if err := json.Unmarshal(raw, &sent); sent.ID <= 0 {
		f := l.client.unreadable()
		f.connected, f.err = true, err
		return core.Receipt{}, f.sendError()
	}
	return core.Receipt{TelegramID: sent.ID, At: unixTime(sent.Date)}, nil
}

// sendError tells what is known of the message. A connection that never came
// about and an answer in Telegram's own form that refuses are proof; all else
// is not, for Telegram says "restart" even of messages it has handed on.
func (f *failure) sendError() *core.SendError {
	e := &core.SendError{Outcome: core.OutcomeUnknown, Detail: f.sentence, Err: f.err}
	switch {
	case f.unauthorized():
		e.Outcome = core.OutcomeUnauthorized
	case f.code == http.StatusTooManyRequests, f.rateLimited() && f.retryAfter > 0:
		// A page of 429 that names a time comes from what stands before Telegram
		// and turned the request away; one that names none may be anything.
		e.Outcome, e.RetryAfter = core.OutcomeLater, f.retryAfter
	case f.code == http.StatusForbidden && unreachableVisitor(f.description):
		e.Outcome = core.OutcomeBlocked
	case f.code >= 400 && f.code < 500, f.status == http.StatusRequestEntityTooLarge, f.id == idUnreadableFile:
		e.Outcome = core.OutcomeRefused
	case !f.connected:
		e.Outcome = core.OutcomeNotSent
	}
	if e.Outcome == core.OutcomeUnknown {
		e.Detail += " The message may or may not have arrived."
	}
	return e
}

// changeError is sendError for what may be done twice: edits, removals, actions.
func (f *failure) changeError(uncertain string) *core.SendError {
	e := f.sendError()
	e.Detail = f.sentence
	if e.Outcome == core.OutcomeUnknown {
		e.Detail = join(" ", f.sentence, uncertain)
	}
	return e
}

// unreachableVisitor knows the three ways in which Telegram says that this
// visitor cannot be written to (tdlib/telegram-bot-api, Client.cpp).
func unreachableVisitor(description string) bool {
	d := strings.ToLower(description)
	return strings.Contains(d, "blocked by the user") ||
		strings.Contains(d, "user is deactivated") ||
		strings.Contains(d, "can't initiate conversation")
}
