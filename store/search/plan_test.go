package search_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/store/search"
	"tgdesk/store/sqlite"
)

// plan is SQLite's plan for a query.
func plan(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	count := strings.Count(query, "?")
	if strings.Contains(query, "?1") {
		count = 3 // the maximum of all queries; surplus arguments are ignored
	}
	args := slices.Repeat([]any{1}, count)
	rows := must[*sql.Rows](t)(db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+sqlite.StablePlan(query), args...))
	steps := must[[]string](t)(sqlite.ScanAll(rows, func(row sqlite.Row) (s string, err error) {
		return s, row.Scan(new(int), new(int), new(int), &s)
	}))
	return strings.Join(steps, "\n")
}

// TestSearchPlans: a search reads rows by their ids, and lists chats from an index, whatever
// the filters.
func TestSearchPlans(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	desk := openBeside(d.dir, d.DB)
	defer func() { _ = desk.db.Close() }()
	texts := []string{"refund", "refund from:note operator:mika has:file", "refund brand:acme", "refund state:pending", "refund state:pending state:active brand:acme", "refund tag:vip",
		"refund tag:vip tag:paid state:completed", "refund chat:7", "refund after:2026-03-01 before:2026-03-02"}
	for _, text := range texts {
		s := must[core.Search](t)(core.ParseSearch(text, noon()))
		q := must[core.SearchQuery](t)(s.Query(t.Context(), d))
		families, chats := search.SearchStatements(q)
		for _, f := range families {
			for query, want := range map[string]string{
				f.Between: "SEARCH " + f.Table + " USING INTEGER PRIMARY KEY (rowid",
				f.Listed:  "SCAN j VIRTUAL TABLE INDEX 1:\nSEARCH " + f.Table + " USING INTEGER PRIMARY KEY (rowid=?)",
			} {
				p := plan(t, desk.db, query)
				if !q.Chats.Empty() && strings.Contains(query, "?2") {
					want = strings.Replace(want, "m USING INTEGER PRIMARY KEY (rowid", "m USING INDEX messages_chat (chat_id=? AND rowid", 1)
				}
				if !strings.HasPrefix(p, want) || strings.Contains(p, "TEMP B-TREE") || strings.Contains(strings.ReplaceAll(p, "SCAN j ", ""), "SCAN ") {
					t.Errorf("%s:\n%s\n%s", text, query, p)
				}
			}
		}
		if chats != "" {
			if p := plan(t, desk.db, chats); strings.Contains(p, "SCAN c") || strings.Contains(p, "SEARCH") && !strings.Contains(p, "COVERING INDEX") {
				t.Errorf("%s:\n%s\n%s", text, chats, p)
			}
		}
	}
	if p := plan(t, desk.db, search.MessagesOfChatsSQL); !strings.Contains(p, "SEARCH m USING COVERING INDEX messages_chat (chat_id=? AND rowid<?)") {
		t.Error(p)
	}
}

// TestIndexerPlans: the indexer reads what it needs by ids.
func TestIndexerPlans(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	desk := openBeside(d.dir, d.DB)
	defer func() { _ = desk.db.Close() }()
	for _, query := range search.IndexerStatements() {
		p := plan(t, desk.db, query)
		for step := range strings.Lines(p) {
			step = strings.TrimSpace(step)
			if strings.HasPrefix(step, "SCAN m") || strings.HasPrefix(step, "SCAN c") || strings.HasPrefix(step, "SCAN e") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s:\n%s", query, p)
			}
		}
	}
}
