package botsim

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// The limits of an update queue (source: TQueue.cpp and do_get_updates of the
// published server).
const (
	maxQueued     = 100_000
	maxQueueBytes = 128 << 20
	maxUpdate     = 512 << 10
	maxAnswer     = 4 << 20
	eventCost     = 50 // what the server adds to an update's size when it cuts an answer
	farOffset     = 10 // an offset further than this behind the tail is not believed
	retention     = 24 * time.Hour
)

// event is one queued update: its whole JSON and when it is forgotten.
type event struct {
	id      int64
	data    []byte
	expires time.Time
}

// queue holds the unconfirmed updates of a bot, ids rising.
type queue struct {
	events  []event
	bytes   int
	next    int64     // the id of the next update
	soonest time.Time // no event expires before
}

// push adds an update that counts as made at date. members is the inside of a
// JSON object with its closing brace. It returns 0 for what the server drops:
// updates too old, too large, or too many.
func (q *queue) push(members string, date, now time.Time) int64 {
	head := `{"update_id":` + strconv.FormatInt(q.next, 10)
	if members != "}" {
		head += ","
	}
	data := []byte(head + members)
	expires := date.Add(retention)
	if !expires.After(now) || len(data) > maxUpdate || len(q.events) >= maxQueued || q.bytes+len(data) > maxQueueBytes {
		return 0
	}
	if len(q.events) == 0 || expires.Before(q.soonest) {
		q.soonest = expires
	}
	q.events = append(q.events, event{q.next, data, expires})
	q.bytes += len(data)
	q.next++
	return q.next - 1
}

// take answers a getUpdates. A negative offset first deletes everything but the
// last -offset updates. A positive one deletes what lies before it, unless
// it is far beyond the tail: then it is ignored and the queue is read
// from its head.
func (q *queue) take(offset int64, limit int, now time.Time) []event {
	q.dropExpired(now)
	switch {
	case offset < 0:
		q.drop(max(0, len(q.events)+int(max(offset, -maxQueued-1))))
	case offset <= q.next+farOffset:
		confirmed, _ := slices.BinarySearchFunc(q.events, offset, func(e event, id int64) int { return cmp.Compare(e.id, id) })
		q.drop(confirmed)
	}
	batch, left := q.events[:min(limit, len(q.events))], maxAnswer
	for i, e := range batch {
		if left -= eventCost + len(e.data); left <= 0 {
			return slices.Clone(batch[:i])
		}
	}
	return slices.Clone(batch)
}

// drop deletes the first n events.
func (q *queue) drop(n int) {
	for _, e := range q.events[:n] {
		q.bytes -= len(e.data)
	}
	clear(q.events[:n]) // lets the memory of the updates go
	q.events = q.events[n:]
}

func (q *queue) dropExpired(now time.Time) {
	if len(q.events) == 0 || now.Before(q.soonest) {
		return
	}
	q.events = slices.DeleteFunc(q.events, func(e event) bool { return !e.expires.After(now) })
	q.bytes = 0
	for i, e := range q.events {
		q.bytes += len(e.data)
		if i == 0 || e.expires.Before(q.soonest) {
			q.soonest = e.expires
		}
	}
}
