package core

import (
	"slices"
	"sync"
	"sync/atomic"
)

// EventKind says what sort of fact an Event is.
type EventKind string

// The kinds of events.
const (
	EventChat     EventKind = "chat"     // a chat was opened or changed
	EventMessage  EventKind = "message"  // an entry of a transcript was added or changed
	EventBrand    EventKind = "brand"    // a brand was added, changed or removed
	EventFile     EventKind = "file"     // a file of the chat was fetched, failed or is being transferred
	EventHealth   EventKind = "health"   // a channel's health changed
	EventOperator EventKind = "operator" // an operator was added or changed
	EventCanned   EventKind = "canned"   // a canned reply was added, changed or removed
	EventDraft    EventKind = "draft"    // a draft of Operator in the chat was saved or dropped
	EventRead     EventKind = "read"     // Operator has read further in the chat
	// EventTransfer: somebody is asked to take a chat over (To, or 0 for anybody of the
	// brand), or the transfer was answered or expired (To is who had asked).
	EventTransfer EventKind = "transfer"
	EventOffer    EventKind = "offer"    // routing offers the chat to To, or after that to everybody (0)
	EventAssigned EventKind = "assigned" // the chat was given to To, or taken from them
	// EventAvailability: Operator is available, away or offline now.
	EventAvailability EventKind = "availability"
	// EventPresence: Operator begins or ends to view the chat, or to type in it. Nothing
	// in the store changed.
	EventPresence EventKind = "presence"
	EventVisitor  EventKind = "visitor" // a visitor of the brand came onto the block list or off it, or was erased
	EventErased   EventKind = "erased"  // messages of the chat were removed: nothing that was read of them stays
	EventMention  EventKind = "mention" // a note of the chat calls To, or they looked at it
	EventWoken    EventKind = "woken"   // a chat that To had set aside is back by itself
	EventFailed   EventKind = "failed"  // a reply of To failed, or may not have arrived
	EventSystem   EventKind = "system"  // the disk fails or recovered, or the machine's clock jumped
)

// private reports whether only what concerns a single operator has changed, or nothing
// in the store.
func (k EventKind) private() bool { return k == EventDraft || k == EventRead || k == EventPresence }

// Event is a small fact: what changed, never how. Whoever cares reads again.
type Event struct {
	Kind  EventKind
	Brand BrandID
	Chat  ChatID
	// Operator is who did it or, in an EventOperator, who changed; 0 if it was no
	// operator.
	Operator OperatorID
	// To is whom it calls, 0 for all.
	To OperatorID
	// Alert is whether operators should be notified: of a visitor's message, unless
	// it is from the backlog at start or the chat is offered to somebody, or of what
	// calls To.
	Alert bool
}

// mailboxSize bounds the events that wait for a slow subscriber. Beyond it, events
// are dropped, but for those that call the subscriber's operator, and Take asks for a
// resync.
const mailboxSize = 256

// Hub distributes events to mailboxes. Publish never blocks: a subscriber that does
// not empty its mailbox must resync (see [Mailbox.Take]).
type Hub struct {
	generation atomic.Uint64
	people     atomic.Uint64

	mu    sync.Mutex
	boxes map[*Mailbox]struct{}
}

// NewHub returns a hub without subscribers.
func NewHub() *Hub { return &Hub{boxes: map[*Mailbox]struct{}{}} }

// Subscribe returns a new mailbox; Close it when done. One of an operator gets nothing
// that concerns another operator alone; that of 0 gets all.
func (h *Hub) Subscribe(op OperatorID) *Mailbox {
	m := &Mailbox{hub: h, op: op, wake: make(chan struct{}, 1), seen: map[Event]struct{}{}}
	h.mu.Lock()
	h.boxes[m] = struct{}{}
	h.mu.Unlock()
	return m
}

// Generation counts what was published of what all operators see in the store. It grows
// before any mailbox wakes, so that what was read at one generation is stale at the next.
func (h *Hub) Generation() uint64 { return h.generation.Load() }

// PeopleGeneration counts, as Generation does, what was published of operators.
func (h *Hub) PeopleGeneration() uint64 { return h.people.Load() }

// Publish hands events to every mailbox.
func (h *Hub) Publish(events ...Event) {
	if len(events) > 0 {
		h.publish(events, false)
	}
}

// Resync tells every mailbox that anything may have changed.
func (h *Hub) Resync() { h.publish(nil, true) }

func (h *Hub) publish(events []Event, resync bool) {
	if resync || slices.ContainsFunc(events, func(e Event) bool { return !e.Kind.private() }) {
		h.generation.Add(1)
	}
	if resync || slices.ContainsFunc(events, func(e Event) bool { return e.Kind == EventOperator || e.Kind == EventBrand }) {
		h.people.Add(1)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for m := range h.boxes {
		m.put(events, resync)
	}
}

// Mailbox collects events for one subscriber. Equal events coalesce.
type Mailbox struct {
	hub  *Hub
	op   OperatorID
	wake chan struct{}

	mu     sync.Mutex
	seen   map[Event]struct{}
	queue  []Event
	resync bool
	shown  ChatID
}

// Wake delivers a value whenever Take has something to give.
func (m *Mailbox) Wake() <-chan struct{} { return m.wake }

// Take empties the mailbox. If resync is true, some events were dropped: the
// subscriber must read again everything that it shows.
func (m *Mailbox) Take() (events []Event, resync bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	events, resync = m.queue, m.resync
	m.queue, m.resync = nil, false
	clear(m.seen)
	return events, resync
}

// Show sets the chat that the subscriber shows, 0 for none. Its files are not
// removed meanwhile.
func (m *Mailbox) Show(chat ChatID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.shown = chat
}

// Shown lists the chats that subscribers show.
func (h *Hub) Shown() []ChatID {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []ChatID
	for m := range h.boxes {
		m.mu.Lock()
		if m.shown != 0 {
			all = append(all, m.shown)
		}
		m.mu.Unlock()
	}
	return all
}

// Close ends the subscription; Wake delivers nothing new afterwards.
func (m *Mailbox) Close() {
	m.hub.mu.Lock()
	delete(m.hub.boxes, m)
	m.hub.mu.Unlock()
}

func (m *Mailbox) put(events []Event, resync bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resync = m.resync || resync
	for _, e := range events {
		if m.op != 0 && e.Operator != m.op && (e.Kind == EventDraft || e.Kind == EventRead) {
			continue
		}
		if _, ok := m.seen[e]; ok {
			continue
		}
		if len(m.queue) >= mailboxSize {
			m.resync = true
			if m.op == 0 || e.To != m.op { // what calls the operator is never dropped
				continue
			}
		}
		m.seen[e] = struct{}{}
		m.queue = append(m.queue, e)
	}
	if len(m.queue) == 0 && !m.resync {
		return
	}
	select {
	case m.wake <- struct{}{}:
	default: // it is awake already
	}
}
