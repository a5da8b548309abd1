package engine

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/txn"
)

// wantsRatings sets how visitors of the brand rate.
func (r *rig) wantsRatings(scale core.RatingScale) {
	r.t.Helper()
	must(r.t, r.engine.runner.Write(r.t.Context(), func(t *txn.Tx) error {
		b, err := t.Brand(r.t.Context(), r.brand)
		if err != nil {
			return err
		}
		b.Options.Rating = scale
		return t.SaveBrand(r.t.Context(), b.Brand)
	}))
}

// ended is a chat that an operator ended, and the request for a rating.
func (r *rig) ended(visitor int64, scale core.RatingScale) (core.Chat, core.Message) {
	r.t.Helper()
	r.wantsRatings(scale)
	c := r.hears(visitor, "hello")
	_, err := r.desk.End(r.t.Context(), r.op, c.ID)
	must(r.t, err)
	synctest.Wait()
	return r.chatOf(visitor), r.automatic(c, core.TextRating)
}

// automatic is the newest automatic text of a kind in a chat; the zero message if there
// is none.
func (r *rig) automatic(c core.Chat, kind core.TextKind) (m core.Message) {
	r.t.Helper()
	must(r.t, r.engine.runner.Write(r.t.Context(), func(t *txn.Tx) (err error) {
		m, err = t.LastAutomatic(r.t.Context(), c.ID, kind)
		return err
	}))
	return m
}

func (r *rig) rating(c core.Chat) (rt core.Rating) {
	r.t.Helper()
	must(r.t, r.engine.runner.Write(r.t.Context(), func(t *txn.Tx) (err error) {
		rt, err = t.Rating(r.t.Context(), c.ID)
		return err
	}))
	return rt
}

// labels are the labels of the buttons that a message has.
func (r *rig) labels(message int64) (labels []string) {
	r.t.Helper()
	r.bot.fakeButtons.mu.Lock()
	defer r.bot.fakeButtons.mu.Unlock()
	for _, change := range r.bot.replaced {
		if change.message != message {
			continue
		}
		labels = nil
		for _, row := range change.rows {
			for _, b := range row {
				labels = append(labels, b.Text)
			}
		}
	}
	return labels
}

// rates presses a button of a request.
func (r *rig) rates(visitor int64, id string, c core.Chat, what any, m core.Message) {
	r.t.Helper()
	r.press(visitor, id, fmt.Sprintf("r:%d:%v", c.ID, what), m.TelegramID)
}

func TestRatingIsAskedFor(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.ended(7, core.RatingStars)
		sent := r.bot.calls[len(r.bot.calls)-1].out
		if sent.Text != core.TextRating.BuiltIn() || len(sent.Buttons) != 1 || len(sent.Buttons[0]) != 5 {
			t.Errorf("asked by %+v", sent)
		}
		if d := cmp.Diff(core.Button{Text: "★ 4", Data: fmt.Sprintf("r:%d:4", c.ID)}, sent.Buttons[0][3]); d != "" {
			t.Error(d)
		}
		if m.ChatID != c.ID || c.Open() {
			t.Errorf("asked in chat %d, which is %s", m.ChatID, c.State)
		}
	})
}

// An operator's chat is rated however it ended, and no other.
func TestRatingIsAskedForWhen(t *testing.T) {
	for name, c := range map[string]struct {
		end   func(r *rig)
		asked bool
	}{
		"idle":   {func(r *rig) { r.hears(7, "hello"); r.after(25 * time.Hour) }, true},
		"/end":   {func(r *rig) { r.hears(7, "hello"); r.bot.say(7, "/end"); synctest.Wait() }, true},
		"off":    {func(r *rig) { r.wantsRatings(core.RatingOff); r.hears(7, "hello"); r.after(25 * time.Hour) }, false},
		"nobody": {func(r *rig) { r.bot.say(7, "hello"); r.after(72 * time.Hour) }, false},
		"put back": {func(r *rig) {
			c := r.hears(7, "hello")
			_, err := r.desk.PutBack(r.t.Context(), r.op, c.ID)
			must(r.t, err)
			r.after(72 * time.Hour)
		}, false},
		"blocked the bot": {func(r *rig) {
			r.hears(7, "hello")
			r.bot.deliver(core.Update{Kind: core.UpdateBlockedBot, Visitor: core.Profile{TelegramID: 7}})
			r.after(25 * time.Hour)
		}, false},
		"on the block list": {func(r *rig) {
			c := r.hears(7, "hello")
			_, err := r.desk.BlockVisitor(r.t.Context(), r.op, c.VisitorID, "spam")
			must(r.t, err)
			synctest.Wait()
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.wantsRatings(core.RatingThumbs)
				c.end(r)
				if r.chatOf(7).Open() {
					t.Fatal("the chat is open")
				}
				if m := r.automatic(r.chatOf(7), core.TextRating); (m.ID != 0) != c.asked {
					t.Errorf("request %+v", m)
				}
			})
		})
	}
}

