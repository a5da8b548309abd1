package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/fold"
	"tgdesk/store/sqlite"
)

// previewBytes limits the text of a chat's last message.
const (
	previewBytes = 1200
	previewLimit = "1200"
)

// CROSS joins make the planner read the chats first, in the order of the index.
const (
	rowColumns = chatColumns + `, b.name, b.accent, ` + visitorColumns + `, o.name, e.name, ` + lastColumns + `, c.failed, c.unknown,
		(SELECT count(*) FROM messages u WHERE u.visitor_id = c.visitor_id AND u.chat_id = c.id AND u.` + isUnsent + ` AND u.automatic = ''),
		(SELECT count(*) FROM chats x WHERE x.visitor_id = c.visitor_id AND x.id < c.id),
		(SELECT s.alias FROM operators s WHERE s.id = m.operator_id), ` + transferColumns + `,
		(SELECT f.name FROM operators f WHERE f.id = tr.from_id), (SELECT t.name FROM operators t WHERE t.id = tr.to_id),
		(SELECT w.name FROM operators w WHERE w.id = c.offered_to),
		(SELECT group_concat(g.name, char(10)) FROM participants p CROSS JOIN operators g ON g.id = p.operator_id
			WHERE p.chat_id = c.id AND p.left_at IS NULL), ` + tagsOf + `c.id), ` + ratingColumns + `, ` + milestoneColumns + `,
		(SELECT k.name FROM operators k WHERE k.id = ms.picked_up_by), (SELECT k.name FROM operators k WHERE k.id = ms.answered_by)`
	rowJoins = ` CROSS JOIN brands b ON b.id = c.brand_id
		CROSS JOIN visitors v ON v.id = c.visitor_id
		LEFT JOIN operators o ON o.id = c.owner_id
		LEFT JOIN operators e ON e.id = c.ended_by
		LEFT JOIN transfers tr ON tr.id = c.transfer_id
		LEFT JOIN ratings rt ON rt.chat_id = c.id
		LEFT JOIN milestones ms ON ms.created_at = c.created_at AND ms.chat_id = c.id
		LEFT JOIN messages m ON m.id = c.last_message_id` + attachmentJoins
	selectRows = `SELECT ` + rowColumns + ` FROM chats c` + rowJoins

	rowSQL     = selectRows + ` WHERE c.id = ? AND c.reason <> 'start'`
	chatsOfSQL = selectRows + ` WHERE c.visitor_id = ? AND c.reason <> 'start' ORDER BY c.id DESC LIMIT ?`
)

func (r reader) Row(ctx context.Context, id core.ChatID) (core.ChatRow, error) {
	return queryOne(ctx, r.q, target{"chat", id}, rowScan(), rowSQL, id)
}

func (r reader) ChatsOf(ctx context.Context, id core.VisitorID, limit int) ([]core.ChatRow, error) {
	return queryAll(ctx, r.q, "list a visitor's chats", rowScan(), chatsOfSQL, id, nonNegative(limit))
}

func (r reader) Rows(ctx context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	query, args := rowsSQL(q)
	rows, err := queryAll(ctx, r.q, "list chats", rowScan(), query, args...)
	if q.Before {
		slices.Reverse(rows)
	}
	return rows, err
}

// rowsSQL is the query of a page and its arguments: ?1 state, ?2 owner, ?3 and ?4
// cursor, ?5 limit, ?6 tag, ?7 who has not read them, ?8 whose they are, or are not, or
// who is asked to take them over, ?9 source. It reads away from the cursor, or from an end of the
// list, so a page before something is reversed.
func rowsSQL(q core.RowQuery) (string, []any) {
	var at, id int64
	if q.Cursor != nil {
		at, id = q.Cursor.At.UnixMilli(), int64(q.Cursor.ID)
	}
	upwards := (q.State != core.Completed) != q.Before
	direction := ``
	if !upwards {
		direction = ` DESC`
	}
	query := `SELECT ` + rowColumns + ` FROM (` + pageSQL(q, upwards) +
		` ORDER BY sort_at` + direction + `, id` + direction + ` LIMIT ?5) page CROSS JOIN chats c ON c.id = page.id` + rowJoins +
		` ORDER BY page.sort_at` + direction + `, page.id` + direction
	return query, []any{q.State, q.Owner, at, id, nonNegative(q.Limit), core.TagKey(q.Tag), q.Unread, cmp.Or(q.Mine, q.Except, q.Asked), q.Source}
}

