package store

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tgdesk/core"
)

// hotQueries are the queries whose cost must not depend on the size of the
// history. Not among them: search scans all visitors, NextQueued sorts one id a
// waiting visitor, and QueuedFiles the files of one millisecond.
func hotQueries() map[string]string {
	queries := map[string]string{
		"brand": brandSQL, "brand by name": brandByNameSQL, "brand by bot": brandByBotSQL,
		"operator": operatorSQL, "operator by name": operatorByNameSQL,
		"save chats": saveChatsSQL(), "save milestones": saveManyMilestonesSQL(), "visitors of many": visitorsSQL,
		"visitor": visitorSQL, "visitor by telegram": visitorByTelegramSQL, "lookup visitor": lookupVisitorSQL, "look visitors up": lookupVisitorsSQL, "save visitor": saveVisitorSQL,
		"chat": chatSQL, "open chat of": openChatOfSQL, "row": rowSQL, "chats of": chatsOfSQL,
		"open chats": openChatsSQL, "list open": listOpenSQL, "longest waiting": longestWaitingSQL(core.Set[core.BrandID]{}), "longest waiting of brands": longestWaitingSQL(core.SetOf[core.BrandID](1, 2)), "workload": workloadSQL(), "asked": askedCountSQL(), "chatbot count": chatbotCountSQL,
		"message": messageSQL, "message by telegram": messageByTelegramSQL, "save message": saveMessageSQL,
		"messages newest": messagesNewestSQL, "messages before": messagesBeforeSQL, "messages after": messagesAfterSQL,
		"file": fileSQL, "ready files": readyFilesSQL, "missing files": missingFilesSQL, "next in queue": nextInQueueSQL, "fetched since": fetchedSinceSQL, "media size": mediaBytesSQL, "save file": saveFileSQL, "requeue fetching": requeueFetchingSQL, "album": albumSQL, "stale": staleFilesSQL, "file in use": fileInUseSQL, "canned reply": cannedReplySQL,
		"brand texts": brandTextsSQL, "prelude": preludeSQL, "take prelude": movePreludeSQL, "drop from prelude": dropFromPreludeSQL,
		"edits": editsSQL, "next deadline": nextDeadlineSQL, "due chats": dueQueries[0], "due handovers": dueQueries[1], "due warnings": dueQueries[2], "move deadlines": moveDeadlinesSQL,
		"milestones": milestonesSQL, "tag moved": tagMovedSQL, "report opened": openedSQL(core.Set[core.BrandID]{}), "report opened of brands": openedSQL(core.SetOf[core.BrandID](1, 2)), "report completed": completedSQL(core.Set[core.BrandID]{}), "report completed of brands": completedSQL(core.SetOf[core.BrandID](1, 2)), "report rated": ratedSQL(core.Set[core.BrandID]{}),
		"mark sending unknown": markSendingUnknownSQL, "drafts": draftsSQL, "read marks": readMarksSQL, "read mark": readMarkSQL, "save read mark": saveReadMarkSQL, "drafted": draftedSQL, "move drafts": moveDraftsSQL, "drop draft": dropDraftSQL, "press": pressSQL, "forget presses": forgetPressSQL, "last buttons": lastButtonsSQL, "rating": ratingSQL, "automatic": automaticSQL, "channel": channelSQL, "chatbot secret": chatbotSecretSQL, "save channel": saveChannelSQL, "offset": setOffsetSQL, "health": setHealthSQL,
	}
	for _, s := range []core.State{core.Pending, core.Active, core.Completed} {
		for _, brands := range []core.Set[core.BrandID]{{}, core.SetOf[core.BrandID](1), core.SetOf[core.BrandID](1, 2)} {
			for _, cursor := range []*core.Cursor{nil, {At: noon(), ID: 1}} {
				for _, q := range []core.RowQuery{{}, {From: true}, {Before: true}, {Before: true, From: true}, {Mine: 1}, {Mine: 1, Before: true}, {Except: 1}, {Asked: 1}, {Asked: 1, Before: true}, {Unread: 1, Mine: 1}, {Source: "ad"}, {Source: "ad", Before: true}} {
					q.State, q.Brands, q.Cursor, q.Limit = s, brands, cursor, 50
					sql, _ := rowsSQL(q)
					queries[fmt.Sprintf("rows %s brands %s cursor %t before %t from %t mine %d except %d asked %d source %q", s, brands, cursor != nil, q.Before, q.From, q.Mine, q.Except, q.Asked, q.Source)] = sql
				}
			}
		}
	}
	return queries
}

