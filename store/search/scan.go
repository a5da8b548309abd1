package search

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"tgdesk/core"
	"tgdesk/core/fold"
	"tgdesk/core/fulltext"
	"tgdesk/core/markup"
	"tgdesk/store/sqlite"
)

// found is something that a query finds.
type found struct {
	id    int64 // of a message, or of a chat
	place core.SearchPlace
	text  markup.Text // in which the snippet is looked for
}

// Reader reads the desk's database.
type Reader interface {
	// Query calls a function with each row of a query. An error says what was being done.
	Query(ctx context.Context, doing string, each func(sqlite.Row) error, query string, args ...any) error
	// Edits are the earlier versions of a message, the oldest first.
	Edits(ctx context.Context, id core.MessageID) ([]core.Edit, error)
}

// Desk is the desk's database for an index that belongs to it.
type Desk interface {
	Reader
	// Exec runs a statement in a transaction of its own.
	Exec(ctx context.Context, doing, query string, args ...any) error
}

// readAll returns all rows of a query.
func readAll[T any](ctx context.Context, desk Reader, doing string, scan func(sqlite.Row) (T, error), query string, args ...any) (list []T, err error) {
	err = desk.Query(ctx, doing, func(row sqlite.Row) error {
		t, err := scan(row)
		list = append(list, t)
		return err
	}, query, args...)
	return list, err
}

// scanID scans rows of one id.
func scanID(row sqlite.Row) (id int64, err error) {
	err = row.Scan(&id)
	return id, err
}

// searcher answers one query.
type searcher struct {
	desk  Reader
	query core.SearchQuery
}

// Scan answers a query by reading all messages.
func Scan(ctx context.Context, desk Reader, q core.SearchQuery) (core.SearchResult, error) {
	s := searcher{desk: desk, query: q}
	messages, err := s.scan(ctx, messageFamily, 0, s.cursor(messageFamily), q.Limit+1)
	if err != nil {
		return core.SearchResult{}, err
	}
	var chats []found
	if !q.OfMessages() {
		if chats, err = s.scan(ctx, chatFamily, 0, s.cursor(chatFamily), q.Limit+1); err != nil {
			return core.SearchResult{}, err
		}
	}
	return s.page(ctx, messages, chats)
}

// maxID is above all ids.
const maxID = 1 << 62

// cursor is above the ids of a family that a page may have.
func (s searcher) cursor(f family) int64 {
	if f == chatFamily {
		return cmp.Or(int64(s.query.Cursor.Chat), maxID)
	}
	return cmp.Or(int64(s.query.Cursor.Message), maxID)
}

// searched is what is searched of a message.
type searched struct {
	id          int64
	text        string
	markup      markup.Encoded
	file, title string
	edited      bool
}

func scanSearched(row sqlite.Row) (m searched, err error) {
	err = row.Scan(m.targets()...)
	return m, err
}

func (m *searched) targets() []any {
	return []any{&m.id, &m.text, &m.markup, &m.file, &m.title, &m.edited}
}

func (m searched) key() int64 { return m.id }

// How many rows are read at a time: few at first, as there may be many hits.
const (
	leastRead = 200
	mostRead  = 5000
)

// scan finds what is between two ids, the newest first, by reading all of it.
func (s searcher) scan(ctx context.Context, f family, above, below int64, limit int) (hits []found, err error) {
	t := tableSearched(f)
	query := t.between(t.columns, s.conditions(f), ` DESC`)
	for size := leastRead; ; size = min(2*size, mostRead) {
		list, err := readAll(ctx, s.desk, t.doing, t.scan, query, above, below, size)
		if err != nil {
			return nil, err
		}
		some, err := s.matching(ctx, list, limit-len(hits))
		if hits = append(hits, some...); err != nil || len(hits) == limit || len(list) < size {
			return hits, err
		}
		below = list[len(list)-1].key()
	}
}

// matching returns those that have the words, at most limit.
func (s searcher) matching(ctx context.Context, list []searchable, limit int) (hits []found, err error) {
	for _, item := range list {
		if len(hits) == limit {
			break
		}
		hit, ok, err := item.match(ctx, s)
		if err != nil {
			return nil, err
		}
		if ok {
			hits = append(hits, hit)
		}
	}
	return hits, nil
}

// match looks at the message as it is, and at its earlier versions.
func (m searched) match(ctx context.Context, s searcher) (found, bool, error) {
	words := s.query.Words
	if words.Match(fulltext.Document(m.text, m.file, m.title)) {
		switch {
		case len(words) == 0 && m.text != "", words.Has(m.text):
			return found{m.id, core.FoundInText, markup.Text{Plain: m.text, Markup: m.markup}}, true, nil
		case words.Has(m.file), m.title == "":
			return found{m.id, core.FoundInFile, markup.Text{Plain: m.file}}, true, nil
		}
		return found{m.id, core.FoundInFile, markup.Text{Plain: m.title}}, true, nil
	}
	if !m.edited {
		return found{}, false, nil
	}
	edits, err := s.desk.Edits(ctx, core.MessageID(m.id))
	for _, e := range slices.Backward(edits) {
		if !words.Match(fulltext.Document(e.Text, e.FileName)) {
			continue
		}
		text := markup.Text{Plain: e.Text, Markup: e.Markup}
		if !words.Has(e.Text) {
			text = markup.Text{Plain: e.FileName}
		}
		return found{m.id, core.FoundInEarlier, text}, true, nil
	}
	return found{}, false, err
}

