package engine

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// botHangs has the chatbot answer nothing, but for what follows.
func (r *rig) botHangs() {
	r.chatbot.answer = func(ctx context.Context, _ core.BotEvent) (core.BotAnswer, error) {
		<-ctx.Done()
		return core.BotAnswer{}, ctx.Err()
	}
}

func (r *rig) limit(k core.LimitKind, d time.Duration) {
	r.t.Helper()
	b, err := r.desk.Brand(r.t.Context(), r.brand)
	must(r.t, err)
	_, err = r.desk.SetBrand(r.t.Context(), r.op, r.brand, desk.BrandChange{Limits: new(b.Limits.With(k, d))})
	if effect, ask := core.ToAgree[core.LimitEffect](err); ask {
		_, err = r.desk.SetBrand(r.t.Context(), r.op, r.brand, desk.BrandChange{Limits: new(b.Limits.With(k, d)), Agreed: effect})
	}
	must(r.t, err)
	synctest.Wait()
}

// TestChatbotIdleToTheMillisecond: a chat is open until its limit is over, whether the desk
// runs then or not, and is completed at that moment and no other.
func TestChatbotIdleToTheMillisecond(t *testing.T) {
	for name, off := range map[string]bool{"on": false, "off": true} {
		t.Run("desk "+name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotReply, Text: "Hi."})
				r.writes(7, "hello")
				pass := func(d time.Duration) {
					if off {
						r.stop()
					}
					r.after(d)
					if off {
						r.boot()
					}
				}
				pass(15*time.Minute - time.Millisecond)
				if c := r.chatOf(7); !c.HeldByChatbot() {
					t.Errorf("completed early: %+v", c)
				}
				pass(time.Millisecond)
				c := r.chatOf(7)
				if c.Reason != core.ReasonBotIdle || !c.CompletedAt.Equal(r.start.Add(15*time.Minute)) {
					t.Errorf("at its limit: %+v", c)
				}
				pass(time.Hour)
				wantEqual(t, "transcript", r.texts(c), []string{"hello", "Hi.", "[closed_bot_idle]"})
			})
		})
	}
}

// TestChatbotOwesAnAnswer: a visitor whom the chatbot has not answered is not idle. Their
// chat is left to people, with the limits of those from then on.
func TestChatbotOwesAnAnswer(t *testing.T) {
	for name, off := range map[string]bool{"on": false, "off": true} {
		t.Run("desk "+name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.text(core.TextReceived, "We have your message.", "")
				r.botHangs()
				c := r.writes(7, "help")
				if off {
					r.stop()
				}
				r.after(15 * time.Minute)
				if off {
					r.boot()
				}
				c = r.wantOwner(c.ID, core.Pending, 0)
				if !c.DeadlineAt.Equal(r.start.Add(20*time.Minute)) || !c.AwaitingSince.Equal(r.start) {
					t.Errorf("handed over as %+v", c)
				}
				wantEqual(t, "transcript", r.texts(c), []string{"help", "[chatbot_failed]", "We have your message."})
				r.after(5 * time.Minute)
				r.wantOwner(c.ID, core.Unanswered, 0)
			})
		})
	}
}

// TestChatbotOwesAnAnswerForDays: a desk that was off for longer than all limits together
// takes the same steps, each at its time.
func TestChatbotOwesAnAnswerForDays(t *testing.T) {
	withBot(t, func(r *rig) {
		r.botHangs()
		c := r.writes(7, "help")
		r.stop()
		r.after(3 * core.Day)
		r.boot()
		c = r.read(c.ID)
		if c.Reason != core.ReasonUnanswered || !c.CompletedAt.Equal(r.start.Add(20*time.Minute+core.Day)) {
			t.Errorf("became %+v", c)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"help", "[chatbot_failed]", "[fell_unanswered]", "[closed_unanswered]"})
		if len(r.store.botEvents) > 0 {
			t.Errorf("still queued: %v", r.store.botEvents)
		}
	})
}

