package engine

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"

	"pgregory.net/rapid"
)

// history drives a desk through random acts with a clock that jumps both ways,
// and checks after each of them what must always hold.
type history struct {
	desk   *desk.Desk
	engine *Engine
	store  *memStore
	intake map[core.BrandID]*poller
	now    time.Time
	ops    []core.Operator

	updates int64          // ids given out
	said    map[string]int // visitor's message → how often it was sent for the first time
	last    map[core.BrandID]core.Batch
	final   map[core.ChatID]core.Chat // chats seen completed
	started map[core.MessageID]bool   // messages seen that are a "/start" from before their chat
	starts  map[visitorKey]int64      // the latest "/start" without a chat
	lines   map[string]bool           // notices that stand in a transcript
	raw     int                       // notices of those who had no chat
	arrows  []string                  // transitions that the diagram lacks
	tags    map[core.ChatID][]string
	calls   map[mentionKey]bool // notes that call somebody, and whether they have looked at them
	told    toldTexts
	openers map[int64]bool // messages that are a "/start" which opened a chat
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newHistory(t *rapid.T) *history {
	h := &history{now: noon, said: map[string]int{}, last: map[core.BrandID]core.Batch{}, final: map[core.ChatID]core.Chat{}, started: map[core.MessageID]bool{}, starts: map[visitorKey]int64{}, lines: map[string]bool{},
		tags: map[core.ChatID][]string{}, calls: map[mentionKey]bool{}, told: toldTexts{}, openers: map[int64]bool{}}
	h.store = newMemStore(func() time.Time { return h.now })
	h.store.saved = h.watch
	h.boot(t)
	for _, name := range []string{"root", "mika", "ann"} {
		role := core.RoleOperator
		if name == "root" {
			role = core.RoleAdmin
		}
		op, err := h.desk.SignIn(t.Context(), name, role)
		must(t, err)
		h.ops = append(h.ops, op)
	}
	for i, name := range []string{"acme", "globex"} {
		_, err := h.desk.AddBrand(t.Context(), h.ops[0].ID, desk.NewBrand{Name: name, Accent: "#ff8800", Bot: core.Bot{ID: int64(i + 1)}}, name)
		must(t, err)
	}
	h.turnTextsOn(t)
	h.setChatbot(t, "command:test")
	h.boot(t)
	return h
}

type fataler interface {
	Helper()
	Fatal(...any)
}

func must(t fataler, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// boot is the start of a desk: what was left behind is settled first.
func (h *history) boot(t *rapid.T) {
	hub, now := core.NewHub(), func() time.Time { return h.now }
	h.engine = New(h.store, nil, hub, Options{Now: now})
	h.desk = desk.New(h.store, nil, hub, desk.Options{Engine: h.engine, Now: now})
	must(t, h.engine.recoverSends(t.Context()))
	must(t, h.engine.timers.fire(t.Context()))
	h.intake = map[core.BrandID]*poller{}
	brands, _ := h.desk.Brands(t.Context())
	for _, b := range brands {
		h.intake[b.ID] = h.engine.newPoller(h.store.channels[b.ID], nil, func(core.Problem) {}, func() {})
	}
}

// watch notes every saved transition that the diagram of the design lacks.
func (h *history) watch(old, c core.Chat) (undo func()) {
	legal := map[core.State][]core.State{
		"": {h.opensAs(c.BrandID)}, core.Pending: {core.Pending, core.Active, core.Unanswered}, core.Unanswered: {core.Unanswered, core.Active, core.Completed},
		core.Active: {core.Active, core.Pending, core.Completed}, core.Completed: {core.Completed},
	}
	byBlock := h.store.visitors[c.VisitorID].OnBlockList() && c.State == core.Completed && (old.State == core.Pending || c.Apart())
	bySupervisor := old.State == core.Pending && c.State == core.Completed && h.store.operators[c.EndedBy].Supervises()
	if old.HeldByChatbot() {
		legal[core.Active] = append(legal[core.Active], core.Unanswered)
	}
	if !slices.Contains(legal[old.State], c.State) && !byBlock && !bySupervisor && !c.Prelude() {
		h.arrows = append(h.arrows, fmt.Sprintf("#%d %q → %q", c.ID, old.State, c.State))
	}
	due, ok := h.fellDue(old)
	if ok && c.State != due.State && !c.CountsFrom.Equal(old.CountsFrom) {
		h.arrows = append(h.arrows, fmt.Sprintf("#%d %q → %q, though it was due to be %q", c.ID, old.State, c.State, due.State))
	}
	return h.tell(old, c)
}

func (h *history) feed(t *rapid.T, brand core.BrandID, updates ...core.Update) {
	i := h.intake[brand]
	h.last[brand] = core.Batch{Updates: updates, Next: updates[len(updates)-1].ID + 1}
	must(t, i.store(t.Context(), h.last[brand], false))
}

func (h *history) update(t *rapid.T, kind core.UpdateKind) (core.BrandID, core.Update) {
	brand := core.BrandID(rapid.IntRange(1, 2).Draw(t, "brand"))
	h.updates++
	return brand, core.Update{
		ID: h.updates, Kind: kind,
		Visitor: core.Profile{TelegramID: rapid.Int64Range(1, 3).Draw(t, "visitor"), FirstName: "V"},
		Message: core.Incoming{TelegramID: h.updates, At: h.now, Kind: core.KindText},
	}
}

func (h *history) visitorWrites(t *rapid.T) {
	brand, u := h.update(t, core.UpdateMessage)
	u.Message.Text = rapid.SampledFrom([]string{"hello", "/start ad", "/end", "/end@acme_bot"}).Draw(t, "text")
	if who := (visitorKey{brand, u.Visitor.TelegramID}); h.listed(who) {
		h.keptApart(brand, u)
	} else if u.Message.Text == "/start ad" && !h.hasOpenChat(who) && h.opensAs(brand) == core.Pending {
		h.starts[who] = u.Message.TelegramID
	} else {
		h.said[fmt.Sprint(brand, u.Visitor.TelegramID, u.Message.TelegramID)]++
		h.startIsSaid(who)
		h.openers[u.Message.TelegramID] = true
	}
	h.feed(t, brand, u)
	h.startIsWelcomed(visitorKey{brand, u.Visitor.TelegramID})
}

// hasOpenChat reports whether a visitor's chat is open at this moment, whatever the
// timers have done so far.
func (h *history) hasOpenChat(who visitorKey) bool {
	c, known := h.store.chats[h.store.open[h.store.byBot[who]]]
	for expired := known; expired; {
		c, expired = h.fellDue(c)
	}
	return known && c.Open()
}

// startIsSaid notes that words follow a "/start".
func (h *history) startIsSaid(who visitorKey) {
	if id := h.starts[who]; id != 0 {
		h.said[fmt.Sprint(who.brand, who.id, id)] = 1
		delete(h.starts, who)
	}
}

func (h *history) telegramNotices(t *rapid.T) {
	brand, u := h.update(t, core.UpdateMessage)
	u.Message.Kind, u.Message.Text, u.Message.Notice = core.KindService, "pinned_message", true
	if h.listed(visitorKey{brand, u.Visitor.TelegramID}) {
		h.keptApart(brand, u)
	} else if last, _ := h.store.ChatsOf(t.Context(), h.store.byBot[visitorKey{brand, u.Visitor.TelegramID}], 1); len(last) > 0 {
		h.lines[fmt.Sprint(brand, u.Visitor.TelegramID, u.Message.TelegramID)] = true
	} else {
		h.raw++
	}
	h.feed(t, brand, u)
}

func (h *history) visitorEdits(t *rapid.T) {
	brand, u := h.update(t, core.UpdateEdit)
	u.Message.TelegramID = rapid.Int64Range(1, h.updates).Draw(t, "message")
	u.Message.Text, u.Message.EditedAt = fmt.Sprint("edit ", h.updates), h.now
	who, key := visitorKey{brand, u.Visitor.TelegramID}, fmt.Sprint(brand, u.Visitor.TelegramID, u.Message.TelegramID)
	if h.lines[key] {
		return // nobody can edit those
	}
	m, known := h.store.byTelegram[messageKey{h.store.byBot[who], u.Message.TelegramID}]
	switch {
	case known && h.store.chats[h.store.messages[m].ChatID].Prelude() && !h.listed(who):
		h.startIsSaid(who)
	case known:
	case h.listed(who):
		h.keptApart(brand, u)
	default:
		h.startIsSaid(who)
	}
	h.said[key] = 1
	h.feed(t, brand, u)
}

func (h *history) visitorBlocks(t *rapid.T) {
	brand, u := h.update(t, rapid.SampledFrom([]core.UpdateKind{core.UpdateBlockedBot, core.UpdateUnblockedBot}).Draw(t, "kind"))
	h.feed(t, brand, u)
}

// redelivery is what Telegram does when a poll did not come through.
func (h *history) redelivery(t *rapid.T) {
	brand := core.BrandID(rapid.IntRange(1, 2).Draw(t, "brand"))
	if b, ok := h.last[brand]; ok {
		u := b.Updates[0]
		_, stored := h.store.byTelegram[messageKey{h.store.byBot[visitorKey{brand, u.Visitor.TelegramID}], u.Message.TelegramID}]
		switch listed := h.listed(visitorKey{brand, u.Visitor.TelegramID}); {
		case listed && !stored && (u.Kind == core.UpdateMessage || u.Kind == core.UpdateEdit):
			h.keptApart(brand, u)
		case u.Message.Notice && !h.lines[fmt.Sprint(brand, u.Visitor.TelegramID, u.Message.TelegramID)]:
			h.raw++
		case !listed && !stored && u.Message.Text == "/start ad" && h.opensAs(brand) == core.Active: // it came before the chatbot
			h.openers[u.Message.TelegramID] = true
			h.startIsSaid(visitorKey{brand, u.Visitor.TelegramID})
		}
		must(t, h.intake[brand].store(t.Context(), b, false))
		h.startIsWelcomed(visitorKey{brand, u.Visitor.TelegramID})
	}
}

func (h *history) operatorActs(t *rapid.T) {
	if len(h.store.chats) == 0 {
		return
	}
	chat := core.ChatID(rapid.IntRange(max(1, len(h.store.chats)-6), len(h.store.chats)).Draw(t, "chat"))
	op := rapid.SampledFrom(h.ops).Draw(t, "op").ID
	ctx, before := t.Context(), h.store.chats[chat]
	if before.VisitorID < 0 || before.Prelude() {
		return
	}
	var err error
	act := rapid.SampledFrom([]string{"pick up", "pick up", "put back", "reply", "reply", "end", "note", "read"}).Draw(t, "act")
	switch act {
	case "pick up":
		_, err = h.desk.PickUp(ctx, op, chat)
	case "put back":
		_, err = h.desk.PutBack(ctx, op, chat)
	case "reply":
		_, err = h.desk.SendDraft(ctx, op, chat, core.Draft{Text: "answer"}, nil)
	case "end":
		_, err = h.desk.End(ctx, op, chat)
	case "note":
		_, err = h.desk.SendNote(ctx, op, chat, "between us", nil)
	case "read":
		ids := h.store.transcript[chat]
		_, err = h.desk.MarkRead(ctx, op, chat, rapid.SampledFrom(ids).Draw(t, "up to"))
	}
	switch code := core.CodeOf(err); {
	case code == core.CodeInternal || code == core.CodeNotFound:
		t.Fatalf("%s: %v", act, err)
	case err != nil && h.store.chats[chat] != before:
		t.Fatalf("%s failed (%v) but changed the chat", act, err)
	}
}

func (h *history) settingsChange(t *rapid.T) {
	l := core.DefaultLimits()
	for _, k := range core.LimitKinds() {
		l = l.With(k, rapid.SampledFrom(k.Rule().Steps).Draw(t, string(k)))
	}
	brand := core.BrandID(rapid.IntRange(1, 2).Draw(t, "brand"))
	_, err := h.desk.SetBrand(t.Context(), h.ops[0].ID, brand, desk.BrandChange{Limits: &l})
	if effect, ask := core.ToAgree[core.LimitEffect](err); ask {
		_, err = h.desk.SetBrand(t.Context(), h.ops[0].ID, brand, desk.BrandChange{Limits: &l, Agreed: effect})
	}
	must(t, err)
}

func (h *history) clockMoves(t *rapid.T) {
	jump := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, 10 * time.Minute, 5 * time.Hour, 31 * core.Day, -time.Minute, -3 * time.Hour, -40 * core.Day})
	h.now = h.now.Add(jump.Draw(t, "jump"))
}

