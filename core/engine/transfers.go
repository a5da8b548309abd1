package engine

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"tgdesk/core"
)

// progressInterval is how often the progress of a transfer is announced at most.
const progressInterval = 200 * time.Millisecond

// errCancelled is why a transfer ended that an operator cancelled.
var errCancelled = errors.New("cancelled by an operator")

// transfers are the uploads and downloads under way, by key (the unique id of a
// file, or an outgoing message) and by message. They may be used from many
// goroutines.
type transfers struct {
	mu        sync.Mutex
	byKey     map[string]*transfer
	byMessage map[core.MessageID]*transfer
	queued    map[string][]core.FileUse // messages that show a file which is only wanted
}

// transfer is one file, or one album, under way.
type transfer struct {
	upload    bool
	cancel    context.CancelCauseFunc
	progress  core.Progress
	announced time.Time
	uses      []core.FileUse
}

func newTransfers() *transfers {
	return &transfers{
		byKey: map[string]*transfer{}, byMessage: map[core.MessageID]*transfer{},
		queued: map[string][]core.FileUse{},
	}
}

// start adds a transfer for these messages and those that are queued for it.
func (t *transfers) start(key string, upload bool, cancel context.CancelCauseFunc, uses ...core.FileUse) {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := &transfer{upload: upload, cancel: cancel}
	t.byKey[key] = x
	for _, use := range append(uses, t.queued[key]...) {
		t.add(x, use)
	}
	delete(t.queued, key)
}

// FileWanted adds a message to the transfer of its file, or queues it for one.
func (t *transfers) FileWanted(use core.FileUse) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.byKey[use.Key]; x != nil {
		t.add(x, use)
	} else if queued := t.queued[use.Key]; !slices.Contains(queued, use) {
		t.queued[use.Key] = append(queued, use)
	}
}

func (t *transfers) add(x *transfer, use core.FileUse) {
	if !slices.Contains(x.uses, use) {
		x.uses = append(x.uses, use)
	}
	if !use.Thumb { // progress and cancelling are about the message's file
		t.byMessage[use.Message] = x
	}
}

// advance notes the progress of a transfer, and returns the events that are due.
func (t *transfers) advance(key string, p core.Progress) []core.Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.byKey[key]
	if x == nil {
		return nil
	}
	x.progress = p
	now := time.Now()
	if now.Sub(x.announced) < progressInterval {
		return nil
	}
	x.announced = now
	return eventsOf(x.uses)
}

// finish removes a transfer, and returns the events that announce it. With again,
// its messages stay queued for the next try.
func (t *transfers) finish(key string, again bool) []core.Event {
	t.mu.Lock()
	defer t.mu.Unlock()
	uses := t.queued[key]
	delete(t.queued, key)
	if x := t.byKey[key]; x != nil {
		uses = append(uses, x.uses...)
		for _, use := range x.uses {
			if t.byMessage[use.Message] == x {
				delete(t.byMessage, use.Message)
			}
		}
	}
	delete(t.byKey, key)
	if again && len(uses) > 0 {
		t.queued[key] = uses
	}
	return eventsOf(uses)
}

// StopDownload stops the transfer of a file, and reports whether it is under way still.
func (t *transfers) StopDownload(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.queued, key)
	x := t.byKey[key]
	if x != nil {
		x.cancel(errCancelled)
	}
	return x != nil
}

// CancelTransfer stops the upload or the download of a message's file, and reports whether
// there is one.
func (t *transfers) CancelTransfer(id core.MessageID, upload bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	x := t.byMessage[id]
	if x == nil || x.upload != upload {
		return false
	}
	x.cancel(errCancelled)
	return true
}

// Progress is how far the transfer of a message's file has come; ok is false if there is
// none.
func (t *transfers) Progress(id core.MessageID) (p core.Progress, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.byMessage[id]; x != nil {
		return x.progress, true
	}
	return core.Progress{}, false
}

func eventsOf(uses []core.FileUse) []core.Event {
	var events []core.Event
	for _, use := range uses {
		if e := use.Event(); !slices.Contains(events, e) {
			events = append(events, e)
		}
	}
	return events
}
