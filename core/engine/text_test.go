package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// text turns an automatic text on, in Japanese too if that is given.
func (r *rig) text(kind core.TextKind, text, japanese string) {
	r.t.Helper()
	on := true
	_, err := r.desk.SetBrandText(r.t.Context(), r.op, r.brand, desk.TextChange{Kind: kind, Text: &text, On: &on})
	must(r.t, err)
	if japanese != "" {
		_, err = r.desk.SetBrandText(r.t.Context(), r.op, r.brand, desk.TextChange{Kind: kind, Language: "ja", Text: &japanese})
		must(r.t, err)
	}
	synctest.Wait()
}

// writesJapanese lets a visitor who reads Japanese write.
func (r *rig) writesJapanese(visitor int64, text string) {
	r.bot.deliver(core.Update{
		Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: visitor, FirstName: "Hana", LastName: "{operator} *x*", Language: "ja"},
		Message: core.Incoming{TelegramID: 7000 + visitor*100 + int64(len(r.store.messages)), At: time.Now(), Kind: core.KindText, Text: text},
	})
	synctest.Wait()
}

// TestTextsOfAChat: a visitor is told what becomes of their chat, in their language where
// there is a text in it. None of that counts as a message of anybody.
func TestTextsOfAChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextReceived, "{visitor.name}, you are number {position}, up to {wait}", "{position}番目です。{brand}")
		r.text(core.TextPickedUp, "{operator} is here after {wait}", "")
		r.text(core.TextTransferred, "now {operator}", "")
		r.text(core.TextClosedOperator, "closed by {operator}: {reason}", "")
		r.text(core.TextClosedIdle, "closed: {reason}{operator} #{chat.id}", "")
		ann := r.comesIn("ann", core.RoleOperator)
		r.bot.say(8, "first")
		r.writesJapanese(7, "hello")
		before := r.chatOf(7)
		c, err := r.desk.PickUp(t.Context(), r.op, before.ID)
		must(t, err)
		_, err = r.desk.Assign(t.Context(), r.op, c.ID, ann)
		must(t, err)
		r.after(time.Minute)
		now := r.read(c.ID)
		if now.LastMessageID != before.LastMessageID || !now.AwaitingSince.Equal(before.AwaitingSince) || now.Received != 1 ||
			!now.LastMessageAt.Equal(before.LastMessageAt) || !now.CountsFrom.Equal(now.PickedUpAt) {
			t.Errorf("the texts changed the chat: %+v", now)
		}
		_, err = r.desk.End(t.Context(), r.op, c.ID)
		must(t, err)
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(c), []string{
			"hello", "2番目です。acme", "[picked_up]", "mika is here after", "[assigned]", "now ann", "[ended]", "closed by mika: operator",
		})
		other := r.chatOf(8)
		_, err = r.desk.PickUp(t.Context(), r.op, other.ID)
		must(t, err)
		r.after(core.DefaultLimits().CloseIdle)
		wantEqual(t, "the other transcript", r.texts(other), []string{
			"first", "Hana, you are number 1, up to 5 min", "[picked_up]", "mika is here after 1 min", "[closed_idle]", "closed: idle #1",
		})
		for _, m := range r.store.messages {
			if m.From == core.FromBot && (m.Delivery != core.DeliverySent || m.Automatic == "" || m.OperatorID != 0) {
				t.Errorf("%+v", m)
			}
		}
	})
}

// TestTextOfAWaitingChat: it is one of three.
func TestTextOfAWaitingChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextReceived, "received", "")
		r.text(core.TextNobody, "nobody", "")
		r.text(core.TextClosedHours, "closed until {opens}", "")
		r.bot.say(1, "hello")
		synctest.Wait()
		r.comesIn("ann", core.RoleOperator)
		r.bot.say(2, "hello")
		r.after(time.Second)
		r.options(func(o *core.BrandOptions) { o.Hours = "sun 00:00-12:00" }) // the clock begins on a Saturday
		r.bot.say(3, "hello")
		r.bot.say(3, "hello?")
		r.after(24 * time.Hour)
		r.bot.say(4, "hello")
		r.after(time.Second)
		wantEqual(t, "sent", r.bot.sent(), []string{"nobody", "received", "closed until 2000-01-02 00:00 UTC", "nobody"}) // ann is away by then
	})
}

