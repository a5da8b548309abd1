package store

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryTableOfAVisitorIsErased: each table that refers to a visitor, a chat or a
// message is erased with the visitor, or has nothing but numbers and times.
func TestEveryTableOfAVisitorIsErased(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	erased := strings.Join(append([]string{eraseVisitorSQL, dropRawUpdatesSQL, deleteMessagesSQL, dropDraftsSQL, dropTransferNotes, deleteFileSQL}, eraseSQL...), "\n")
	withMessages := []string{"attachments", "edits", "mentions"} // ON DELETE CASCADE
	numbers := []string{"participants", "ratings", "reads", "milestones"}
	for _, column := range []string{"visitor_id", "chat_id", "message_id"} {
		tables, err := queryAll(t.Context(), d.q, "list tables", scanValue[string],
			`SELECT s.name FROM sqlite_schema s CROSS JOIN pragma_table_info(s.name) c WHERE s.type = 'table' AND c.name = '`+column+`'`)
		if err != nil || len(tables) == 0 {
			t.Fatal(tables, err)
		}
		for _, table := range tables {
			named := strings.Contains(erased, "DELETE FROM "+table+" ") || strings.Contains(erased, "UPDATE "+table+" ")
			if !named && !slices.Contains(withMessages, table) && !slices.Contains(numbers, table) {
				t.Errorf("the table %s has a %s, and is not erased with a visitor", table, column)
			}
		}
	}
	for _, table := range withMessages {
		found, err := queryInt(t.Context(), d.q, "look", `SELECT count(*) FROM pragma_foreign_key_list('`+table+`') WHERE "table" = 'messages' AND on_delete = 'CASCADE'`)
		if err != nil || found == 0 {
			t.Errorf("%s does not go with its message: %v", table, err)
		}
	}
}

// TestErasingReadsNoWholeTable: writes wait while a visitor is erased.
func TestErasingReadsNoWholeTable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, query := range slices.Concat(eraseSQL, []string{erasureSQL, rawOfMessagesSQL, transfersOfSQL, draftsOfSQL, blocksOfSQL, chatsToEraseSQL, ownFilesSQL, deleteMessagesSQL, dropRawUpdatesSQL, chatEmptiedSQL, dropTransferNotes, erasingSQL}) {
		for _, step := range strings.Split(plan(t, d, query), "\n") {
			for _, table := range []string{"m", "messages", "a", "attachments", "f", "files", "audit", "c", "chats", "v", "visitors", "u", "q", "quarantined_updates"} {
				if strings.Fields(step + " ")[0] == "SCAN" && strings.Fields(step)[1] == table && !strings.Contains(step, "visitors_erasing") {
					t.Errorf("%s\n%s", query, step)
				}
			}
		}
	}
}

// TestAuditOfTheErased: of the audit nothing can be changed but the words of entries about
// a visitor while they are being erased.
func TestAuditOfTheErased(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, two := d.visitor(d.brand.ID, 1), d.visitor(d.brand.ID, 2)
	if err := d.raw(`INSERT INTO audit (at, operator_name, via, session, act, visitor_id, subject, before, after) SELECT 1, 'mika', 'cli', '', 'blocked', value, 'words', 'words', 'words' FROM json_each('[1, 2]')`); err != nil {
		t.Fatal(err)
	}
	const blank = `UPDATE audit SET subject = '', before = '', after = '' WHERE visitor_id = `
	if err := d.raw(blank + "1"); err == nil {
		t.Error("words of somebody who is not erased went")
	}
	if err := d.raw(`UPDATE visitors SET telegram_id = -1, erased_at = 1, erasing = 1 WHERE id = 1`); err != nil {
		t.Fatal(one, two, err)
	}
	for _, query := range []string{
		blank + "2", `UPDATE audit SET subject = 'lies', before = '', after = '' WHERE visitor_id = 1`, `UPDATE audit SET subject = '', before = '', after = '', at = 2 WHERE visitor_id = 1`,
		`UPDATE audit SET subject = '', before = '', after = '', operator_name = 'ann' WHERE visitor_id = 1`, `UPDATE audit SET visitor_id = 1 WHERE visitor_id = 2`, `DELETE FROM audit WHERE visitor_id = 1`,
	} {
		if err := d.raw(query); err == nil {
			t.Errorf("went through: %s", query)
		}
	}
	if err := d.raw(blank + "1"); err != nil {
		t.Error(err)
	}
}
