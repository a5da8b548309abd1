// Package presence knows, in memory only, which sessions operators have on the desk,
// what they look at and write in, and when they last pressed a key. It dies with the
// process, so that nobody is there after a restart until they come in.
//
// It must not store anything or decide who may see what: use cases and the engine do.
package presence

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"time"

	"tgdesk/core"
)

// typingFor is how long somebody counts as typing after a key.
const typingFor = 5 * time.Second

// Board is who is present on one desk. It may be used from many goroutines.
type Board struct {
	hub *core.Hub
	now func() time.Time

	mu        sync.Mutex
	sessions  map[string]*session
	views     map[core.ChatID][]Seen // of each chat that is looked at; replaced, never changed
	operators map[core.OperatorID]*operator
	stale     bool // the store may say otherwise
}

type session struct {
	op     core.Operator
	chat   core.ChatID // that is looked at, 0 for none
	since  time.Time
	typing *time.Timer // ends the typing; nil if there is none
}

// operator is one who has at least one session.
type operator struct {
	sessions  int
	state     core.AvailabilityState
	cause     core.AvailabilityCause
	lastKey   time.Time
	awayAfter time.Duration // 0 = never
}

// New returns an empty board. It announces on hub what others see, by the clock now.
func New(hub *core.Hub, now func() time.Time) *Board {
	return &Board{hub: hub, now: now, sessions: map[string]*session{}, views: map[core.ChatID][]Seen{}, operators: map[core.OperatorID]*operator{}, stale: true}
}

// Enter counts a session of op in. Entering again changes nothing.
func (b *Board) Enter(op core.Operator, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sessions[id] != nil {
		return
	}
	b.sessions[id] = &session{op: op}
	o := b.operators[op.ID]
	if o == nil {
		o = &operator{state: core.Offline}
		b.operators[op.ID] = o
	}
	o.sessions++
	o.lastKey, o.awayAfter = b.now(), op.Screen.AwayLimit()
}

// Leave counts a session out, and reports whether it was its operator's last one. It is
// not if it does not exist.
func (b *Board) Leave(id string) (last bool) {
	b.mu.Lock()
	s := b.sessions[id]
	if s == nil {
		b.mu.Unlock()
		return false
	}
	delete(b.sessions, id)
	events := b.look(s, 0)
	o := b.operators[s.op.ID]
	o.sessions--
	if last = o.sessions == 0; last {
		delete(b.operators, s.op.ID)
	}
	b.mu.Unlock()
	b.hub.Publish(events...)
	return last
}

// look makes the session look at a chat, and returns the events of it.
func (b *Board) look(s *session, chat core.ChatID) (events []core.Event) {
	before := s.chat
	if before == chat {
		return nil
	}
	s.stopTyping()
	s.chat, s.since = chat, b.now()
	for _, c := range []core.ChatID{before, chat} {
		if c != 0 {
			b.survey(c)
			events = append(events, core.Event{Kind: core.EventPresence, Chat: c, Operator: s.op.ID})
		}
	}
	return events
}

func (s *session) stopTyping() {
	if s.typing != nil {
		s.typing.Stop()
		s.typing = nil
	}
}

// View notes that a session of op looks at a chat, 0 for none.
func (b *Board) View(op core.Operator, id string, chat core.ChatID) {
	b.mu.Lock()
	var events []core.Event
	if s := b.sessions[id]; s != nil && s.op.ID == op.ID {
		s.op = op
		if events = b.look(s, chat); events == nil && chat != 0 {
			b.survey(chat) // the operator may have changed
		}
	}
	b.mu.Unlock()
	b.hub.Publish(events...)
}

// Compose notes that a session of op begins or ends to type in the chat that it looks
// at. Typing ends by itself.
func (b *Board) Compose(op core.OperatorID, id string, chat core.ChatID, typing bool) {
	b.mu.Lock()
	s := b.sessions[id]
	if s == nil || s.op.ID != op || s.chat != chat || chat == 0 {
		b.mu.Unlock()
		return
	}
	was := s.typing != nil
	s.stopTyping()
	if typing {
		var t *time.Timer
		t = time.AfterFunc(typingFor, func() { b.typingEnds(s, &t, chat) })
		s.typing = t
	}
	if was != typing {
		b.survey(chat)
	}
	b.mu.Unlock()
	if was != typing {
		b.hub.Publish(core.Event{Kind: core.EventPresence, Chat: chat, Operator: op})
	}
}

