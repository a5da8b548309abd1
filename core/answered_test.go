package core

import (
	"context"
	"strings"
	"testing"
)

// TestAnswered: what a page answers is found wherever it stands, but for what
// is on the page already and what the desk never had.
func TestAnswered(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		first := r.hears(7, "which size?")
		far := r.lastOf(first)
		_, err := r.desk.End(ctx, r.op, first.ID)
		must(t, err)
		next := r.hears(7, "hello again")
		near := r.lastOf(next)
		page := []Message{
			near,
			{VisitorID: near.VisitorID, ReplyTo: near.TelegramID},
			{VisitorID: near.VisitorID, ReplyTo: far.TelegramID},
			{VisitorID: near.VisitorID, ReplyTo: far.TelegramID},
			{VisitorID: near.VisitorID, ReplyTo: 4711},
			{VisitorID: near.VisitorID + 1, ReplyTo: far.TelegramID},
		}
		got, err := r.desk.Answered(ctx, page)
		must(t, err)
		wantEqual(t, "answered", got, []Message{far})
	})
}

// TestQuoteOfAForeignMessage: of an answered message that the desk has, the
// text is not kept twice; of one that it never had, the beginning is.
func TestQuoteOfAForeignMessage(t *testing.T) {
	inBubble(t, func(r *rig) {
		known := r.lastOf(r.hears(7, "which size?"))
		b, err := r.store.Brand(r.t.Context(), r.brand)
		must(t, err)
		long := strings.Repeat("ö", quoteMost+1)
		for id, tt := range map[int64]struct {
			in   Incoming
			want string
		}{
			5001: {Incoming{ReplyTo: known.TelegramID, Answered: "which size?"}, ""},
			5002: {Incoming{ReplyTo: 4711, Answered: "from before the desk"}, "from before the desk"},
			5003: {Incoming{ReplyTo: 4711, Answered: long}, strings.Repeat("ö", quoteMost-1) + "…"},
			5004: {Incoming{ReplyTo: 4711, Answered: "from before the desk", Quote: "before"}, "before"},
			5005: {Incoming{ReplyTo: 4711}, ""},
		} {
			in := tt.in
			in.TelegramID, in.Kind, in.Text, in.At = id, KindText, "medium", r.start
			must(t, r.desk.write(r.t.Context(), func(w *work) error {
				return w.apply(context.Background(), b, Update{Kind: UpdateMessage, Visitor: Profile{TelegramID: 7}, Message: in}, false)
			}))
			if m, err := r.store.MessageByTelegram(r.t.Context(), known.VisitorID, id); err != nil || m.Quote != tt.want {
				t.Errorf("%d: quote %q, %v", id, m.Quote, err)
			}
		}
	})
}
