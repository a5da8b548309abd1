package txn

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/core/media"
)

// Tx is one transaction of a [Runner]. Of the methods of [core.Tx] it replaces
// SaveChat and Savepoint, so that changes are announced.
type Tx struct {
	core.Tx
	// Actor is the operator who acts, 0 if none does. Its events name them.
	Actor core.OperatorID
	files *media.Dir
	rules map[core.BrandID]core.Rules // read once in a transaction
	texts map[core.BrandID]brandTexts // so are these
	effects
}

// effects are what ends the transaction, and what follows its commit.
type effects struct {
	last     []func() error
	events   []core.Event
	calls    []func(core.Waker)
	earliest time.Time           // earliest deadline that was stored; zero if none
	counts   []core.MessageCount // of messages that were stored
}

// Emit publishes events once the transaction is committed, in the actor's name
// unless they name an operator.
func (t *Tx) Emit(events ...core.Event) {
	for _, e := range events {
		if e.Operator == 0 {
			e.Operator = t.Actor
		}
		t.events = append(t.events, e)
	}
}

// EmitChat announces that a chat changed, and wakes the timers for its deadline.
func (t *Tx) EmitChat(c core.Chat) {
	t.Emit(core.Event{Kind: core.EventChat, Brand: c.BrandID, Chat: c.ID})
	if due := c.DueAt(); !due.IsZero() {
		t.WakeTimers(due)
	}
}

// EmitWoken tells the owner of a chat that it is back.
func (t *Tx) EmitWoken(c core.Chat) {
	t.Emit(core.Event{Kind: core.EventWoken, Brand: c.BrandID, Chat: c.ID, To: c.Owner.Operator, Alert: true})
}

// EmitTranscript announces that the messages of a chat changed.
func (t *Tx) EmitTranscript(brand core.BrandID, chat core.ChatID) {
	t.Emit(core.Event{Kind: core.EventMessage, Brand: brand, Chat: chat})
}

// WakeSender wakes the brand's sender once the transaction is committed.
func (t *Tx) WakeSender(id core.BrandID) { t.call(func(w core.Waker) { w.WakeSender(id) }) }

// WakeChannels wakes the supervisor of the channels once the transaction is committed.
func (t *Tx) WakeChannels() { t.call(core.Waker.WakeChannels) }

// WakeTimers wakes the timers for a deadline once the transaction is committed.
func (t *Tx) WakeTimers(deadline time.Time) {
	if t.earliest.IsZero() || deadline.Before(t.earliest) {
		t.earliest = deadline
	}
}

// AnswerPress tells Telegram what became of a press, once the transaction is committed.
func (t *Tx) AnswerPress(id core.BrandID, r core.PressReply) {
	t.call(func(w core.Waker) { w.AnswerPress(id, r) })
}

func (t *Tx) call(fn func(core.Waker)) { t.calls = append(t.calls, fn) }

// Savepoint runs fn so that a failure undoes its writes and what would have
// followed from them, while the rest of the transaction stands.
func (t *Tx) Savepoint(fn func() error) error {
	before := t.effects
	err := t.Tx.Savepoint(fn)
	if err != nil {
		t.effects = before
	}
	return err
}

// RulesOf returns a brand's rules.
func (t *Tx) RulesOf(ctx context.Context, id core.BrandID) (core.Rules, error) {
	if rules, ok := t.rules[id]; ok {
		return rules, nil
	}
	b, err := t.Brand(ctx, id)
	if err != nil {
		return core.Rules{}, err
	}
	return t.CacheRules(b.Brand), nil
}

// CacheRules returns the rules of b, and spares the transaction reading b again for them.
func (t *Tx) CacheRules(b core.Brand) core.Rules {
	t.rules[b.ID] = b.Rules()
	return t.rules[b.ID]
}

// CurrentChat reads a chat as it stands now: deadlines that have passed are
// applied first, so that the result does not depend on when the timers run.
func (t *Tx) CurrentChat(ctx context.Context, id core.ChatID) (core.Chat, core.Rules, error) {
	c, err := t.Chat(ctx, id)
	if err != nil {
		return c, core.Rules{}, err
	}
	return t.ApplyExpired(ctx, c)
}

// ApplyExpired applies every deadline of c, and every part of its handover, that has
// passed, in order, and returns what became of c.
func (t *Tx) ApplyExpired(ctx context.Context, c core.Chat) (core.Chat, core.Rules, error) {
	rules, err := t.RulesOf(ctx, c.BrandID)
	if err != nil {
		return c, rules, err
	}
	for more := true; more && err == nil; {
		c, more, err = t.applyNext(ctx, c, rules)
	}
	return c, rules, err
}

