package txn

import (
	"context"
	"slices"
	"time"

	"tgdesk/core"
)

// brandTexts is what automatic texts need to know of a brand.
type brandTexts struct {
	brand core.Brand
	texts core.BrandTexts
}

// textsOf reads a brand and its automatic texts once in a transaction.
func (t *Tx) textsOf(ctx context.Context, id core.BrandID) (brandTexts, error) {
	if known, ok := t.texts[id]; ok {
		return known, nil
	}
	b, err := t.Brand(ctx, id)
	if err != nil {
		return brandTexts{}, err
	}
	texts, err := t.BrandTexts(ctx, id)
	if err == nil {
		t.texts[id] = brandTexts{b.Brand, texts}
	}
	return brandTexts{b.Brand, texts}, err
}

// AutoText makes the automatic text of a kind for a chat, for which its brand, its visitor
// and what v says are filled in. ok is false if the visitor gets none: the kind is off, or
// the desk may not or cannot write to them.
func (t *Tx) AutoText(ctx context.Context, c core.Chat, kind core.TextKind, v core.TextValues) (m core.Message, ok bool, err error) {
	known, err := t.textsOf(ctx, c.BrandID)
	if err != nil || !known.texts.On(kind) || !known.brand.RemovedAt.IsZero() || c.Apart() {
		return m, false, err
	}
	visitor, err := t.Visitor(ctx, c.VisitorID)
	if err != nil || visitor.OnBlockList() || visitor.HasBlockedBot() {
		return m, false, err
	}
	v.Visitor, v.Brand, v.Chat, v.Now = visitor.Profile, known.brand, c.ID, t.Now()
	if c.Prelude() {
		v.Chat = 0
	}
	text := core.FillText(known.texts.In(kind, visitor.Language), v)
	if core.CheckVisible(text.Plain) != nil {
		return m, false, nil
	}
	return core.Message{
		From: core.FromBot, Kind: core.KindText, Text: text.Plain, Markup: text.Markup, Automatic: kind,
		SentAt: t.Now(), Delivery: core.DeliveryQueued,
	}, true, nil
}

// ShortText is the automatic text of a kind that a visitor reads elsewhere than in a
// message: in the answer to a press, or on a button. It is "" where the kind is off.
func (t *Tx) ShortText(ctx context.Context, brand core.BrandID, kind core.TextKind, v core.TextValues) (string, error) {
	known, err := t.textsOf(ctx, brand)
	if err != nil || !known.texts.On(kind) {
		return "", err
	}
	v.Brand, v.Now = known.brand, t.Now()
	text := core.FillText(known.texts.In(kind, v.Visitor.Language), v)
	if core.CheckVisible(text.Plain) != nil {
		return "", nil
	}
	runes := []rune(text.Plain)
	if longest := min(kind.Max(), core.MaxPressAnswer); len(runes) > longest {
		runes = append(slices.Clip(runes[:longest-1]), '…')
	}
	return string(runes), nil
}

// QueueText adds an automatic text to a chat, and wakes the sender. It changes nothing of
// the chat, not even its preview.
func (t *Tx) QueueText(ctx context.Context, c core.Chat, m core.Message) (core.Message, error) {
	t.WakeSender(c.BrandID)
	return t.AppendMessage(ctx, c, m)
}

// SendText queues the automatic text of a kind in a chat, if its visitor gets one. It
// belongs into the transaction of what it tells about: then it is sent once for that,
// whatever ends the desk when.
func (t *Tx) SendText(ctx context.Context, c core.Chat, kind core.TextKind, v core.TextValues) (sent bool, err error) {
	m, ok, err := t.AutoText(ctx, c, kind, v)
	if err == nil && ok {
		_, err = t.QueueText(ctx, c, m)
	}
	return ok && err == nil, err
}

