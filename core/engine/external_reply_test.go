package engine

import (
	"context"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/core/txn"
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
		page := []core.Message{
			near,
			{VisitorID: near.VisitorID, ReplyTo: near.TelegramID},
			{VisitorID: near.VisitorID, ReplyTo: far.TelegramID},
			{VisitorID: near.VisitorID, ReplyTo: far.TelegramID},
			{VisitorID: near.VisitorID, ReplyTo: 4711},
			{VisitorID: near.VisitorID + 1, ReplyTo: far.TelegramID},
		}
		got, err := r.desk.Answered(ctx, page)
		must(t, err)
		wantEqual(t, "answered", got, []core.Message{far})
	})
}

// TestAnsweredElsewhere: of an answered message that the desk has, nothing is
// kept twice; of one that it never had, what was told is.
func TestAnsweredElsewhere(t *testing.T) {
	inBubble(t, func(r *rig) {
		known := r.lastOf(r.hears(7, "which size?"))
		b, err := r.store.Brand(r.t.Context(), r.brand)
		must(t, err)
		old := core.ExternalReply{Author: "the bot", Kind: core.KindText, Text: "from before the desk"}
		story := core.ExternalReply{Author: "Ann", Kind: core.KindStory, Text: ""}
		for id, tt := range map[int64]struct {
			in   core.Incoming
			want core.ExternalReply
		}{
			5001: {core.Incoming{ReplyTo: known.TelegramID, ExternalReply: core.ExternalReply{Author: "Hana", Kind: core.KindText, Text: "which size?"}}, core.ExternalReply{}},
			5002: {core.Incoming{ReplyTo: 4711, ExternalReply: old}, old},
			5003: {core.Incoming{ReplyTo: 4711, ExternalReply: core.ExternalReply{Kind: core.KindText, Text: strings.Repeat("ö", 257)}},
				core.ExternalReply{Kind: core.KindText, Text: strings.Repeat("ö", 255) + "…"}},
			5004: {core.Incoming{ExternalReply: story}, story},
			5005: {core.Incoming{ReplyTo: 4711}, core.ExternalReply{}},
		} {
			in := tt.in
			in.TelegramID, in.Kind, in.Text, in.At = id, core.KindText, "medium", r.start
			must(t, r.engine.runner.Write(r.t.Context(), func(tx *txn.Tx) error {
				return (&applier{Tx: tx, brand: b.Brand, rules: b.Rules(), files: r.files}).apply(context.Background(), core.Update{Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: 7}, Message: in}, false)
			}))
			if m, err := r.store.MessageByTelegram(r.t.Context(), known.VisitorID, id); err != nil || m.ExternalReply != tt.want {
				t.Errorf("%d: %+v, %v", id, m.ExternalReply, err)
			}
		}
	})
}