// TestTextOfAClosedBrand: who writes in an open chat while the brand is closed is told so,
// once each time that it is, but not by somebody who talks with them.
func TestTextOfAClosedBrand(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextClosedHours, "{opens.date}", "")
		r.limit(core.LimitCloseUnanswered, core.Week)
		r.options(func(o *core.BrandOptions) { o.Hours = "sat,sun 00:00-12:00" }) // the clock begins on a Saturday
		ann := r.comesIn("ann", core.RoleOperator)
		r.bot.say(1, "hello")
		r.bot.say(2, "hello")
		synctest.Wait()
		_, err := r.desk.PickUp(t.Context(), ann, r.chatOf(2).ID)
		must(t, err)
		r.bot.say(1, "hello?")
		r.after(13 * time.Hour)
		_, err = r.desk.ComeBack(t.Context(), ann)
		must(t, err)
		r.bot.say(2, "while ann is there")
		r.after(time.Second)
		wantEqual(t, "sent while ann is there", r.bot.sent(), nil)
		r.leaves(ann, "ann")
		for range 3 {
			r.bot.say(1, "anybody?")
			r.bot.say(2, "ann?")
			r.bot.say(3, "hello")
			r.after(time.Minute)
		}
		wantEqual(t, "sent once", r.bot.sent(), []string{"2000-01-02", "2000-01-02", "2000-01-02"})
		r.bot.say(2, "/end")
		r.after(12 * time.Hour) // it is open
		r.bot.say(1, "and now?")
		r.after(12 * time.Hour)
		r.bot.say(1, "still nobody?")
		r.bot.say(3, "still nobody?")
		r.after(time.Second)
		wantEqual(t, "sent the next time", r.bot.sent()[3:], []string{"2000-01-08", "2000-01-08"})
	})
}

// TestWelcome: who starts the bot is welcomed, at most once a minute. Both stand before
// the words that open the chat; until then they are in no list.
func TestWelcome(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextWelcome, "Welcome, {visitor.first_name}, to {brand} #{chat.id}", "ようこそ")
		r.bot.say(7, "/start ad")
		r.after(30 * time.Second)
		r.bot.say(7, "/start")
		r.after(31 * time.Second)
		r.writesJapanese(9, "/start")
		wantEqual(t, "welcomes", r.bot.sent(), []string{"Welcome, Hana, to acme #", "ようこそ"})
		if all, err := r.desk.ChatsOf(t.Context(), 1, 10); err != nil || len(all) != 0 {
			t.Errorf("%d chats, %v", len(all), err)
		}
		r.bot.say(7, "/start")
		r.after(time.Second)
		r.bot.say(7, "hello")
		r.after(time.Second)
		c := r.chatOf(7)
		wantEqual(t, "transcript", r.texts(c), []string{"/start ad", "Welcome, Hana, to acme #", "/start", "Welcome, Hana, to acme #", "hello"})
		if c.Received != 1 || c.Source != "ad" {
			t.Errorf("%+v", c)
		}
		r.bot.say(7, "/start")
		r.after(time.Second)
		if got := len(r.bot.sent()); got != 3 {
			t.Errorf("%d texts were sent; /start in an open chat is a message", got)
		}
	})
}

// TestWelcomeOnItsWay: the chat is opened while the welcome is being sent.
func TestWelcomeOnItsWay(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextWelcome, "Welcome", "")
		release := make(chan struct{})
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) {
			<-release
			return core.Receipt{TelegramID: 500_001}, nil
		}
		r.bot.say(7, "/start")
		synctest.Wait()
		r.bot.say(7, "hello")
		synctest.Wait()
		c := r.chatOf(7)
		close(release)
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(c), []string{"/start", "Welcome", "hello"})
		wantEqual(t, "sent", r.bot.sent(), []string{"Welcome"})
		for _, m := range r.store.messages {
			if m.Automatic == core.TextWelcome && (m.Delivery != core.DeliverySent || m.ChatID != c.ID) {
				t.Errorf("%+v", m)
			}
		}
	})
}

