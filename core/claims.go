package core

import (
	"context"
	"sync"
	"time"
)

// claims join replies with their brand's sender. A reply to somebody to whom
// nothing is owed is marked as being sent by the transaction that writes it
// down: otherwise it would wait for a second one, and for its turn at the disk.
type claims struct {
	mu    sync.Mutex
	calls map[BrandID]chan *claim
}

func newClaims() *claims { return &claims{calls: map[BrandID]chan *claim{}} }

// listen returns where the brand's sender hears of claims. It replaces the
// channel of an earlier sender.
func (c *claims) listen(id BrandID) <-chan *claim {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := make(chan *claim)
	c.calls[id] = calls
	return calls
}

// claim is the right to begin a delivery to one visitor. The sender, which
// starts no other meanwhile, waits for begun.
type claim struct {
	visitor VisitorID
	chat    ChatID
	by      *sender
	granted chan bool  // size 1
	begun   chan begun // size 1
}

// begun is how far the beginning of a delivery came.
type begun struct {
	p   parcel
	ok  bool // p is being sent
	err error
}

// ask returns the right to begin a delivery, nil if the message must wait for
// its turn: no sender runs, it is busy, or something is in the way.
func (c *claims) ask(b BrandID, v VisitorID, chat ChatID) *claim {
	c.mu.Lock()
	calls := c.calls[b]
	c.mu.Unlock()
	a := &claim{visitor: v, chat: chat, granted: make(chan bool, 1), begun: make(chan begun, 1)}
	select {
	case calls <- a:
	default:
		return nil
	}
	if !<-a.granted {
		return nil
	}
	return a
}

// grant gives the right to begin a delivery if one could begin now.
func (s *sender) grant(ctx context.Context, c *claim) bool {
	now := time.Now()
	s.release(now)
	if !s.recalled || s.waits().After(now) || !s.free(c.visitor) || s.pace.visitor(c.visitor, now) > 0 || s.pace.bot(now) > 0 {
		return false
	}
	s.pace.spend(c.visitor, 1, now)
	s.inFlight[c.visitor] = true
	c.by = s
	s.spawn("delivery", func() error {
		s.results <- s.carry(ctx, result{visitor: c.visitor, chat: c.chat}, <-c.begun)
		return nil
	})
	return true
}

// handover is a claim in use.
type handover struct {
	claim     *claim // nil if the message waits for its turn
	got       begun
	committed bool
}

// begin marks the first message of a reply, just written down in w, as being
// sent, if nothing is in its way. What w does after it cannot fail.
func (h *handover) begin(ctx context.Context, d *Desk, w *work, b Brand, m Message) {
	if !b.Enabled {
		return
	}
	if h.claim = d.claims.ask(b.ID, m.VisitorID, m.ChatID); h.claim == nil {
		return
	}
	err := w.try(func() (err error) {
		h.got.p, h.got.ok, err = h.claim.by.mark(ctx, w, b, m)
		return err
	})
	if err != nil {
		h.got = begun{} // the reply stands, and waits for its turn
		return
	}
	w.send = nil // the sender looks for more when this one is done
}

// settle lets the delivery go on if its beginning is on disk. err is why it is
// not; trouble with the disk is the sender's, too.
func (h *handover) settle(err error) {
	if h.claim == nil {
		return
	}
	if _, sick := ofDisk(err); sick {
		h.got.err = err
	} else if !h.committed {
		h.got = begun{}
	}
	h.claim.begun <- h.got
}
