package engine

import (
	"slices"
	"testing"
	"testing/synctest"

	"tgdesk/core"
)

func TestDrafts(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		box := r.desk.Subscribe()
		must(t, second(r.desk.ReplaceDraft(t.Context(), r.op, c.ID, core.DraftReply, core.Draft{}, core.Draft{Text: "I think"})))
		must(t, second(r.desk.ReplaceDraft(t.Context(), r.op, c.ID, core.DraftNote, core.Draft{}, core.Draft{Text: "or not"})))
		if events, _ := box.Take(); !slices.Equal(events, []core.Event{{Kind: core.EventDraft, Brand: r.brand, Chat: c.ID, Operator: r.op}}) || r.drafts(c) != (core.Drafts{Reply: core.Draft{Text: "I think"}, Note: core.Draft{Text: "or not"}}) {
			t.Errorf("drafts: %v, events: %v", r.store.drafts, events)
		}
	})
}

// TestReplaceDraft: a draft that another screen has changed or sent is not replaced.
func TestReplaceDraft(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, ctx := r.hears(7, "hello"), t.Context()
		text := func(s string) core.Draft { return core.Draft{Text: s} }
		for _, step := range []struct{ known, draft, want string }{
			{"", "I", "I"}, {"I", "I think", "I think"}, {"I", "I hope", "I think"}, {"", "so", "I think"}, {"I think", "", ""}, {"I think", "I think so", ""},
		} {
			now, err := r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftReply, text(step.known), text(step.draft))
			if must(t, err); now != text(step.want) || r.drafts(c).Reply != text(step.want) {
				t.Errorf("%+v: %+v, on the desk %+v", step, now, r.drafts(c).Reply)
			}
		}
		box := r.desk.Subscribe()
		defer box.Close()
		_, err := r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "I think"}, &core.Draft{})
		must(t, err)
		if events, _ := box.Take(); !slices.Contains(events, core.Event{Kind: core.EventDraft, Brand: r.brand, Chat: c.ID, Operator: r.op}) {
			t.Errorf("a reply tells of no draft: %v", events)
		}
		must(t, second(r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftReply, core.Draft{}, core.Draft{Text: "later", ReplyTo: c.LastMessageID})))
		_, err = r.desk.End(ctx, r.op, c.ID)
		must(t, err)
		next := r.hears(7, "again")
		now, err := r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftReply, core.Draft{Text: "later", ReplyTo: c.LastMessageID}, text("later on"))
		if must(t, err); now != text("later on") || r.drafts(next).Reply != text("later on") {
			t.Errorf("in the next chat: %+v", r.drafts(next).Reply)
		}
	})
}

// drafts are what the rig's operator has begun to write in c.
func (r *rig) drafts(c core.Chat) core.Drafts {
	of := func(kind core.DraftKind) core.Draft { return r.store.drafts[draftKey{r.op, c.ID, kind}] }
	return core.Drafts{Reply: of(core.DraftReply), Note: of(core.DraftNote), Edit: of(core.DraftEdit)}
}

// TestMessagesAndTheirDrafts: a reply and a note take the place of their own
// drafts, unless their writer has not seen them, and never of the other's.
func TestMessagesAndTheirDrafts(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, ctx := r.hears(7, "hello"), r.t.Context()
		both := core.Drafts{Reply: core.Draft{Text: "half a thought", ReplyTo: c.LastMessageID}, Note: core.Draft{Text: "half a note"}}
		for _, step := range []struct {
			what string
			do   func() error
			left core.Drafts
		}{
			{"a reply beside", func() error { _, err := r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "quick"}, nil); return err }, both},
			{"a note beside", func() error { _, err := r.desk.SendNote(ctx, r.op, c.ID, "quick", nil); return err }, both},
			{"a reply", func() error {
				_, err := r.desk.SendDraft(ctx, r.op, c.ID, core.Draft{Text: "a thought"}, &both.Reply)
				return err
			}, core.Drafts{Note: both.Note}},
			{"a note", func() error { _, err := r.desk.SendNote(ctx, r.op, c.ID, "a note", &both.Note); return err }, core.Drafts{Reply: both.Reply}},
		} {
			must(r.t, second(r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftReply, core.Draft{}, both.Reply)))
			must(r.t, second(r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftNote, core.Draft{}, both.Note)))
			must(r.t, step.do())
			if got := r.drafts(c); got != step.left {
				r.t.Errorf("after %s there are %+v, want %+v", step.what, got, step.left)
			}
		}
	})
}

// TestDraftWaitsInTheNextChat: the visitor ended the chat while somebody wrote.
func TestDraftWaitsInTheNextChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hello")
		must(t, second(r.desk.ReplaceDraft(t.Context(), r.op, c.ID, core.DraftReply, core.Draft{}, core.Draft{Text: "I think", ReplyTo: c.LastMessageID})))
		r.bot.say(7, "/end")
		synctest.Wait()
		edit := core.Draft{Text: "I thought", ReplyTo: c.LastMessageID}
		must(t, second(r.desk.ReplaceDraft(t.Context(), r.op, c.ID, core.DraftEdit, core.Draft{}, edit)))
		if got := r.drafts(c); got.Reply.Text != "I think" {
			t.Errorf("in the ended chat: %+v", got)
		}
		r.bot.say(7, "one more thing")
		synctest.Wait()
		if got := r.drafts(r.chatOf(7)); got != (core.Drafts{Reply: core.Draft{Text: "I think"}}) || r.chatOf(7).ID == c.ID {
			t.Errorf("in the next chat: %+v", got)
		}
		must(t, second(r.desk.ReplaceDraft(t.Context(), r.op, c.ID, core.DraftEdit, core.Draft{}, edit)))
		if got := r.drafts(c); got != (core.Drafts{Edit: edit}) {
			t.Errorf("an edit of its message left the old chat: %+v", got)
		}
	})
}

// TestDraftsOfTwoChatsJoin: what is saved late for a chat that has ended stands below what
// was written in the next one, and the screen of the old one is content with that.
func TestDraftsOfTwoChatsJoin(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, ctx := r.hears(7, "hello"), r.t.Context()
		r.bot.say(7, "/end")
		r.bot.say(7, "one more thing")
		synctest.Wait()
		next := r.chatOf(7)
		text := func(s string) core.Draft { return core.Draft{Text: s} }
		must(t, second(r.desk.ReplaceDraft(ctx, r.op, next.ID, core.DraftReply, core.Draft{}, text("new"))))
		for range 2 {
			now, err := r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftReply, text(""), text("old"))
			if must(t, err); now != text("old") || r.drafts(next).Reply != text("new\nold") {
				t.Errorf("%+v, on the desk %+v", now, r.drafts(next).Reply)
			}
		}
		must(t, second(r.desk.ReplaceDraft(ctx, r.op, c.ID, core.DraftReply, core.Draft{}, text("older"))))
		must(t, r.desk.ReturnDraft(ctx, r.op, c.ID, core.DraftReply, text(""), text("refused")))
		if got := r.drafts(next).Reply; got != text("new\nold\nolder\nrefused") {
			t.Errorf("%+v", got)
		}
		for _, note := range []string{"one", "two", "two"} {
			must(t, r.desk.ReturnDraft(ctx, r.op, next.ID, core.DraftNote, text(""), text(note)))
		}
		must(t, r.desk.ReturnDraft(ctx, r.op, next.ID, core.DraftNote, text("one"), text("one, and")))
		if got := r.drafts(next).Note; got != text("one, and\ntwo") && got != text("one\ntwo, and") {
			t.Errorf("%+v", got)
		}
	})
}