// TestWelcomedStartIsEdited: an edited "/start" opens a chat by its words.
func TestWelcomedStartIsEdited(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextWelcome, "Welcome", "")
		r.bot.say(7, "/start ad")
		synctest.Wait()
		edit := core.Update{Kind: core.UpdateEdit, Visitor: core.Profile{TelegramID: 7}, Message: core.Incoming{
			TelegramID: 1001, Kind: core.KindText, Text: "hello", EditedAt: r.start.Add(time.Minute)}}
		r.bot.deliver(edit)
		synctest.Wait()
		r.bot.deliver(edit)
		synctest.Wait()
		c := r.chatOf(7)
		wantEqual(t, "transcript", r.texts(c), []string{"Welcome", "hello"})
		if c.Source != "ad" || c.Received != 1 {
			t.Errorf("%+v", c)
		}
	})
}

// TestNoTexts: who is on the block list, or blocked the bot, gets none.
func TestNoTexts(t *testing.T) {
	inBubble(t, func(r *rig) {
		for _, kind := range core.TextKinds() {
			r.text(kind, string(kind), "")
		}
		r.bot.say(7, "hello")
		r.bot.say(8, "hello")
		r.after(time.Second)
		c := r.chatOf(7)
		sent := len(r.bot.sent())
		r.block(c)
		r.bot.say(7, "/start")
		r.bot.deliver(core.Update{Kind: core.UpdateBlockedBot, Visitor: core.Profile{TelegramID: 8}})
		r.after(core.DefaultLimits().Answer + core.DefaultLimits().CloseUnanswered)
		if got := r.bot.sent(); len(got) != sent {
			t.Errorf("sent %q", got[sent:])
		}
	})
}

// TestTextOfWhatFellDue: a chat that fell due while the desk was off is closed at its
// start, and its visitor is told.
func TestTextOfWhatFellDue(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextClosedUnanswered, "nobody came", "")
		r.bot.say(7, "hello")
		synctest.Wait()
		r.stop()
		time.Sleep(40 * core.Day)
		r.boot()
		r.after(time.Second)
		wantEqual(t, "sent", r.bot.sent(), []string{"nobody came"})
		r.stop()
		r.boot()
		wantEqual(t, "sent after another start", r.bot.sent(), []string{"nobody came"})
	})
}

// TestFailedTextIsNoFailedReply: nobody is called because a text did not arrive.
func TestFailedTextIsNoFailedReply(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextReceived, "received", "")
		r.bot.send = func(context.Context, int, core.Outgoing) (core.Receipt, error) {
			return core.Receipt{}, &core.SendError{Outcome: core.OutcomeUnknown}
		}
		box := r.desk.Subscribe()
		r.bot.say(7, "hello")
		r.after(time.Second)
		events, _ := box.Take()
		for _, e := range events {
			if e.Kind == core.EventFailed {
				t.Errorf("%+v", e)
			}
		}
		wantEqual(t, "sent", r.bot.sent(), []string{"received"})
	})
}

// TestIdleWarning: before an idle chat is closed its visitor is warned, once until
// somebody writes. A chat that was closed meanwhile, or is set aside, warns nobody.
func TestIdleWarning(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextIdleWarning, "closes in {wait}", "")
		c := r.hears(7, "hello")
		r.after(23 * time.Hour)
		r.options(func(o *core.BrandOptions) { o.IdleWarning = 30 * time.Minute })
		r.after(29 * time.Minute)
		wantEqual(t, "too early", r.bot.sent(), nil)
		r.after(time.Minute)
		wantEqual(t, "half an hour before", r.bot.sent(), []string{"closes in 30 min"})
		r.stop()
		r.boot()
		r.options(func(o *core.BrandOptions) { o.IdleWarning = 10 * time.Minute })
		r.after(25 * time.Minute)
		wantEqual(t, "once", r.bot.sent(), []string{"closes in 30 min"})
		r.bot.say(7, "wait")
		r.after(core.Day - time.Minute)
		wantEqual(t, "again when somebody wrote", r.bot.sent(), []string{"closes in 30 min", "closes in 10 min"})
		r.reply(c, "still here")
		r.snooze(r.read(c.ID), 2*core.Day)
		r.after(2*core.Day - time.Minute)
		wantEqual(t, "set aside", r.bot.sent(), []string{"closes in 30 min", "closes in 10 min", "still here"})
		r.stop()
		time.Sleep(3 * core.Day)
		r.boot()
		r.after(time.Second)
		wantEqual(t, "closed while the desk was off", r.bot.sent(), []string{"closes in 30 min", "closes in 10 min", "still here"})
		r.wantOwner(c.ID, core.Completed, r.op)
	})
}

