package core

import (
	"slices"
	"testing"
)

func TestMailboxCoalesces(t *testing.T) {
	t.Parallel()
	h := NewHub()
	box, other := h.Subscribe(0), h.Subscribe(0)
	e := Event{Kind: EventChat, Chat: 1}
	h.Publish(e, e, Event{Kind: EventChat, Chat: 2})
	h.Publish(e)
	<-box.Wake()
	events, resync := box.Take()
	if want := []Event{e, {Kind: EventChat, Chat: 2}}; !slices.Equal(events, want) {
		t.Errorf("events: %v, want %v", events, want)
	}
	if events, again := box.Take(); len(events) > 0 || again || resync {
		t.Errorf("left over: %v, %t, %t", events, again, resync)
	}
	h.Publish(e)
	if events, _ := box.Take(); len(events) != 1 {
		t.Errorf("after taking, the same event is news again: %v", events)
	}
	other.Close()
	h.Publish(Event{Kind: EventBrand})
	if events, _ := other.Take(); len(events) != 2 {
		t.Errorf("a closed mailbox got %v", events)
	}
}

func TestMailboxOverflows(t *testing.T) {
	t.Parallel()
	h := NewHub()
	box := h.Subscribe(0)
	for i := range 10 * mailboxSize {
		h.Publish(Event{Kind: EventChat, Chat: ChatID(i)})
	}
	events, resync := box.Take()
	if len(events) > mailboxSize || !resync {
		t.Errorf("%d events, resync %t", len(events), resync)
	}
	h.Publish(Event{Kind: EventChat, Chat: 1})
	if events, resync := box.Take(); len(events) != 1 || resync {
		t.Errorf("afterwards: %v, %t", events, resync)
	}
	h.Resync()
	if _, resync := box.Take(); !resync {
		t.Error("no resync after Resync")
	}
}

// TestMailboxOfAnOperator: what concerns another operator alone wakes nobody.
func TestMailboxOfAnOperator(t *testing.T) {
	t.Parallel()
	h := NewHub()
	box := h.Subscribe(1)
	for _, kind := range []EventKind{EventDraft, EventRead} {
		h.Publish(Event{Kind: kind, Chat: 1, Operator: 2})
		select {
		case <-box.Wake():
			t.Errorf("%s of another operator wakes", kind)
		default:
		}
		own := Event{Kind: kind, Chat: 1, Operator: 1}
		h.Publish(own, Event{Kind: kind, Chat: 2, Operator: 2})
		<-box.Wake()
		if events, resync := box.Take(); !slices.Equal(events, []Event{own}) || resync {
			t.Errorf("%s: %v %t", kind, events, resync)
		}
	}
	others := Event{Kind: EventPresence, Chat: 1, Operator: 2}
	h.Publish(others)
	if events, _ := box.Take(); !slices.Equal(events, []Event{others}) {
		t.Errorf("what all see: %v", events)
	}
}

// TestCallsAreNotDropped: what calls an operator reaches them in a flood, too.
func TestCallsAreNotDropped(t *testing.T) {
	t.Parallel()
	h := NewHub()
	box, other := h.Subscribe(1), h.Subscribe(2)
	for i := range 10 * mailboxSize {
		h.Publish(Event{Kind: EventChat, Chat: ChatID(i)})
	}
	call := Event{Kind: EventTransfer, Chat: 1, To: 1, Alert: true}
	h.Publish(call, call)
	if events, resync := box.Take(); len(events) != mailboxSize+1 || events[mailboxSize] != call || !resync {
		t.Errorf("%d events, resync %t, last %+v", len(events), resync, events[len(events)-1])
	}
	if events, _ := other.Take(); len(events) != mailboxSize {
		t.Errorf("%d events of another operator", len(events))
	}
}