func TestRate(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.ended(7, core.RatingStars)
		box := r.desk.Subscribe()
		r.rates(7, "one", c, 4, m)
		r.wantAnswers("Thank you for your rating.")
		rt := r.rating(c)
		if rt.Scale != core.RatingStars || rt.Score != 4 || rt.RatedAt.IsZero() || !rt.ChangedAt.IsZero() || rt.Comment != "" {
			t.Errorf("rating %+v", rt)
		}
		wantEqual(t, "buttons", r.labels(m.TelegramID), []string{"✓ ★ 4", "Add a comment"})
		if events, _ := box.Take(); len(events) == 0 {
			t.Error("no screen is told")
		}
		if r.store.messages[m.ID].Pressed != 4 {
			t.Errorf("button %d is marked", r.store.messages[m.ID].Pressed)
		}
		lines := len(r.texts(c))
		r.after(time.Hour)
		r.rates(7, "two", c, "m", m)
		wantEqual(t, "buttons to change it", r.labels(m.TelegramID), []string{"★ 1", "★ 2", "★ 3", "✓ ★ 4", "★ 5"})
		r.rates(7, "three", c, 5, m)
		now := r.rating(c)
		if now.Score != 5 || !now.RatedAt.Equal(rt.RatedAt) || now.ChangedAt.IsZero() || now.Line != rt.Line {
			t.Errorf("changed: %+v", now)
		}
		if line := r.store.messages[now.Line]; line.Kind != core.KindRated || line.Text != "stars 5" || line.Author != "Hana" {
			t.Errorf("line %+v", line)
		}
		if n := len(r.texts(c)); n != lines {
			t.Errorf("%d entries, then %d", lines, n)
		}
		if r.chatOf(7) != c || len(r.store.chats) != 1 {
			t.Error("the presses changed the chat, or opened one")
		}
	})
}

// However often it is told, over a restart, by another tap or by an old button, a chat has
// one rating, which stands after a day.
func TestRateOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.ended(7, core.RatingStars)
		r.rates(7, "one", c, 2, m)
		r.rates(7, "one", c, 2, m)
		r.stop()
		r.boot()
		r.rates(7, "one", c, 2, m)
		r.rates(7, "two", c, 2, m)
		first := r.rating(c)
		if first.Score != 2 || !first.ChangedAt.IsZero() {
			t.Errorf("rating %+v", first)
		}
		r.after(core.RatingChanges - time.Second)
		r.rates(7, "three", c, 3, m)
		if now := r.rating(c); now.Score != 3 || !now.RatedAt.Equal(first.RatedAt) {
			t.Errorf("on the last second: %+v", now)
		}
		r.after(2 * time.Second)
		r.rates(7, "four", c, 5, m)
		r.rates(7, "five", c, "c", m)
		r.rates(7, "one", c, 2, m) // Telegram tells the first again
		if now := r.rating(c); now.Score != 3 {
			t.Errorf("after a day: %+v", now)
		}
		thanks, late := "Thank you for your rating.", "This rating cannot be changed any more."
		r.wantAnswers(thanks, thanks, thanks, thanks, thanks, late, late, thanks)
		if len(r.store.chats) != 1 {
			t.Errorf("%d chats", len(r.store.chats))
		}
	})
}

// What no request asks for rates nothing.
func TestRateNothing(t *testing.T) {
	const earlier = "These buttons are from an earlier step."
	for name, c := range map[string]struct {
		by   int64
		data func(c core.Chat) string
	}{
		"no such score":     {7, func(c core.Chat) string { return fmt.Sprintf("r:%d:6", c.ID) }},
		"zero of the stars": {7, func(c core.Chat) string { return fmt.Sprintf("r:%d:0", c.ID) }},
		"no such chat":      {7, func(core.Chat) string { return "r:99:5" }},
		"another's chat":    {8, func(c core.Chat) string { return fmt.Sprintf("r:%d:5", c.ID) }},
		"somebody unknown":  {9, func(c core.Chat) string { return fmt.Sprintf("r:%d:5", c.ID) }},
		"no data":           {7, func(core.Chat) string { return "r:1" }},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				r.hears(8, "hi")
				chat, m := r.ended(7, core.RatingStars)
				chats := len(r.store.chats)
				r.press(c.by, "one", c.data(chat), m.TelegramID)
				r.wantAnswers(earlier)
				if len(r.store.ratings) != 0 || len(r.store.chats) != chats || len(r.store.kept) != 0 {
					t.Errorf("%d ratings, %d chats, %d quarantined", len(r.store.ratings), len(r.store.chats), len(r.store.kept))
				}
			})
		})
	}
}

