// Package readmodel lets all screens of a process share what they read. After
// a change every screen asks for the same pages and counts; the first one reads
// them, the others get its result.
//
// A result belongs to a generation of the desk's events: it serves until the next
// event is published, and a read that began before an event never serves those who
// ask after it. A screen that received an event of a change, or made the change,
// therefore always sees it. Operators, who are asked for before every read, have a
// generation of their own: what happens in chats leaves them as they are.
//
// The package must not decide what is read or when, must not change anything, and
// must not be given reads that depend on anything but the store.
package readmodel

import (
	"context"
	"errors"
	"slices"
	"sync"

	"tgdesk/core"
)

// maxReads bounds the results that are held at once, in flight ones included.
// Fifty screens ask for some hundred different ones after a change.
const maxReads = 128

// Reader is a [core.Reader] whose frequent reads are shared. Callers must not
// change the results. It is safe for concurrent use.
type Reader struct {
	core.Reader
	all, people *generation
}

// generation is what was read since the last event that counts.
type generation struct {
	current func() uint64

	mu    sync.Mutex
	of    uint64
	reads map[any]*read
	order []any // keys of reads, oldest first
}

// read is one result, ready once done is closed.
type read struct {
	done  chan struct{}
	value any
	err   error
}

// New returns a Reader over one that reads the store, for as long as all changes
// of the store are published on hub.
func New(of core.Reader, hub *core.Hub) *Reader {
	return &Reader{
		Reader: of,
		all:    &generation{current: hub.Generation, reads: map[any]*read{}},
		people: &generation{current: hub.PeopleGeneration, reads: map[any]*read{}},
	}
}

var _ core.Reader = (*Reader)(nil)

// The keys of reads: one type a method, with its arguments.
type (
	rowsKey struct {
		query     core.RowQuery // without its cursor
		hasCursor bool
		at        int64 // of the cursor, Unix milliseconds
		chat      core.ChatID
	}
	overviewKey core.Set[core.BrandID]
	brandsKey   struct{}
	cannedKey   struct{}
	rowKey      core.ChatID
	operatorKey core.OperatorID
	messagesKey core.MessageQuery
)

// Rows implements [core.Reader].
func (r *Reader) Rows(ctx context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	if q.Unread != 0 { // who has read what is no part of a generation
		return r.Reader.Rows(ctx, q)
	}
	k := rowsKey{query: q}
	if q.Cursor != nil {
		k.query.Cursor, k.hasCursor, k.at, k.chat = nil, true, q.Cursor.At.UnixMilli(), q.Cursor.ID
	}
	return shared(ctx, r.all, k, func(ctx context.Context) ([]core.ChatRow, error) { return r.Reader.Rows(ctx, q) })
}

// Overview implements [core.Reader].
func (r *Reader) Overview(ctx context.Context, brands core.Set[core.BrandID]) (core.Overview, error) {
	return shared(ctx, r.all, overviewKey(brands), func(ctx context.Context) (core.Overview, error) { return r.Reader.Overview(ctx, brands) })
}

// Brands implements [core.Reader]. The list is the caller's own, who fills in the
// health of channels.
func (r *Reader) Brands(ctx context.Context) ([]core.BrandView, error) {
	brands, err := shared(ctx, r.all, brandsKey{}, r.Reader.Brands)
	return slices.Clone(brands), err
}

// CannedReplies implements [core.Reader].
func (r *Reader) CannedReplies(ctx context.Context) ([]core.CannedReply, error) {
	return shared(ctx, r.all, cannedKey{}, r.Reader.CannedReplies)
}

// Row implements [core.Reader].
func (r *Reader) Row(ctx context.Context, id core.ChatID) (core.ChatRow, error) {
	return shared(ctx, r.all, rowKey(id), func(ctx context.Context) (core.ChatRow, error) { return r.Reader.Row(ctx, id) })
}

// Operator implements [core.Reader].
func (r *Reader) Operator(ctx context.Context, id core.OperatorID) (core.Operator, error) {
	return shared(ctx, r.people, operatorKey(id), func(ctx context.Context) (core.Operator, error) { return r.Reader.Operator(ctx, id) })
}

// Messages implements [core.Reader].
func (r *Reader) Messages(ctx context.Context, q core.MessageQuery) ([]core.Message, error) {
	return shared(ctx, r.all, messagesKey(q), func(ctx context.Context) ([]core.Message, error) { return r.Reader.Messages(ctx, q) })
}

// shared returns what another caller read in this generation under key, or waits
// for one that is reading it, or reads it. Failures are not stored. If the reader
// was canceled, those who waited for it read themselves.
func shared[T any](ctx context.Context, g *generation, key any, fn func(context.Context) (T, error)) (v T, err error) {
	for {
		e, mine := g.join(key)
		if mine {
			e.err = errAbandoned
			defer g.finish(key, e) // even if fn panics
			v, e.err = fn(ctx)
			e.value = v
			return v, e.err
		}
		select {
		case <-ctx.Done():
			return v, ctx.Err()
		case <-e.done:
		}
		canceled := errors.Is(e.err, context.Canceled) || errors.Is(e.err, context.DeadlineExceeded)
		if !canceled || ctx.Err() != nil {
			v, _ = e.value.(T)
			return v, e.err
		}
	}
}

// errAbandoned is the error of those who waited for a reader that panicked.
var errAbandoned = errors.New("a shared read was abandoned")

// join finds the read of key in the present generation, or begins it.
func (g *generation) join(key any) (e *read, mine bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now := g.current(); now != g.of {
		g.of = now
		clear(g.reads)
		g.order = g.order[:0]
	}
	if e := g.reads[key]; e != nil {
		return e, false
	}
	if len(g.order) == maxReads {
		delete(g.reads, g.order[0])
		g.order = slices.Delete(g.order, 0, 1)
	}
	e = &read{done: make(chan struct{})}
	g.reads[key] = e
	g.order = append(g.order, key)
	return e, true
}

// finish hands a result to those who wait, and forgets a failure.
func (g *generation) finish(key any, e *read) {
	close(e.done)
	if e.err == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reads[key] == e {
		delete(g.reads, key)
		g.order = slices.DeleteFunc(g.order, func(k any) bool { return k == key })
	}
}
