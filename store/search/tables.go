package search

import (
	"context"
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/store/sqlite"
)

// searchedTable is where one family of what is searched is read from.
type searchedTable struct {
	doing           string
	from, id, joins string
	chat, sent      string // columns that filters are about
	columns         string // for scan
	scan            func(sqlite.Row) (searchable, error)
}

// searchable is a message or a chat that may be a hit.
type searchable interface {
	key() int64
	// match reports whether it has the words of a query.
	match(ctx context.Context, s searcher) (found, bool, error)
}

func tableSearched(f family) searchedTable {
	if f == chatFamily {
		return searchedTable{ // an index would lead through all chats of a brand or state, each time
			doing: "search for visitors", from: `chats c NOT INDEXED`, id: `c.id`, joins: ` CROSS JOIN visitors v ON v.id = c.visitor_id`, chat: `c.id`, sent: `c.created_at`,
			columns: knownColumns, scan: func(row sqlite.Row) (searchable, error) { return scanKnown(row) },
		}
	}
	return searchedTable{
		doing: "search", from: `messages m`, id: `m.id`, joins: ` CROSS JOIN chats c ON c.id = m.chat_id LEFT JOIN attachments a ON a.message_id = m.id`, chat: `m.chat_id`, sent: `m.sent_at`,
		columns: searchedColumns, scan: func(row sqlite.Row) (searchable, error) { return scanSearched(row) },
	}
}

const (
	// searchedColumns are for the targets of searched.
	searchedColumns = `m.id, m.text, m.markup, coalesce(a.file_name, ''), coalesce(a.title, ''), EXISTS (SELECT 1 FROM edits e WHERE e.message_id = m.id)`
	// knownColumns are what is known of a chat c and its visitor v: see known.
	knownColumns = `c.id, v.first_name, v.last_name, v.username,
		(SELECT json_group_array(f.value) FROM visitor_fields f WHERE f.visitor_id = c.visitor_id),
		(SELECT json_group_array(t.tag) FROM chat_tags t WHERE t.chat_id = c.id)`
)

// between reads rows with ids from above ?1 to below ?2, at most ?3.
func (t searchedTable) between(columns, conditions, direction string) string {
	return `SELECT ` + columns + ` FROM ` + t.from + t.joins + ` WHERE ` + t.id + ` > ?1 AND ` + t.id + ` < ?2` + conditions + ` ORDER BY ` + t.id + direction + ` LIMIT ?3`
}

// listed reads the rows whose ids are in the JSON list ?1, in its order.
func (t searchedTable) listed(columns, conditions string) string {
	return `SELECT ` + columns + ` FROM json_each(?1) j CROSS JOIN ` + t.from + ` ON ` + t.id + ` = j.value` + t.joins + ` WHERE 1` + conditions
}

// conditions are the filters of a query on a family. What precedes a chat is in none.
func (s searcher) conditions(f family) string {
	q, t := s.query, tableSearched(f)
	list := ` AND c.reason <> 'start'` + sqlite.In("c.brand_id", q.Brands)
	if f == messageFamily {
		list += s.messageConditions()
	}
	if !q.Chats.Empty() {
		list += ` AND ` + t.chat + ` IN (` + q.Chats.String() + `)`
	}
	if !q.After.IsZero() {
		list += ` AND ` + t.sent + ` >= ` + strconv.FormatInt(q.After.UnixMilli(), 10)
	}
	if !q.Before.IsZero() {
		list += ` AND ` + t.sent + ` < ` + strconv.FormatInt(q.Before.UnixMilli(), 10)
	}
	if len(q.States) > 0 {
		list += ` AND ` + inStates("c", q.States)
	}
	for _, tag := range q.Tags {
		list += ` AND EXISTS (SELECT 1 FROM chat_tags t WHERE t.chat_id = c.id AND t.tag_key = ` + quote(tag) + `)`
	}
	return list
}

func (s searcher) messageConditions() (list string) {
	q := s.query
	if len(q.From) > 0 {
		list += ` AND m.sender IN (` + quoted(q.From) + `)`
	} else {
		list += ` AND m.sender <> 'desk'`
	}
	if !q.Operators.Empty() {
		list += ` AND m.operator_id IN (` + q.Operators.String() + `) AND m.sender <> 'desk'`
	}
	if q.HasFile {
		list += ` AND a.message_id IS NOT NULL`
	}
	return list
}

// inStates is a condition on a table with state and sort_at. Chats that are kept apart are
// in no state's list.
func inStates(table string, states []core.State) string {
	return table + `.state IN (` + quoted(states) + `) AND ` + table + `.sort_at >= 0`
}

// chatsSQL lists at most ?1 chats, all that pass the filters on chats among them. It is ""
// if these filters leave too many, as it seems. No chat is read for it, only an index.
func (s searcher) chatsSQL() string {
	q := s.query
	switch {
	case !q.Chats.Empty():
		return `SELECT value FROM json_each('[` + q.Chats.String() + `]') LIMIT ?1`
	case len(q.Tags) > 0:
		list := `SELECT t.chat_id FROM chat_tags t WHERE t.tag_key = ` + quote(q.Tags[0])
		if len(q.States) > 0 {
			list += ` AND ` + inStates("t", q.States)
		}
		return list + ` LIMIT ?1`
	case len(q.States) > 0:
		return `SELECT c.id FROM chats c WHERE ` + inStates("c", q.States) + sqlite.In("c.brand_id", q.Brands) + ` LIMIT ?1`
	}
	return ``
}

// quote writes a text as SQL does.
func quote(s string) string { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }

func quoted[T ~string](list []T) string {
	var all []string
	for _, s := range list {
		all = append(all, quote(string(s)))
	}
	return strings.Join(all, `, `)
}
