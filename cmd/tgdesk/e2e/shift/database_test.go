package shift_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	_ "github.com/mattn/go-sqlite3"
)

// database is the desk's, read past the program.
type database struct {
	*server
	db *sql.DB
}

func (s *server) openDatabase() *database {
	s.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.home.DeskDir(), "desk.db")+"?mode=ro")
	s.must(err)
	s.t.Cleanup(func() { _ = db.Close() })
	return &database{s, db}
}

// list reads the columns of a query, each row as one text with "|" between them.
func (d *database) list(query string, args ...any) (all []string) {
	d.t.Helper()
	rows, err := d.db.Query(query, args...)
	d.must(err)
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	d.must(err)
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		d.must(rows.Scan(into...))
		parts := make([]string, len(values))
		for i, v := range values {
			parts[i] = v.String
		}
		all = append(all, strings.Join(parts, "|"))
	}
	d.must(rows.Err())
	return all
}

// number reads one number.
func (d *database) number(query string, args ...any) (n int) {
	d.t.Helper()
	d.must(d.db.QueryRow(query, args...).Scan(&n))
	return n
}

// broken are queries of what must not be, by what is wrong then.
var broken = map[string]string{
	"an active chat without one enabled owner": `SELECT c.id FROM chats c LEFT JOIN operators o ON o.id = c.owner_id
		WHERE c.state = 'active' AND (o.id IS NULL OR o.disabled_at IS NOT NULL OR o.removed_at IS NOT NULL OR
			EXISTS (SELECT 1 FROM operator_brands WHERE operator_id = o.id) AND c.brand_id NOT IN (SELECT brand_id FROM operator_brands WHERE operator_id = o.id))`,
	"an owner of a chat that waits": `SELECT id FROM chats WHERE state IN ('pending', 'unanswered') AND owner_kind <> ''`,
	"an open transfer that its chat does not know, or of one that is not active": `SELECT t.id FROM transfers t JOIN chats c ON c.id = t.chat_id
		WHERE t.state = 'asked' AND (c.state <> 'active' OR c.transfer_id IS NOT t.id OR c.owner_id <> t.from_id)`,
	"a chat with a transfer that is over": `SELECT c.id FROM chats c JOIN transfers t ON t.id = c.transfer_id WHERE t.state <> 'asked'`,
	"an owner who is a participant": `SELECT c.id FROM chats c JOIN participants p ON p.chat_id = c.id AND p.operator_id = c.owner_id
		WHERE p.left_at IS NULL AND c.state = 'active'`,
	"a participant of a chat that is not active": `SELECT c.id FROM chats c JOIN participants p ON p.chat_id = c.id WHERE p.left_at IS NULL AND c.state <> 'active'`,
	"two chats offered to one":                   `SELECT offered_to FROM chats WHERE offered_to IS NOT NULL GROUP BY offered_to HAVING count(*) > 1`,
	"a chat opened or completed not once in the audit": `SELECT c.id FROM chats c WHERE
		(SELECT count(*) FROM audit WHERE chat_id = c.id AND act = 'chat_opened') <> (c.reason <> 'blocked' OR EXISTS (SELECT 1 FROM audit WHERE chat_id = c.id AND act = 'chat_opened')) OR
		(SELECT count(*) FROM audit WHERE chat_id = c.id AND act = 'chat_completed') > 1 OR
		c.state <> 'completed' AND EXISTS (SELECT 1 FROM audit WHERE chat_id = c.id AND act = 'chat_completed')`,
	"somebody who has gone and is not offline": `SELECT o.name FROM availability a JOIN operators o ON o.id = a.operator_id WHERE a.to_at IS NULL AND a.state <> 'offline'`,
	"a live key of two":                        `SELECT fingerprint FROM operator_keys WHERE revoked_at IS NULL GROUP BY fingerprint HAVING count(*) > 1`,
	"two open chats of one visitor":            `SELECT visitor_id FROM chats WHERE state <> 'completed' GROUP BY visitor_id HAVING count(*) > 1`,
	"a message of a chat of another visitor":   `SELECT m.id FROM messages m JOIN chats c ON c.id = m.chat_id WHERE m.visitor_id <> c.visitor_id`,
}