// Whoever is on the block list is told nothing, and changes nothing.
func TestPressesOfTheBlockList(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.ended(7, core.RatingStars)
		r.bot.say(7, "another question")
		synctest.Wait()
		_, err := r.desk.BlockVisitor(t.Context(), r.op, c.VisitorID, "spam")
		must(t, err)
		synctest.Wait()
		r.rates(7, "one", c, 1, m)
		r.wantAnswers("")
		if len(r.store.ratings) != 0 || r.labels(m.TelegramID) != nil {
			t.Errorf("%d ratings, buttons %v", len(r.store.ratings), r.labels(m.TelegramID))
		}
	})
}

// comments presses "Add a comment", and returns the question for it.
func (r *rig) comments(c core.Chat, m core.Message) core.Message {
	r.t.Helper()
	r.rates(7, "rate", c, 1, m)
	r.rates(7, "ask", c, "c", m)
	prompt := r.automatic(c, core.TextRatingComment)
	if prompt.TelegramID == 0 {
		r.t.Fatalf("no question: %+v", prompt)
	}
	return prompt
}

// A message that is not decoded whole keeps its update, and is no comment.
func TestNoCommentThatIsPartlyKnown(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.ended(7, core.RatingStars)
		prompt := r.comments(c, m)
		r.bot.deliver(core.Update{
			Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: 7, FirstName: "Hana"}, Partial: true, Raw: []byte("{}"),
			Message: core.Incoming{TelegramID: 9000, At: time.Now(), Kind: core.KindText, Text: "see this", ReplyTo: prompt.TelegramID},
		})
		synctest.Wait()
		if rt := r.rating(c); rt.CommentID != 0 || len(r.store.kept) != 1 || r.chatOf(7).ID == c.ID {
			t.Errorf("rating %+v, %d updates kept", rt, len(r.store.kept))
		}
	})
}

// answers lets a visitor answer a message, in a text unless change says otherwise.
func (r *rig) answers(visitor int64, text string, to int64, change func(*core.Incoming)) int64 {
	in := core.Incoming{TelegramID: 9000 + int64(len(r.store.messages)), At: time.Now(), Kind: core.KindText, Text: text, ReplyTo: to}
	if change != nil {
		change(&in)
	}
	r.bot.deliver(core.Update{Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: visitor, FirstName: "Hana"}, Message: in})
	synctest.Wait()
	return in.TelegramID
}

func TestCommentOnRating(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.ended(7, core.RatingThumbs)
		prompt := r.comments(c, m)
		if sent := r.bot.calls[len(r.bot.calls)-1].out; !sent.ForceReply || sent.Text != core.TextRatingComment.BuiltIn() {
			t.Errorf("asked by %+v", sent)
		}
		r.rates(7, "again", c, "c", m) // one question is enough
		if r.automatic(c, core.TextRatingComment).ID != prompt.ID {
			t.Error("the visitor was asked twice")
		}
		id := r.answers(7, "very kind", prompt.TelegramID, nil)
		r.answers(7, "very kind", prompt.TelegramID, func(in *core.Incoming) { in.TelegramID = id }) // told again
		rt := r.rating(c)
		if rt.Comment != "very kind" || len(r.store.chats) != 1 {
			t.Errorf("rating %+v, %d chats", rt, len(r.store.chats))
		}
		if said := r.store.messages[rt.CommentID]; said.ChatID != c.ID || said.From != core.FromVisitor || said.TelegramID != id {
			t.Errorf("the comment is %+v", said)
		}
		wantEqual(t, "buttons", r.labels(m.TelegramID), []string{"✓ 👍"})
		if thanks := r.automatic(c, core.TextRatingThanks); thanks.Delivery != core.DeliverySent {
			t.Errorf("thanks: %+v", thanks)
		}
		r.bot.deliver(core.Update{Kind: core.UpdateEdit, Visitor: core.Profile{TelegramID: 7, FirstName: "Hana"}, Message: core.Incoming{
			TelegramID: id, At: time.Now(), EditedAt: time.Now().Add(time.Second), Kind: core.KindText, Text: "very, very kind", ReplyTo: prompt.TelegramID,
		}})
		synctest.Wait()
		if rt := r.rating(c); rt.Comment != "very, very kind" {
			t.Errorf("after an edit: %+v", rt)
		}
		r.answers(7, "and one more thing", prompt.TelegramID, nil) // no comment any more: for people
		if now := r.chatOf(7); now.ID == c.ID || r.texts(now)[0] != "and one more thing" {
			t.Errorf("a second answer is in %v", r.texts(now))
		}
	})
}

