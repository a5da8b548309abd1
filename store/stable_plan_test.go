package store

import (
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"tgdesk/store/sqlite"
)

// SQLite calls its authorizer whenever it plans a statement.
func TestQueriesArePlannedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	conn := must[*sql.Conn](t)(d.pool.Conn(t.Context()))
	defer func() { _ = conn.Close() }()
	asked, plans := 0, 0
	err := conn.Raw(func(c any) error {
		c.(*sqlite3.SQLiteConn).RegisterAuthorizer(func(int, string, string, string) int {
			asked++
			return sqlite3.SQLITE_OK
		})
		return nil
	})
	for name, query := range hotQueries() {
		if !strings.HasPrefix(query, "SELECT") {
			continue
		}
		for round := range 3 {
			asked = 0
			rows := must[*sql.Rows](t)(conn.QueryContext(t.Context(), sqlite.StablePlan(query), ones(query)...))
			for rows.Next() {
			}
			err = errors.Join(err, rows.Err(), rows.Close())
			if asked > 0 && round > 0 {
				t.Errorf("%s was planned again", name)
			}
			plans += asked
		}
	}
	if err != nil || plans == 0 {
		t.Errorf("%d plans: %v", plans, err)
	}
}
