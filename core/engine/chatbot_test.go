package engine

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// fakeChatbot is the chatbot of every brand that has one. It waits unless it is told what
// to answer.
type fakeChatbot struct {
	mu     sync.Mutex
	asked  []core.BotEvent
	answer func(ctx context.Context, e core.BotEvent) (core.BotAnswer, error)
	opened []core.ChatbotSetup
	closed int
	broken error // why it cannot be opened
}

func (f *fakeChatbot) Open(s core.ChatbotSetup) (core.Chatbot, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened = append(f.opened, s)
	return f, f.broken
}

func (f *fakeChatbot) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed++
	return nil
}

func (f *fakeChatbot) Answer(ctx context.Context, e core.BotEvent) (core.BotAnswer, error) {
	f.mu.Lock()
	f.asked = append(f.asked, e)
	answer := f.answer
	f.mu.Unlock()
	if answer == nil {
		return core.BotAnswer{}, nil
	}
	return answer(ctx, e)
}

// answers tells the chatbot what to answer to events of a kind; it waits at others.
func (f *fakeChatbot) answers(kind core.BotEventKind, actions ...core.BotAction) {
	f.answer = func(_ context.Context, e core.BotEvent) (core.BotAnswer, error) {
		if e.Kind != kind {
			return core.BotAnswer{Memory: e.Memory}, nil
		}
		return core.BotAnswer{Actions: actions, Memory: e.Memory + "+"}, nil
	}
}

// kinds are those of the events that it was asked about.
func (f *fakeChatbot) kinds() (kinds []core.BotEventKind) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.asked {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// withChatbot gives the brand a chatbot.
func (r *rig) withChatbot() { r.setChatbot("command:test") }

func (r *rig) setChatbot(spec string) {
	r.t.Helper()
	r.options(func(o *core.BrandOptions) { o.Chatbot = spec })
	synctest.Wait()
}

// withBot runs test beside a brand that has a chatbot.
func withBot(t *testing.T, test func(r *rig)) {
	t.Helper()
	inBubble(t, func(r *rig) {
		r.withChatbot()
		test(r)
	})
}

func (r *rig) writes(visitor int64, text string) core.Chat {
	r.t.Helper()
	r.bot.say(visitor, text)
	synctest.Wait()
	return r.chatOf(visitor)
}

func TestChatbotAnswers(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answers(core.BotMessage,
			core.BotAction{Do: core.BotSet, Field: "order", Value: "A-1"}, core.BotAction{Do: core.BotTag, Tags: []string{"vip"}},
			core.BotAction{Do: core.BotReply, Text: "*Sure?*", Markup: true, Buttons: [][]string{{"Yes", "No"}}})
		c := r.writes(7, "hello")
		wantEqual(t, "events", r.chatbot.kinds(), []core.BotEventKind{core.BotOpened, core.BotMessage})
		if e := r.chatbot.asked[1]; e.Text != "hello" || e.Brand != "acme" || e.TelegramID != 7 || e.Chat != c.ID || e.ID == r.chatbot.asked[0].ID || !e.Nobody || e.Closed {
			t.Errorf("asked about %+v", e)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Sure?"})
		if !c.HeldByChatbot() || !c.AwaitingSince.IsZero() || c.LastMessageID != 2 || len(r.bot.calls) != 1 || r.bot.calls[0].out.Text != "Sure?" {
			t.Errorf("%+v after %+v", c, r.bot.calls)
		}
		tags, err := r.desk.ChatTags(t.Context(), c.ID)
		wantEqual(t, "tags", tags.List(), []string{"vip"})
		fields, err2 := r.desk.VisitorFields(t.Context(), c.VisitorID)
		wantEqual(t, "fields", fields, []core.VisitorField{{Name: "order", Value: "A-1"}})
		must(t, errors.Join(err, err2))

		r.after(10 * time.Minute)
		r.writes(7, "again")
		if e := r.chatbot.asked[2]; e.Memory != "+" || e.Fields["order"] != "A-1" {
			t.Errorf("asked again about %+v", e)
		}
		r.after(15*time.Minute - time.Second)
		if c = r.chatOf(7); !c.Open() {
			t.Errorf("closed before its idle limit: %+v", c)
		}
		r.after(time.Second)
		if c = r.chatOf(7); c.Reason != core.ReasonBotIdle {
			t.Errorf("after the idle limit: %+v", c)
		}
	})
}

