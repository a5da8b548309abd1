package store

import (
	"context"
	"encoding/json"
	"time"

	"tgdesk/core"
)

// cache is what a transaction knows of the database without asking it again. All of it
// is dropped when a statement runs that may change it and is not accounted for here.
type cache struct {
	// chats are those that were read or saved, as they are stored: of a chat that is
	// saved again only what differs is written.
	chats map[core.ChatID]core.Chat
	// milestones are those of chats; the zero value of one that is in no report.
	milestones map[core.ChatID]core.Milestones
	// visitors are those that were read ahead.
	visitors    map[visitorKey]*visitorAhead
	byID        map[core.VisitorID]*visitorAhead
	lastMessage core.MessageID // 0 if it is not known
}

type visitorKey struct {
	brand core.BrandID
	user  int64
}

// visitorAhead is what [tx.LookupVisitor] returns of a visitor, who is zero if there is
// none, for messages after newest.
type visitorAhead struct {
	core.VisitorLookup
	newest int64
}

func (t *tx) forget() { t.cache = cache{} }

// sawChat notes a chat as it is stored.
func (t *tx) sawChat(c core.Chat) {
	if c.ID == 0 {
		return
	}
	if t.chats == nil {
		t.chats = map[core.ChatID]core.Chat{}
	}
	t.chats[c.ID] = c
}

// savedChat notes a chat that was inserted or saved.
func (t *tx) savedChat(c core.Chat) {
	t.sawChat(c)
	v := t.byID[c.VisitorID]
	switch {
	case v == nil:
	case c.Open():
		v.Chat = asStored(c)
	case v.Chat.ID == c.ID:
		v.Chat = core.Chat{}
	}
}

// lookupVisitorsSQL reads users of a brand, a list in JSON. The index of messages is read
// only at one place for each.
const lookupVisitorsSQL = `SELECT ` + visitorColumns + `, ` + chatColumns + `,
		(SELECT max(m.telegram_id) FROM messages m WHERE m.visitor_id = v.id AND m.telegram_id IS NOT NULL)
	FROM json_each(?) k CROSS JOIN visitors v ON v.brand_id = ? AND v.telegram_id = k.value
	LEFT JOIN chats c ON c.visitor_id = v.id AND c.state <> 'completed'`

// ReadAhead implements core.Tx.
func (t *tx) ReadAhead(ctx context.Context, brand core.BrandID, users []int64) error {
	list, err := json.Marshal(users)
	if err != nil {
		return err
	}
	found, err := queryAll(ctx, t, "look visitors up", visitorAheadScan(), lookupVisitorsSQL, string(list), brand)
	if err != nil {
		return err
	}
	t.visitors, t.byID = make(map[visitorKey]*visitorAhead, len(users)), make(map[core.VisitorID]*visitorAhead, len(found))
	for _, u := range users {
		t.visitors[visitorKey{brand, u}] = &visitorAhead{}
	}
	for _, v := range found {
		t.visitors[visitorKey{brand, v.Visitor.TelegramID}], t.byID[v.Visitor.ID] = v, v
		t.sawChat(v.Chat)
	}
	return nil
}

// visitorAheadScan scans the rows of one query, as messageScan does.
func visitorAheadScan() func(scanner) (*visitorAhead, error) {
	var v visitorAhead
	targets := append(visitorTargets(&v.Visitor), chatTargets(&v.Chat)...)
	targets = append(targets, nullable(&v.newest))
	return func(row scanner) (*visitorAhead, error) {
		err := row.Scan(targets...)
		found := v
		return &found, err
	}
}

// LookupVisitor implements core.Reader.
func (t *tx) LookupVisitor(ctx context.Context, brand core.BrandID, user, message int64) (core.VisitorLookup, error) {
	if v, ok := t.visitors[visitorKey{brand, user}]; ok && message > v.newest {
		return v.VisitorLookup, nil
	}
	found, err := t.reader.LookupVisitor(ctx, brand, user, message)
	t.sawChat(found.Chat)
	return found, err
}

// asStored returns a chat as it will be read: with times in whole milliseconds and UTC.
func asStored(c core.Chat) core.Chat {
	for _, at := range []*time.Time{
		&c.CreatedAt, &c.WaitingSince, &c.AwaitingSince, &c.PickedUpAt, &c.CompletedAt, &c.LastMessageAt, &c.CountsFrom, &c.DeadlineAt,
		&c.SnoozedUntil, &c.EndsAt, &c.WarnAt, &c.Flood.From, &c.Flood.At,
		&c.Handover.TransferUntil, &c.Handover.OfferedUntil, &c.Handover.AnswerBy, &c.Handover.GoneBy,
	} {
		if !at.IsZero() {
			*at = time.UnixMilli(at.UnixMilli()).UTC()
		}
	}
	return c
}
