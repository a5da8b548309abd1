package engine

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/txn"
)

// asks opens a chat that the chatbot holds, and has it ask with buttons.
func (r *rig) asks(visitor int64, rows ...[]string) (core.Chat, core.Message) {
	r.t.Helper()
	r.withChatbot()
	r.bot.say(visitor, "hello")
	synctest.Wait()
	c := r.chatOf(visitor)
	return c, r.botSays(c, core.Message{Text: "Sure?", Buttons: core.EncodeLabels(rows)})
}

// botSays sends a message of the chatbot.
func (r *rig) botSays(c core.Chat, m core.Message) core.Message {
	r.t.Helper()
	m.From, m.Kind, m.Delivery = core.FromBot, core.KindText, core.DeliveryQueued
	must(r.t, r.engine.runner.Write(r.t.Context(), func(t *txn.Tx) (err error) {
		m.SentAt = t.Now()
		m, err = t.AppendMessage(r.t.Context(), c, m)
		t.WakeSender(r.brand)
		return err
	}))
	synctest.Wait()
	m, err := r.desk.Message(r.t.Context(), m.ID)
	must(r.t, err)
	return m
}

// press lets a visitor press a button by its data.
func (r *rig) press(visitor int64, id, data string, message int64) {
	r.bot.deliver(core.Update{
		Kind: core.UpdateButton, Visitor: core.Profile{TelegramID: visitor, FirstName: "Hana"},
		Press: core.ButtonPress{ID: id, Data: data, MessageTelegramID: message},
	})
	synctest.Wait()
}

// wantAnswers checks the answers to all presses.
func (r *rig) wantAnswers(texts ...string) {
	r.t.Helper()
	r.bot.fakeButtons.mu.Lock()
	defer r.bot.fakeButtons.mu.Unlock()
	var got []string
	for _, a := range r.bot.answers {
		got = append(got, a.text)
	}
	wantEqual(r.t, "answers", got, texts)
}

func TestPressIsWhatTheVisitorSays(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.asks(7, []string{"Yes", "No"}, []string{"Later"})
		want := [][]core.Button{{{Text: "Yes", Data: "b:2:0"}, {Text: "No", Data: "b:2:1"}}, {{Text: "Later", Data: "b:2:2"}}}
		if d := cmp.Diff(want, r.bot.calls[0].out.Buttons); d != "" {
			t.Error(d)
		}
		before := r.chatOf(7)
		r.after(time.Minute)
		r.press(7, "one", "b:2:1", m.TelegramID)
		r.wantAnswers("✓ No")
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Sure?", "No"})
		said := r.store.messages[3]
		if said.From != core.FromVisitor || said.Kind != core.KindButton || said.ReplyTo != m.TelegramID || said.Author != "Hana" {
			t.Errorf("pressed: %+v", said)
		}
		if got := r.store.messages[m.ID].Pressed; got != 2 {
			t.Errorf("button %d is marked", got)
		}
		after := r.chatOf(7)
		if after.Received != before.Received+1 || after.LastMessageID != said.ID || !after.LastMessageAt.After(before.LastMessageAt) {
			t.Errorf("chat after the press: %+v", after)
		}
		if d := cmp.Diff([]buttonChange{{m.TelegramID, nil}}, r.bot.replaced, cmp.AllowUnexported(buttonChange{})); d != "" {
			t.Error(d)
		}
	})
}

// A press that names no user is kept raw and not answered, whoever's the button is.
func TestPressOfNobody(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.asks(7, []string{"Yes", "No"})
		r.press(0, "one", "b:2:0", m.TelegramID)
		r.press(0, "two", "of another program", m.TelegramID)
		r.press(0, "three", "r:1:5", m.TelegramID)
		r.wantAnswers()
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Sure?"})
		if len(r.store.kept) != 3 {
			t.Errorf("%d are kept", len(r.store.kept))
		}
	})
}

