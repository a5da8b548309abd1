package store

import (
	"context"
	"database/sql"
	"time"
)

// analyzeEvery is how often statistics are renewed on a desk that is written to.
const analyzeEvery = time.Hour

// analyze lets SQLite renew the statistics for its query planner, of tables
// that have grown a lot. It follows a write, at most once an hour, so that an
// idle desk stays idle. The caller holds the writing connection and has
// committed: an error here is none of the write's.
func (d *DB) analyze(conn *sql.Conn, now time.Time) {
	if d.analyzed.IsZero() { // opening the desk has just done so
		d.analyzed = now
	}
	if age := now.Sub(d.analyzed); age >= 0 && age < analyzeEvery {
		return
	}
	d.analyzed = now
	_, _ = conn.ExecContext(context.Background(), "PRAGMA optimize")
}