// pageSQL selects the chats of the page. Those of the cursor's millisecond have
// their own SELECT, which SQLite merges with the other in order: a comparison of
// (sort_at, id) would scan all of them, and timers can complete a hundred thousand
// chats in one millisecond. Each brand has its own SELECT for the same reason: its
// chats are in an index in order, those of several are not.
func pageSQL(q core.RowQuery, upwards bool) string {
	beyond := `<`
	if upwards {
		beyond = `>`
	}
	from := beyond
	if q.From {
		from += `=`
	}
	lists := []string{``}
	if !q.Brands.Empty() {
		lists = lists[:0]
		for _, b := range q.Brands.IDs() {
			lists = append(lists, ` AND brand_id = `+strconv.FormatInt(int64(b), 10))
		}
	}
	chats := `chats`
	switch {
	case q.Tag != "":
		chats = taggedSQL
	case q.Source != "": // the brand's own index would lead through all its chats
		chats = `chats INDEXED BY chats_source`
	}
	if q.Mine != 0 {
		for _, list := range lists {
			lists = append(lists, list+` AND `+joinedBy(`?8`))
		}
		for i := range len(lists) / 2 {
			lists[i] += ` AND owner_id = ?8`
		}
	}
	var parts []string
	for _, list := range lists {
		list = `SELECT id, sort_at FROM ` + chats + ` WHERE state = ?1` + list + conditionsSQL(q)
		if q.Cursor == nil {
			parts = append(parts, list)
			continue
		}
		parts = append(parts, list+` AND sort_at = ?3 AND id `+from+` ?4`, list+` AND sort_at `+beyond+` ?3`)
	}
	return strings.Join(parts, ` UNION ALL `)
}

// conditionsSQL is what all chats of a page have in common beside their state.
func conditionsSQL(q core.RowQuery) (list string) {
	if q.Source != "" {
		list += ` AND source = ?9 AND source <> ''` // the latter is the condition of an index
	}
	if q.Owner != 0 {
		list += ` AND owner_id = ?2`
	}
	switch {
	case q.Asked != 0:
		list += ` AND ` + askedBy(`?8`)
	case q.Mine != 0:
		list += ` AND NOT ` + askedBy(`?8`)
	case q.Except != 0:
		list += ` AND owner_id IS NOT ?8 AND NOT ` + joinedBy(`?8`) + ` AND NOT ` + askedBy(`?8`)
	}
	if q.Unread != 0 {
		list += ` AND ` + unreadBy(`?7`)
	}
	switch {
	case q.Apart: // see core.Chat.SortAt
		list += ` AND sort_at < 0 AND sort_at > ` + preludeBefore()
	case q.State == core.Completed:
		list += ` AND sort_at >= 0`
	}
	return list
}

// preludeBefore is before the times by which chats that are kept apart are ordered, and
// after those of core.Prelude: see core.Chat.SortAt.
func preludeBefore() string { return strconv.FormatInt(core.PreludeBefore().UnixMilli(), 10) }

// joinedBy is whether the operator of a parameter takes part in a chat, which its owner
// does not. Its first condition is that of an index.
func joinedBy(param string) string {
	return `(participants <> '' AND instr(',' || participants || ',', ',' || ` + param + ` || ',') > 0)`
}

// unreadBy is whether a chat has messages that the operator of a parameter has not seen.
func unreadBy(param string) string {
	return `received > coalesce((SELECT r.seen FROM reads r WHERE r.operator_id = ` + param + ` AND r.chat_id = chats.id), 0)`
}

// askedBy is whether the operator of a parameter is asked to take a chat over. Its first
// condition is that of an index.
func askedBy(param string) string {
	return `(transfer_id IS NOT NULL AND EXISTS (SELECT 1 FROM transfers x WHERE x.id = transfer_id
		AND (x.to_id = ` + param + ` OR x.to_id IS NULL AND x.from_id <> ` + param + `)))`
}

