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

// SetFree says how much of the disk is free.
func (x *Index) SetFree(bytes int64) {
	x.space = func(string) (free, total int64, known bool) { return bytes, 1 << 40, true }
}

// CloseReading is what happens to a search while the index is deleted.
func (x *Index) CloseReading() error { return x.reading().Close() }

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

// CleanStep is a step of Clean.
func (x *Index) CleanStep(ctx context.Context, change int64) (bool, error) {
	return x.cleanStep(ctx, change)
}

// Changes is the number of the last change of the desk.
func (x *Index) Changes(ctx context.Context) (int64, error) {
	top, err := x.highest(ctx)
	return top.changes, err
}

// Behind counts the messages, chats and changes that the index does not have.
func (x *Index) Behind(ctx context.Context) (n [3]int64, err error) {
	top, err := x.highest(ctx)
	at := x.last.at
	return [3]int64{top.messages - at.messages, top.chats - at.chats, top.changes - at.changes}, err
}

// ErasedAfterChanges applies changes and returns the shards of which the file then says that
// something was erased.
func (x *Index) ErasedAfterChanges(ctx context.Context) (erased []int64, err error) {
	w, err := x.read(ctx)
	if err == nil {
		w.top, err = x.highest(ctx)
	}
	if err == nil {
		err = w.applyChanges(ctx)
	}
	if err == nil {
		w, err = x.read(ctx)
	}
	if err != nil {
		return nil, err
	}
	for _, s := range w.shards {
		if s.erased() {
			erased = append(erased, s.shard)
		}
	}
	return erased, nil
}
