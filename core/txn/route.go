package txn

import (
	"context"

	"tgdesk/core"
)

// OfferChat is [Tx.RouteChat] among the operators who are available now.
func (t *Tx) OfferChat(ctx context.Context, o core.BrandOptions, c core.Chat) (core.Chat, error) {
	if o.Routing == core.RouteNone || !c.Routable() {
		return c, nil
	}
	among, err := t.Candidates(ctx, c.BrandID)
	if err != nil {
		return c, err
	}
	return t.RouteChat(ctx, o, c, among)
}

// RouteChat offers a pending chat to the one among some operators whose turn it is, as
// its brand wants, and returns what became of it. It calls whoever is asked; when all
// were asked and did not take it, it calls everybody.
func (t *Tx) RouteChat(ctx context.Context, o core.BrandOptions, c core.Chat, among []core.Candidate) (core.Chat, error) {
	if o.Routing == core.RouteNone || !c.Routable() {
		return c, nil
	}
	op, ok := core.Route(o, c, among)
	next := c
	switch {
	case ok:
		next = c.Offered(op.ID, t.Now().Add(o.RoutingLimit))
		if err := t.TakeTurn(ctx, c.BrandID, op.ID, t.Now()); err != nil {
			return c, err
		}
	case core.RoutedOut(c):
		next.Handover.ForAll = true
	default:
		return c, nil
	}
	if err := t.SaveChat(ctx, next); err != nil {
		return c, err
	}
	t.Emit(core.Event{Kind: core.EventOffer, Brand: c.BrandID, Chat: c.ID, To: op.ID, Alert: true})
	if !ok {
		return next, nil
	}
	return next, t.Audit(ctx, core.AuditEntry{Act: core.ActChatOffered, Brand: c.BrandID, Chat: c.ID, Subject: op.Name})
}