// A question of which nobody knows (yet) that it arrived is known by what its answer quotes.
func TestCommentOnAQuestionThatMayHaveArrived(t *testing.T) {
	for delivery, after := range map[core.Delivery]core.Delivery{core.DeliverySending: core.DeliverySending, core.DeliveryUnknown: core.DeliverySent} {
		t.Run(string(delivery), func(t *testing.T) {
			inBubble(t, func(r *rig) {
				c, m := r.ended(7, core.RatingStars)
				prompt := r.comments(c, m)
				at := prompt.TelegramID
				r.store.mu.Lock()
				prompt.TelegramID, prompt.Delivery = 0, delivery
				r.store.messages[prompt.ID] = prompt
				delete(r.store.byTelegram, messageKey{c.VisitorID, at})
				r.store.mu.Unlock()
				r.rates(7, "ask again", c, "c", m)
				if again := r.automatic(c, core.TextRatingComment).ID != prompt.ID; again != (delivery == core.DeliveryUnknown) {
					t.Errorf("asked again: %v", again)
				}
				r.answers(7, "very kind", at, func(in *core.Incoming) { in.ExternalReply.Text = prompt.Text })
				if rt := r.rating(c); rt.Comment != "very kind" || len(r.store.chats) != 1 || r.store.messages[prompt.ID].Delivery != after {
					t.Errorf("rating %+v, %d chats, question %+v", rt, len(r.store.chats), r.store.messages[prompt.ID])
				}
				r.answers(7, "another", at+1000, func(in *core.Incoming) { in.ExternalReply.Text = "something else" })
				if len(r.store.chats) != 2 {
					t.Error("an answer to something else opened no chat")
				}
			})
		})
	}
}

// A chat that is over, but that the timers have not looked at yet, takes no comment.
func TestCommentBesideAChatThatIsOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, ahead := newRig(t), time.Duration(0)
		r.now = func() time.Time { return time.Now().Add(ahead) }
		r.store.now = r.now
		r.boot()
		c, m := r.ended(7, core.RatingStars)
		prompt := r.comments(c, m)
		r.withChatbot()
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotEnd, After: time.Minute})
		over := r.writes(7, "bye")
		ahead = time.Minute
		r.answers(7, "very kind", prompt.TelegramID, nil)
		if rt := r.rating(c); rt.Comment != "very kind" || len(r.store.chats) != 2 {
			t.Errorf("rating %+v, %d chats", rt, len(r.store.chats))
		}
		wantEqual(t, "transcript", r.texts(over), []string{"bye", "[chatbot_ended]"})
		r.stop()
	})
}

// What may not be meant as a comment is a message like any other: it is never lost.
func TestNoComment(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		change func(*core.Incoming)
		before func(r *rig)
		other  bool // it answers the request, not the question
	}{
		"no answer":          {"hello again", func(in *core.Incoming) { in.ReplyTo = 0 }, nil, false},
		"to another message": {"hello again", nil, nil, true},
		"a command":          {"/help", nil, nil, false},
		"a picture": {"look", func(in *core.Incoming) {
			in.Kind, in.Attachment = core.KindPhoto, &core.Attachment{Kind: core.KindPhoto}
		}, nil, false},
		"somebody's words": {"hello again", func(in *core.Incoming) { in.Forward = "Ana" }, nil, false},
		"a chat is open":   {"hello again", nil, func(r *rig) { r.bot.say(7, "one question"); synctest.Wait() }, false},
		"a day later":      {"hello again", nil, func(r *rig) { r.after(core.RatingChanges) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				chat, m := r.ended(7, core.RatingStars)
				prompt := r.comments(chat, m)
				if c.before != nil {
					c.before(r)
				}
				to := prompt.TelegramID
				if c.other {
					to = m.TelegramID
				}
				r.answers(7, c.text, to, c.change)
				if rt := r.rating(chat); rt.CommentID != 0 {
					t.Errorf("it is a comment: %+v", rt)
				}
				now := r.chatOf(7)
				texts := r.texts(now)
				if now.ID == chat.ID || !now.Open() || texts[len(texts)-1] != c.text {
					t.Errorf("chat %d (%s): %v", now.ID, now.State, texts)
				}
			})
		})
	}
}