func TestChatbotLeaves(t *testing.T) {
	for name, test := range map[string]struct {
		action core.BotAction
		state  core.State
		reason core.Reason
		line   core.Kind
	}{
		"forwards":       {core.BotAction{Do: core.BotForward, Text: "One moment.", Tags: []string{"billing"}}, core.Pending, "", core.KindForwarded},
		"leaves":         {core.BotAction{Do: core.BotLeaveMessage, Text: "One moment."}, core.Unanswered, "", core.KindLeftForLater},
		"ends":           {core.BotAction{Do: core.BotEnd, Text: "One moment."}, core.Completed, core.ReasonChatbot, core.KindChatbotEnded},
		"blocks":         {core.BotAction{Do: core.BotBlock, Reason: "spam"}, core.Completed, core.ReasonChatbot, core.KindChatbotBlocked},
		"says nonsense":  {core.BotAction{Do: core.BotReply, Text: "\u200b"}, core.Pending, "", core.KindChatbotFailed},
		"tags nonsense":  {core.BotAction{Do: core.BotTag, Tags: []string{"!!"}}, core.Pending, "", core.KindChatbotFailed},
		"forwards twice": {core.BotAction{Do: core.BotForward}, core.Pending, "", core.KindForwarded},
	} {
		t.Run(name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.chatbot.answers(core.BotMessage, test.action, core.BotAction{Do: core.BotForward})
				c := r.writes(7, "hello")
				if c.State != test.state || c.Reason != test.reason || c.Open() && (!c.Owner.Nobody() || !c.WaitingSince.Equal(r.start)) {
					t.Errorf("became %+v", c)
				}
				want := []string{"hello", "[" + string(test.line) + "]"}
				if test.action.Text == "One moment." {
					want = []string{"hello", "One moment.", "[" + string(test.line) + "]"}
				}
				got := r.texts(c)
				wantEqual(t, "transcript", got, want)
				if test.state == core.Pending { // people have their own limits again
					r.after(5 * time.Minute)
					r.wantOwner(c.ID, core.Unanswered, 0)
				}
			})
		})
	}
}

// TestChatbotTellsInItsOwnWords: who is told by the chatbot that nobody is there is not told
// so twice.
func TestChatbotTellsInItsOwnWords(t *testing.T) {
	reply := core.BotAction{Do: core.BotReply, Text: "Nobody is here."}
	for name, test := range map[string]struct {
		actions []core.BotAction
		want    []string
	}{
		"with a text":   {[]core.BotAction{{Do: core.BotLeaveMessage, Text: "Nobody is here."}}, []string{"Nobody is here."}},
		"after a reply": {[]core.BotAction{reply, {Do: core.BotLeaveMessage}}, []string{"Nobody is here."}},
		"silently":      {[]core.BotAction{{Do: core.BotLeaveMessage}}, []string{"closed"}},
		"to people":     {[]core.BotAction{reply, {Do: core.BotForward}}, []string{"Nobody is here.", "closed"}},
	} {
		t.Run(name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.text(core.TextClosedHours, "closed", "")
				r.text(core.TextNobody, "nobody", "")
				r.options(func(o *core.BrandOptions) { o.Hours = "sun 00:00-12:00" }) // the clock begins on a Saturday
				r.chatbot.answers(core.BotMessage, test.actions...)
				r.writes(7, "hello")
				r.after(time.Minute)
				r.writes(7, "my order is late")
				r.after(time.Minute)
				wantEqual(t, "sent", r.bot.sent(), test.want)
			})
		})
	}
}

// TestChatbotEndsLater: the end is called off when the visitor writes.
func TestChatbotEndsLater(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotEnd, After: time.Minute})
		r.writes(7, "bye")
		r.after(59 * time.Second)
		r.chatbot.answers(core.BotMessage)
		r.writes(7, "wait")
		r.after(5 * time.Minute)
		c := r.chatOf(7)
		if !c.HeldByChatbot() {
			t.Errorf("ended though the visitor wrote: %+v", c)
		}
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotEnd, After: time.Minute})
		r.writes(7, "bye")
		r.after(time.Minute)
		if c = r.chatOf(7); c.Reason != core.ReasonChatbot {
			t.Errorf("not ended: %+v", c)
		}
		c = r.writes(8, "bye")
		_, err := r.desk.PickUp(t.Context(), r.op, c.ID)
		must(t, err)
		r.after(5 * time.Minute)
		r.wantOwner(c.ID, core.Active, r.op)
	})
}

