package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/markup"
	"tgdesk/core/txn"
)

func TestEditAndDelete(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := r.t.Context(), r.hears(7, "hello")
		m := r.reply(c, "helo")[0]
		box := r.desk.Subscribe()
		now, err := r.desk.EditReply(ctx, r.op, m.ID, "hello")
		must(t, err)
		if now.Text != "hello" || now.EditedAt.IsZero() || r.bot.edits[0] != (core.MessageEdit{VisitorTelegramID: 7, MessageTelegramID: 500_001, Text: "hello"}) {
			t.Errorf("%+v by %+v", now, r.bot.edits)
		}
		if events, _ := box.Take(); len(events) == 0 {
			t.Error("nothing is told")
		}
		_, err = r.desk.EditReply(ctx, r.op, m.ID, "hello")
		must(t, err)
		wantEqual(t, "versions", r.store.edits[m.ID], []core.Edit{{Text: "helo", Kind: core.KindText, Replaced: now.EditedAt}})
		must(t, r.desk.DeleteReply(ctx, r.op, m.ID))
		if now, _ := r.desk.Message(ctx, m.ID); now.DeletedAt.IsZero() || now.Text != "hello" || len(r.bot.deletes) != 1 {
			t.Errorf("deleted: %+v", now)
		}
		if _, err := r.desk.EditReply(ctx, r.op, m.ID, "x"); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("edit of what is deleted: %v", err)
		}
		if len(r.bot.edits) != 1 {
			t.Errorf("%d edits at Telegram", len(r.bot.edits))
		}
	})
}

// TestReviseErrors: what Telegram refuses is said, and nothing changes here.
func TestReviseErrors(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := r.t.Context(), r.hears(7, "hello")
		m := r.reply(c, "hi")[0]
		for outcome, want := range map[core.Outcome]core.Code{
			core.OutcomeRefused: core.CodeConflict, core.OutcomeBotBlocked: core.CodeConflict, core.OutcomeUnauthorized: core.CodeUnauthorized,
			core.OutcomeRateLimited: core.CodeUnavailable, core.OutcomeNotSent: core.CodeUnavailable, core.OutcomeUnknown: core.CodeUnavailable,
		} {
			r.bot.revise = func() error {
				return &core.SendError{Outcome: outcome, Detail: core.NewProblem("change_refused", "No.")}
			}
			if _, err := r.desk.EditReply(ctx, r.op, m.ID, "x"); core.CodeOf(err) != want {
				t.Errorf("%s: %v", outcome, err)
			}
			if err := r.desk.DeleteReply(ctx, r.op, m.ID); core.CodeOf(err) != want {
				t.Errorf("%s: %v", outcome, err)
			}
		}
		if now, _ := r.desk.Message(ctx, m.ID); now.Text != "hi" || !now.DeletedAt.IsZero() {
			t.Errorf("changed: %+v", now)
		}
	})
}

func TestReviseUnsent(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := r.t.Context(), r.hears(7, "hello")
		r.bot.failing(&core.SendError{Outcome: core.OutcomeNotSent}, nil, &core.SendError{Outcome: core.OutcomeUnknown}, &core.SendError{Outcome: core.OutcomeRefused})
		queued := r.reply(c, "queued", "dropped", "stopped")
		_, err := r.desk.EditReply(ctx, r.op, queued[0].ID, "changed")
		must(t, err)
		must(t, r.desk.DeleteReply(ctx, r.op, queued[1].ID))
		must(t, r.desk.CancelSend(ctx, r.op, queued[2].ID))
		r.after(time.Minute)
		wantEqual(t, "sent", r.bot.sent(), []string{"queued", "changed"})
		r.wantDelivery(queued[1], core.DeliveryFailed)
		r.wantDelivery(queued[2], core.DeliveryFailed)
		if _, err := r.desk.Resend(ctx, r.op, queued[1].ID); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("resend of what is deleted: %v", err)
		}
		lost := r.reply(c, "unknown", "refused")
		if _, err := r.desk.EditReply(ctx, r.op, lost[0].ID, "x"); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("edit of what may have arrived: %v", err)
		}
		_, err = r.desk.EditReply(ctx, r.op, lost[1].ID, "better")
		must(t, err)
		if len(r.store.edits) > 0 || len(r.bot.edits) > 0 {
			t.Error("what nobody saw has a history")
		}
	})
}

func TestWhoMayRevise(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := r.t.Context(), r.hears(7, "hello")
		m := r.reply(c, "hi")[0]
		ann, err := r.desk.SignIn(ctx, "ann", core.RoleOperator)
		must(t, err)
		if _, err := r.desk.EditReply(ctx, ann.ID, m.ID, "x"); core.CodeOf(err) != core.CodeForbidden {
			t.Errorf("somebody else: %v", err)
		}
		if err := r.desk.DeleteReply(ctx, r.op, r.store.transcript[c.ID][0]); core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("the visitor's message: %v", err)
		}
		_, err = r.desk.End(ctx, r.op, c.ID)
		must(t, err)
		if _, err := r.desk.EditReply(ctx, r.op, m.ID, "x"); core.CodeOf(err) != core.CodeConflict {
			t.Errorf("completed: %v", err)
		}
		must(t, r.desk.DeleteReply(ctx, r.op, m.ID))
	})
}

