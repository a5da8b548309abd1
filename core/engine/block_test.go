package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// block puts the visitor of a chat on the block list.
func (r *rig) block(c core.Chat) core.Block {
	r.t.Helper()
	b, err := r.desk.BlockVisitor(r.t.Context(), r.op, c.VisitorID, "spam")
	must(r.t, err)
	synctest.Wait()
	return b
}

// TestBlockedVisitorIsKeptApart: the open chat ends; what comes then opens none, tells
// nobody, downloads nothing and counts as nothing, and all of it can be read.
func TestBlockedVisitorIsKeptApart(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "buy!")
		r.block(c)
		ended := r.chatOf(7)
		if ended.Reason != core.ReasonOperator || ended.EndedBy != r.op {
			t.Errorf("the open chat: %+v", ended)
		}
		wantEqual(t, "its transcript", r.texts(ended), []string{"buy!", "[picked_up]", "[block_listed]"})
		box := r.desk.Subscribe()
		r.bot.say(7, "/start", "buy more!", "/end")
		synctest.Wait()
		if events, resync := box.Take(); len(events) > 0 || resync {
			t.Errorf("told: %v", events)
		}
		apart := r.chatOf(7)
		if apart.ID == c.ID || apart.State != core.Completed || apart.Reason != core.ReasonApart || apart.Received != 0 || !apart.DeadlineAt.IsZero() {
			t.Errorf("kept in %+v", apart)
		}
		wantEqual(t, "kept", r.texts(apart), []string{"/start", "buy more!", "/end"})
		if len(r.store.files) > 0 {
			t.Errorf("files: %v", r.store.files)
		}

		_, err := r.desk.UnblockVisitor(t.Context(), r.op, c.VisitorID)
		must(t, err)
		r.bot.say(7, "sorry")
		synctest.Wait()
		if again := r.chatOf(7); again.State != core.Pending || again.ID == apart.ID {
			t.Errorf("after that: %+v", again)
		}
		r.block(c)
		r.bot.say(7, "buy!!")
		synctest.Wait()
		if second := r.chatOf(7); second.ID == apart.ID || !second.Apart() {
			t.Errorf("blocked again: %+v", second)
		}
	})
}

// TestBlockedFloodCostsRows: a flood of messages, edits and files of somebody on the block
// list publishes nothing and leaves one chat.
func TestBlockedFloodCostsRows(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "buy!")
		r.block(c)
		chats, audit, generation := len(r.store.chats), len(r.store.audit), r.hub.Generation()
		for range 500 {
			r.bot.say(7, "buy!")
		}
		synctest.Wait()
		if got := len(r.texts(r.chatOf(7))); got != 500 {
			t.Errorf("%d messages are kept", got)
		}
		if len(r.store.chats) != chats+1 || len(r.store.audit) != audit+1 || r.hub.Generation() != generation {
			t.Errorf("%d chats, %d entries of the audit and %d publications more", len(r.store.chats)-chats, len(r.store.audit)-audit, r.hub.Generation()-generation)
		}
	})
}

// TestBlockRequests: an operator asks, a supervisor decides; who asked can take it back,
// and nobody else.
func TestBlockRequests(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx, ann, bob, sue := t.Context(), r.signIn("ann", core.RoleOperator), r.signIn("bob", core.RoleOperator), r.signIn("sue", core.RoleSupervisor)
		c := r.hears(7, "buy!")
		b, err := r.desk.BlockVisitor(ctx, ann, c.VisitorID, "  rude\nwords ")
		must(t, err)
		if b.State != core.BlockAsked || b.Reason != "rude words" || !r.chatOf(7).Open() {
			t.Errorf("asked: %+v", b)
		}
		_, err = r.desk.BlockVisitor(ctx, bob, c.VisitorID, "me too")
		wantCode(t, "asked twice", err, core.CodeConflict)
		_, err = r.desk.UnblockVisitor(ctx, bob, c.VisitorID)
		wantCode(t, "taken back by another", err, core.CodeForbidden)
		_, err = r.desk.UnblockVisitor(ctx, ann, c.VisitorID)
		must(t, err)
		_, err = r.desk.DecideBlock(ctx, sue, c.VisitorID, true)
		wantCode(t, "what was taken back", err, core.CodeConflict)

		_, err = r.desk.BlockVisitor(ctx, ann, c.VisitorID, "rude")
		must(t, err)
		_, err = r.desk.DecideBlock(ctx, ann, c.VisitorID, true)
		wantCode(t, "approved by an operator", err, core.CodeForbidden)
		b, err = r.desk.DecideBlock(ctx, sue, c.VisitorID, false)
		if err != nil || b.State != core.BlockRejected || !r.chatOf(7).Open() {
			t.Errorf("rejected: %+v, %v", b, err)
		}
		_, err = r.desk.BlockVisitor(ctx, ann, c.VisitorID, "rude again")
		must(t, err)
		b, err = r.desk.DecideBlock(ctx, sue, c.VisitorID, true)
		if err != nil || b.State != core.BlockApproved || b.AskedBy != ann || b.DecidedBy != sue || r.chatOf(7).Open() {
			t.Errorf("approved: %+v, %v", b, err)
		}
		_, err = r.desk.BlockVisitor(ctx, sue, c.VisitorID, "once more")
		wantCode(t, "blocked twice", err, core.CodeConflict)
		_, err = r.desk.UnblockVisitor(ctx, ann, c.VisitorID)
		wantCode(t, "unblocked by who asked", err, core.CodeForbidden)
		for reason, want := range map[string]core.Code{"": core.CodeInvalid, " \u200b": core.CodeInvalid} {
			_, err = r.desk.BlockVisitor(ctx, sue, r.hears(8, "hello").VisitorID, reason)
			wantCode(t, "without a reason", err, want)
		}
		_, err = r.desk.BlockVisitor(ctx, sue, 99, "x")
		wantCode(t, "nobody", err, core.CodeNotFound)
	})
}

// TestWhoBlockedTheBotIsNotOnTheList: the two are apart.
func TestWhoBlockedTheBotIsNotOnTheList(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		r.block(c)
		r.after(time.Minute)
		v, err := r.store.memory.Visitor(t.Context(), c.VisitorID)
		if err != nil || v.HasBlockedBot() || !v.OnBlockList() {
			t.Errorf("%+v, %v", v, err)
		}
	})
}