// TestChatbotEndsAfterARestart: an end that is to come survives the desk, and a message that
// comes before it calls it off. One that comes when it is over opens another chat.
func TestChatbotEndsAfterARestart(t *testing.T) {
	for name, test := range map[string]struct {
		on      time.Duration // when the desk is on again
		written time.Duration // when the visitor writes, the desk being off
		chats   int
	}{
		"before the end":              {59 * time.Second, 58 * time.Second, 1},
		"at the end":                  {time.Minute, 58 * time.Second, 2},
		"after the end":               {2 * time.Minute, 90 * time.Second, 2},
		"long after the end and idle": {time.Hour, 90 * time.Second, 2},
	} {
		t.Run(name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotEnd, Text: "Bye.", After: time.Minute})
				first := r.writes(7, "bye")
				r.stop()
				r.chatbot.answers(core.BotMessage)
				time.Sleep(test.written)
				r.bot.say(7, "wait")
				time.Sleep(test.on - test.written)
				r.boot()
				last, first := r.chatOf(7), r.read(first.ID)
				if !last.HeldByChatbot() || (last.ID == first.ID) != (test.chats == 1) {
					t.Errorf("first %+v, last %+v", first, last)
				}
				if test.chats == 2 && (first.Reason != core.ReasonChatbot || !first.CompletedAt.Equal(r.start.Add(time.Minute))) {
					t.Errorf("the first chat is %+v", first)
				}
			})
		})
	}
}

// TestEndThatTheVisitorOvertakes: what the visitor wrote while the chatbot thought about an
// end is answered first.
func TestEndThatTheVisitorOvertakes(t *testing.T) {
	for _, after := range []time.Duration{0, time.Minute} {
		t.Run(after.String(), func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.chatbot.answer = func(_ context.Context, e core.BotEvent) (core.BotAnswer, error) {
					switch e.Text {
					case "bye":
						time.Sleep(3 * time.Second)
						return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotEnd, Text: "Bye.", After: after}}}, nil
					case "no, wait":
						return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, Text: "I wait."}}}, nil
					}
					return core.BotAnswer{}, nil
				}
				c := r.writes(7, "bye")
				r.writes(7, "no, wait")
				r.after(5 * time.Minute)
				if c = r.read(c.ID); !c.HeldByChatbot() {
					t.Errorf("ended: %+v", c)
				}
				wantEqual(t, "transcript", r.texts(c), []string{"bye", "no, wait", "Bye.", "I wait."})
			})
		})
	}
}

// TestChatbotEndsAtOnce: the message that opened the chat is no reason not to.
func TestChatbotEndsAtOnce(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answers(core.BotOpened, core.BotAction{Do: core.BotEnd, Text: "We are closed."})
		c := r.writes(7, "hello")
		if c.Reason != core.ReasonChatbot || len(r.store.botEvents) > 0 {
			t.Errorf("%+v, queued %v", c, r.store.botEvents)
		}
	})
}

// TestChatbotIdleChanges: another limit moves what is held, to the moment when it would be
// over, and no end that is to come before.
func TestChatbotIdleChanges(t *testing.T) {
	withBot(t, func(r *rig) {
		c := r.writes(7, "hello")
		r.after(10 * time.Minute)
		r.limit(core.LimitChatbotIdle, time.Hour)
		r.after(50*time.Minute - time.Millisecond)
		r.wantOwner(c.ID, core.Active, 0)
		r.limit(core.LimitCloseIdle, time.Minute) // of people's chats
		r.wantOwner(c.ID, core.Active, 0)
		r.after(shortestSleep)
		if c = r.read(c.ID); c.Reason != core.ReasonBotIdle || !c.CompletedAt.Equal(r.start.Add(time.Hour)) {
			t.Errorf("became %+v", c)
		}
		c = r.writes(8, "hello")
		r.after(5 * time.Minute)
		r.limit(core.LimitChatbotIdle, time.Minute)
		if c = r.read(c.ID); c.Reason != core.ReasonBotIdle {
			t.Errorf("a shorter limit than what has passed: %+v", c)
		}
		r.limit(core.LimitChatbotIdle, core.Day)
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotEnd, After: time.Minute})
		c = r.writes(9, "bye")
		r.limit(core.LimitChatbotIdle, time.Hour)
		if c = r.read(c.ID); !c.DeadlineAt.Equal(c.EndsAt) {
			t.Errorf("the end is put off: %+v", c)
		}
	})
}

