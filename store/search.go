package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/core/fold"
	"tgdesk/core/fulltext"
)

// mostWords is how many words of a search text are looked for one by one; the last
// one holds all that remain.
const mostWords = 4

// searchWords returns the words of a search text, the missing ones as "".
func searchWords(text string) [mostWords]string {
	var words [mostWords]string
	copy(words[:], strings.SplitN(text, " ", mostWords))
	return words
}

// found is something that a query finds.
type found struct {
	id    int64 // of a message, or of a chat
	place core.SearchPlace
	text  string // in which the snippet is looked for
}

// searcher answers one query.
type searcher struct {
	q     queryer
	query core.SearchQuery
}

// Search implements core.Reader. It reads all messages.
func (r reader) Search(ctx context.Context, q core.SearchQuery) (core.SearchResult, error) {
	s := searcher{q: r.q, query: q}
	messages, err := s.scanMessages(ctx, 0, cmp.Or(int64(q.Cursor.Message), maxID), q.Limit+1)
	if err != nil {
		return core.SearchResult{}, err
	}
	var chats []found
	if !q.OfMessages() {
		if chats, err = s.scanChats(ctx, 0, cmp.Or(int64(q.Cursor.Chat), maxID), q.Limit+1); err != nil {
			return core.SearchResult{}, err
		}
	}
	return s.page(ctx, messages, chats)
}

// maxID is above all ids.
const maxID = 1 << 62

// searchedColumns are for scanSearched.
const searchedColumns = `m.id, m.text, a.file_name, a.title, EXISTS (SELECT 1 FROM edits e WHERE e.message_id = m.id)`

// searched is what is searched of a message.
type searched struct {
	id                int64
	text, file, title string
	edited            bool
}

func scanSearched(row scanner) (m searched, err error) {
	err = row.Scan(&m.id, &m.text, nullable(&m.file), nullable(&m.title), &m.edited)
	return m, err
}

// messagesInSQL reads the messages between two ids, ?1 and ?2, from the newest on, of
// those that pass the filters: at most ?3.
func (s searcher) messagesInSQL() string {
	return `SELECT ` + searchedColumns + ` FROM messages m CROSS JOIN chats c ON c.id = m.chat_id LEFT JOIN attachments a ON a.message_id = m.id
		WHERE m.id > ?1 AND m.id < ?2` + s.conditions() + ` ORDER BY m.id DESC LIMIT ?3`
}

// conditions are the filters of a query on messages m and chats c.
func (s searcher) conditions() (list string) {
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
	if !q.Chats.Empty() {
		list += ` AND m.chat_id IN (` + q.Chats.String() + `)`
	}
	if !q.After.IsZero() {
		list += ` AND m.sent_at >= ` + strconv.FormatInt(q.After.UnixMilli(), 10)
	}
	if !q.Before.IsZero() {
		list += ` AND m.sent_at < ` + strconv.FormatInt(q.Before.UnixMilli(), 10)
	}
	return list + s.chatConditions()
}

// chatConditions are the filters on chats c. What precedes a chat is in none.
func (s searcher) chatConditions() string {
	q := s.query
	list := ` AND c.reason <> 'start'` + ofBrands("c.brand_id", q.Brands)
	if len(q.States) > 0 {
		list += ` AND c.state IN (` + quoted(q.States) + `) AND c.sort_at >= 0` // those that are kept apart are in no list
	}
	for _, tag := range q.Tags {
		list += ` AND EXISTS (SELECT 1 FROM chat_tags t WHERE t.chat_id = c.id AND t.tag_key = ` + quote(tag) + `)`
	}
	return list
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

// How many rows are read at a time: few at first, as there may be many hits.
const (
	leastRead = 200
	mostRead  = 5000
)

// scanMessages finds messages between two ids, the newest first, by reading all of them.
func (s searcher) scanMessages(ctx context.Context, above, below int64, limit int) (hits []found, err error) {
	for size := leastRead; ; size = min(2*size, mostRead) {
		list, err := queryAll(ctx, s.q, "search", scanSearched, s.messagesInSQL(), above, below, size)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			hit, ok, err := s.match(ctx, m)
			if err != nil {
				return nil, err
			}
			if ok {
				hits = append(hits, hit)
			}
			if len(hits) == limit {
				return hits, nil
			}
			below = m.id
		}
		if len(list) < size {
			return hits, nil
		}
	}
}

