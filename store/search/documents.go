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

const documentColumns = `m.id, m.chat_id, c.brand_id, m.sender, coalesce(m.operator_id, 0), a.message_id IS NOT NULL, m.sent_at, m.text, coalesce(a.file_name, ''), coalesce(a.title, ''),
	EXISTS (SELECT 1 FROM edits e WHERE e.message_id = m.id)`

// newDocumentsSQL reads documents with ids from above ?1 to below ?2, at most ?3, and
// documentsSQL those whose ids are in the JSON list ?1.
func newDocumentsSQL(f family) string { return tableSearched(f).between(columnsOfDocuments(f), ``, ``) }

func documentsSQL(f family) string { return tableSearched(f).listed(columnsOfDocuments(f), ``) }

func columnsOfDocuments(f family) string {
	if f == chatFamily {
		return knownColumns
	}
	return documentColumns
}

// documents reads what an index stores of the rows of a statement.
func documents(ctx context.Context, desk Reader, f family, query string, args ...any) ([]document, error) {
	const doing = "read what is to be indexed"
	if f == chatFamily {
		return readAll(ctx, desk, doing, func(row sqlite.Row) (document, error) {
			k, err := scanKnown(row)
			return document{id: k.chat, texts: []string{string(fulltext.AppendTokens(nil, fulltext.Document(k.parts()...)))}}, err
		}, query, args...)
	}
	var edited []int
	var first []searched
	var words []byte // of one document after the other
	n := 0
	list, err := readAll(ctx, desk, doing, func(row sqlite.Row) (d document, err error) {
		var m searched
		var brand, operator int64
		var sender core.From
		var hasFile bool
		if err := row.Scan(&m.id, &d.chat, &brand, &sender, &operator, &hasFile, &d.at, &m.text, &m.file, &m.title, &m.edited); err != nil {
			return d, err
		}
		d.id = m.id
		if m.edited {
			edited, first = append(edited, n), append(first, m)
		}
		n++
		if sender == core.FromDesk {
			return d, nil
		}
		words = strconv.AppendInt(append(words[:0], ofBrand...), brand, 36)
		words = append(append(words, " "+ofSender...), sender[0])
		if operator != 0 {
			words = strconv.AppendInt(append(words, " "+ofOperator...), operator, 36)
		}
		if hasFile {
			words = append(words, " "+ofFile...)
		}
		head := len(words)
		words = fulltext.AppendTokens(words, fulltext.Document(m.text, m.file, m.title))
		d.texts = []string{string(words)}
		if m.edited {
			d.texts = []string{string(words[:head]), string(words)}
		}
		return d, nil
	}, query, args...)
	if err != nil {
		return nil, err
	}
	for i, at := range edited {
		if d := &list[at]; len(d.texts) > 0 {
			if d.texts, err = versions(ctx, desk, first[i].id, d.texts[0], d.texts[1]); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
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
