package faults

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// rated is a visitor whose chat has ended, and the message that asks them for a rating.
func (r *engineRig) rated() (visitor, botsim.Received) {
	r.t.Helper()
	b, err := r.desk.Brand(r.t.Context(), r.brand)
	r.must(err)
	b.Options.Rating = core.RatingStars
	_, err = r.desk.SetBrandOptions(r.t.Context(), r.op, r.brand, b.Options)
	r.must(err)
	v := r.newVisitor()
	_, err = r.desk.End(r.t.Context(), r.op, v.chat.ID)
	r.must(err)
	synctest.Wait()
	inbox := v.Inbox()
	return v, inbox[len(inbox)-1]
}

func (r *engineRig) ratingOf(v visitor) core.Rating {
	r.t.Helper()
	row, err := r.desk.Row(r.t.Context(), v.chat.ID)
	r.must(err)
	return row.Rating
}

func (r *engineRig) press(v visitor, message int64, label string) {
	r.t.Helper()
	_, err := v.Press(message, label)
	r.must(err)
	synctest.Wait()
}

// buttons are the labels below a message of the bot.
func buttons(v visitor, id int64) (labels []string) {
	for _, m := range v.Inbox() {
		for _, row := range m.Buttons {
			for _, b := range row {
				if m.ID == id {
					labels = append(labels, b.Text)
				}
			}
		}
	}
	return labels
}

// A visitor rates a chat, thinks better of it, and comments, all over real requests.
func TestRatingByAVisitor(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		v, request := r.rated()
		expectTexts(t, "request", buttons(v, request.ID), "★ 1", "★ 2", "★ 3", "★ 4", "★ 5")
		r.press(v, request.ID, "★ 2")
		expectTexts(t, "rated", buttons(v, request.ID), "✓ ★ 2", "Add a comment")
		if a := v.Answers(); len(a) != 1 || a[0].Text != core.TextRatingThanks.BuiltIn() {
			t.Errorf("answers %+v", a)
		}
		r.restart()
		r.press(v, request.ID, "✓ ★ 2")
		r.press(v, request.ID, "★ 5")
		r.press(v, request.ID, "Add a comment")
		inbox := v.Inbox()
		prompt := inbox[len(inbox)-1]
		if !prompt.ForceReply {
			t.Fatalf("asked for a comment by %+v", prompt)
		}
		v.Reply("fast, and kind", prompt.ID)
		synctest.Wait()
		rt := r.ratingOf(v)
		if rt.Score != 5 || rt.Comment != "fast, and kind" || rt.ChangedAt.IsZero() {
			t.Errorf("rating %+v", rt)
		}
		expectTexts(t, "commented", buttons(v, request.ID), "✓ ★ 5")
		if c := r.chatOf(v.Visitor); c.ID != v.chat.ID {
			t.Errorf("chat %d was opened", c.ID)
		}
		v.Reply("is anybody there?", prompt.ID)
		synctest.Wait()
		if c := r.chatOf(v.Visitor); c.ID == v.chat.ID {
			t.Error("a second answer opened no chat")
		}
	})
}

// Whatever happens to requests, and whenever the desk is started again, a press counts
// once.
func TestRatingThroughFaults(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		v, request := r.rated()
		cut := r.sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "answerCallbackQuery"})
		limited := r.sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "editMessageReplyMarkup", RetryAfter: 20, Times: 1})
		r.press(v, request.ID, "★ 4")
		r.advance(30 * time.Second)
		cut.Remove()
		limited.Remove()
		if rt := r.ratingOf(v); rt.Score != 4 {
			t.Errorf("rating %+v", rt)
		}
		expectTexts(t, "after a rate limit", buttons(v, request.ID), "✓ ★ 4", "Add a comment")

		lost := r.sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "editMessageReplyMarkup"})
		if _, err := v.PressData(request.ID, "r:1:4"); err != nil { // an old program still shows it
			t.Fatal(err)
		}
		r.restart()
		r.advance(time.Minute)
		lost.Remove()
		first := r.ratingOf(v)
		if first.Score != 4 || !first.ChangedAt.IsZero() {
			t.Errorf("after a restart: %+v", first)
		}
		v.Delete(request.ID)
		if _, err := v.PressData(request.ID, "r:1:3"); err != nil {
			t.Fatal(err)
		}
		r.advance(time.Second)
		if rt := r.ratingOf(v); rt.Score != 3 || !rt.RatedAt.Equal(first.RatedAt) {
			t.Errorf("by a message that is gone: %+v", rt)
		}
		if c := r.chatOf(v.Visitor); c.ID != v.chat.ID {
			t.Errorf("chat %d was opened", c.ID)
		}
	})
}