// TestAnswerLimitWaits: outside the hours the answer limit does not count, and changed
// hours move it at once.
func TestAnswerLimitWaits(t *testing.T) {
	inBubble(t, func(r *rig) { // the clock begins on Saturday, 2000-01-01
		r.bot.say(7, "hello")
		synctest.Wait()
		c := r.chatOf(7)
		deadline := func(what string, want time.Time) {
			t.Helper()
			if got := r.read(c.ID).DeadlineAt; !got.Equal(want) {
				t.Errorf("%s: due at %s, want %s", what, got, want)
			}
		}
		deadline("without hours", r.start.Add(5*time.Minute))
		monday := time.Date(2000, 1, 3, 0, 0, 0, 0, time.UTC)
		r.options(func(o *core.BrandOptions) { o.Hours, o.HoursWait = "mon-fri 09:00-18:00", true })
		deadline("over the week-end", monday.Add(9*time.Hour+5*time.Minute))
		_, err := r.desk.SetBrand(t.Context(), r.op, r.brand, desk.BrandChange{Limits: new(core.DefaultLimits().With(core.LimitAnswer, 10*time.Hour))})
		must(t, err)
		deadline("longer than a day", monday.Add(core.Day+10*time.Hour))
		r.options(func(o *core.BrandOptions) { o.Hours, o.HoursDates = "closed", "1999-12-31 09:00-18:00" })
		deadline("never again", r.start.Add(10*time.Hour))
		r.options(func(o *core.BrandOptions) { o.Hours, o.HoursDates = "mon-fri 09:00-18:00", "" })
		r.after(time.Hour)
		r.options(func(o *core.BrandOptions) { o.HoursWait = false })
		deadline("not waiting any more", r.start.Add(10*time.Hour))
		r.after(9 * time.Hour)
		r.wantOwner(c.ID, core.Unanswered, 0)
	})
}

// TestRenamedWithHours: what a deadline does not depend on leaves the chats as they are.
func TestRenamedWithHours(t *testing.T) {
	inBubble(t, func(r *rig) {
		hours := func(o *core.BrandOptions) { o.Hours, o.HoursWait = "mon-fri 09:00-18:00", true }
		r.options(hours)
		r.bot.say(7, "hello")
		synctest.Wait()
		moved := 0
		r.store.mu.Lock()
		r.store.saved = func(_, _ core.Chat) func() { moved++; return func() { moved-- } }
		r.store.mu.Unlock()
		_, err := r.desk.SetBrand(t.Context(), r.op, r.brand, desk.BrandChange{Name: new("Acme & Sons")})
		must(t, err)
		r.options(func(o *core.BrandOptions) { hours(o); o.Signature = core.SignAlias })
		if moved != 0 {
			t.Errorf("%d chats were saved", moved)
		}
		r.options(func(o *core.BrandOptions) { hours(o); o.HoursZone = "Asia/Tokyo" })
		if moved != 1 {
			t.Errorf("%d chats were saved in another time zone", moved)
		}
	})
}

// TestTextsOfARemovedBrand go with it.
func TestTextsOfARemovedBrand(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.text(core.TextReceived, "received", "ja")
		must(t, r.desk.RemoveBrand(t.Context(), r.op, r.brand))
		if texts, err := r.store.BrandTexts(t.Context(), r.brand); err != nil || len(texts) > 0 {
			t.Errorf("left: %+v, %v", texts, err)
		}
	})
}