// TestChatbotFails: whatever the matter is, people are told and take over.
func TestChatbotFails(t *testing.T) {
	for name, answer := range map[string]func() (core.BotAnswer, error){
		"with a reason": func() (core.BotAnswer, error) {
			return core.BotAnswer{}, &core.ChatbotError{Detail: core.NewProblem("chatbot_crashed")}
		},
		"without one":  func() (core.BotAnswer, error) { return core.BotAnswer{}, errors.New("broken") },
		"with a panic": func() (core.BotAnswer, error) { panic("broken") },
		"with a file that is none": func() (core.BotAnswer, error) {
			return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, File: &core.BotFile{Name: "x.png"}}}}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			withBot(t, func(r *rig) {
				r.chatbot.answer = func(context.Context, core.BotEvent) (core.BotAnswer, error) { return answer() }
				c := r.writes(7, "hello")
				r.wantOwner(c.ID, core.Pending, 0)
				wantEqual(t, "transcript", r.texts(c), []string{"hello", "[chatbot_failed]"})
				if len(r.store.botEvents) > 0 {
					t.Errorf("still queued: %v", r.store.botEvents)
				}
			})
		})
	}
}

// TestChatbotCannotBeOpened hands every chat to people.
func TestChatbotCannotBeOpened(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.chatbot.broken = &core.ChatbotError{Detail: core.NewProblem("chatbot_none")}
		r.withChatbot()
		c := r.writes(7, "hello")
		r.wantOwner(c.ID, core.Pending, 0)
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[chatbot_failed]"})
	})
}

// TestChatbotIsAskedAgain: an answer that was not stored is asked for again under the same
// id, and what it says is done once.
// TestChatbotHealth: screens are told when a chatbot begins to fail or to answer, and a new
// one begins with nothing said of it.
func TestChatbotHealth(t *testing.T) {
	withBot(t, func(r *rig) {
		want := func(what string, want core.ChatbotHealth) {
			t.Helper()
			b, err := r.desk.Brand(t.Context(), r.brand)
			must(t, err)
			if b.Chatbot != want {
				t.Errorf("%s: %+v, want %+v", what, b.Chatbot, want)
			}
		}
		box := r.hub.Subscribe(0)
		defer box.Close()
		publishes := func() bool {
			events, _ := box.Take()
			return told(events, core.Event{Kind: core.EventHealth, Brand: r.brand})
		}
		want("before it is asked", core.ChatbotHealth{})
		r.writes(7, "hello")
		began := time.Now()
		want("answered", core.ChatbotHealth{At: began, Since: began})
		if !publishes() {
			t.Error("nobody is told that it answers")
		}
		r.after(time.Minute)
		r.writes(7, "hello")
		want("answered again", core.ChatbotHealth{At: time.Now(), Since: began})
		if publishes() {
			t.Error("each answer is told")
		}
		r.chatbot.answer = func(context.Context, core.BotEvent) (core.BotAnswer, error) {
			return core.BotAnswer{}, &core.ChatbotError{Detail: core.NewProblem("chatbot_none")}
		}
		r.writes(7, "hello")
		failing := time.Now()
		want("failed", core.ChatbotHealth{At: failing, Since: failing, Failure: core.NewProblem("chatbot_none")})
		if !publishes() {
			t.Error("nobody is told that it fails")
		}
		r.after(time.Minute)
		r.bot.say(8, "hello")
		r.after(time.Second)
		want("failed again", core.ChatbotHealth{At: failing.Add(time.Minute), Since: failing, Failure: core.NewProblem("chatbot_none")})
		r.setChatbot("command:other")
		want("of another one", core.ChatbotHealth{})
	})
}

func TestChatbotIsAskedAgain(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answer = func(ctx context.Context, _ core.BotEvent) (core.BotAnswer, error) {
			<-ctx.Done()
			return core.BotAnswer{}, ctx.Err()
		}
		c := r.writes(7, "hello")
		r.stop()
		if len(r.chatbot.asked) != 1 || r.chatbot.closed != 1 {
			t.Fatalf("asked %v, closed %d times", r.chatbot.asked, r.chatbot.closed)
		}
		r.chatbot.answers(core.BotMessage, core.BotAction{Do: core.BotReply, Text: "Hi."})
		r.boot()
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Hi."})
		wantEqual(t, "events", r.chatbot.kinds(), []core.BotEventKind{core.BotOpened, core.BotOpened, core.BotMessage})
		if r.chatbot.asked[0].ID != r.chatbot.asked[1].ID {
			t.Error("the same event has two ids")
		}

		r.chatbot.answer = func(_ context.Context, e core.BotEvent) (core.BotAnswer, error) {
			r.store.mu.Lock()
			defer r.store.mu.Unlock()
			if r.store.fail = nil; len(r.chatbot.asked) == 4 {
				r.store.fail = core.NewError(core.CodeUnavailable, "store_full")
			}
			return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, Text: "Again."}}}, nil
		}
		r.bot.say(7, "more")
		r.after(5 * time.Second)
		r.store.mu.Lock()
		r.store.fail = nil
		r.store.mu.Unlock()
		r.after(time.Minute)
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "Hi.", "more", "Again."})
	})
}

