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

// allowedUpdates is part of every poll: the server stores the list, and another
// program may have changed it.
func allowedUpdates() []string { return []string{"message", "edited_message", "my_chat_member"} }

// Poll implements core.Link.
func (l *link) Poll(ctx context.Context, offset int64) (core.Batch, error) {
	offset = max(offset, 0) // a negative one makes Telegram delete updates
	raw, f := l.client.call(ctx, l.token(), request{
		method: "getUpdates", timeout: pollTimeout, via: l.client.calls,
		params: map[string]any{
			"offset": offset, "limit": pollLimit, "timeout": int(pollWait / time.Second),
			"allowed_updates": allowedUpdates(),
		},
	})
	if err := ctx.Err(); f != nil && err != nil {
		return core.Batch{}, err
	}
	if f != nil {
		return core.Batch{}, f.pollError()
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil || elements == nil {
		return core.Batch{}, l.client.unreadable().pollError()
	}
	b := decodeBatch(elements, offset)
	if len(elements) > 0 && len(b.Updates) == 0 {
		// The offset would not change, and the next poll would return the same at
		// once. As an error, it is polled again after a while.
		return core.Batch{}, l.client.unreadable().pollError()
	}
	return b, nil
}

func (f *failure) pollError() *core.PollError {
	e := &core.PollError{Kind: core.PollUnavailable, NotConnected: f.notConnected(), Detail: f.problem(), Err: f.err}
	switch {
	case f.unauthorized():
		e.Kind = core.PollUnauthorized
	case f.rateLimited():
		e.Kind, e.RetryAfter = core.PollRateLimited, max(f.retryAfter, time.Second)
	case f.code == http.StatusConflict && strings.Contains(strings.ToLower(f.description), "webhook"):
		e.Kind = core.PollWebhook
		e.Detail = core.NewProblem("conflict_webhook")
	case f.code == http.StatusConflict:
		e.Kind = core.PollConflict
		e.Detail = core.NewProblem("conflict_poller")
	}
	return e
}