// However often Telegram tells it, and over a restart, a press is applied once.
func TestPressOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.asks(7, []string{"Yes", "No"})
		r.press(7, "one", "b:2:0", m.TelegramID)
		r.press(7, "one", "b:2:0", m.TelegramID)
		r.stop()
		r.boot()
		r.press(7, "one", "b:2:0", m.TelegramID)
		r.press(7, "two", "b:2:0", m.TelegramID) // a second tap
		r.press(7, "three", "b:2:1", m.TelegramID)
		r.wantAnswers("✓ Yes", "✓ Yes", "✓ Yes", "", "These buttons are from an earlier step.")
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Sure?", "Yes"})
	})
}

// A press whose transaction failed is applied when it comes again.
func TestPressSurvivesTheDisk(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, m := r.asks(7, []string{"Yes", "No"})
		r.store.mu.Lock()
		r.store.fail = core.NewError(core.CodeUnavailable, "database_write").Because(errors.New("full"))
		r.store.mu.Unlock()
		r.press(7, "one", "b:2:0", m.TelegramID)
		r.wantAnswers()
		r.store.mu.Lock()
		r.store.fail = nil
		r.store.mu.Unlock()
		r.after(2 * time.Minute)
		r.wantAnswers("✓ Yes")
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Sure?", "Yes"})
	})
}

func TestPressesThatChangeNothing(t *testing.T) {
	const earlier, ended = "These buttons are from an earlier step.", "This chat has ended. Write to begin a new one."
	for name, c := range map[string]struct {
		before func(r *rig, c core.Chat)
		data   string
		by     int64
		want   string
	}{
		"an earlier step": {func(r *rig, c core.Chat) {
			r.botSays(c, core.Message{Text: "And?", Buttons: core.EncodeLabels([][]string{{"A"}})})
		}, "b:2:0", 7, earlier},
		"before a keyboard": {func(r *rig, c core.Chat) {
			r.botSays(c, core.Message{Text: "And?", Keyboard: true, Buttons: core.EncodeLabels([][]string{{"A"}})})
		}, "b:2:0", 7, earlier},
		"a person's chat": {func(r *rig, c core.Chat) {
			_, err := r.desk.PickUp(r.t.Context(), r.op, c.ID)
			must(r.t, err)
		}, "b:2:0", 7, earlier},
		"an ended chat": {func(r *rig, c core.Chat) {
			_, err := r.desk.PickUp(r.t.Context(), r.op, c.ID)
			must(r.t, err)
			_, err = r.desk.End(r.t.Context(), r.op, c.ID)
			must(r.t, err)
		}, "b:2:0", 7, ended},
		"no such button":      {nil, "b:2:9", 7, earlier},
		"no such message":     {nil, "b:99:0", 7, earlier},
		"no data of the desk": {nil, "menu", 7, earlier},
		"another's button":    {func(r *rig, _ core.Chat) { r.hears(8, "hi") }, "b:2:0", 8, earlier},
		"somebody unknown":    {nil, "b:2:0", 9, earlier},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(r *rig) {
				chat, m := r.asks(7, []string{"Yes", "No"})
				if c.before != nil {
					c.before(r, chat)
				}
				texts, chats := r.texts(chat), len(r.store.chats)
				now := r.chatOf(7)
				r.press(c.by, "one", c.data, m.TelegramID)
				r.wantAnswers(c.want)
				wantEqual(t, "transcript", r.texts(chat), texts)
				if len(r.store.chats) != chats || r.chatOf(7) != now {
					t.Error("the press changed the chat, or opened one")
				}
				if len(r.store.kept) != 0 {
					t.Errorf("quarantined: %+v", r.store.kept)
				}
			})
		})
	}
}

// A press tells that a message arrived of which nobody knew.
func TestPressShowsThatTheMessageArrived(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.failing(&core.SendError{Outcome: core.OutcomeUnknown})
		_, m := r.asks(7, []string{"Yes"})
		if m.Delivery != core.DeliveryUnknown {
			t.Fatalf("delivery %s", m.Delivery)
		}
		r.press(7, "one", "b:2:0", 500_777)
		if now := r.wantDelivery(m, core.DeliverySent); now.TelegramID != 500_777 {
			t.Errorf("Telegram id %d", now.TelegramID)
		}
	})
}