// TellWaiting sends the text of a chat that begins to wait for people: that the brand is
// closed, or that nobody is available, or else that the message was received, whichever
// is the first that applies and is on.
func (t *Tx) TellWaiting(ctx context.Context, c core.Chat) error {
	known, err := t.textsOf(ctx, c.BrandID)
	if err != nil {
		return err
	}
	on := known.texts.On
	v := core.TextValues{Wait: known.brand.Limits.Answer}
	if on(core.TextClosedHours) {
		r, err := t.RulesOf(ctx, c.BrandID)
		if err != nil {
			return err
		}
		if r.OpenHours != nil && !r.OpenHours.Open(t.Now()) {
			v.Opens = r.OpenHours.NextOpening(t.Now())
			_, err := t.SendText(ctx, c, core.TextClosedHours, v)
			return err
		}
	}
	if on(core.TextNobody) {
		there, err := t.Candidates(ctx, c.BrandID)
		if err != nil {
			return err
		}
		if len(there) == 0 {
			_, err := t.SendText(ctx, c, core.TextNobody, v)
			return err
		}
	}
	if !on(core.TextReceived) || c.State != core.Pending {
		return nil
	}
	if v.Position, err = t.QueuePosition(ctx, c); err != nil {
		return err
	}
	_, err = t.SendText(ctx, c, core.TextReceived, v)
	return err
}

// TellClosed sends the text that the brand is closed in an open chat that its visitor has
// written in, once while it is closed. That is no news to somebody whose chat began to wait
// while it was, nor to somebody with whom an operator talks all the same.
func (t *Tx) TellClosed(ctx context.Context, c core.Chat) error {
	known, err := t.textsOf(ctx, c.BrandID)
	if err != nil || !known.texts.On(core.TextClosedHours) {
		return err
	}
	r, err := t.RulesOf(ctx, c.BrandID)
	if err != nil || r.OpenHours == nil || r.OpenHours.Open(t.Now()) {
		return err
	}
	if c, err = t.Chat(ctx, c.ID); err != nil || !c.Open() {
		return err
	}
	opens := r.OpenHours.NextOpening(t.Now())
	sameTime := func(at time.Time) bool { return !r.OpenHours.Open(at) && r.OpenHours.NextOpening(at).Equal(opens) }
	if c.State.Waiting() && sameTime(c.WaitingSince) {
		return nil
	}
	if c.Owner.Kind == core.OwnedByOperator {
		all, err := t.Availabilities(ctx)
		if err != nil || core.AvailabilityOf(all, c.Owner.Operator).State == core.Available {
			return err
		}
	}
	last, err := t.LastAutomatic(ctx, c.ID, core.TextClosedHours)
	if err != nil || last.ID != 0 && sameTime(last.SentAt) {
		return err
	}
	_, err = t.SendText(ctx, c, core.TextClosedHours, core.TextValues{Opens: opens, Wait: known.brand.Limits.Answer})
	return err
}

// tellCompleted sends the text of a chat that was completed.
func (t *Tx) tellCompleted(ctx context.Context, after core.Chat) error {
	v := core.TextValues{Reason: after.Reason}
	if after.EndedBy != 0 {
		var err error
		if v.Operator, err = t.Operator(ctx, after.EndedBy); err != nil {
			return err
		}
	}
	_, err := t.SendText(ctx, after, core.ClosedText(after.Reason), v)
	return err
}

// TellTaken sends the text of a chat that an operator has now: one that waited or that the
// chatbot held is picked up, one of another operator is transferred.
func (t *Tx) TellTaken(ctx context.Context, before, after core.Chat, by core.Operator) error {
	kind := core.TextPickedUp
	if before.Owner.Kind == core.OwnedByOperator {
		kind = core.TextTransferred
	}
	var wait time.Duration
	if before.State.Waiting() {
		wait = t.Now().Sub(before.WaitingSince)
	}
	_, err := t.SendText(ctx, after, kind, core.TextValues{Operator: by, Wait: wait})
	return err
}
