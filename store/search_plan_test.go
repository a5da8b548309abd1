package store

import (
	"strings"
	"testing"

	"tgdesk/core"
)

// TestSearchPlans: a search reads rows by their ids, and lists chats from an index, whatever
// the filters.
func TestSearchPlans(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	texts := []string{"refund", "refund from:note operator:mika has:file", "refund brand:acme", "refund state:pending", "refund state:pending state:active brand:acme", "refund tag:vip",
		"refund tag:vip tag:paid state:completed", "refund chat:7", "refund after:2026-03-01 before:2026-03-02"}
	for _, text := range texts {
		s := must[core.Search](t)(core.ParseSearch(text, noon()))
		q := searcher{query: must[core.SearchQuery](t)(s.Query(t.Context(), d))}
		for f, key := range map[family]string{messageFamily: "m", chatFamily: "c"} {
			table := tableSearched(f)
			for query, want := range map[string]string{
				table.between(table.columns, q.conditions(f), ` DESC`): "SEARCH " + key + " USING INTEGER PRIMARY KEY (rowid",
				table.listed(table.columns, q.conditions(f)):           "SCAN j VIRTUAL TABLE INDEX 1:\nSEARCH " + key + " USING INTEGER PRIMARY KEY (rowid=?)",
			} {
				p := plan(t, d, query)
				if !q.query.Chats.Empty() && strings.Contains(query, "?2") {
					want = strings.Replace(want, "m USING INTEGER PRIMARY KEY (rowid", "m USING INDEX messages_chat (chat_id=? AND rowid", 1)
				}
				if !strings.HasPrefix(p, want) || strings.Contains(p, "TEMP B-TREE") || strings.Contains(strings.ReplaceAll(p, "SCAN j ", ""), "SCAN ") {
					t.Errorf("%s:\n%s\n%s", text, query, p)
				}
			}
		}
		if list := q.chatsSQL(); list != "" {
			if p := plan(t, d, list); strings.Contains(p, "SCAN c") || strings.Contains(p, "SEARCH") && !strings.Contains(p, "COVERING INDEX") {
				t.Errorf("%s:\n%s\n%s", text, list, p)
			}
		}
	}
	if p := plan(t, d, messagesOfChatsSQL); !strings.Contains(p, "SEARCH m USING COVERING INDEX messages_chat (chat_id=? AND rowid<?)") {
		t.Error(p)
	}
}

// TestIndexerPlans: the indexer reads what it needs by ids.
func TestIndexerPlans(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, query := range []string{newDocumentsSQL(messageFamily), newDocumentsSQL(chatFamily), documentsSQL(messageFamily), documentsSQL(chatFamily), changesSQL, highestSQL, runAfterSQL} {
		p := plan(t, d, query)
		for step := range strings.Lines(p) {
			step = strings.TrimSpace(step)
			if strings.HasPrefix(step, "SCAN m") || strings.HasPrefix(step, "SCAN c") || strings.HasPrefix(step, "SCAN e") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s:\n%s", query, p)
			}
		}
	}
}