// rowScan scans the rows of one query, as messageScan does.
func rowScan() func(scanner) (core.ChatRow, error) {
	var r core.ChatRow
	var last core.Attachment
	targets := slices.Concat(
		chatTargets(&r.Chat), []any{&r.Brand, &r.Accent}, visitorTargets(&r.Visitor), []any{nullable(&r.Owner), nullable(&r.EndedBy)},
		messageTargets(&r.Last, previewColumn{&r.Last.Text}, &last), []any{&r.Failed, &r.Unknown, &r.Unsent, &r.Earlier, nullable(&r.LastAlias)},
		transferTargets(&r.Transfer.Transfer), []any{nullable(&r.Transfer.FromName), nullable(&r.Transfer.ToName), nullable(&r.OfferedTo), nullable(&r.ParticipantNames)},
		[]any{nullable(&r.Tags)}, ratingTargets(&r.Rating),
		milestoneTargets(&r.Milestones), []any{nullable(&r.PickedUpBy), nullable(&r.AnsweredBy)},
	)
	return func(row scanner) (core.ChatRow, error) {
		err := row.Scan(targets...)
		r.Last.Attachment = attached(last)
		return r, err
	}
}

// previewColumn scans the beginning of a text, as bytes of which the last may be part
// of a character. An ellipsis says that there is more.
type previewColumn struct{ to *string }

func (c previewColumn) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*c.to = ""
	case []byte:
		end, more := len(v), ""
		if end > previewBytes {
			for end = previewBytes; !utf8.RuneStart(v[end]); end-- {
			}
			more = "…"
		}
		*c.to = string(v[:end]) + more
	default:
		return fmt.Errorf("a preview cannot be a %T", value)
	}
	return nil
}

// longestSearch limits a search text, in bytes.
const longestSearch = 200

// mostWords is how many words of a search text are looked for one by one; the last
// one holds all that remain.
const mostWords = 4

// searchWords returns the words of a search text, the missing ones as "".
func searchWords(text string) [mostWords]string {
	var words [mostWords]string
	copy(words[:], strings.SplitN(text, " ", mostWords))
	return words
}

// findSQL scans all visitors, because a name may match anywhere, but sorts only ids
// and builds rows only for the result. instr compares bytes: column and query are
// folded alike. Each word must be in the name, in any order; a missing word, "", is
// in every name. Those stand first in which each begins a word.
const findSQL = `SELECT ` + rowColumns + ` FROM (
		SELECT hit.id, ` + begins + ` AS begins FROM visitors w CROSS JOIN chats hit ON hit.visitor_id = w.id
		WHERE (instr(w.search, ?1) > 0 AND instr(w.search, ?2) > 0 AND instr(w.search, ?3) > 0 AND instr(w.search, ?4) > 0 OR w.telegram_id = ?5)
			AND (?7 = '' OR instr(',' || ?7 || ',', ',' || w.brand_id || ',') > 0) AND hit.reason <> 'start'
		ORDER BY begins DESC, hit.state = 'completed', hit.id DESC LIMIT ?6
	) found CROSS JOIN chats c ON c.id = found.id` + rowJoins + `
	ORDER BY found.begins DESC, c.state = 'completed', c.id DESC`

// begins is whether each word of a query begins a word of a name.
const begins = `(min(instr(' ' || replace(w.search, '@', ' '), ' ' || ltrim(?1, '@')), instr(' ' || replace(w.search, '@', ' '), ' ' || ltrim(?2, '@')),
		instr(' ' || replace(w.search, '@', ' '), ' ' || ltrim(?3, '@')), instr(' ' || replace(w.search, '@', ' '), ' ' || ltrim(?4, '@'))) > 0)`

func (r reader) FindRows(ctx context.Context, query string, brands core.Set[core.BrandID], limit int) ([]core.ChatRow, error) {
	text := fold.Text(query)
	if text == "" || len(text) > longestSearch {
		return nil, ctx.Err()
	}
	if digits, ok := strings.CutPrefix(text, "#"); ok {
		if id, ok := positive(digits); ok {
			rows, err := queryAll(ctx, r.q, "find a chat by number", rowScan(), rowSQL+` LIMIT ?`, id, nonNegative(limit))
			return slices.DeleteFunc(rows, func(row core.ChatRow) bool { return !brands.Empty() && !brands.Has(row.Chat.BrandID) }), err
		}
	}
	telegramID, _ := positive(text)
	w := searchWords(text)
	return queryAll(ctx, r.q, "find chats", rowScan(), findSQL, w[0], w[1], w[2], w[3], telegramID, nonNegative(limit), brands.String())
}

// positive parses an integer above 0.
func positive(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return max(n, 0), err == nil && n > 0
}

const chatbotCountSQL = `SELECT count(*) FROM chats WHERE state = 'active' AND owner_kind = 'chatbot'`

const openChatsSQL = `SELECT sum(chats) FROM chat_counts WHERE brand_id = ? AND state <> 'completed'`