// applyNext applies what ended first: a part of c's handover, the time after which its
// visitor is warned, or its deadline. more is false if nothing did.
func (t *Tx) applyNext(ctx context.Context, c core.Chat, rules core.Rules) (_ core.Chat, more bool, err error) {
	if next, lapsed, err := t.applyLapse(ctx, c, rules); err != nil || lapsed {
		return next, lapsed, err
	}
	if warned, due := c.WarningDue(t.Now()); due {
		if _, err := t.SendText(ctx, warned, core.TextIdleWarning, core.TextValues{Wait: c.DeadlineAt.Sub(t.Now())}); err != nil {
			return c, false, err
		}
		return warned, true, t.SaveChat(ctx, warned)
	}
	next, due := c.FellDue(t.Now(), rules)
	if !due {
		return c, false, nil
	}
	if left, late, err := t.leaveLateChatbot(ctx, c, next, rules); err != nil || late {
		return left, late, err
	}
	act, line := fallOf(c, next)
	if act == core.ActChatWoken {
		t.EmitWoken(c)
	}
	if err := t.MoveByItself(ctx, act, c, next); err != nil {
		return c, false, err
	}
	return next, true, t.AddSystemLine(ctx, next, c.DeadlineAt, line, core.Operator{})
}

// fallOf says what happened to a chat at its deadline, which made it after.
func fallOf(before, after core.Chat) (core.Act, core.Kind) {
	switch {
	case before.Snoozed():
		return core.ActChatWoken, core.KindSnoozeOver
	case after.State == core.Unanswered:
		return core.ActChatUnanswered, core.KindFellUnanswered
	case after.Reason == core.ReasonUnanswered:
		return core.ActChatCompleted, core.KindClosedUnanswered
	case after.Reason == core.ReasonBotIdle:
		return core.ActChatCompleted, core.KindClosedBotIdle
	case after.Reason == core.ReasonChatbot:
		return core.ActChatCompleted, core.KindChatbotEnded
	}
	return core.ActChatCompleted, core.KindClosedIdle
}

// SaveChat stores a changed chat and announces it.
func (t *Tx) SaveChat(ctx context.Context, c core.Chat) error {
	if err := t.Tx.SaveChat(ctx, c); err != nil {
		return err
	}
	t.EmitChat(c)
	return nil
}

// Move stores what became of a chat through the actor, with its entry in the audit, and
// tells the visitor of its completion and asks for a rating. A transfer that is open no
// more was withdrawn by that.
func (t *Tx) Move(ctx context.Context, act core.Act, before, after core.Chat) error {
	if err := t.SaveMoved(ctx, before, after); err != nil {
		return err
	}
	if err := t.AuditChat(ctx, act, before, after); err != nil {
		return err
	}
	if before.Open() && !after.Open() {
		before, after := before, after         // the function would keep the chats of every move alive
		t.last = append(t.last, func() error { // behind the line that says why
			if err := t.tellCompleted(ctx, after); err != nil {
				return err
			}
			return t.askRating(ctx, before, after)
		})
	}
	return nil
}

// MoveByItself is Move for what no operator does, whoever acts in this transaction.
func (t *Tx) MoveByItself(ctx context.Context, act core.Act, before, after core.Chat) error {
	actor := t.Actor
	t.Actor = 0
	err := t.Move(ctx, act, before, after)
	t.Actor = actor
	return err
}

// AppendMessage adds m to c's transcript and announces it.
func (t *Tx) AppendMessage(ctx context.Context, c core.Chat, m core.Message) (core.Message, error) {
	m.ChatID, m.VisitorID = c.ID, c.VisitorID
	m, err := t.InsertMessage(ctx, m)
	if err != nil {
		return m, err
	}
	t.CountMessage(c, m)
	if m.From == core.FromOperator {
		if err := t.noteAnswer(ctx, c, m); err != nil {
			return m, err
		}
	}
	t.EmitTranscript(c.BrandID, c.ID)
	return m, nil
}

// AddSystemLine adds a system line, which changes neither preview nor deadlines
// of the chat. by is the person the line names; of a visitor only the name is set.
func (t *Tx) AddSystemLine(ctx context.Context, c core.Chat, at time.Time, kind core.Kind, by core.Operator) error {
	_, err := t.AppendMessage(ctx, c, core.Message{From: core.FromDesk, Kind: kind, OperatorID: by.ID, Author: by.Name, SentAt: at})
	return err
}

// AddLineBetween adds a system line about what one operator did with another, "" for
// anybody.
func (t *Tx) AddLineBetween(ctx context.Context, c core.Chat, kind core.Kind, by core.Operator, other string) error {
	_, err := t.AppendMessage(ctx, c, core.Message{From: core.FromDesk, Kind: kind, OperatorID: by.ID, Author: by.Name, Text: other, SentAt: t.Now()})
	return err
}

// SentTogether lists the messages that go out with m in one request, in order: m
// alone, or those of its album.
func (t *Tx) SentTogether(ctx context.Context, m core.Message) ([]core.Message, error) {
	if m.Attachment == nil || m.Attachment.AlbumID == "" {
		return []core.Message{m}, nil
	}
	return t.Album(ctx, m.ChatID, m.Attachment.AlbumID)
}