// TestPeoplesLimitsBeginAtTheHandOver: neither what the visitor waited for the chatbot nor a
// restart counts.
func TestPeoplesLimitsBeginAtTheHandOver(t *testing.T) {
	for name, test := range map[string]struct {
		do    core.BotActionKind
		limit time.Duration
	}{"answer": {core.BotForward, 5 * time.Minute}, "close unanswered": {core.BotLeaveMessage, core.Day}} {
		t.Run(name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.writes(7, "hello")
				r.after(14 * time.Minute)
				r.chatbot.answers(core.BotMessage, core.BotAction{Do: test.do})
				c := r.writes(7, "a person")
				before := c.State
				r.stop()
				r.after(test.limit - time.Millisecond)
				r.boot()
				r.wantOwner(c.ID, before, 0)
				r.after(shortestSleep)
				if now := r.read(c.ID); now.State == before {
					t.Errorf("still %+v", now)
				}
			})
		})
	}
}

// TestChatbotWhileDisabled: nobody is asked while the brand is disabled, and each event once
// after that.
func TestChatbotWhileDisabled(t *testing.T) {
	withBot(t, func(r *rig) {
		r.botHangs()
		c := r.writes(7, "hello")
		_, err := r.desk.DisableBrand(t.Context(), r.op, r.brand)
		must(t, err)
		r.after(time.Minute)
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotReply, Text: "Hi."})
		r.after(time.Minute)
		if n := len(r.chatbot.asked); n != 1 || r.chatbot.closed != 1 {
			t.Errorf("asked %d times, closed %d times", n, r.chatbot.closed)
		}
		_, err = r.desk.EnableBrand(t.Context(), r.op, r.brand, false)
		must(t, err)
		r.after(time.Second)
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Hi."})
		wantEqual(t, "events", r.chatbot.kinds(), []core.BotEventKind{core.BotOpened, core.BotOpened, core.BotMessage})

		r.botHangs()
		r.writes(7, "more")
		_, err = r.desk.DisableBrand(t.Context(), r.op, r.brand)
		must(t, err)
		r.after(15 * time.Minute)
		r.wantOwner(c.ID, core.Pending, 0)
	})
}

// TestChatbotIsSwitchedOffAndOn: events of chats that people have now are forgotten.
func TestChatbotIsSwitchedOffAndOn(t *testing.T) {
	withBot(t, func(r *rig) {
		r.botHangs()
		c := r.writes(7, "hello")
		r.bot.say(7, "are you there")
		synctest.Wait()
		r.setChatbot("off")
		asked := len(r.chatbot.asked)
		r.setChatbot("command:test")
		// The answer under way is waited for; it is to a chat that people have.
		r.stop()
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotReply, Text: "Too late."})
		r.boot()
		r.after(time.Minute)
		r.wantOwner(c.ID, core.Pending, 0)
		if len(r.chatbot.asked) != asked || len(r.store.botEvents) > 0 {
			t.Errorf("asked %d times, %d before; queued %v", len(r.chatbot.asked), asked, r.store.botEvents)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "are you there", "[chatbot_off]"})
		if c := r.writes(8, "hello"); !c.HeldByChatbot() {
			t.Errorf("the chatbot does not hold %+v", c)
		}
	})
}

// TestChatbotIsReplacedWhileAsked: what the old one answers or how it fails does not count,
// nor does it leave a memory to the new one, which is asked about the same event.
func TestChatbotIsReplacedWhileAsked(t *testing.T) {
	for name, failed := range map[string]error{"it answers": nil, "it fails": errors.New("broken")} {
		t.Run(name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.chatbot.answer = func(_ context.Context, e core.BotEvent) (core.BotAnswer, error) {
					spec := r.chatbot.opened[len(r.chatbot.opened)-1].Spec.Target
					if spec == "test" {
						time.Sleep(5 * time.Second)
						return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, Text: "Old."}}, Memory: "old"}, failed
					}
					if e.Memory != "" {
						t.Errorf("%s has the memory %q", spec, e.Memory)
					}
					return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, Text: spec}}}, nil
				}
				c := r.writes(7, "/start")
				r.setChatbot("command:new")
				r.after(time.Minute)
				wantEqual(t, "transcript", r.texts(c), []string{"/start", "new"})
				r.wantOwner(c.ID, core.Active, 0)
			})
		})
	}
}