func (h *history) timersRun(t *rapid.T) {
	must(t, h.engine.timers.fire(t.Context()))
	for _, c := range h.store.chats {
		if c.Open() && !c.DeadlineAt.After(h.now) {
			t.Fatalf("the timers left #%d, %s, due %s at %s", c.ID, c.State, c.DeadlineAt, h.now)
		}
	}
}

func (h *history) check(t *rapid.T) {
	if len(h.arrows) > 0 {
		t.Fatalf("arrows that do not exist: %v", h.arrows)
	}
	open := map[core.VisitorID]int{}
	for _, c := range h.store.chats {
		if c.VisitorID < 0 { // its messages are in another one
			continue
		}
		h.checkChat(t, c)
		if c.Open() {
			open[c.VisitorID]++
		}
	}
	for v, n := range open {
		if n > 1 {
			t.Fatalf("visitor %d has %d open chats", v, n)
		}
	}
	h.checkMessages(t)
	h.checkSides(t)
	h.checkChatbot(t)
}

func (h *history) checkChat(t *rapid.T, c core.Chat) {
	l := h.store.brands[c.BrandID].Limits
	switch {
	case c.Apart():
		return
	case c.Prelude():
		h.checkPrelude(t, c)
		return
	}
	h.checkTexts(t, c)
	want := map[core.State]time.Time{
		core.Pending: c.CountsFrom.Add(l.Answer), core.Unanswered: c.CountsFrom.Add(l.CloseUnanswered), core.Active: c.CountsFrom.Add(l.CloseIdle),
	}
	if c.Snoozed() {
		want[core.Active] = c.SnoozedUntil
	}
	if c.HeldByChatbot() {
		want[core.Active] = c.CountsFrom.Add(l.ChatbotIdle)
		if !c.EndsAt.IsZero() && c.EndsAt.Before(want[core.Active]) {
			want[core.Active] = c.EndsAt
		}
	}
	switch {
	case !c.DeadlineAt.Equal(want[c.State]):
		t.Fatalf("#%d %s: deadline %s, want %s", c.ID, c.State, c.DeadlineAt, want[c.State])
	case !c.WarnAt.Equal(h.warning(c)):
		t.Fatalf("#%d %s: warns at %s, want %s", c.ID, c.State, c.WarnAt, h.warning(c))
	case c.Open() && (c.State == core.Active) == c.Owner.Nobody():
		t.Fatalf("#%d %s has owner %+v", c.ID, c.State, c.Owner)
	case c.Open() != (c.Reason == core.ReasonNone) || c.Open() != c.CompletedAt.IsZero():
		t.Fatalf("#%d %s: reason %q, completed %s", c.ID, c.State, c.Reason, c.CompletedAt)
	case (c.EndedBy != 0) != (c.Reason == core.ReasonOperator):
		t.Fatalf("#%d: reason %q, ended by %d", c.ID, c.Reason, c.EndedBy)
	case h.store.visitors[c.VisitorID].BrandID != c.BrandID:
		t.Fatalf("#%d is of another brand than its visitor", c.ID)
	}
	if was, done := h.final[c.ID]; done {
		if was != c && !c.Apart() {
			t.Fatalf("a completed chat changed: %+v → %+v", was, c)
		}
	}
	if !c.Open() {
		h.final[c.ID] = c
	}
	h.checkTranscript(t, c)
}

