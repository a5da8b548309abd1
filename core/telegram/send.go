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

// sendTimeout is three times gotgbot's: near its rate limits Telegram delays a
// send for seconds and then delivers it (PaulSonOfLars/gotgbot#249).
const sendTimeout = 15 * time.Second

// Send implements core.Link.
func (l *link) Send(ctx context.Context, out core.Outgoing) (core.Receipt, error) {
	raw, f := sendRelaxed(out, func(out core.Outgoing) (json.RawMessage, *failure) {
		params := map[string]any{"chat_id": out.TelegramID, "text": out.Text}
		addOptions(params, "entities", out)
		return l.call(ctx, request{method: "sendMessage", params: params, timeout: sendTimeout, once: true})
	})
	if f != nil {
		return core.Receipt{}, f.sendError()
	}
	return l.receipt(raw)
}

// addOptions adds the text's entities under the given name, the topic, the message
// that it answers, and the buttons. Answering a deleted message is no error.
func addOptions(params map[string]any, name string, out core.Outgoing) {
	if e := encodeEntities(out.Markup); len(e) > 0 {
		params[name] = e
	}
	if out.Thread != 0 {
		params["message_thread_id"] = out.Thread
	}
	if out.ReplyTo != 0 {
		params["reply_parameters"] = gotgbot.ReplyParameters{MessageId: out.ReplyTo, AllowSendingWithoutReply: true, Quote: out.Quote}
	}
	if markup := replyMarkup(out); markup != nil {
		params["reply_markup"] = markup
	}
}

// sendRelaxed sends out, and again without the quote, the reply or the topic if
// Telegram refused just that. The refusal is definite, so nothing is sent twice. A
// quote is refused if its message was edited, or if the quote lacks entities of the
// original (core.telegram.org/bots/api#replyparameters); a topic, if it is deleted.
func sendRelaxed(out core.Outgoing, send func(core.Outgoing) (json.RawMessage, *failure)) (json.RawMessage, *failure) {
	for {
		raw, f := send(out)
		if f == nil || f.code != http.StatusBadRequest {
			return raw, f
		}
		switch d := strings.ToLower(f.description); {
		case out.Thread != 0 && (strings.Contains(d, "thread") || strings.Contains(d, "topic")):
			out.Thread = 0
		case out.ReplyTo == 0:
			return raw, f
		case out.Quote != "" && strings.Contains(d, "quote"):
			out.Quote = ""
		case strings.Contains(d, "replied") || strings.Contains(d, "reply"):
			out.ReplyTo, out.Quote = 0, ""
		default:
			return raw, f
		}
	}
}

// receipt decodes only what it needs: the result also contains the visitor's
// message that was answered, which gotgbot may be unable to decode.
func (l *link) receipt(raw json.RawMessage) (core.Receipt, error) {
	var sent struct {
		ID   int64 `json:"message_id"`
		Date int64 `json:"date"`
	}
	// The id counts; a malformed date beside it does not undo the send.
	if err := json.Unmarshal(raw, &sent); sent.ID <= 0 {
		return core.Receipt{}, l.unreadable(err).sendError()
	}
	return core.Receipt{TelegramID: sent.ID, At: unixTime(sent.Date)}, nil
}

// sendError decides what is known about the message. Only two things prove that
// nothing was sent: no connection was made, or the Bot API answered with a
// refusal (4xx). Nothing else does: Telegram answers "restart" even after it
// accepted a message.
func (f *failure) sendError() *core.SendError {
	e := &core.SendError{Outcome: core.OutcomeUnknown, Detail: f.problem(), Err: f.err}
	switch {
	case f.unauthorized():
		e.Outcome = core.OutcomeUnauthorized
	case f.code == http.StatusTooManyRequests, f.rateLimited() && f.retryAfter > 0:
		// An HTTP 429 that names a time comes from a proxy that rejected the
		// request; one without a time may mean anything.
		e.Outcome, e.RetryAfter = core.OutcomeRateLimited, f.retryAfter
	case f.code == http.StatusForbidden && unreachableVisitor(f.description):
		e.Outcome = core.OutcomeBotBlocked
	case f.code >= 400 && f.code < 500, f.status == http.StatusRequestEntityTooLarge, f.id == idUnreadableFile:
		e.Outcome = core.OutcomeRefused
	case !f.connected:
		e.Outcome = core.OutcomeNotSent
	}
	if e.Outcome == core.OutcomeUnknown {
		e.Detail = e.Detail.And("may_have_arrived")
	}
	return e
}

// changeError is sendError for what may be repeated: edits, deletions, actions.
// uncertain is the id to add if the outcome is unknown, "" for none.
func (f *failure) changeError(uncertain string) *core.SendError {
	e := f.sendError()
	e.Detail = f.problem()
	if e.Outcome == core.OutcomeUnknown && uncertain != "" {
		e.Detail = e.Detail.And(uncertain)
	}
	return e
}

// unreachableVisitor reports whether the description is one of the three by
// which Telegram refuses messages to this visitor (tdlib/telegram-bot-api,
// Client.cpp).
func unreachableVisitor(description string) bool {
	d := strings.ToLower(description)
	return strings.Contains(d, "blocked by the user") ||
		strings.Contains(d, "user is deactivated") ||
		strings.Contains(d, "can't initiate conversation")
}