// acts are the entries of the audit that have each a line in the transcript.
var acts = map[string]string{
	"chat_picked_up": "picked_up", "chat_put_back": "put_back", "chat_assigned": "assigned", "invited": "invited", "joined": "joined",
	"chat_unanswered": "fell_unanswered", "chat_snoozed": "snoozed",
}

// invariants holds what must always be true of a desk on which nobody is.
func (d *database) invariants(s *server) {
	d.t.Helper()
	for what, query := range broken {
		if got := d.list(query); len(got) > 0 {
			d.t.Errorf("%s: %v", what, got[:min(len(got), 10)])
		}
	}
	for act, line := range acts {
		told := d.list(`SELECT chat_id, count(*) FROM audit WHERE act = ? GROUP BY chat_id ORDER BY chat_id`, act)
		shown := d.list(`SELECT chat_id, count(*) FROM messages WHERE sender = 'desk' AND kind = ? GROUP BY chat_id ORDER BY chat_id`, line)
		if !slices.Equal(told, shown) {
			d.t.Errorf("%s: the audit has %v, the transcripts %v", act, told, shown)
		}
	}
	if got := d.list("PRAGMA integrity_check"); len(got) != 1 || got[0] != "ok" {
		d.t.Errorf("integrity_check: %v", got)
	}
	d.capacities()
	d.answeredByOwners()
}

// capacities replays who held how many chats.
func (d *database) capacities() {
	d.t.Helper()
	most := map[string]string{}
	for _, row := range d.list(`SELECT name, max_chats FROM operators WHERE max_chats IS NOT NULL`) {
		name, n, _ := strings.Cut(row, "|")
		most[name] = n
	}
	holder, held := map[string]string{}, map[string]int{}
	for _, row := range d.list(`SELECT chat_id, act, operator_name, subject, after FROM audit WHERE chat_id IS NOT NULL ORDER BY id`) {
		e := strings.SplitN(row, "|", 5)
		chat, owner := e[0], holder[e[0]]
		switch after := strings.Fields(e[4]); {
		case e[1] == "transfer" && e[3] == "accepted":
			owner = e[2]
		case e[1] == "transfer" || len(after) == 0 || !slices.Contains([]string{"pending", "active", "unanswered", "completed"}, after[0]):
		case after[0] == "active":
			owner = after[1]
		default:
			owner = ""
		}
		if owner == holder[chat] {
			continue
		}
		held[holder[chat]]--
		holder[chat] = owner
		held[owner]++
		if n := most[owner]; n != "" && fmt.Sprint(held[owner]) > n {
			d.t.Errorf("by %v, %s holds %d chats of %s", e, owner, held[owner], n)
		}
	}
}

// answeredByOwners replays the transcripts: whoever writes to a visitor holds the chat then,
// or takes part in it.
func (d *database) answeredByOwners() {
	d.t.Helper()
	owner, parts := map[string]string{}, map[string]map[string]bool{}
	for _, row := range d.list(`SELECT chat_id, sender, kind, author, text, id FROM messages WHERE sender IN ('operator', 'desk') ORDER BY id`) {
		m := strings.SplitN(row, "|", 5)
		chat, sender, kind, author := m[0], m[1], m[2], m[3]
		other := m[4][:strings.LastIndex(m[4], "|")]
		if parts[chat] == nil {
			parts[chat] = map[string]bool{}
		}
		switch {
		case sender == "operator" && owner[chat] != author && !parts[chat][author]:
			d.t.Errorf("%s wrote in chat %s, which %q holds with %v: %v", author, chat, owner[chat], parts[chat], m)
		case sender == "operator":
		case kind == "picked_up", kind == "transfer_accepted":
			owner[chat] = author
			delete(parts[chat], author)
		case kind == "assigned":
			owner[chat] = other
			delete(parts[chat], other)
		case kind == "invited":
			parts[chat][other] = true
		case kind == "joined":
			parts[chat][author] = true
		case kind == "left":
			delete(parts[chat], author)
		case slices.Contains([]string{"put_back", "released", "owner_gone", "not_answered", "fell_unanswered", "ended", "closed_idle", "closed_unanswered", "visitor_ended", "block_listed"}, kind):
			owner[chat], parts[chat] = "", nil
		}
	}
}