// match reports whether a message has the words: as it is, or in an earlier version.
func (s searcher) match(ctx context.Context, m searched) (found, bool, error) {
	words := s.query.Words
	if words.Match(fulltext.Document(m.text, m.file, m.title)) {
		switch {
		case len(words) == 0 && m.text != "", words.Has(m.text):
			return found{m.id, core.FoundInText, m.text}, true, nil
		case words.Has(m.file), m.title == "":
			return found{m.id, core.FoundInFile, m.file}, true, nil
		}
		return found{m.id, core.FoundInFile, m.title}, true, nil
	}
	if !m.edited {
		return found{}, false, nil
	}
	edits, err := queryAll(ctx, s.q, "search in earlier versions", scanEdit, editsSQL, m.id)
	for _, e := range slices.Backward(edits) {
		if !words.Match(fulltext.Document(e.Text, e.FileName)) {
			continue
		}
		text := e.Text
		if !words.Has(text) {
			text = e.FileName
		}
		return found{m.id, core.FoundInEarlier, text}, true, nil
	}
	return found{}, false, err
}

const (
	// knownColumns are what is known of a chat c and its visitor v: see known.
	knownColumns = `c.id, v.first_name, v.last_name, v.username,
		(SELECT json_group_array(f.value) FROM visitor_fields f WHERE f.visitor_id = c.visitor_id),
		(SELECT json_group_array(t.tag) FROM chat_tags t WHERE t.chat_id = c.id)`
	selectKnown = `SELECT ` + knownColumns + ` FROM chats c CROSS JOIN visitors v ON v.id = c.visitor_id`
)

// known is what is known of a chat and its visitor, for search.
type known struct {
	chat         int64
	name, handle string
	fields, tags []string
}

func scanKnown(row scanner) (k known, err error) {
	var p core.Profile
	err = row.Scan(&k.chat, &p.FirstName, &p.LastName, &p.Username, jsonColumn{&k.fields}, jsonColumn{&k.tags})
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

// match reports whether the words are in what is known of a chat.
func (k known) match(words fulltext.Pattern) (found, bool) {
	parts := k.parts()
	if !words.Match(fulltext.Document(parts...)) {
		return found{}, false
	}
	i := max(0, slices.IndexFunc(parts, words.Has))
	hit := found{k.chat, core.FoundInVisitor, parts[i]}
	switch {
	case i >= 2+len(k.fields):
		hit.place = core.FoundInTag
	case i >= 2:
		hit.place = core.FoundInField
	}
	return hit, true
}

// chatsInSQL reads the chats between two ids, ?1 and ?2, from the newest on: at
// most ?3.
func (s searcher) chatsInSQL() string {
	return selectKnown + ` WHERE c.id > ?1 AND c.id < ?2` + s.knownConditions() + ` ORDER BY c.id DESC LIMIT ?3`
}

// knownConditions are the filters of a query on chats c.
func (s searcher) knownConditions() string {
	q := s.query
	list := s.chatConditions()
	if !q.Chats.Empty() {
		list += ` AND c.id IN (` + q.Chats.String() + `)`
	}
	if !q.After.IsZero() {
		list += ` AND c.created_at >= ` + strconv.FormatInt(q.After.UnixMilli(), 10)
	}
	if !q.Before.IsZero() {
		list += ` AND c.created_at < ` + strconv.FormatInt(q.Before.UnixMilli(), 10)
	}
	return list
}

// scanChats is scanMessages for chats.
func (s searcher) scanChats(ctx context.Context, above, below int64, limit int) (hits []found, err error) {
	for size := leastRead; ; size = min(2*size, mostRead) {
		list, err := queryAll(ctx, s.q, "search for visitors", scanKnown, s.chatsInSQL(), above, below, size)
		if err != nil {
			return nil, err
		}
		for _, k := range list {
			if hit, ok := k.match(s.query.Words); ok {
				hits = append(hits, hit)
			}
			if len(hits) == limit {
				return hits, nil
			}
			below = k.chat
		}
		if len(list) < size {
			return hits, nil
		}
	}
}

const (
	hitColumns = `c.id, c.brand_id, b.name, v.first_name, v.last_name, `
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
		if len(ofChats) == 0 || len(ofMessages) > 0 && !ofMessages[0].At.Before(ofChats[0].At) {
			r.Hits, ofMessages = append(r.Hits, ofMessages[0]), ofMessages[1:]
			r.Next.Message = r.Hits[len(r.Hits)-1].Message
			continue
		}
		r.Hits, ofChats = append(r.Hits, ofChats[0]), ofChats[1:]
		r.Next.Chat = r.Hits[len(r.Hits)-1].Chat
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
	all, err := queryAll(ctx, s.q, "read what was found", func(row scanner) (h core.Hit, err error) {
		var p core.Profile
		err = row.Scan(&h.Message, &h.Chat, &h.BrandID, &h.Brand, &p.FirstName, &p.LastName, &h.From, &h.Author, asTime(&h.At))
		h.Visitor = p.Name()
		f := of[cmp.Or(int64(h.Message), int64(h.Chat))]
		h.Place = f.place
		h.Snippet, h.Matches = s.query.Words.Snippet(&mapper, f.text)
		if h.Message == 0 {
			h.Author = h.Visitor
		}
		return h, err
	}, query, string(text))
	return all, err
}