// A keyboard is taken away by the next message that can do so.
func TestKeyboardIsRemoved(t *testing.T) {
	inBubble(t, func(r *rig) {
		c, _ := r.asks(7, []string{"Yes"})
		rows := [][]string{{"Order", "Return"}}
		r.botSays(c, core.Message{Text: "What?", Keyboard: true, Buttons: core.EncodeLabels(rows)})
		if d := cmp.Diff(rows, r.bot.calls[1].out.Keyboard); d != "" || r.bot.calls[1].out.Buttons != nil {
			t.Error(d)
		}
		r.botSays(c, core.Message{Text: "Sure?", Buttons: core.EncodeLabels([][]string{{"Yes"}})})
		r.stop()
		r.boot()
		for range 2 {
			r.botSays(c, core.Message{Text: "Thanks"})
		}
		var removed []bool
		for _, call := range r.bot.calls {
			removed = append(removed, call.out.RemoveKeyboard)
		}
		wantEqual(t, "messages that remove the keyboard", removed, []bool{false, false, false, true, false})
	})
}

// Buttons change once Telegram's rate limit is over.
func TestButtonsChangeAfterARateLimit(t *testing.T) {
	inBubble(t, func(r *rig) {
		_, m := r.asks(7, []string{"Yes"})
		r.bot.failButtons(&core.SendError{Outcome: core.OutcomeRateLimited, RetryAfter: 20 * time.Second})
		r.press(7, "one", "b:2:0", m.TelegramID)
		r.wantAnswers("✓ Yes")
		r.after(time.Minute)
		if len(r.bot.replaced) != 1 {
			t.Errorf("buttons changed %d times", len(r.bot.replaced))
		}
	})
}

// What is shown after a press, and the button for a comment, are texts of the brand, in the
// visitor's language.
func TestAnswersInTheVisitorsLanguage(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextButtonsEarlier, "earlier, {visitor.first_name}", "前の*ボタン*")
		r.text(core.TextButtonsEnded, "ended", "終了しました")
		r.text(core.TextRatingThanks, "thanks", "ありがとう")
		r.text(core.TextRatingButton, "say more", "コメント\nする")
		r.text(core.TextRatingLate, "too late", "変更できません")
		r.withChatbot()
		r.writesJapanese(7, "hello")
		c := r.chatOf(7)
		m := r.botSays(c, core.Message{Text: "Sure?", Buttons: core.EncodeLabels([][]string{{"Yes"}})})
		r.press(7, "one", "b:999:0", 1)
		r.press(9, "two", "b:999:0", 1) // who never wrote
		_, err := r.desk.PickUp(t.Context(), r.op, c.ID)
		must(t, err)
		r.wantsRatings(core.RatingThumbs)
		_, err = r.desk.End(t.Context(), r.op, c.ID)
		must(t, err)
		synctest.Wait()
		r.press(7, "three", core.PressTarget{Message: m.ID}.Data(), m.TelegramID)
		request := r.automatic(c, core.TextRating)
		r.rates(7, "four", c, 1, request)
		wantEqual(t, "buttons", r.labels(request.TelegramID), []string{"✓ 👍", "コメント する"})
		r.after(core.RatingChanges)
		r.rates(7, "five", c, 0, request)
		r.wantAnswers("前の*ボタン*", "earlier, Hana", "終了しました", "ありがとう", "変更できません")
		off := false
		_, err = r.desk.SetBrandText(t.Context(), r.op, r.brand, desk.TextChange{Kind: core.TextRatingLate, On: &off})
		must(t, err)
		r.rates(7, "six", c, 0, request)
		r.wantAnswers("前の*ボタン*", "earlier, Hana", "終了しました", "ありがとう", "変更できません", "")
	})
}