// TestChatbotIsTakenFrom: what the chatbot answers after an operator came is not done, and
// it is told of them.
func TestChatbotIsTakenFrom(t *testing.T) {
	withBot(t, func(r *rig) {
		release := make(chan bool)
		r.chatbot.answer = func(context.Context, core.BotEvent) (core.BotAnswer, error) {
			<-release
			return core.BotAnswer{Actions: []core.BotAction{{Do: core.BotReply, Text: "Too late."}}}, nil
		}
		c := r.writes(7, "hello")
		_, err := r.desk.PickUp(t.Context(), r.op, c.ID)
		must(t, err)
		close(release)
		r.after(time.Second)
		r.writes(7, "a person?")
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[picked_up]", "a person?"})
		wantEqual(t, "events", r.chatbot.kinds(), []core.BotEventKind{core.BotOpened, core.BotOperatorJoined})
		if len(r.store.botEvents) > 0 {
			t.Errorf("still queued: %v", r.store.botEvents)
		}
	})
}

// TestChatbotIsBehind: whoever writes much faster than the chatbot answers is left to people.
func TestChatbotIsBehind(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answer = func(ctx context.Context, _ core.BotEvent) (core.BotAnswer, error) {
			<-ctx.Done()
			return core.BotAnswer{}, ctx.Err()
		}
		for range maxBehind - 1 {
			r.writes(7, "hello")
		}
		c := r.wantOwner(r.chatOf(7).ID, core.Active, 0)
		r.writes(7, "hello")
		r.wantOwner(c.ID, core.Pending, 0)
		if got := r.texts(c); len(got) != maxBehind+1 || got[maxBehind] != "[chatbot_failed]" {
			t.Errorf("%d entries, the last %s", len(got), got[len(got)-1])
		}
	})
}

// TestChatbotIsSwitchedOff: the chats that it holds wait for people.
func TestChatbotIsSwitchedOff(t *testing.T) {
	withBot(t, func(r *rig) {
		c := r.writes(7, "hello")
		r.options(func(o *core.BrandOptions) { o.Typing = !o.Typing })
		if len(r.chatbot.opened) != 1 {
			t.Error("opened anew for another option")
		}
		r.setChatbot("webhook:https://bot.example/")
		r.wantOwner(c.ID, core.Active, 0)
		r.after(time.Minute)
		r.setChatbot("off")
		c = r.wantOwner(c.ID, core.Pending, 0)
		if !c.WaitingSince.Equal(r.start.Add(time.Minute)) || r.chatbot.closed != 2 || len(r.chatbot.opened) != 2 {
			t.Errorf("%+v, opened %v, closed %d times", c, r.chatbot.opened, r.chatbot.closed)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hello", "[chatbot_off]"})
		c = r.writes(8, "hello")
		r.wantOwner(c.ID, core.Pending, 0)
	})
}

// TestStartIsForTheChatbot: pressing Start opens a chat, and begins anew in an open one.
func TestStartIsForTheChatbot(t *testing.T) {
	withBot(t, func(r *rig) {
		r.chatbot.answers(core.BotOpened, core.BotAction{Do: core.BotReply, Text: "Welcome."})
		c := r.writes(7, "/start pricing")
		if !c.HeldByChatbot() || c.Source != "pricing" {
			t.Errorf("opened %+v", c)
		}
		r.writes(7, "/start")
		wantEqual(t, "transcript", r.texts(c), []string{"/start pricing", "Welcome.", "/start", "Welcome."})
		wantEqual(t, "events", r.chatbot.kinds(), []core.BotEventKind{core.BotOpened, core.BotOpened})
		if e := r.chatbot.asked[1]; e.Memory != "" || e.Source != "pricing" {
			t.Errorf("asked about %+v", e)
		}
	})
}
