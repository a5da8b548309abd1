package term

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"

	"github.com/charmbracelet/x/ansi/kitty"
)

// Bounds of what a terminal is given to keep.
const (
	maxPicture  = 4 << 20  // bytes of one PNG
	maxPictures = 64 << 20 // bytes of all together
	maxHeld     = 4096     // pictures
	maxSide     = 297      // columns or rows of one
	maxID       = 0xffffff // ids travel as 24-bit colours

	// chunk is how many bytes of PNG make 4096 of base64, the most that one
	// sequence carries; a turn is how many of those follow one frame, so that
	// keys are answered while a picture crosses a slow line.
	chunk = 3072
	turn  = 8
)

// picture is one that the terminal keeps, or is to.
type picture struct {
	id         uint32
	png        []byte
	cols, rows int
	at         int // bytes sent
}

// album is the pictures of a terminal and what it is still to be told of them.
// A transmission that has begun must end before another begins: kitty joins
// chunks by their order alone.
type album struct {
	held  map[uint32]*picture
	bytes int
	drops []uint32   // to be told first
	queue []*picture // to be sent, the first perhaps in part
}

// put adds a picture and reports whether there was room.
func (a *album) put(p *picture) bool {
	if len(a.held) >= maxHeld || a.bytes+len(p.png) > maxPictures {
		return false
	}
	a.drop(p.id)
	if a.held == nil {
		a.held = map[uint32]*picture{}
	}
	a.held[p.id] = p
	a.bytes += len(p.png)
	a.queue = append(a.queue, p)
	return true
}

// drop forgets a picture. One that has begun to be sent is sent to its end.
func (a *album) drop(id uint32) {
	p := a.held[id]
	if p == nil {
		return
	}
	delete(a.held, id)
	a.bytes -= len(p.png)
	if p.at == 0 {
		a.queue = slices.DeleteFunc(a.queue, func(q *picture) bool { return q == p })
		return
	}
	a.drops = append(a.drops, id)
}

// again queues everything, for a screen that has forgotten.
func (a *album) again() {
	a.drops, a.queue = nil, nil
	for _, id := range slices.Sorted(maps.Keys(a.held)) {
		p := a.held[id]
		p.at = 0
		a.queue = append(a.queue, p)
	}
}

// next appends what is to be sent next, at most a turn of it. whole says that
// a picture is complete now, more that there is more to send.
func (a *album) next(b []byte) (_ []byte, whole, more bool) {
	for range turn {
		if len(a.queue) == 0 || a.queue[0].at == 0 {
			b = a.tell(b)
		}
		if len(a.queue) == 0 {
			break
		}
		p := a.queue[0]
		if b = p.send(b); p.at == len(p.png) {
			a.queue, whole = a.queue[1:], true
		}
	}
	return b, whole, len(a.queue)+len(a.drops) > 0
}

// tell appends the drops.
func (a *album) tell(b []byte) []byte {
	for _, id := range a.drops {
		b = remove(b, id)
	}
	a.drops = nil
	return b
}

// remove appends what makes the terminal forget a picture and its places.
func remove(b []byte, id uint32) []byte {
	return fmt.Appendf(b, "\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", id)
}

// farewell appends what leaves nothing of ours in the terminal. A delete also
// ends a transmission that was cut short.
func (a *album) farewell(b []byte) []byte {
	b = a.tell(b)
	for _, id := range slices.Sorted(maps.Keys(a.held)) {
		if a.held[id].at > 0 {
			b = remove(b, id)
		}
	}
	return b
}

// send appends the next chunk, and after the last one the placement that the
// placeholders refer to. q=2 keeps the terminal from answering among the keys.
func (p *picture) send(b []byte) []byte {
	part := p.png[p.at:min(p.at+chunk, len(p.png))]
	more := 0
	if p.at+len(part) < len(p.png) {
		more = 1
	}
	if p.at == 0 {
		b = fmt.Appendf(b, "\x1b_Ga=t,q=2,f=%d,i=%d,m=%d;", kitty.PNG, p.id, more)
	} else {
		b = fmt.Appendf(b, "\x1b_Gq=2,m=%d;", more)
	}
	b = base64.StdEncoding.AppendEncode(b, part)
	b = append(b, "\x1b\\"...)
	if p.at += len(part); more == 0 {
		b = fmt.Appendf(b, "\x1b_Ga=p,U=1,q=2,i=%d,c=%d,r=%d\x1b\\", p.id, p.cols, p.rows)
	}
	return b
}