// saveChatsSQL and saveManyMilestonesSQL are what updateRows runs for many rows.
func saveChatsSQL() string {
	g, _ := gather([]any{core.Unanswered, 1, core.Unanswered, 2}, 2, 1)
	return updateSQL("chats", []string{"state", "id"}, 1, g.columns, " FROM "+g.from)
}

func saveManyMilestonesSQL() string {
	g, _ := gather([]any{1, 1, 1, 1, 1, 2}, 3, 2)
	return updateSQL("milestones", []string{"unanswered_at", "created_at", "chat_id"}, 2, g.columns, " FROM "+g.from)
}

// ones returns an argument for each parameter of a query.
func ones(query string) []any {
	count := strings.Count(query, "?")
	if strings.Contains(query, "?1") {
		count = 9 // the maximum of all queries; surplus arguments are ignored
	}
	args := make([]any, count)
	for i := range args {
		args[i] = 1
	}
	return args
}

// plan is SQLite's plan for a query.
func plan(t *testing.T, d *desk, query string) string {
	t.Helper()
	steps := must[[]string](t)(queryAll(t.Context(), d.q, "explain", func(row scanner) (s string, err error) {
		err = row.Scan(new(int), new(int), new(int), &s)
		return s, err
	}, "EXPLAIN QUERY PLAN "+query, ones(query)...))
	return strings.Join(steps, "\n")
}

func TestHotQueriesUseIndexes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	scan := regexp.MustCompile(`SCAN \w+( USING (COVERING )?INDEX \w+)?$`)
	for name, query := range hotQueries() {
		p := plan(t, d, query)
		for step := range strings.Lines(p) {
			step = strings.TrimSpace(step)
			m := scan.FindStringSubmatch(step)
			unindexed := m != nil && m[1] == "" && step != "SCAN page" // that is the page itself
			if unindexed || strings.Contains(step, "TEMP B-TREE") || strings.Contains(step, "AUTOMATIC") {
				t.Errorf("%s:\n%s", name, p)
			}
		}
	}
}