// typingEnds is what a timer of Compose does, unless another one has taken its place.
// The timer may only be read under the lock: it can go off before it is stored.
func (b *Board) typingEnds(s *session, t **time.Timer, chat core.ChatID) {
	b.mu.Lock()
	ends := s.typing == *t
	if ends {
		s.typing = nil
		b.survey(chat)
	}
	b.mu.Unlock()
	if ends {
		b.hub.Publish(core.Event{Kind: core.EventPresence, Chat: chat, Operator: s.op.ID})
	}
}

// Seen is an operator who looks at a chat.
type Seen struct {
	Operator core.Operator
	Chat     core.ChatID
	Since    time.Time
	Typing   bool
}

// Views lists who looks at a chat, each operator once: first those who came first. Every
// frame asks for it. The caller must not change it.
func (b *Board) Views(chat core.ChatID) []Seen {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.views[chat]
}

// Viewing lists who looks at which chat, each operator once a chat: first those who came
// first.
func (b *Board) Viewing() []Seen {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := slices.Concat(slices.Collect(maps.Values(b.views))...)
	slices.SortFunc(all, firstCome)
	return all
}

func firstCome(a, b Seen) int {
	return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Operator.ID, b.Operator.ID), cmp.Compare(a.Chat, b.Chat))
}

// survey notes anew who looks at a chat.
func (b *Board) survey(chat core.ChatID) {
	var all []Seen
	for _, s := range b.sessions {
		if s.chat != chat {
			continue
		}
		same := slices.IndexFunc(all, func(o Seen) bool { return o.Operator.ID == s.op.ID })
		if same < 0 {
			all = append(all, Seen{s.op, s.chat, s.since, s.typing != nil})
			continue
		}
		all[same].Typing = all[same].Typing || s.typing != nil
		if s.since.Before(all[same].Since) {
			all[same].Since = s.since
		}
	}
	if len(all) == 0 {
		delete(b.views, chat)
		return
	}
	slices.SortFunc(all, firstCome)
	b.views[chat] = all
}

// Key notes that op pressed a key, and reports whether they were away only because they
// had pressed none for long.
func (b *Board) Key(op core.OperatorID) (back bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o := b.operators[op]
	if o == nil {
		return false
	}
	o.lastKey = b.now()
	return o.state == core.Away && o.cause == core.CauseIdle
}

// SetState notes how available op is, as it is stored.
func (b *Board) SetState(a core.Availability) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if o := b.operators[a.Operator]; o != nil {
		o.state, o.cause = a.State, a.Cause
	}
}

// SetAwayAfter notes after how long without a key op counts as away; 0 is never.
func (b *Board) SetAwayAfter(op core.OperatorID, d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if o := b.operators[op]; o != nil {
		o.awayAfter = d
	}
}

// Idle lists the operators who count as available and pressed no key for so long that
// they are away, and says when that will be so of the next one; zero is never.
func (b *Board) Idle() (idle []core.OperatorID, next time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	for id, o := range b.operators {
		if o.state != core.Available || o.awayAfter == 0 {
			continue
		}
		switch at := o.lastKey.Add(o.awayAfter); {
		case !at.After(now):
			idle = append(idle, id)
		case next.IsZero() || at.Before(next):
			next = at
		}
	}
	slices.Sort(idle)
	return idle, next
}

// Online lists the operators who have a session.
func (b *Board) Online() (all []core.OperatorID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id := range b.operators {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

// MarkStale notes that the store could not be told who is online.
func (b *Board) MarkStale() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stale = true
}

// TakeStale reports whether the store may not know who is online, at first and after
// MarkStale, to a caller who then tells it.
func (b *Board) TakeStale() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	stale := b.stale
	b.stale = false
	return stale
}

// Has reports whether op has a session.
func (b *Board) Has(op core.OperatorID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.operators[op] != nil
}
