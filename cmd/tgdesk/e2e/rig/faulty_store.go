package rig

import (
	"context"
	"sync"

	"tgdesk/core"
)

// FaultyStore is a store that fails or panics on demand, as a full disk does.
type FaultyStore struct {
	core.Store
	Close func() error

	mu      sync.Mutex
	reads   func() error                                  // runs before each reading of a list or of drafts
	reports func(context.Context, core.ReportQuery) error // runs before each report
	writes  func() error                                  // runs before each transaction
	search  func(context.Context) error                   // runs before each search
}

// BreakReads makes reading lists and drafts go through fn; nil ends it.
func (s *FaultyStore) BreakReads(fn func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = fn
}

// HoldReports makes reports go through fn; nil ends it.
func (s *FaultyStore) HoldReports(fn func(context.Context, core.ReportQuery) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reports = fn
}

func (s *FaultyStore) Report(ctx context.Context, q core.ReportQuery) (core.Report, error) {
	s.mu.Lock()
	fn := s.reports
	s.mu.Unlock()
	if fn != nil {
		if err := fn(ctx, q); err != nil {
			return core.Report{}, err
		}
	}
	return s.Store.Report(ctx, q)
}

func (s *FaultyStore) BreakWrites(fn func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = fn
}

// DelaySearches makes each search go through fn; nil ends it.
func (s *FaultyStore) DelaySearches(fn func(context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.search = fn
}

func (s *FaultyStore) Search(ctx context.Context, q core.SearchQuery) (core.SearchResult, error) {
	s.mu.Lock()
	fn := s.search
	s.mu.Unlock()
	if fn != nil {
		if err := fn(ctx); err != nil {
			return core.SearchResult{}, err
		}
	}
	return s.Store.Search(ctx, q)
}

func (s *FaultyStore) Rows(ctx context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	return s.Store.Rows(ctx, q)
}

func (s *FaultyStore) Drafts(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Drafts, error) {
	if err := s.read(); err != nil {
		return core.Drafts{}, err
	}
	return s.Store.Drafts(ctx, op, chat)
}

func (s *FaultyStore) read() error {
	s.mu.Lock()
	fn := s.reads
	s.mu.Unlock()
	if fn == nil {
		return nil
	}
	return fn()
}

// Probe fails as Write does.
func (s *FaultyStore) Probe(ctx context.Context) error {
	return s.Write(ctx, func(core.Tx) error { return nil })
}

func (s *FaultyStore) Write(ctx context.Context, do func(core.Tx) error) error {
	s.mu.Lock()
	fn := s.writes
	s.mu.Unlock()
	if fn != nil {
		if err := fn(); err != nil {
			return err
		}
	}
	return s.Store.Write(ctx, do)
}