// TestVisitorLeavesTheChatbot: by "/end", by blocking the bot, and by what is done to them.
func TestVisitorLeavesTheChatbot(t *testing.T) {
	withBot(t, func(r *rig) {
		release := make(chan bool)
		r.chatbot.answer = func(context.Context, core.BotEvent) (core.BotAnswer, error) {
			<-release
			return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, Text: "Hi."}}}, nil
		}
		ended, blocked, listed, erased := r.writes(6, "/start"), r.writes(7, "/start"), r.writes(8, "/start"), r.writes(9, "/start")
		r.writes(6, "/end")
		r.bot.deliver(core.Update{Kind: core.UpdateBlockedBot, Visitor: core.Profile{TelegramID: 7, FirstName: "Hana"}})
		_, err := r.desk.BlockVisitor(t.Context(), r.op, listed.VisitorID, "spam")
		must(t, err)
		_, err = r.desk.EraseVisitor(t.Context(), r.op, erased.VisitorID)
		must(t, err)
		synctest.Wait()
		close(release)
		r.after(time.Minute)
		wantEqual(t, "of the one who ended", r.texts(ended), []string{"/start", "/end", "[visitor_ended]"})
		wantEqual(t, "of the one who blocked the bot", r.texts(blocked), []string{"/start", "[blocked]", "Hi."})
		r.wantOwner(blocked.ID, core.Active, 0)
		if c := r.read(listed.ID); c.Open() {
			t.Errorf("of the one on the list: %+v", c)
		}
		if c := r.read(erased.ID); c.Open() {
			t.Errorf("of the one who was erased: %+v", c)
		}
		if len(r.store.botEvents) > 0 {
			t.Errorf("still queued: %v", r.store.botEvents)
		}
	})
}

// TestChatbotAndWhatIsNoMessage: edits are none; an album is a file each, in order.
func TestChatbotAndWhatIsNoMessage(t *testing.T) {
	withBot(t, func(r *rig) {
		c := r.writes(7, "hello")
		r.after(time.Minute)
		r.bot.deliver(core.Update{Kind: core.UpdateEdit, Visitor: core.Profile{TelegramID: 7, FirstName: "Hana"},
			Message: core.Incoming{TelegramID: 1001, At: r.start, EditedAt: time.Now(), Kind: core.KindText, Text: "hello!"}})
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(c), []string{"hello!"})
		if now := r.read(c.ID); !now.CountsFrom.Equal(r.start) {
			t.Errorf("an edit counts as a message: %+v", now)
		}
		for i := range 3 {
			r.bot.sends(7, "", core.Attachment{Kind: core.KindPhoto, FileName: fmt.Sprintf("%d.jpg", i), AlbumID: "a", FileID: "f", FileUniqueID: fmt.Sprint(i)})
		}
		r.after(time.Second)
		wantEqual(t, "events", r.chatbot.kinds(), []core.BotEventKind{core.BotOpened, core.BotMessage, core.BotFileReceived, core.BotFileReceived, core.BotFileReceived})
	})
}

// TestChatbotAnswersWithFiles: several in one answer, while the desk cleans its files up.
func TestChatbotAnswersWithFiles(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotReply, Text: "one", File: &core.BotFile{Name: "1.txt", Data: []byte("1")}},
			core.BotAction{Do: core.BotReply, Text: "between"}, core.BotAction{Do: core.BotReply, Text: "two", File: &core.BotFile{Name: "2.txt", Data: []byte("2")}})
		c := r.writes(7, "files")
		got, err := r.desk.Messages(t.Context(), core.MessageQuery{Chat: c.ID, Limit: 10})
		must(t, err)
		if len(got) != 4 || got[1].Attachment.FileName != "1.txt" || got[2].Attachment != nil || got[3].Attachment.FileName != "2.txt" {
			t.Errorf("sent %+v", got)
		}
	})
}

// TestChatbotWaitsForTheDisk: a disk that fails is not asked again for every message, and
// is when its time has come, though it never says that it has recovered.
func TestChatbotWaitsForTheDisk(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotReply, Text: "Hi."})
		r.store.mu.Lock()
		r.store.nextFails = errors.New("broken")
		r.store.mu.Unlock()
		r.bot.say(7, "hello")
		synctest.Wait()
		r.engine.WakeChatbot(r.brand) // in the middle of the pause
		r.after(time.Millisecond)
		r.engine.WakeChatbot(r.brand)
		r.store.mu.Lock()
		r.store.nextFails = nil
		r.store.mu.Unlock()
		r.after(time.Minute)
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello", "Hi."})
	})
}
