package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pgregory.net/rapid"

	"tgdesk/core"
)

// What the histories know of a chatbot, which the second brand has most of the time.

const botBrand core.BrandID = 2

func (h *history) setChatbot(t *rapid.T, spec string) {
	o := h.store.brands[botBrand].Options
	o.Chatbot = spec
	_, err := h.desk.SetBrandOptions(t.Context(), h.ops[0].ID, botBrand, o)
	must(t, err)
}

func (h *history) chatbotChanges(t *rapid.T) {
	h.setChatbot(t, rapid.SampledFrom([]string{"off", "command:test", "command:test", "command:other"}).Draw(t, "chatbot"))
}

// opensAs is the state of a brand's new chats.
func (h *history) opensAs(brand core.BrandID) core.State {
	if h.store.brands[brand].Rules().Chatbot {
		return core.Active
	}
	return core.Pending
}

// fellDue is what becomes of a chat at its deadline. One whose chatbot owes an answer is
// left to people.
func (h *history) fellDue(c core.Chat) (core.Chat, bool) {
	rules := h.store.brands[c.BrandID].Rules()
	next, ok := c.FellDue(h.now, rules)
	if queued, _ := h.store.QueuedBotEvents(context.Background(), c.ID); ok && next.Reason == core.ReasonBotIdle && queued > 0 {
		return c.Forwarded(c.DeadlineAt, rules), true
	}
	return next, ok
}

// needsPeople reports whether a line says that the chatbot left the visitor to people, who
// owe them an answer.
func needsPeople(m core.Message) bool {
	switch m.Kind {
	case core.KindForwarded, core.KindLeftForLater, core.KindChatbotFailed, core.KindChatbotOff:
		return m.From == core.FromDesk
	}
	return false
}

// randomChatbot answers anything.
type randomChatbot struct {
	t  *rapid.T
	do func() // what happens while it thinks
}

func (b randomChatbot) Close() error { return nil }

func (b randomChatbot) Answer(context.Context, core.BotEvent) (core.BotAnswer, error) {
	b.do()
	if rapid.IntRange(0, 9).Draw(b.t, "fails") == 0 {
		return core.BotAnswer{}, errors.New("broken")
	}
	actions := rapid.SliceOfN(rapid.SampledFrom([]core.BotAction{
		{Do: core.BotReply, Text: "Hi."}, {Do: core.BotReply, Text: "Sure?", Buttons: [][]string{{"Yes", "No"}}}, {Do: core.BotWait},
		{Do: core.BotReply, Text: "\u200b"}, {Do: core.BotSet, Field: "order", Value: "A-1"}, {Do: core.BotTag, Tags: []string{"!"}},
		{Do: core.BotForward}, {Do: core.BotForward, Text: "One moment."}, {Do: core.BotLeaveMessage}, {Do: core.BotBlock, Reason: "spam"},
		{Do: core.BotEnd}, {Do: core.BotEnd, After: time.Minute}, {Do: core.BotEnd, After: 3 * time.Hour, Text: "Bye."},
	}), 0, 3)
	return core.BotAnswer{Actions: actions.Draw(b.t, "actions"), Memory: rapid.SampledFrom([]string{"", "+"}).Draw(b.t, "memory")}, nil
}

// chatbotAnswers asks the chatbot about an event. Meanwhile the visitor may write, and an
// operator act.
func (h *history) chatbotAnswers(t *rapid.T) {
	queued, err := h.store.NextBotEvents(t.Context(), botBrand, 10)
	must(t, err)
	if len(queued) == 0 {
		return
	}
	q := rapid.SampledFrom(queued).Draw(t, "event")
	meanwhile := rapid.SampledFrom([]func(*rapid.T){
		func(*rapid.T) {}, func(*rapid.T) {}, h.visitorWrites, h.operatorActs, h.visitorPresses, h.chatbotChanges, h.clockMoves, h.timersRun,
	}).Draw(t, "meanwhile")
	r := h.engine.newChatbotRunner(&group{log: slog.New(slog.DiscardHandler)}, botBrand)
	r.log = slog.New(slog.DiscardHandler)
	from := openChatbot{spec: h.store.brands[botBrand].Options.ChatbotSpec(), bot: randomChatbot{t, func() { meanwhile(t) }}}
	e, c, err := r.event(t.Context(), q)
	must(t, err)
	before := h.store.brands[botBrand].Options.Chatbot
	must(t, r.ask(t.Context(), from, q, e, c))
	if _, still := h.store.botEvents[q.ID]; still && before == h.store.brands[botBrand].Options.Chatbot {
		t.Fatalf("still queued: %+v", q)
	}
}

// visitorPresses lets a visitor press a button of any message of the chatbot.
func (h *history) visitorPresses(t *rapid.T) {
	var with []core.MessageID
	for id := core.MessageID(1); int(id) <= len(h.store.messages); id++ {
		if h.store.messages[id].Buttons != "" {
			with = append(with, id)
		}
	}
	if len(with) == 0 {
		return
	}
	m := h.store.messages[rapid.SampledFrom(with).Draw(t, "message")]
	h.updates++
	press := core.ButtonPress{ID: fmt.Sprint(h.updates), Data: core.PressTarget{Message: m.ID, Index: rapid.IntRange(0, 2).Draw(t, "button")}.Data(), MessageTelegramID: telegramIDOf(m.ID)}
	h.feed(t, botBrand, core.Update{ID: h.updates, Kind: core.UpdateButton, Visitor: h.store.visitors[m.VisitorID].Profile, Press: press})
}

// telegramIDOf is Telegram's id of a message that the histories never send.
func telegramIDOf(id core.MessageID) int64 { return 1_000_000 + int64(id) }

// checkChatbot finds each button that was taken once in a transcript, and no event of a
// chat that nobody would answer.
func (h *history) checkChatbot(t *rapid.T) {
	taken := map[int64]string{}
	for _, m := range h.store.messages {
		if m.Kind != core.KindButton {
			continue
		}
		if taken[m.ReplyTo] != "" {
			t.Fatalf("%q and %q were pressed below message %d", taken[m.ReplyTo], m.Text, m.ReplyTo)
		}
		taken[m.ReplyTo] = m.Text
	}
	for id, m := range h.store.messages {
		if m.Pressed == 0 {
			continue
		}
		if label, _ := m.Buttons.Label(m.Pressed - 1); taken[telegramIDOf(id)] != label {
			t.Fatalf("%q of message %d is pressed, %q was", label, id, taken[telegramIDOf(id)])
		}
		delete(taken, telegramIDOf(id))
	}
	if len(taken) > 0 {
		t.Fatalf("pressed below no message: %v", taken)
	}
	for _, e := range h.store.botEvents {
		if e.Brand != botBrand || e.UID == "" {
			t.Fatalf("queued %+v", e)
		}
	}
	for _, c := range h.store.chats {
		if c.HeldByChatbot() && h.opensAs(c.BrandID) != core.Active {
			t.Fatalf("a chatbot that is off holds %+v", c)
		}
	}
}
