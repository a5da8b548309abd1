package term

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"

	"github.com/charmbracelet/x/ansi/kitty"
)

// Limits of what is sent to the terminal.
const (
	maxPicture  = 4 << 20  // bytes of one PNG
	maxPictures = 64 << 20 // bytes of all together, which the terminal keeps
	maxUnsent   = 16 << 20 // bytes of those that are not sent yet, which we keep
	maxHeld     = 4096     // pictures
	maxSide     = 297      // columns or rows of one
	maxID       = 0xffffff // ids travel as 24-bit colours

	// chunkSize is how many bytes of PNG make 4096 of base64, the most that one
	// sequence carries. A write ends after chunksPerWrite of them, so that keys
	// are answered while a picture crosses a slow line.
	chunkSize      = 3072
	chunksPerWrite = 8
)

// picture is one that the terminal holds or is about to get.
type picture struct {
	id         uint32
	png        []byte // nil once it is sent
	size       int    // of png, in bytes
	cols, rows int
	sent       int // bytes sent
}

// pictureStore holds the pictures of a terminal and what has not been sent yet.
// A transmission that has begun must end before another begins: kitty joins
// chunks by their order alone.
type pictureStore struct {
	held   map[uint32]*picture
	bytes  int        // of held
	unsent int        // of these, of pictures that are not sent to their end
	drops  []uint32   // ids to delete, before anything is sent
	queue  []*picture // to send, the first perhaps in part
}

// add adds a picture and reports whether there was room.
func (a *pictureStore) add(p *picture) bool {
	p.size = len(p.png)
	if len(a.held) >= maxHeld || a.bytes+p.size > maxPictures || a.unsent+p.size > maxUnsent {
		return false
	}
	a.drop(p.id)
	if a.held == nil {
		a.held = map[uint32]*picture{}
	}
	a.held[p.id] = p
	a.bytes += p.size
	a.unsent += p.size
	a.queue = append(a.queue, p)
	return true
}

// drop deletes a picture. One that is being sent is sent to its end first.
func (a *pictureStore) drop(id uint32) {
	p := a.held[id]
	if p == nil {
		return
	}
	delete(a.held, id)
	a.bytes -= p.size
	if p.sent == 0 {
		a.unsent -= p.size
		a.queue = slices.DeleteFunc(a.queue, func(q *picture) bool { return q == p })
		return
	}
	a.drops = append(a.drops, id)
}

// next appends what is to be sent with the next write. complete reports that a
// picture is complete with it, more that there is more to send.
func (a *pictureStore) next(b []byte) (_ []byte, complete, more bool) {
	for range chunksPerWrite {
		if len(a.queue) == 0 || a.queue[0].sent == 0 {
			b = a.appendDrops(b)
		}
		if len(a.queue) == 0 {
			break
		}
		p := a.queue[0]
		if b = p.appendChunk(b); p.sent == p.size {
			a.queue, complete = a.queue[1:], true
			a.unsent -= p.size
			p.png = nil
		}
	}
	return b, complete, len(a.queue)+len(a.drops) > 0
}

// appendDrops appends the pending deletions.
func (a *pictureStore) appendDrops(b []byte) []byte {
	for _, id := range a.drops {
		b = appendDelete(b, id)
	}
	a.drops = nil
	return b
}

// appendDelete appends the sequence that deletes a picture and its placements.
func appendDelete(b []byte, id uint32) []byte {
	return fmt.Appendf(b, "\x1b_Ga=d,d=I,i=%d,q=2\x1b\\", id)
}

// appendDeletes deletes everything that the terminal holds of ours. A delete
// also ends a transmission that was cut short.
func (a *pictureStore) appendDeletes(b []byte) []byte {
	b = a.appendDrops(b)
	for _, id := range slices.Sorted(maps.Keys(a.held)) {
		if a.held[id].sent > 0 {
			b = appendDelete(b, id)
		}
	}
	return b
}

// appendChunk appends the next chunk, and after the last one the placement that the
// placeholders refer to. q=2 keeps the terminal from answering among the keys.
func (p *picture) appendChunk(b []byte) []byte {
	part := p.png[p.sent:min(p.sent+chunkSize, len(p.png))]
	more := 0
	if p.sent+len(part) < len(p.png) {
		more = 1
	}
	if p.sent == 0 {
		b = fmt.Appendf(b, "\x1b_Ga=t,q=2,f=%d,i=%d,m=%d;", kitty.PNG, p.id, more)
	} else {
		b = fmt.Appendf(b, "\x1b_Gq=2,m=%d;", more)
	}
	b = base64.StdEncoding.AppendEncode(b, part)
	b = append(b, "\x1b\\"...)
	if p.sent += len(part); more == 0 {
		b = fmt.Appendf(b, "\x1b_Ga=p,U=1,q=2,i=%d,c=%d,r=%d\x1b\\", p.id, p.cols, p.rows)
	}
	return b
}
