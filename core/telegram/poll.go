package telegram

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"tgdesk/core"
)

const (
	// The server's own limit (tdlib/telegram-bot-api, Client.h).
	pollWait    = 50 * time.Second
	pollTimeout = pollWait + 15*time.Second
	pollLimit   = 100 // the maximum of getUpdates
)

// Poll implements core.Link.
func (l *link) Poll(ctx context.Context, offset int64) (core.Batch, error) {
	offset = max(offset, 0) // a negative one makes Telegram delete updates
	raw, f := l.call(ctx, request{method: "getUpdates", timeout: pollTimeout, params: map[string]any{
		"offset": offset, "limit": pollLimit, "timeout": int(pollWait / time.Second),
		// The server stores this list, and another program may have changed it.
		"allowed_updates": []string{"message", "edited_message", "my_chat_member", "callback_query"},
	}})
	if f != nil {
		if err := ctx.Err(); err != nil {
			return core.Batch{}, err
		}
		return core.Batch{}, f.pollError()
	}
	var elements []json.RawMessage
	err := json.Unmarshal(raw, &elements)
	if err != nil && isNestedBeyond(raw, maxLenientNesting) {
		elements, err = nestedAt(raw, 2), nil
	}
	b := decodeBatch(elements, offset)
	// If no update can be confirmed, the next poll would return the same at once. As
	// an error, it is polled again after a while.
	if err != nil || elements == nil || len(elements) > 0 && len(b.Updates) == 0 {
		return core.Batch{}, l.unreadable(err).pollError()
	}
	return b, nil
}

func (f *failure) pollError() *core.PollError {
	notConnected := !f.connected && f.status == 0 && f.code == 0 && f.err != nil
	e := &core.PollError{Kind: core.PollUnavailable, NotConnected: notConnected, Detail: f.problem(), Err: f.err}
	switch {
	case f.unauthorized():
		e.Kind = core.PollUnauthorized
	case f.rateLimited():
		e.Kind, e.RetryAfter = core.PollRateLimited, f.retryAfter
	case f.code == http.StatusConflict && strings.Contains(strings.ToLower(f.description), "webhook"):
		e.Kind, e.Detail = core.PollWebhook, core.NewProblem("conflict_webhook")
	case f.code == http.StatusConflict:
		e.Kind, e.Detail = core.PollConflict, core.NewProblem("conflict_poller")
	}
	return e
}
