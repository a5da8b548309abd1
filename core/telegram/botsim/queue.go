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
	maxQueued      = 100_000
	maxQueueBytes  = 128 << 20
	maxUpdate      = 512 << 10
	maxAnswer      = 4 << 20
	eventOverhead  = 50 // what the server adds per update when it limits the size of an answer
	maxOffsetAhead = 10 // an offset further beyond the last id is ignored
	retention      = 24 * time.Hour
)

// event is a queued update as JSON.
type event struct {
	id      int64
	data    []byte
	expires time.Time
}

// queue contains the unconfirmed updates of a bot, in order of their ids.
type queue struct {
	events     []event
	bytes      int
	next       int64     // the id of the next update
	nextExpiry time.Time // no event expires earlier
}

// push adds an update of that date. members is the inside of a JSON object with
// its closing brace. push returns 0 for what the server drops: updates that are
// too old, too large, or too many.
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
	if len(q.events) == 0 || expires.Before(q.nextExpiry) {
		q.nextExpiry = expires
	}
	q.events = append(q.events, event{q.next, data, expires})
	q.bytes += len(data)
	q.next++
	return q.next - 1
}

// take returns the updates for a getUpdates. A negative offset first deletes all
// but the last -offset updates. A positive one deletes what precedes it, unless
// it is far beyond the last id: then it is ignored.
func (q *queue) take(offset int64, limit int, now time.Time) []event {
	q.dropExpired(now)
	switch {
	case offset < 0:
		q.drop(max(0, len(q.events)+int(max(offset, -maxQueued-1))))
	case offset <= q.next+maxOffsetAhead:
		confirmed, _ := slices.BinarySearchFunc(q.events, offset, func(e event, id int64) int { return cmp.Compare(e.id, id) })
		q.drop(confirmed)
	}
	batch, left := q.events[:min(limit, len(q.events))], maxAnswer
	for i, e := range batch {
		if left -= eventOverhead + len(e.data); left <= 0 {
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
	clear(q.events[:n]) // frees their data
	q.events = q.events[n:]
}

func (q *queue) dropExpired(now time.Time) {
	if len(q.events) == 0 || now.Before(q.nextExpiry) {
		return
	}
	q.events = slices.DeleteFunc(q.events, func(e event) bool { return !e.expires.After(now) })
	q.bytes = 0
	for i, e := range q.events {
		q.bytes += len(e.data)
		if i == 0 || e.expires.Before(q.nextExpiry) {
			q.nextExpiry = e.expires
		}
	}
}
