package engine

import (
	"time"

	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// What the histories know of automatic texts, of which the first brand has all.

// toldTexts counts the automatic texts that a chat must have, those of one that waits as
// TextReceived.
type toldTexts map[core.ChatID]map[core.TextKind]int

func (h *history) turnTextsOn(t *rapid.T) {
	on := true
	for _, kind := range core.TextKinds() {
		_, err := h.desk.SetBrandText(t.Context(), h.ops[0].ID, 1, desk.TextChange{Kind: kind, On: &on})
		must(t, err)
	}
	o := h.store.brands[1].Options
	o.IdleWarning = 10 * time.Minute
	_, err := h.desk.SetBrandOptions(t.Context(), h.ops[0].ID, 1, o)
	must(t, err)
}

// tell notes the texts that a saved transition must have, and returns what undoes that.
func (h *history) tell(old, c core.Chat) (undo func()) {
	v := h.store.visitors[c.VisitorID]
	if c.BrandID != 1 || c.Apart() || c.Prelude() || v.OnBlockList() || v.HasBlockedBot() {
		return func() {}
	}
	kind := core.TextKind("")
	switch {
	case old.State == "":
		kind = core.TextReceived
	case old.State.Waiting() && c.State == core.Active:
		kind = core.TextPickedUp
	case !old.Warned && c.Warned:
		kind = core.TextIdleWarning
	case old.Open() && !c.Open():
		kind = core.ClosedText(c.Reason)
	default:
		return func() {}
	}
	if h.told[c.ID] == nil {
		h.told[c.ID] = map[core.TextKind]int{}
	}
	h.told[c.ID][kind]++
	return func() { h.told[c.ID][kind]-- }
}

// checkTexts compares the texts in a transcript with what happened to the chat.
func (h *history) checkTexts(t *rapid.T, c core.Chat) {
	got := map[core.TextKind]int{}
	for _, id := range h.store.transcript[c.ID] {
		kind := h.store.messages[id].Automatic
		switch kind {
		case "", core.TextWelcome:
			continue
		case core.TextNobody, core.TextClosedHours:
			kind = core.TextReceived
		}
		got[kind]++
	}
	for _, kind := range core.TextKinds() {
		if want := h.told[c.ID][kind]; got[kind] != want {
			t.Fatalf("#%d, %s, has %d texts of kind %s, want %d", c.ID, c.State, got[kind], kind, want)
		}
	}
}

// startIsWelcomed notes that a "/start" precedes the visitor's next chat already.
func (h *history) startIsWelcomed(who visitorKey) {
	if _, stored := h.store.byTelegram[messageKey{h.store.byBot[who], h.starts[who]}]; stored && h.starts[who] != 0 {
		h.startIsSaid(who)
	}
}

// checkPrelude notes what is before a chat.
func (h *history) checkPrelude(t *rapid.T, c core.Chat) {
	for _, id := range h.store.transcript[c.ID] {
		switch m := h.store.messages[id]; {
		case m.From == core.FromVisitor:
			h.started[id] = true
		case m.Automatic != core.TextWelcome || c.BrandID != 1:
			t.Fatalf("before a chat: %+v", m)
		}
	}
}

// warning is when the visitor of a chat must be warned.
func (h *history) warning(c core.Chat) time.Time {
	at := c.DeadlineAt.Add(-10 * time.Minute)
	if c.BrandID != 1 || c.State != core.Active || c.Warned || c.Snoozed() || !at.After(c.CountsFrom) {
		return time.Time{}
	}
	return at
}
