package engine

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"tgdesk/core"
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
	byMessage map[core.MessageID]*transfer
	waiting   map[string][]core.FileUse // who will show a file that is only wanted
	asked     map[string]bool           // files that a person wants, whatever their size
}

// transfer is one file, or one album, on its way.
type transfer struct {
	out      bool // to a visitor
	cancel   context.CancelCauseFunc
	progress core.Progress
	told     time.Time
	of       []core.FileUse
}

func newTransfers() *transfers {
	return &transfers{byKey: map[string]*transfer{}, byMessage: map[core.MessageID]*transfer{}, waiting: map[string][]core.FileUse{}, asked: map[string]bool{}}
}

// begin notes a transfer, shown by of and by who waited for it.
func (t *transfers) begin(key string, out bool, cancel context.CancelCauseFunc, of ...core.FileUse) {
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
func (t *transfers) join(m core.FileUse) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.byKey[m.Key]; x != nil {
		t.attend(x, m)
		return
	}
	if w := t.waiting[m.Key]; !slices.Contains(w, m) {
		t.waiting[m.Key] = append(w, m)
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

func (t *transfers) attend(x *transfer, m core.FileUse) {
	if !slices.Contains(x.of, m) {
		x.of = append(x.of, m)
	}
	if !m.Thumb { // progress and cancel are about the message's file
		t.byMessage[m.Message] = x
	}
}

// advance notes progress and returns the events that are due.
func (t *transfers) advance(key string, p core.Progress) []core.Event {
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
func (t *transfers) end(key string, again bool) []core.Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	of := t.waiting[key]
	delete(t.waiting, key)
	if x := t.byKey[key]; x != nil {
		of = append(of, x.of...)
		for _, m := range x.of {
			if t.byMessage[m.Message] == x {
				delete(t.byMessage, m.Message)
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
func (t *transfers) cancel(id core.MessageID, out bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.byMessage[id]
	if x == nil || x.out != out {
		return false
	}
	x.cancel(errCancelled)
	return true
}

func (t *transfers) of(id core.MessageID) (core.Progress, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.byMessage[id]; x != nil {
		return x.progress, true
	}
	return core.Progress{}, false
}

func eventsOf(of []core.FileUse) []core.Event {
	var all []core.Event
	for _, m := range of {
		if e := m.Event(); !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return all
}
