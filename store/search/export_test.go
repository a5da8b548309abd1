package search

import (
	"context"

	"tgdesk/core"
)

// What tests of this package see of it beside what all see.

const ShardSize = shardSize

// SetLimits says what is taken for few and for many.
func (x *Index) SetLimits(fewChats, manyChats, fewCandidates int) {
	x.limits = limits{fewChats: fewChats, manyChats: manyChats, fewCandidates: fewCandidates}
}

// OpenEachTime has the file opened by each search.
func (x *Index) OpenEachTime() { x.reading().SetMaxIdleConns(0) }

// Page is what a search shows of messages and chats that it found.
func Page(ctx context.Context, desk Reader, limit int, messages, chats []int64) (core.SearchResult, error) {
	foundAt := func(ids []int64) (list []found) {
		for _, id := range ids {
			list = append(list, found{id: id, place: core.FoundInText})
		}
		return list
	}
	return searcher{desk: desk, query: core.SearchQuery{Limit: limit}}.page(ctx, foundAt(messages), foundAt(chats))
}

// Statements are those with which one family is searched.
type Statements struct{ Table, Between, Listed string }

// SearchStatements are the statements of a query.
func SearchStatements(q core.SearchQuery) (list []Statements, chats string) {
	s := searcher{query: q}
	for _, f := range []family{messageFamily, chatFamily} {
		t := tableSearched(f)
		list = append(list, Statements{string(f), t.between(t.columns, s.conditions(f), ` DESC`), t.listed(t.columns, s.conditions(f))})
	}
	return list, s.chatsSQL()
}

const MessagesOfChatsSQL = messagesOfChatsSQL

// IndexerStatements are what is read for the index.
func IndexerStatements() []string {
	return []string{newDocumentsSQL(messageFamily), newDocumentsSQL(chatFamily), documentsSQL(messageFamily), documentsSQL(chatFamily), changesSQL, highestSQL, runAfterSQL}
}
