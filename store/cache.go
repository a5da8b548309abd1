package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"tgdesk/core"
)

// cache is what a transaction knows of the database without asking it again, and what the
// next one knows, if nobody else writes meanwhile: most messages are of people who wrote
// just before. All of it is dropped when a statement runs that may change it and is not
// accounted for here.
type cache struct {
	// chats are those that were read or saved, as they are stored: of a chat that is
	// saved again only what differs is written.
	chats map[core.ChatID]*core.Chat
	// milestones are those of chats; the zero value of one that is in no report.
	milestones map[core.ChatID]core.Milestones
	// visitors are those that were read ahead.
	visitors    map[visitorKey]*visitorAhead
	byID        map[core.VisitorID]*visitorAhead
	brands      map[core.BrandID]core.BrandView
	texts       map[core.BrandID]core.BrandTexts
	operators   map[core.OperatorID]core.Operator
	lastMessage core.MessageID // 0 if it is not known
	version     int64          // of the database, as others change it
	// dueVisitors are those of chats that are due, until readVisitors has them.
	dueVisitors  []core.VisitorID
	readVisitors map[core.VisitorID]core.Visitor
}

// mostKnown is how many visitors and chats are known at most after a transaction.
const mostKnown = 2048

type visitorKey struct {
	brand core.BrandID
	user  int64
}

// visitorAhead is what [tx.LookupVisitor] returns of a visitor, who is zero if there is
// none, for messages after newest. The chat is 0 if none is open, and else among chats.
type visitorAhead struct {
	core.Visitor
	chat   core.ChatID
	newest int64
}

func (t *tx) forget() { t.cache = cache{version: t.version} }

// recall takes over what the transaction before knew, unless others changed the database.
func (t *tx) recall(ctx context.Context, known cache) error {
	version, err := queryFirst(ctx, t.unflushed(), "read the version of the data", scanValue[int64], `PRAGMA data_version`)
	if t.cache = known; err != nil || version != known.version {
		t.cache = cache{version: version}
	}
	return err
}

// known is what the next transaction may know.
func (c cache) known() cache {
	c.milestones, c.dueVisitors, c.readVisitors = nil, nil, nil
	if len(c.chats) > mostKnown { // chats that only a deadline asked for go first
		maps.DeleteFunc(c.chats, func(id core.ChatID, chat *core.Chat) bool {
			v := c.byID[chat.VisitorID]
			return v == nil || v.chat != id
		})
	}
	if max(len(c.chats), len(c.visitors)) > mostKnown {
		return cache{version: c.version}
	}
	return c
}

// sawChat notes a chat as it is stored.
func (t *tx) sawChat(c core.Chat) {
	if c.ID != 0 {
		known := c
		t.keepChat(&known)
	}
}

func (t *tx) keepChat(c *core.Chat) { t.chats = noted(t.chats, c.ID, c) }

// savedChat notes a chat that was inserted or saved, as it is stored.
func (t *tx) savedChat(c *core.Chat) {
	t.keepChat(c)
	v := t.byID[c.VisitorID]
	switch {
	case v == nil:
	case c.Open():
		v.chat = c.ID
	case v.chat == c.ID:
		v.chat = 0
	}
}

// sawVisitor notes a visitor as they are stored, and their open chat.
func (t *tx) sawVisitor(v *visitorAhead) {
	if t.visitors == nil {
		t.visitors, t.byID = map[visitorKey]*visitorAhead{}, map[core.VisitorID]*visitorAhead{}
	}
	t.visitors[visitorKey{v.BrandID, v.TelegramID}] = v
	if v.ID != 0 {
		t.byID[v.ID] = v
	}
}

// lookupVisitorsSQL reads users of a brand, a list in JSON. The index of messages is read
// only at one place for each.
const lookupVisitorsSQL = `SELECT ` + visitorColumns + `, ` + chatColumns + `,
		(SELECT max(m.telegram_id) FROM messages m WHERE m.visitor_id = v.id AND m.telegram_id IS NOT NULL)
	FROM json_each(?) k CROSS JOIN visitors v ON v.brand_id = ? AND v.telegram_id = k.value
	LEFT JOIN chats c ON c.visitor_id = v.id AND c.completed_at IS NULL`

// ReadAhead implements core.Tx.
func (t *tx) ReadAhead(ctx context.Context, brand core.BrandID, users []int64) error {
	users = slices.DeleteFunc(slices.Clone(users), func(u int64) bool { return t.visitors[visitorKey{brand, u}] != nil })
	if len(users) == 0 {
		return nil
	}
	list, err := json.Marshal(users)
	if err != nil {
		return err
	}
	if _, err := queryAll(ctx, t, "look visitors up", t.scanVisitorAhead(), lookupVisitorsSQL, string(list), brand); err != nil {
		return err
	}
	for _, u := range users {
		if t.visitors[visitorKey{brand, u}] == nil {
			t.sawVisitor(&visitorAhead{Visitor: core.Visitor{BrandID: brand, Profile: core.Profile{TelegramID: u}}})
		}
	}
	return nil
}

