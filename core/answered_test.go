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

// TestAnsweredElsewhere: of an answered message that the desk has, nothing is
// kept twice; of one that it never had, what was told is.
func TestAnsweredElsewhere(t *testing.T) {
	inBubble(t, func(r *rig) {
		known := r.lastOf(r.hears(7, "which size?"))
		b, err := r.store.Brand(r.t.Context(), r.brand)
		must(t, err)
		old := Answered{"the bot", KindText, "from before the desk"}
		story := Answered{"Ann", KindStory, ""}
		for id, tt := range map[int64]struct {
			in   Incoming
			want Answered
		}{
			5001: {Incoming{ReplyTo: known.TelegramID, Answered: Answered{"Hana", KindText, "which size?"}}, Answered{}},
			5002: {Incoming{ReplyTo: 4711, Answered: old}, old},
			5003: {Incoming{ReplyTo: 4711, Answered: Answered{Kind: KindText, Text: strings.Repeat("ö", 257)}},
				Answered{Kind: KindText, Text: strings.Repeat("ö", 255) + "…"}},
			5004: {Incoming{Answered: story}, story},
			5005: {Incoming{ReplyTo: 4711}, Answered{}},
		} {
			in := tt.in
			in.TelegramID, in.Kind, in.Text, in.At = id, KindText, "medium", r.start
			must(t, r.desk.write(r.t.Context(), func(w *work) error {
				return w.apply(context.Background(), b, Update{Kind: UpdateMessage, Visitor: Profile{TelegramID: 7}, Message: in}, false)
			}))
			if m, err := r.store.MessageByTelegram(r.t.Context(), known.VisitorID, id); err != nil || m.Answered != tt.want {
				t.Errorf("%d: %+v, %v", id, m.Answered, err)
			}
		}
	})
}