// A page seeks to its cursor in the index of its list.
func TestPagesSeekTheirCursor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	cases := map[string]string{}
	for list, want := range map[string]string{
		"": "MERGE (UNION ALL)\nLEFT\nSEARCH chats USING COVERING INDEX chats_state (state=? AND sort_at=? AND rowid<?)\n" +
			"RIGHT\nSEARCH chats USING COVERING INDEX chats_state (state=? AND sort_at>? AND sort_at<?)\n",
		"1": "MERGE (UNION ALL)\nLEFT\nSEARCH chats USING COVERING INDEX chats_brand (brand_id=? AND state=? AND sort_at=? AND rowid<?)\n" +
			"RIGHT\nSEARCH chats USING COVERING INDEX chats_brand (brand_id=? AND state=? AND sort_at>? AND sort_at<?)\n",
	} {
		brands, err := core.ParseSet[core.BrandID](list)
		if err != nil {
			t.Fatal(err)
		}
		sql, _ := rowsSQL(core.RowQuery{State: core.Completed, Brands: brands, Cursor: &core.Cursor{}})
		cases[sql] = want
	}
	mine, _ := rowsSQL(core.RowQuery{State: core.Active, Owner: 1, Cursor: &core.Cursor{}})
	cases[mine] = "SEARCH chats USING COVERING INDEX chats_owner (owner_id=? AND state=? AND sort_at>?)\n"
	cases[messagesBeforeSQL] = "SEARCH m USING INDEX messages_chat (chat_id=? AND rowid<?)"
	cases[listOpenSQL] = "SEARCH c USING INDEX chats_brand (brand_id=? AND state=?)"
	cases[openChatOfSQL] = "SEARCH c USING INDEX chats_open (visitor_id=?)"
	cases[dueQueries[0]] = "SEARCH c USING INDEX chats_deadline (deadline_at>? AND deadline_at<?)"
	cases[dueQueries[2]] = "SEARCH c USING INDEX chats_warning (warn_at>? AND warn_at<?)"
	cases[dueQueries[1]] = "SEARCH c USING INDEX chats_handover (handover_at>? AND handover_at<?)"
	cases[chatbotCountSQL] = "SEARCH chats USING COVERING INDEX chats_chatbot (state=?)"
	cases[nextDeadlineSQL] = "USING COVERING INDEX chats_handover"
	cases[heldCountSQL] = "SEARCH chats USING COVERING INDEX chats_owner (owner_id=? AND state=?)"
	cases[heldChatsSQL] = "SEARCH c USING INDEX chats_owner (owner_id=? AND state=?)"
	cases[offeredSQL] = "SEARCH c USING INDEX chats_offered (offered_to=?)"
	cases[routableSQL] = "SEARCH c USING INDEX chats_brand (brand_id=? AND state=?)"
	cases[overviewSQL(core.Set[core.BrandID]{})] = "SCAN chat_counts\nSCALAR SUBQUERY" // not a correlated one, which would be answered for each row
	cases[workloadSQL()] = "SEARCH chats USING INDEX chats_owner (owner_id=? AND state=?)"
	joined, _ := rowsSQL(core.RowQuery{State: core.Active, Mine: 1, Cursor: &core.Cursor{}})
	cases[joined] = "SEARCH chats USING INDEX chats_joined (state=? AND sort_at>?)"
	asked, _ := rowsSQL(core.RowQuery{State: core.Active, Asked: 1, Cursor: &core.Cursor{}})
	cases[asked] = "SEARCH chats USING INDEX chats_transfer (state=? AND sort_at>?)"
	cases[askedCountSQL()] = "USING INDEX chats_transfer (state=?)"
	cases[rawUpdateSQL] = "SEARCH quarantined_updates USING INDEX quarantined_updates_message (message_id=?)"
	cases[operatorSQL] = "SEARCH ob USING PRIMARY KEY (operator_id=?)"
	cases[keySQL] = "SEARCH k USING INDEX operator_keys_live (fingerprint=?)"
	cases[unsentSQL] = "USING COVERING INDEX messages_unsent"
	cases[nextQueuedSQL] = "SCAN u USING COVERING INDEX messages_unsent"
	cases[markSendingUnknownSQL] = "messages_unsent"
	cases[requeueFetchingSQL] = "files_fetching (state=?)"
	cases[nextInQueueSQL] = "COVERING INDEX files_queued (brand_id=? AND state=? AND visitor_id>?)"
	cases[fetchedSinceSQL] = "COVERING INDEX files_fetched (brand_id=? AND changed_at>?)"
	cases[staleFilesSQL] = "SEARCH f USING INDEX files_ready ((changed_at,unique_id)>(?,?) AND changed_at<?)"
	cases[albumSQL] = "SEARCH a USING INDEX attachments_album (album_id=?)"
	cases[messagesNewestSQL] = "SEARCH f USING PRIMARY KEY (unique_id=?) LEFT-JOIN"
	cases[messageByTelegramSQL] = "SEARCH m USING INDEX messages_telegram (visitor_id=? AND telegram_id=?)"
	cases[lastButtonsSQL] = "SEARCH messages USING INDEX messages_buttons (chat_id=?)"
	cases[automaticSQL] = "SEARCH m USING INDEX messages_chat (chat_id=?)"
	cases[openedSQL(core.Set[core.BrandID]{})] = "SEARCH milestones USING PRIMARY KEY (created_at>? AND created_at<?)"
	cases[completedSQL(core.SetOf[core.BrandID](1, 2))] = "SEARCH milestones USING COVERING INDEX milestones_completed (completed_at>? AND completed_at<?)"
	cases[ratedSQL(core.Set[core.BrandID]{})] = "SEARCH rt USING INDEX ratings_rated (rated_at>? AND rated_at<?)"
	cases[milestonesSQL] = "SEARCH ms USING PRIMARY KEY (created_at=? AND chat_id=?)"
	for _, ofTime := range []bool{true, false} {
		cases[countedSQL(core.Set[core.BrandID]{}, ofTime)] = "SEARCH n USING PRIMARY KEY (operator_id=? AND brand_id=? AND quarter>? AND quarter<?)"
	}
	cases[saveChatsSQL()] = "SEARCH chats USING INTEGER PRIMARY KEY (rowid=?)"
	cases[saveManyMilestonesSQL()] = "SEARCH milestones USING PRIMARY KEY (created_at=? AND chat_id=?)"
	cases[countTroubledSQL] = "SEARCH c USING INDEX chats_troubled (id=? AND rowid=?)"
	cases[ratingSQL] = "SEARCH rt USING INTEGER PRIMARY KEY (rowid=?)"
	cases[forgetPressSQL] = "USING INDEX button_presses_old (pressed_at<?)"
	for query, want := range cases {
		if p := plan(t, d, query); !strings.Contains(p, want) {
			t.Errorf("plan:\n%s\nwant %q", p, want)
		}
	}
}