func TestTyping(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, c := r.t.Context(), r.hears(7, "hello")
		for range 100 {
			r.desk.Typing(ctx, r.op, c.ID)
			r.after(100 * time.Millisecond)
		}
		if n := len(r.bot.actions); n != 3 || r.bot.actions[0].action != core.ActionTyping {
			t.Fatalf("%d actions in 10 s", n)
		}
		if gap := r.bot.actions[1].at.Sub(r.bot.actions[0].at); gap < actionInterval {
			t.Errorf("%s between two", gap)
		}
		m := core.DefaultBrandOptions()
		m.Typing = false
		_, err := r.desk.SetBrandOptions(ctx, r.op, r.brand, m)
		must(t, err)
		r.after(time.Minute)
		r.desk.Typing(ctx, r.op, c.ID)
		r.desk.Typing(ctx, r.op+1, c.ID)
		synctest.Wait()
		if n := len(r.bot.actions); n != 3 {
			t.Errorf("%d actions, though the brand wants none", n)
		}
	})
}

func TestSetBrandOptions(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		for what, bad := range map[string]func(*core.BrandOptions){
			"size": func(m *core.BrandOptions) { m.FetchUpTo = -1 }, "time": func(m *core.BrandOptions) { m.KeepMedia = time.Minute },
			"signature": func(m *core.BrandOptions) { m.Signature = "seal" }, "address": func(m *core.BrandOptions) { m.APIURL = "localhost:8081" },
			"password": func(m *core.BrandOptions) { m.APIURL = "http://u:p@localhost" },
		} {
			m := core.DefaultBrandOptions()
			if bad(&m); core.CodeOf(m.Check()) != core.CodeInvalid {
				t.Errorf("%s is accepted", what)
			}
			if _, err := r.desk.SetBrandOptions(ctx, r.op, r.brand, m); core.CodeOf(err) != core.CodeInvalid {
				t.Errorf("%s: %v", what, err)
			}
		}
		o := core.DefaultBrandOptions()
		o.APIURL, o.Markup, o.Signature = " http://localhost:8081/ ", true, core.SignAlias
		b, err := r.desk.SetBrandOptions(ctx, r.op, r.brand, o)
		must(t, err)
		synctest.Wait()
		if b.Options.APIURL != "http://localhost:8081" || r.bot.apiURL != b.Options.APIURL {
			t.Errorf("linked to %q", r.bot.apiURL)
		}
		_, err = r.desk.SetOperator(ctx, r.op, r.op, desk.OperatorChange{Alias: new(" Ma ")})
		must(t, err)
		op, err := r.desk.SignIn(ctx, "mika", core.RoleAdmin)
		must(t, err)
		if op.Alias != "Ma" {
			t.Errorf("alias after the next sign-in: %q", op.Alias)
		}
		c := r.hears(7, "hello")
		r.reply(c, "*hi*")
		want := core.Outgoing{TelegramID: 7, Text: "Ma: hi", Markup: markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: 4, Length: 2}})}
		if d := cmp.Diff(want, r.bot.calls[0].out); d != "" {
			t.Error(d)
		}
	})
}

// TestKindsAreKept: what a message carries is kept; of unknown kinds the raw
// update too; an edit that changes nothing shows nothing.
func TestKindsAreKept(t *testing.T) {
	inBubble(t, func(r *rig) {
		in := core.Incoming{
			TelegramID: 5, At: time.Now(), Kind: core.KindUnsupported, Text: "hologram", Markup: markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: 0, Length: 2}}),
			Quote: "part", Forward: "Ann", ReplyTo: 4,
		}
		b, err := r.store.Brand(r.t.Context(), r.brand)
		must(t, err)
		partly := false
		take := func(kind core.UpdateKind) {
			must(t, r.engine.runner.Write(r.t.Context(), func(tx *txn.Tx) error {
				return (&applier{Tx: tx, brand: b.Brand, rules: b.Rules(), files: r.files}).apply(context.Background(), core.Update{Kind: kind, Visitor: core.Profile{TelegramID: 7}, Message: in, Raw: []byte("{}"), Partial: partly}, false)
			}))
		}
		take(core.UpdateMessage)
		m := r.lastOf(r.chatOf(7))
		if m.Markup != in.Markup || m.Quote != "part" || m.Forward != "Ann" || len(r.store.kept) != 1 {
			t.Errorf("%+v, %d kept", m, len(r.store.kept))
		}
		in.EditedAt = time.Now().Add(time.Second)
		take(core.UpdateEdit)
		if now := r.lastOf(r.chatOf(7)); !now.EditedAt.IsZero() {
			t.Error("an edit that changed nothing shows")
		}
		in.Markup = ""
		take(core.UpdateEdit)
		if len(r.store.kept) != 2 {
			t.Errorf("%d kept, want the edit that changed something too", len(r.store.kept))
		}
		wantEqual(t, "versions", r.store.edits[m.ID], []core.Edit{{Text: "hologram", Markup: m.Markup, Kind: core.KindUnsupported, Replaced: in.EditedAt}})
		for id, want := range map[int64]int{6: 2, 7: 3} {
			in.TelegramID, in.Kind, partly = id, core.KindText, id == 7
			r.store.kept = r.store.kept[:2]
			if take(core.UpdateMessage); len(r.store.kept) != want {
				t.Errorf("%d kept, want %d, as it was understood partly: %v", len(r.store.kept), want, partly)
			}
		}
	})
}
