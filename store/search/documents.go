package search

import (
	"context"
	"database/sql"
	"strconv"

	"tgdesk/core"
	"tgdesk/core/fulltext"
	"tgdesk/store/sqlite"
)

// A document of the index begins with words that no text can have, by which it is known
// whose it is. \ue004 is of fulltext.
const (
	ofBrand    = "\ue000" // and its id
	ofSender   = "\ue001" // and the first letter of core.From
	ofOperator = "\ue002" // and their id
	ofFile     = "\ue003"
)

// document is what an index stores of a message or a chat.
type document struct {
	id    int64
	texts []string // of a message, one a version
	chat  int64    // of a message
	at    sql.NullInt64
}

// newDocumentsSQL reads documents with ids from above ?1 to below ?2, at most ?3, and
// documentsSQL those whose ids are in the JSON list ?1. Lines of the desk are none.
func newDocumentsSQL(f family) string {
	columns, conditions := documentsOf(f)
	return tableSearched(f).between(columns, conditions, ``)
}

func documentsSQL(f family) string { return tableSearched(f).listed(documentsOf(f)) }

func documentsOf(f family) (columns, conditions string) {
	if f == chatFamily {
		return knownColumns, ``
	}
	return documentColumns, ` AND m.sender <> 'desk'`
}

// documents reads what an index stores of the rows of a statement.
func documents(ctx context.Context, desk Reader, f family, query string, args ...any) (list []document, err error) {
	const doing = "read what is to be indexed"
	if f == chatFamily {
		return readAll(ctx, desk, doing, func(row sqlite.Row) (document, error) {
			k, err := scanKnown(row)
			return document{id: k.chat, texts: []string{string(fulltext.AppendTokens(nil, fulltext.Document(k.parts()...)))}}, err
		}, query, args...)
	}
	messages, err := readAll(ctx, desk, doing, scanOwned, query, args...)
	var words []byte // of one document after the other
	for _, m := range messages {
		head := m.appendOwner(words[:0])
		words = fulltext.AppendTokens(head, fulltext.Document(m.text, m.file, m.title))
		d := document{id: m.id, chat: m.chat, at: m.at, texts: []string{string(words)}}
		if m.edited {
			if d.texts, err = versions(ctx, desk, m.id, string(words[:len(head)]), string(words)); err != nil {
				return nil, err
			}
		}
		list = append(list, d)
	}
	return list, err
}

// owned is a message, and whose it is.
type owned struct {
	searched
	chat, brand, operator int64
	sender                core.From
	hasFile               bool
	at                    sql.NullInt64
}

// documentColumns are for scanOwned.
const documentColumns = searchedColumns + `, m.chat_id, c.brand_id, coalesce(m.operator_id, 0), m.sender, a.message_id IS NOT NULL, m.sent_at`

func scanOwned(row sqlite.Row) (m owned, err error) {
	err = row.Scan(append(m.targets(), &m.chat, &m.brand, &m.operator, &m.sender, &m.hasFile, &m.at)...)
	return m, err
}

// appendOwner appends the words by which it is known whose a message is.
func (m owned) appendOwner(words []byte) []byte {
	words = strconv.AppendInt(append(words, ofBrand...), m.brand, 36)
	words = append(append(words, " "+ofSender...), m.sender[0])
	if m.operator != 0 {
		words = strconv.AppendInt(append(words, " "+ofOperator...), m.operator, 36)
	}
	if m.hasFile {
		words = append(words, " "+ofFile...)
	}
	return words
}

// versions are the documents of a message that was edited, each with the words of whose it
// is before it: earlier ones first, so that a further one changes none of them. The last one
// has all that are left.
func versions(ctx context.Context, desk Reader, message int64, head, latest string) (texts []string, err error) {
	edits, err := desk.Edits(ctx, core.MessageID(message))
	for _, e := range edits {
		texts = append(texts, string(fulltext.AppendTokens([]byte(head), fulltext.Document(e.Text, e.FileName))))
	}
	texts = append(texts, latest)
	for len(texts) > lastVersion+1 {
		n := len(texts)
		texts = append(texts[:n-2], texts[n-2]+" "+texts[n-1])
	}
	return texts, err
}