// workloadSQL lists the active chats that an operator owns, and then those in which they
// take part.
func workloadSQL() string {
	unread := unreadBy(`?1`)
	return `SELECT id, 1, iif(snoozed_until IS NULL, awaiting_since, NULL), brand_id, ` + unread + ` FROM chats WHERE owner_id = ?1 AND state = 'active'
		UNION ALL SELECT id, 0, NULL, brand_id, ` + unread + ` FROM chats WHERE state = 'active' AND ` + joinedBy(`?1`)
}

// askedCountSQL counts the chats of an operator's brands that they are asked to take over.
func askedCountSQL() string {
	return `SELECT count(*) FROM chats n WHERE n.state = 'active' AND ` + askedBy(`?1`) + ` AND ` + ofServedBrand
}

// overviewSQL counts the chats of some brands. SQLite answers the subqueries once: who
// waits longest, how many messages are unsent, how many blocks are asked for, and how many
// chats chatbots hold.
func overviewSQL(brands core.Set[core.BrandID]) string {
	of, unsent := ``, unsentSQL
	asked, bots := blocksAskedSQL+sqlite.In("k.brand_id", brands), chatbotCountSQL+sqlite.In("brand_id", brands)
	if !brands.Empty() {
		of = ` WHERE brand_id IN (` + brands.String() + `)`
		unsent = unsentOfSQL + sqlite.In("v.brand_id", brands)
	}
	return `SELECT state, chats, failed, unknown, (` + longestWaitingSQL(brands) + `), (` + unsent + `), (` + asked + `), (` + bots + `) FROM chat_counts` + of
}

// longestWaitingSQL finds who waits longest: each part is a seek in an index.
func longestWaitingSQL(brands core.Set[core.BrandID]) string {
	var waiting []string
	for _, s := range []core.State{core.Pending, core.Unanswered} {
		list := `SELECT min(sort_at) AS since FROM chats WHERE state = '` + string(s) + `'`
		if brands.Empty() {
			waiting = append(waiting, list)
		}
		for _, b := range brands.IDs() {
			waiting = append(waiting, list+` AND brand_id = `+strconv.FormatInt(int64(b), 10))
		}
	}
	return `SELECT min(since) FROM (` + strings.Join(waiting, ` UNION ALL `) + `)`
}

// Overview implements core.Reader.
func (r reader) Overview(ctx context.Context, brands core.Set[core.BrandID]) (core.Overview, error) {
	o := core.Overview{Chats: core.Counts{}, Failed: core.Counts{}, Unknown: core.Counts{}}
	for _, s := range core.States() {
		o.Chats[s], o.Failed[s], o.Unknown[s] = 0, 0, 0
	}
	add := func(row scanner) (s core.State, err error) { // a brand's chats in one state
		var chats, failed, unknown int
		err = row.Scan(&s, &chats, &failed, &unknown, asTime(&o.WaitingSince), &o.Unsent, &o.BlocksAsked, &o.Chatbot)
		o.Chats[s] += chats
		o.Failed[s] += failed
		o.Unknown[s] += unknown
		return s, err
	}
	_, err := queryAll(ctx, r.q, "count chats", add, overviewSQL(brands))
	return o, err
}

func (r reader) Workload(ctx context.Context, op core.OperatorID) (w core.Workload, err error) {
	add := func(row scanner) (id core.ChatID, err error) {
		var owns, unread bool
		var since time.Time
		var brand core.BrandID
		if err := row.Scan(&id, &owns, asTime(&since), &brand, &unread); err != nil {
			return id, err
		}
		if unread {
			w.Unread++
		}
		if owns {
			w.Held++
		}
		if since.IsZero() {
			return id, nil
		}
		if w.Awaiting++; w.AwaitingSince.IsZero() || since.Before(w.AwaitingSince) {
			w.AwaitingSince, w.AwaitingBrand = since, brand
		}
		return id, nil
	}
	if w.Chats, err = queryAll(ctx, r.q, "list an operator's work", add, workloadSQL(), op); err != nil {
		return w, err
	}
	if w.Asked, err = queryInt(ctx, r.q, "count the chats that an operator is asked to take over", askedCountSQL(), op); err != nil {
		return w, err
	}
	w.Mentions, err = queryAll(ctx, r.q, "list an operator's new mentions", scanValue[core.MessageID], newMentionsSQL, op)
	return w, err
}

func (r reader) OpenChats(ctx context.Context, id core.BrandID) (int, error) {
	return queryInt(ctx, r.q, "count open chats", openChatsSQL, id)
}
