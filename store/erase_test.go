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

// TestColumnsOfAVisitor: each column of a table about visitors is in their export, as its
// test shows, or left out because it holds nothing but how the desk works, or numbers that
// the export says otherwise.
func TestColumnsOfAVisitor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	exported := map[string]string{
		"visitors":            "id brand_id telegram_id first_name last_name username language blocked_at block first_seen last_seen start_text start_at start_source erased_at",
		"chats":               "id brand_id visitor_id state owner_kind owner_id participants transfer_id transfer_until offered_to source created_at waiting_since completed_at reason last_message_at deadline_at snoozed_until flooded_at",
		"messages":            "id chat_id visitor_id sender kind author text markup telegram_id reply_to quote external_author external_kind external_text forward sent_at edited_at deleted_at delivery error buttons keyboard pressed automatic",
		"attachments":         "message_id kind file_id file_unique_id file_name mime size width height duration album_id emoji set_name title spoiler",
		"edits":               "message_id kind text markup file_name replaced_at",
		"files":               "unique_id state path size error",
		"blocks":              "visitor_id state reason asked_by asked_at decided_by decided_at",
		"chat_tags":           "chat_id tag",
		"transfers":           "chat_id from_id to_id note asked_at state closed_at closed_by",
		"drafts":              "operator_id chat_id kind text files",
		"ratings":             "chat_id scale score rated_at changed_at comment_id",
		"visitor_fields":      "visitor_id name value",
		"bot_memories":        "chat_id memory",
		"quarantined_updates": "message_id raw",
		"audit":               "at operator_name act chat_id visitor_id subject before after",
	}
	left := map[string]string{
		"visitors":            "search start_id thread_id keyboard erasing", // search is folded from the names
		"chats":               "offered_until asked for_all answer_by gone_by handover_at picked_up_at ended_by counts_from ends_at warn_at warned received last_message_id sort_at flood_from flood_count flood_album awaiting_since failed unknown",
		"messages":            "operator_id partial",
		"attachments":         "thumb_id thumb_unique_id thumb_width thumb_height", // the thumbnail itself is exported
		"edits":               "id",
		"files":               "changed_at brand_id visitor_id requested",
		"blocks":              "id brand_id chat_id",
		"chat_tags":           "tag_key brand_id state sort_at",
		"transfers":           "id expires_at",
		"drafts":              "reply_to",
		"ratings":             "line_id",
		"quarantined_updates": "id brand_id update_id kind quarantined_at", // raw has them
		"audit":               "id operator_id via session brand_id",
		"bot_events":          "id uid brand_id chat_id kind message_id at",
		"milestones":          "created_at chat_id brand_id queued_at picked_up_at picked_up_by wait answered_at answered_by first_response unanswered_at completed_at owner_id reason handling", // of the desk's work
		"mentions":            "operator_id message_id chat_id brand_id seen_at",
		"participants":        "id chat_id operator_id kind invited_by joined_at left_at", // lines of the transcript say it
		"reads":               "operator_id chat_id read_to seen",
		"retry_afters":        "brand_id visitor_id until",
	}
	known := map[string]bool{}
	for _, of := range []map[string]string{exported, left} {
		for table, columns := range of {
			for _, column := range strings.Fields(columns) {
				known[table+"."+column] = true
			}
		}
	}
	columns, err := queryAll(t.Context(), d.q, "list columns", scanValue[string], `SELECT s.name || '.' || c.name FROM sqlite_schema s CROSS JOIN pragma_table_info(s.name) c
		WHERE s.type = 'table' AND (s.name IN ('visitors', 'chats', 'messages') OR EXISTS (
			SELECT 1 FROM pragma_table_info(s.name) k WHERE k.name IN ('visitor_id', 'chat_id', 'message_id')))`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range columns {
		if !known[c] {
			t.Errorf("%s is neither exported nor left out", c)
		}
		delete(known, c)
	}
	for c := range known {
		t.Errorf("there is no column %s", c)
	}
}

// TestErasingReadsNoWholeTable: writes wait while a visitor is erased.
func TestErasingReadsNoWholeTable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, query := range slices.Concat(eraseSQL, []string{erasureSQL, rawOfMessagesSQL, transfersOfSQL, draftsOfSQL, blocksOfSQL, memoriesOfSQL, auditOfSQL, chatsToEraseSQL, ownFilesSQL, deleteMessagesSQL, dropRawUpdatesSQL, chatEmptiedSQL, dropTransferNotes, erasingSQL}) {
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
