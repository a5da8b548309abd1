package desk

import (
	"context"

	"tgdesk/core"
)

// Enter counts a screen of op in, under a name of its own: whoever has one is there. The
// first one makes op available. A screen shows even if that cannot be stored now; the
// engine does it later.
func (d *Desk) Enter(ctx context.Context, op core.OperatorID, session string) error {
	o, err := operator(ctx, d.store, op)
	if err != nil {
		return err
	}
	d.presence.Enter(o, session)
	all, err := d.store.Availabilities(ctx)
	if err != nil {
		return err
	}
	if a := core.AvailabilityOf(all, op); a.State == core.Away && a.Cause == core.CauseSelf {
		return nil // on another screen
	}
	_, err = d.setAvailable(ctx, op, core.Available, core.CauseSelf)
	if err != nil && core.CodeOf(err) == core.CodeUnavailable {
		d.presence.MarkStale()
		return nil
	}
	return err
}

// Leave counts a screen out, which ended as its operator wanted or, if cut, because the
// connection or the program broke off. With the last one op is offline. ctx may have
// ended.
func (d *Desk) Leave(ctx context.Context, op core.OperatorID, session string, cut bool) error {
	if !d.presence.Leave(session) {
		return nil
	}
	cause := core.CauseSelf
	if cut {
		cause = core.CauseDisconnected
	}
	_, err := d.setAvailable(context.WithoutCancel(ctx), op, core.Offline, cause)
	if err != nil {
		d.presence.MarkStale()
		d.engine.WakeTimers(d.now())
	}
	return err
}

// View notes that a screen of op shows a chat, 0 for none. It is announced by
// [core.EventPresence].
func (d *Desk) View(ctx context.Context, op core.OperatorID, session string, chat core.ChatID) error {
	o, err := d.viewer(ctx, op, chat)
	if err == nil {
		d.presence.View(o, session, chat)
	}
	return err
}

// Compose notes that op types in the chat that a screen shows, or no more. Call it for
// every key: typing ends by itself some seconds after the last one.
func (d *Desk) Compose(ctx context.Context, op core.OperatorID, session string, chat core.ChatID, typing bool) error {
	_, err := d.viewer(ctx, op, chat)
	if err == nil {
		d.presence.Compose(op, session, chat, typing)
	}
	return err
}

// viewer reads an operator who may see a chat, or none for 0.
func (d *Desk) viewer(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Operator, error) {
	o, err := operator(ctx, d.shared, op)
	if err != nil || chat == 0 {
		return o, err
	}
	c, err := d.shared.Chat(ctx, chat)
	if err != nil {
		return o, err
	}
	return o, core.MayUseBrand(o, c.BrandID)
}

// PresentIn counts who looks at a chat or types in it, for a viewer, who is not among
// them, as far as they leave a sign: see [core.LeavesSign]. It names one of them: who
// types before who only looks, then who came first. It is cheap enough for every frame.
func (d *Desk) PresentIn(viewer core.OperatorID, c core.Chat) (named core.Present, n int) {
	for _, s := range d.presence.Views(c.ID) {
		if s.Operator.ID == viewer || !core.LeavesSign(s.Operator, c) {
			continue
		}
		if n++; n == 1 || s.Typing && !named.Typing {
			named = core.Present{Operator: s.Operator.ID, Name: s.Operator.Name, Typing: s.Typing}
		}
	}
	return named, n
}

// KeyPressed notes that op pressed a key. It is cheap enough for every key. back is
// whether op was away only for want of keys: then call [Desk.ComeBack].
func (d *Desk) KeyPressed(op core.OperatorID) (back bool) { return d.presence.Key(op) }