// isStart reports whether a message of a chat is a "/start" that came before it: one that
// opens a chat does so by other words, so that nothing but such messages and welcomes is
// before it. It may be edited later.
func (h *history) isStart(first bool, m core.Message) bool {
	if first && m.Text == "/start ad" && !h.openers[m.TelegramID] {
		h.started[m.ID] = true
	}
	return h.started[m.ID]
}

func (h *history) checkTranscript(t *rapid.T, c core.Chat) {
	received, last, answered, first := 0, core.MessageID(0), false, true
	after := map[core.OperatorID]int{} // what each operator has not seen
	for _, id := range h.store.transcript[c.ID] {
		m := h.store.messages[id]
		first = first && (m.Automatic == core.TextWelcome || h.isStart(first, m))
		if m.From == core.FromVisitor && !h.isStart(first, m) {
			received++
			for _, op := range h.ops {
				if id > h.store.reads[readKey{op.ID, c.ID}].To {
					after[op.ID]++
				}
			}
		}
		if m.From == core.FromVisitor || m.From == core.FromOperator || m.From == core.FromBot && m.Automatic == "" {
			last, answered = id, m.From != core.FromVisitor
		}
		if needsPeople(m) {
			answered = false
		}
		if m.ChatID != c.ID || m.VisitorID != c.VisitorID {
			t.Fatalf("message %d of #%d says it belongs to #%d", id, c.ID, m.ChatID)
		}
	}
	if answered != c.AwaitingSince.IsZero() {
		t.Fatalf("#%d: answered %v, awaits an answer since %s", c.ID, answered, c.AwaitingSince)
	}
	if received != c.Received || last != c.LastMessageID {
		t.Fatalf("#%d: received %d, want %d; last %d, want %d", c.ID, c.Received, received, c.LastMessageID, last)
	}
	for _, op := range h.ops {
		if got := h.store.reads[readKey{op.ID, c.ID}].Unread(c); got != after[op.ID] {
			t.Fatalf("#%d: %s has %d unread, want %d", c.ID, op.Name, got, after[op.ID])
		}
	}
}

