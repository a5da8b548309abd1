package engine

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"tgdesk/core"
)

// memStore is a store in memory for the tests of this package. It keeps the
// constraints that core leans on (unique keys, one open chat a visitor) and can
// be told to fail. What core never reads is left to the embedded nil Reader.
type memStore struct {
	*memory
	mu   sync.RWMutex
	now  func() time.Time
	fail error // what Write returns, if set, without running anything
	// saved, if set, sees every chat that is saved.
	saved func(old, new core.Chat) (undo func())
}

type memory struct {
	core.Reader
	brands    map[core.BrandID]core.Brand
	texts     map[textKey]core.BrandText
	channels  map[core.BrandID]core.Channel
	secrets   map[core.BrandID]core.ChatbotSecret
	operators map[core.OperatorID]core.Operator
	visitors  map[core.VisitorID]core.Visitor
	chats     map[core.ChatID]core.Chat
	messages  map[core.MessageID]core.Message

	byBot      map[visitorKey]core.VisitorID
	byTelegram map[messageKey]core.MessageID
	open       map[core.VisitorID]core.ChatID
	transcript map[core.ChatID][]core.MessageID
	unsent     map[core.MessageID]bool
	edits      map[core.MessageID][]core.Edit
	kept       []core.Update
	audit      []core.AuditEntry
	drafts     map[draftKey]core.Draft
	reads      map[readKey]core.ReadMark
	files      map[string]core.File
	holds      map[holdKey]core.RetryAfter
	canned     map[core.CannedID]core.CannedReply
	tags       map[core.ChatID]core.Tags
	blocks     map[core.BlockID]core.Block
	mentions   map[mentionKey]core.Mention
	presses    map[pressKey]core.PressOutcome
	ratings    map[core.ChatID]core.Rating
	memReports
	memFaces
	memChatbots
	deadlines *deadlines // may hold stale entries
	memTeam
}

type visitorKey struct {
	brand core.BrandID
	id    int64
}

type messageKey struct {
	visitor core.VisitorID
	id      int64
}

type draftKey struct {
	op   core.OperatorID
	chat core.ChatID
	kind core.DraftKind
}

type readKey struct {
	op   core.OperatorID
	chat core.ChatID
}

type holdKey struct {
	brand   core.BrandID
	visitor core.VisitorID
}

func newMemStore(now func() time.Time) *memStore {
	return &memStore{now: now, memory: &memory{
		brands: map[core.BrandID]core.Brand{}, texts: map[textKey]core.BrandText{}, channels: map[core.BrandID]core.Channel{}, secrets: map[core.BrandID]core.ChatbotSecret{}, operators: map[core.OperatorID]core.Operator{}, visitors: map[core.VisitorID]core.Visitor{},
		chats: map[core.ChatID]core.Chat{}, messages: map[core.MessageID]core.Message{}, byBot: map[visitorKey]core.VisitorID{},
		byTelegram: map[messageKey]core.MessageID{}, open: map[core.VisitorID]core.ChatID{}, transcript: map[core.ChatID][]core.MessageID{},
		unsent: map[core.MessageID]bool{}, edits: map[core.MessageID][]core.Edit{}, drafts: map[draftKey]core.Draft{}, reads: map[readKey]core.ReadMark{}, files: map[string]core.File{}, holds: map[holdKey]core.RetryAfter{}, canned: map[core.CannedID]core.CannedReply{}, tags: map[core.ChatID]core.Tags{}, blocks: map[core.BlockID]core.Block{}, mentions: map[mentionKey]core.Mention{}, presses: map[pressKey]core.PressOutcome{}, ratings: map[core.ChatID]core.Rating{}, memReports: newMemReports(), memFaces: newMemFaces(), memChatbots: newMemChatbots(), deadlines: &deadlines{}, memTeam: newMemTeam(),
	}}
}