// known is what is known of a chat and its visitor, for search.
type known struct {
	chat         int64
	name, handle string
	fields, tags []string
}

func scanKnown(row sqlite.Row) (k known, err error) {
	var p core.Profile
	err = row.Scan(&k.chat, &p.FirstName, &p.LastName, &p.Username, sqlite.JSON{To: &k.fields}, sqlite.JSON{To: &k.tags})
	k.name = p.Name()
	if p.Username != "" {
		k.handle = "@" + p.Username
	}
	return k, err
}

// parts are the texts that are searched.
func (k known) parts() []string {
	return slices.Concat([]string{k.name, k.handle}, k.fields, k.tags)
}

func (k known) key() int64 { return k.chat }

func (k known) match(_ context.Context, s searcher) (found, bool, error) {
	words, parts := s.query.Words, k.parts()
	if !words.Match(fulltext.Document(parts...)) {
		return found{}, false, nil
	}
	i := max(0, slices.IndexFunc(parts, words.Has))
	hit := found{k.chat, core.FoundInVisitor, markup.Text{Plain: parts[i]}}
	switch {
	case i >= 2+len(k.fields):
		hit.place = core.FoundInTag
	case i >= 2:
		hit.place = core.FoundInField
	}
	return hit, true, nil
}

const (
	hitColumns = `c.id, c.state, c.brand_id, b.name, v.first_name, v.last_name, `
	hitsSQL    = `SELECT m.id, ` + hitColumns + `m.sender, m.author, m.sent_at FROM json_each(?) j CROSS JOIN messages m ON m.id = j.value
		CROSS JOIN chats c ON c.id = m.chat_id CROSS JOIN brands b ON b.id = c.brand_id CROSS JOIN visitors v ON v.id = c.visitor_id`
	chatHitsSQL = `SELECT 0, ` + hitColumns + `'visitor', '', c.created_at FROM json_each(?) j CROSS JOIN chats c ON c.id = j.value
		CROSS JOIN brands b ON b.id = c.brand_id CROSS JOIN visitors v ON v.id = c.visitor_id`
)

// page makes a page of what was found among messages and among chats, each with the newest
// first and one more than the page may have.
func (s searcher) page(ctx context.Context, messages, chats []found) (r core.SearchResult, err error) {
	r.Next = s.query.Cursor
	ofMessages, err := s.read(ctx, hitsSQL, messages)
	if err != nil {
		return r, err
	}
	ofChats, err := s.read(ctx, chatHitsSQL, chats)
	if err != nil {
		return r, err
	}
	for len(ofMessages)+len(ofChats) > 0 {
		if len(r.Hits) == s.query.Limit {
			r.More = true
			return r, nil
		}
		next := &ofMessages
		if len(ofMessages) == 0 || len(ofChats) > 0 && ofMessages[0].At.Before(ofChats[0].At) {
			next = &ofChats
		}
		hit := (*next)[0]
		*next = (*next)[1:]
		r.Hits, r.Next = append(r.Hits, hit), r.Next.After(hit)
	}
	if r.More = len(messages)+len(chats) > s.query.Limit; r.More { // some are gone meanwhile
		if n := len(messages); n > 0 {
			r.Next.Message = core.MessageID(messages[n-1].id)
		}
		if n := len(chats); n > 0 {
			r.Next.Chat = core.ChatID(chats[n-1].id)
		}
	}
	return r, nil
}

// read reads what is shown of hits. Those that are gone meanwhile are left out.
func (s searcher) read(ctx context.Context, query string, list []found) (hits []core.Hit, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(list))
	of := map[int64]found{}
	for i, f := range list {
		ids[i], of[f.id] = f.id, f
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	var mapper fold.Mapper
	all, err := readAll(ctx, s.desk, "read what was found", func(row sqlite.Row) (h core.Hit, err error) {
		var p core.Profile
		var at sql.NullInt64
		err = row.Scan(&h.Message, &h.Chat, &h.State, &h.BrandID, &h.Brand, &p.FirstName, &p.LastName, &h.From, &h.Author, &at)
		if at.Valid {
			h.At = time.UnixMilli(at.Int64).UTC()
		}
		h.Visitor = p.Name()
		f := of[cmp.Or(int64(h.Message), int64(h.Chat))]
		h.Place = f.place
		h.Snippet, h.Matches = s.query.Words.Snippet(&mapper, f.text.Plain, f.text.Covered())
		if h.Message == 0 {
			h.Author = h.Visitor
		}
		return h, err
	}, query, string(text))
	return all, err
}