// checkMessages finds every message that visitors ever sent, and every notice, once.
func (h *history) checkMessages(t *rapid.T) {
	found, lines := map[string]int{}, map[string]int{}
	for _, ids := range h.store.transcript {
		for _, id := range ids {
			m := h.store.messages[id]
			v := h.store.visitors[m.VisitorID]
			switch key := fmt.Sprint(v.BrandID, v.TelegramID, m.TelegramID); {
			case m.Kind == core.KindButton: // see checkPresses
			case m.From == core.FromVisitor:
				found[key]++
			case m.Kind == core.KindService:
				lines[key]++
			}
		}
	}
	if len(lines) != len(h.lines) {
		t.Fatalf("%d notices are kept of %d", len(lines), len(h.lines))
	}
	for key, n := range lines {
		if n != 1 || !h.lines[key] {
			t.Fatalf("notice %s is there %d times", key, n)
		}
	}
	if len(found) != len(h.said) {
		t.Fatalf("%d messages are kept of %d", len(found), len(h.said))
	}
	for key, n := range found {
		if n != 1 || h.said[key] == 0 {
			t.Fatalf("message %s is there %d times", key, n)
		}
	}
}

func TestHistories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		t.Repeat(map[string]func(*rapid.T){
			"visitor writes": h.visitorWrites, "visitor edits": func(t *rapid.T) {
				if h.updates > 0 {
					h.visitorEdits(t)
				}
			},
			"visitor blocks": h.visitorBlocks, "telegram notices": h.telegramNotices, "redelivery": h.redelivery, "operator acts": h.operatorActs,
			"chatbot answers": h.chatbotAnswers, "chatbot answers again": h.chatbotAnswers, "visitor presses": h.visitorPresses, "chatbot changes": h.chatbotChanges,
			"operator acts again": h.operatorActs, "acts beside": h.sideActs, "settings change": h.settingsChange, "clock moves": h.clockMoves,
			"timers run": h.timersRun, "restart": h.boot, "": h.check,
		})
		if n := len(h.store.kept); n != h.raw {
			t.Fatalf("%d updates found no place, %d of them notices", n, h.raw)
		}
	})
}
