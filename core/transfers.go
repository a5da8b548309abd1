package core

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// progressPause is how long a file's progress stays untold: five times a
// second is what a screen can show.
const progressPause = 200 * time.Millisecond

// errCancelled is the cause of a transfer's end that an operator wanted.
var errCancelled = errors.New("cancelled by an operator")

// transfers knows the files on their way, in either direction, by what they
// are of (a file's unique id, or an outgoing message) and by message.
type transfers struct {
	mu        sync.Mutex
	byKey     map[string]*transfer
	byMessage map[MessageID]*transfer
	waiting   map[string][]mention // who will show a file that is only wanted
	asked     map[string]bool      // files that a person wants, whatever their size
}

// transfer is one file, or one album, on its way.
type transfer struct {
	out      bool // to a visitor
	cancel   context.CancelCauseFunc
	progress Progress
	told     time.Time
	of       []mention
}

// mention is a message that shows a file.
type mention struct {
	key     string
	message MessageID
	brand   BrandID
	chat    ChatID
	thumb   bool // the file is the small picture of the message's own
}

func (m mention) event() Event { return Event{Kind: EventFile, Brand: m.brand, Chat: m.chat} }

func newTransfers() *transfers {
	return &transfers{byKey: map[string]*transfer{}, byMessage: map[MessageID]*transfer{}, waiting: map[string][]mention{}, asked: map[string]bool{}}
}

// begin notes a transfer, shown by of and by who waited for it.
func (t *transfers) begin(key string, out bool, cancel context.CancelCauseFunc, of ...mention) {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := &transfer{out: out, cancel: cancel}
	t.byKey[key] = x
	for _, m := range append(of, t.waiting[key]...) {
		t.attend(x, m)
	}
	delete(t.waiting, key)
}

// join lets one more message show a transfer, or wait for it.
func (t *transfers) join(m mention) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.byKey[m.key]; x != nil {
		t.attend(x, m)
		return
	}
	if w := t.waiting[m.key]; !slices.Contains(w, m) {
		t.waiting[m.key] = append(w, m)
	}
}

// ask notes that a person wants a file; its end forgets it. A restart does too:
// then it is fetched like one that nobody asked for.
func (t *transfers) ask(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked[key] = true
}

func (t *transfers) wasAsked(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked[key]
}

func (t *transfers) attend(x *transfer, m mention) {
	if !slices.Contains(x.of, m) {
		x.of = append(x.of, m)
	}
	if !m.thumb { // progress and cancel are about the message's file
		t.byMessage[m.message] = x
	}
}

// advance notes progress and returns the events that are due.
func (t *transfers) advance(key string, p Progress) []Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.byKey[key]
	if x == nil {
		return nil
	}
	x.progress = p
	if now := time.Now(); now.Sub(x.told) >= progressPause {
		x.told = now
		return eventsOf(x.of)
	}
	return nil
}

// end forgets a transfer and returns the events that tell of it. With again,
// those who show it wait for the next try.
func (t *transfers) end(key string, again bool) []Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	of := t.waiting[key]
	delete(t.waiting, key)
	if x := t.byKey[key]; x != nil {
		of = append(of, x.of...)
		for _, m := range x.of {
			if t.byMessage[m.message] == x {
				delete(t.byMessage, m.message)
			}
		}
	}
	delete(t.byKey, key)
	if !again {
		delete(t.asked, key)
	}
	if again && len(of) > 0 {
		t.waiting[key] = of
	}
	return eventsOf(of)
}

// cancel ends the transfer of a message and reports whether there is one: its
// upload or its fetch, as out says.
func (t *transfers) cancel(id MessageID, out bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.byMessage[id]
	if x == nil || x.out != out {
		return false
	}
	x.cancel(errCancelled)
	return true
}

func (t *transfers) of(id MessageID) (Progress, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.byMessage[id]; x != nil {
		return x.progress, true
	}
	return Progress{}, false
}

func eventsOf(of []mention) []Event {
	var all []Event
	for _, m := range of {
		if e := m.event(); !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return all
}

// Progress tells how far the file of a message has come on its way, in either
// direction; ok is false if it is not under way. It never waits.
func (d *Desk) Progress(msg MessageID) (p Progress, ok bool) { return d.transfers.of(msg) }