// scanVisitorAhead notes the rows of one query, as messageScan scans them.
func (t *tx) scanVisitorAhead() func(scanner) (struct{}, error) {
	var v visitorAhead
	var c core.Chat
	targets := append(visitorTargets(&v.Visitor), chatTargets(&c)...)
	targets = append(targets, nullable(&v.newest))
	return func(row scanner) (none struct{}, err error) {
		if err = row.Scan(targets...); err == nil {
			found := v
			found.chat = c.ID
			t.sawVisitor(&found)
			t.sawChat(c)
		}
		return none, err
	}
}

// LookupVisitor implements core.Reader.
func (t *tx) LookupVisitor(ctx context.Context, brand core.BrandID, user, message int64) (core.VisitorLookup, error) {
	if v, ok := t.visitors[visitorKey{brand, user}]; ok && message > v.newest {
		found := core.VisitorLookup{}
		if v.ID != 0 {
			found.Visitor = v.Visitor
		}
		if v.chat != 0 {
			found.Chat = *t.chats[v.chat]
		}
		return found, nil
	}
	found, err := t.reader.LookupVisitor(ctx, brand, user, message)
	t.sawChat(found.Chat)
	return found, err
}

// savedMessage notes a message that was inserted or saved.
func (t *tx) savedMessage(m core.Message) {
	if v := t.byID[m.VisitorID]; v != nil {
		v.newest = max(v.newest, m.TelegramID)
	}
}

// savedVisitor notes a visitor who was inserted or saved. What saving does not change stays.
func (t *tx) savedVisitor(v core.Visitor) {
	toStored(&v.BlockedBotAt, &v.FirstSeen, &v.LastSeen, &v.Start.At)
	known := t.byID[v.ID]
	if known == nil {
		t.sawVisitor(&visitorAhead{Visitor: v})
		return
	}
	v.BrandID, v.TelegramID, v.Block, v.ErasedAt = known.BrandID, known.TelegramID, known.Block, known.ErasedAt
	known.Visitor = v
}

// asStored returns a chat as it will be read.
func asStored(c core.Chat) core.Chat {
	toStored(&c.CreatedAt, &c.WaitingSince, &c.AwaitingSince, &c.PickedUpAt, &c.CompletedAt, &c.LastMessageAt, &c.CountsFrom, &c.DeadlineAt,
		&c.SnoozedUntil, &c.EndsAt, &c.WarnAt, &c.Flood.From, &c.Flood.At,
		&c.Handover.TransferUntil, &c.Handover.OfferedUntil, &c.Handover.AnswerBy, &c.Handover.GoneBy)
	return c
}

// toStored changes times to those that will be read: in whole milliseconds and UTC.
func toStored(times ...*time.Time) {
	for _, at := range times {
		if !at.IsZero() {
			*at = time.UnixMilli(at.UnixMilli()).UTC()
		}
	}
}

// readOnce returns what is known of a key, or reads it and notes it.
func readOnce[K comparable, V any](ctx context.Context, known *map[K]V, key K, read func(context.Context, K) (V, error)) (V, error) {
	if v, ok := (*known)[key]; ok {
		return v, nil
	}
	v, err := read(ctx, key)
	if err == nil {
		*known = noted(*known, key, v)
	}
	return v, err
}

// Operator implements core.Reader.
func (t *tx) Operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	return readOnce(ctx, &t.operators, id, t.unflushedReader().Operator)
}

// visitorsSQL reads visitors of which the ids are a list in JSON.
const visitorsSQL = `SELECT ` + visitorColumns + ` FROM json_each(?) k CROSS JOIN visitors v ON v.id = k.value`

// Visitor implements core.Reader. Of many chats that are due, it reads all visitors once
// the first is asked for.
func (t *tx) Visitor(ctx context.Context, id core.VisitorID) (core.Visitor, error) {
	if due := t.dueVisitors; len(due) > 0 {
		t.dueVisitors = nil
		list, err := json.Marshal(due)
		if err != nil {
			return core.Visitor{}, err
		}
		found, err := queryAll(ctx, t.unflushed(), "read visitors", scanVisitor, visitorsSQL, string(list))
		if err != nil {
			return core.Visitor{}, err
		}
		for _, v := range found {
			t.readVisitors = noted(t.readVisitors, v.ID, v)
		}
	}
	if v, ok := t.readVisitors[id]; ok {
		return v, nil
	}
	return t.unflushedReader().Visitor(ctx, id)
}

// noted is known with one more value.
func noted[K comparable, V any](known map[K]V, key K, value V) map[K]V {
	if known == nil {
		known = map[K]V{}
	}
	known[key] = value
	return known
}