func (s *memStore) setFail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *memStore) Write(_ context.Context, fn func(core.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	tx := &memTx{memory: s.memory, now: s.now().Truncate(time.Millisecond), saved: s.saved}
	kept := false
	defer func() {
		if !kept { // after a panic, too
			tx.rollBack(0)
		}
	}()
	err := fn(tx)
	kept = err == nil
	return err
}

// Probe meets what Write meets.
func (s *memStore) Probe(ctx context.Context) error {
	return s.Write(ctx, func(core.Tx) error { return nil })
}

func (s *memStore) Brands(ctx context.Context) ([]core.BrandView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Brands(ctx)
}

func (s *memStore) RemovedBrands(ctx context.Context) ([]core.BrandView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.RemovedBrands(ctx)
}

func (s *memStore) Brand(ctx context.Context, id core.BrandID) (core.BrandView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Brand(ctx, id)
}

func (s *memStore) Channel(ctx context.Context, id core.BrandID) (core.Channel, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Channel(ctx, id)
}

func (s *memStore) BrandByBot(ctx context.Context, bot int64) (core.BrandView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.BrandByBot(ctx, bot)
}

func (s *memStore) Chat(ctx context.Context, id core.ChatID) (core.Chat, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Chat(ctx, id)
}

func (s *memStore) Message(ctx context.Context, id core.MessageID) (core.Message, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Message(ctx, id)
}

func (s *memStore) Messages(ctx context.Context, q core.MessageQuery) ([]core.Message, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.Messages(ctx, q)
}

func (s *memStore) NextQueued(ctx context.Context, brand core.BrandID, limit int) ([]core.Message, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.NextQueued(ctx, brand, limit)
}

func (s *memStore) NextDeadline(context.Context) (time.Time, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.nextDeadline(), nil
}

func (m *memory) Drafts(_ context.Context, op core.OperatorID, chat core.ChatID) (core.Drafts, error) {
	of := func(kind core.DraftKind) core.Draft { return m.drafts[draftKey{op, chat, kind}] }
	return core.Drafts{Reply: of(core.DraftReply), Note: of(core.DraftNote), Edit: of(core.DraftEdit)}, nil
}

func (s *memStore) ReadMark(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.ReadMark, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.memory.ReadMark(ctx, op, chat)
}

func (m *memory) ReadMark(_ context.Context, op core.OperatorID, chat core.ChatID) (core.ReadMark, error) {
	mark := m.reads[readKey{op, chat}]
	mark.Chat = chat
	return mark, nil
}

func get[K comparable, V any](m map[K]V, k K) (V, error) {
	v, ok := m[k]
	if !ok {
		return v, core.NewError(core.CodeNotFound, "not_found", v, k)
	}
	return v, nil
}

func (m *memory) Brands(context.Context) ([]core.BrandView, error) {
	var all []core.BrandView
	for _, b := range m.brands {
		if b.RemovedAt.IsZero() {
			all = append(all, m.view(b))
		}
	}
	slices.SortFunc(all, func(a, b core.BrandView) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

func (m *memory) RemovedBrands(context.Context) (all []core.BrandView, err error) {
	for _, b := range m.brands {
		if !b.RemovedAt.IsZero() {
			all = append(all, m.view(b))
		}
	}
	return all, nil
}

func (m *memory) Brand(_ context.Context, id core.BrandID) (core.BrandView, error) {
	b, err := get(m.brands, id)
	return m.view(b), err
}

func (m *memory) view(b core.Brand) core.BrandView {
	c := m.channels[b.ID]
	return core.BrandView{Brand: b, Bot: c.Bot, Enabled: c.Enabled, Offset: c.Offset, TokenSealed: c.Token.Sealed(), Health: c.Health}
}

func (m *memory) Channel(_ context.Context, id core.BrandID) (core.Channel, error) {
	return get(m.channels, id)
}

func (m *memory) ChatbotSecret(_ context.Context, id core.BrandID) (core.ChatbotSecret, error) {
	return get(m.secrets, id)
}

func (m *memory) BrandByBot(ctx context.Context, bot int64) (core.BrandView, error) {
	for id, c := range m.channels {
		if c.Bot.ID == bot {
			return m.Brand(ctx, id)
		}
	}
	return m.Brand(ctx, 0)
}

func (m *memory) ListOpenChats(_ context.Context, id core.BrandID) (open []core.Chat, _ error) {
	for _, c := range m.chats {
		if c.BrandID == id && c.Open() {
			open = append(open, c)
		}
	}
	return open, nil
}

func (m *memory) OpenChats(_ context.Context, id core.BrandID) (int, error) {
	n := 0
	for _, c := range m.open {
		if m.chats[c].BrandID == id {
			n++
		}
	}
	return n, nil
}

func (m *memory) Operator(_ context.Context, id core.OperatorID) (core.Operator, error) {
	return get(m.operators, id)
}

func (m *memory) Visitor(_ context.Context, id core.VisitorID) (core.Visitor, error) {
	return get(m.visitors, id)
}

func (m *memory) VisitorByTelegram(_ context.Context, b core.BrandID, id int64) (core.Visitor, error) {
	return get(m.visitors, m.byBot[visitorKey{b, id}])
}

func (m *memory) LookupVisitor(_ context.Context, b core.BrandID, user, message int64) (core.VisitorLookup, error) {
	v := m.visitors[m.byBot[visitorKey{b, user}]]
	_, known := m.byTelegram[messageKey{v.ID, message}]
	return core.VisitorLookup{Visitor: v, Chat: m.chats[m.open[v.ID]], Duplicate: known}, nil
}

func (m *memory) Chat(_ context.Context, id core.ChatID) (core.Chat, error) { return get(m.chats, id) }

func (m *memory) OpenChatOf(_ context.Context, id core.VisitorID) (core.Chat, error) {
	return get(m.chats, m.open[id])
}

func (m *memory) ChatsOf(_ context.Context, id core.VisitorID, limit int) (rows []core.ChatRow, err error) {
	for chat := core.ChatID(len(m.chats)); chat > 0 && len(rows) < limit; chat-- {
		if c := m.chats[chat]; c.VisitorID == id && !c.Prelude() {
			rows = append(rows, core.ChatRow{Chat: c})
		}
	}
	return rows, nil
}

func (m *memory) Messages(_ context.Context, q core.MessageQuery) ([]core.Message, error) {
	var found []core.Message
	for _, id := range m.transcript[q.Chat] {
		if id > q.After && (q.Before == 0 || id < q.Before) {
			found = append(found, m.withFile(m.messages[id]))
		}
	}
	if cut := len(found) - q.Limit; cut > 0 && q.After == 0 {
		return found[cut:], nil
	}
	return found[:min(len(found), q.Limit)], nil
}

func (m *memory) Message(_ context.Context, id core.MessageID) (core.Message, error) {
	found, err := get(m.messages, id)
	return m.withFile(found), err
}

func (m *memory) MessageByTelegram(_ context.Context, v core.VisitorID, id int64) (core.Message, error) {
	found, err := get(m.messages, m.byTelegram[messageKey{v, id}])
	return m.withFile(found), err
}

func (m *memory) NextQueued(_ context.Context, brand core.BrandID, limit int) ([]core.Message, error) {
	ids := make([]core.MessageID, 0, len(m.unsent))
	for id := range m.unsent {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	seen := map[core.VisitorID]bool{}
	var heads []core.Message
	for _, id := range ids {
		msg := m.messages[id]
		if seen[msg.VisitorID] || m.visitors[msg.VisitorID].BrandID != brand {
			continue
		}
		seen[msg.VisitorID] = true
		if msg.Delivery == core.DeliveryQueued && len(heads) < limit {
			heads = append(heads, m.withFile(msg))
		}
	}
	return heads, nil
}

// deadlines is a heap of chats by deadline. Entries whose chat has another
// deadline by now are stale.
type deadlines []deadlineOf

type deadlineOf struct {
	at   time.Time
	chat core.ChatID
}

func (d deadlines) Len() int           { return len(d) }
func (d deadlines) Less(i, j int) bool { return d[i].at.Before(d[j].at) }
func (d deadlines) Swap(i, j int)      { d[i], d[j] = d[j], d[i] }
func (d *deadlines) Push(x any)        { *d = append(*d, x.(deadlineOf)) }
func (d *deadlines) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}

func (m *memory) nextDeadline() time.Time {
	for m.deadlines.Len() > 0 {
		if e := (*m.deadlines)[0]; m.chats[e.chat].DueAt().Equal(e.at) {
			return e.at
		}
		heap.Pop(m.deadlines)
	}
	return time.Time{}
}

func (m *memory) ExpiredChats(_ context.Context, t time.Time, limit int) ([]core.Chat, error) {
	var due []core.Chat
	seen := map[core.ChatID]bool{}
	for at := m.nextDeadline(); !at.IsZero() && !at.After(t) && len(due) < limit; at = m.nextDeadline() {
		e := heap.Pop(m.deadlines).(deadlineOf)
		if !seen[e.chat] {
			seen[e.chat] = true
			due = append(due, m.chats[e.chat])
		}
	}
	for _, c := range due {
		heap.Push(m.deadlines, deadlineOf{c.DueAt(), c.ID})
	}
	return due, nil
}

var errUnique = errors.New("unique constraint")
