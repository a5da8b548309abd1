package store

import (
	"context"
	"database/sql"
	"time"
)

// gatherEvery is how often statistics are renewed on a desk that is written to.
const gatherEvery = time.Hour

// gather lets SQLite renew the statistics of tables that have grown a lot, by
// which it plans queries. It comes with a write, at most once an hour, so that
// an idle desk is not woken. The caller holds the writing connection and its
// write is done: what fails here is no trouble of it.
func (d *DB) gather(conn *sql.Conn, now time.Time) {
	if d.gathered.IsZero() { // opening the desk has just done so
		d.gathered = now
	}
	if age := now.Sub(d.gathered); age >= 0 && age < gatherEvery {
		return
	}
	d.gathered = now
	_, _ = conn.ExecContext(context.Background(), "PRAGMA optimize")
}
