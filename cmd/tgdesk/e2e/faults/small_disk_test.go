package faults

import (
	"fmt"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// One visitor sends more than the disk holds. Files stop where half of their room is
// used, everybody's messages come in, and each file says what holds it back.
func TestOneVisitorFillsASmallDisk(t *testing.T) {
	const size, files = 49_000, 40
	for name, c := range map[string]struct {
		pause  time.Duration // between two files
		ready  int
		reason string // of the last one
	}{
		"at once":       {0, 4, core.HeldFlooded},
		"one by one":    {time.Second, 4, core.HeldRoom},
		"over a minute": {90 * time.Second, 4, core.HeldRoom},
	} {
		t.Run(name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				r.disk.Store(480_000)
				greedy := r.newVisitor()
				for i := range files {
					body := make([]byte, size)
					copy(body, fmt.Sprint("%PDF-1.7 ", i))
					greedy.Send(botsim.Document("bill.pdf", "application/pdf", 0).WithBytes(body))
					r.advance(c.pause)
				}
				r.advance(10 * time.Second)
				other := r.newVisitor()
				expectTexts(r.t, "the other's chat", r.texts(other.Visitor), "hello", "[picked_up]")
				sent, err := r.desk.Messages(r.t.Context(), core.MessageQuery{Chat: greedy.chat.ID, Limit: 1000})
				r.must(err)
				ready, held := 0, core.Problem("")
				for _, m := range sent {
					switch {
					case m.Attachment == nil:
					case m.Attachment.File.Ready():
						ready++
					case m.Attachment.File.State == core.FileHeld:
						held = m.Attachment.File.Problem
					default:
						r.t.Errorf("file %d is %s: %s", m.ID, m.Attachment.File.State, m.Attachment.File.Problem)
					}
				}
				if ready != c.ready || !held.Is(c.reason) {
					r.t.Errorf("%d files are ready, want %d; the last is held for %s, want %s", ready, c.ready, held, c.reason)
				}
				if err := r.desk.StorageError(); err != nil {
					r.t.Errorf("trouble with the disk: %v", err)
				}
			})
		})
	}
}
