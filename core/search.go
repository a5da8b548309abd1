package core

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tgdesk/core/fulltext"
)

// SearchQuery asks for what a desk has in writing, the newest first. Filters of one kind
// widen each other, tags narrow each other.
type SearchQuery struct {
	Words     fulltext.Pattern // all of them; without any, every message that passes the filters
	From      []From
	Brands    Set[BrandID]
	Operators Set[OperatorID] // who wrote it
	States    []State         // of the chat, as it is now
	Tags      []string        // of the chat, as [TagKey] has them
	Chats     Set[ChatID]
	After     time.Time // from then on; zero is no bound
	Before    time.Time // earlier than that; zero is no bound
	HasFile   bool

	Cursor SearchCursor // where the page begins
	Limit  int
}

// SearchCursor is a place between two hits; zero is before the newest one.
type SearchCursor struct {
	Message MessageID // messages before this one
	Chat    ChatID    // names, fields and tags of chats before this one
}

// After is the place behind a hit that comes next.
func (c SearchCursor) After(h Hit) SearchCursor {
	if h.Message != 0 {
		c.Message = h.Message
	} else {
		c.Chat = h.Chat
	}
	return c
}

// SearchPlace says where the words of a hit stand.
type SearchPlace string

// The places. The last three are of a chat, and of no message.
const (
	FoundInText    SearchPlace = "text" // or caption
	FoundInFile    SearchPlace = "file" // the name or title of a file
	FoundInEarlier SearchPlace = "earlier_version"
	FoundInVisitor SearchPlace = "visitor" // name or @username
	FoundInField   SearchPlace = "field"
	FoundInTag     SearchPlace = "tag"
)

// Hit is something that was found. Author, Visitor and Snippet are text from outside;
// Snippet is clean, one line, its spoilers covered, and Matches are the words in it.
type Hit struct {
	Chat    ChatID
	State   State     // of the chat
	Message MessageID // 0 if it is found in what is known of the chat
	At      time.Time // when the message was sent, or the chat began
	From    From
	Author  string
	Visitor string
	BrandID BrandID
	Brand   string
	Place   SearchPlace
	Snippet string
	Matches []fulltext.Range
}

// SearchResult is a page of hits. Next is where the next one begins, if there are more.
type SearchResult struct {
	Hits []Hit
	More bool
	Next SearchCursor
}

// Search is a query as it was typed: the names in it have yet to be looked up.
type Search struct {
	SearchQuery
	brands, operators []string
}

// Bounds of a query: its characters and its words.
const (
	MaxSearchLength = 500
	maxSearchWords  = 16
)

// ParseSearch reads a query: words, "phrases", and filters such as from:visitor or
// brand:"Acme Shop". Days in it are those of the time zone of now. The error says what is
// wrong with a filter.
func ParseSearch(text string, now time.Time) (Search, error) {
	var s Search
	if n := utf8.RuneCountInString(text); n > MaxSearchLength {
		return s, NewError(CodeInvalid, "search_too_long", n, MaxSearchLength)
	}
	filtered := false
	for rest := text; ; {
		var key, value string
		var quoted, closed bool
		if key, value, quoted, closed, rest = nextSearchWord(rest); key == "" && value == "" && rest == "" {
			break
		}
		if key != "" {
			if err := s.filter(key, value, now); err != nil {
				return s, err
			}
			filtered = true
			continue
		}
		if term, ok := fulltext.NewTerm(value, quoted && closed); ok {
			s.Words = append(s.Words, term)
		}
	}
	switch {
	case len(s.Words) > maxSearchWords:
		return s, NewError(CodeInvalid, "search_too_many_words", len(s.Words), maxSearchWords)
	case len(s.Words) == 0 && !filtered:
		return s, NewError(CodeInvalid, "search_empty")
	case !s.After.IsZero() && !s.Before.IsZero() && !s.After.Before(s.Before):
		return s, NewError(CodeInvalid, "search_no_time")
	}
	return s, nil
}

// nextSearchWord cuts the first word, phrase or filter off a query. key is "" unless it is a
// filter.
func nextSearchWord(text string) (key, value string, quoted, closed bool, rest string) {
	text = strings.TrimLeftFunc(text, unicode.IsSpace)
	if end := strings.IndexFunc(text, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') }); end > 0 && text[end] == ':' {
		behind := text[end+1:]
		if !strings.HasPrefix(behind, "/") { // of an address
			key, text = strings.ToLower(text[:end]), behind
		}
	}
	if opened, ok := strings.CutPrefix(text, `"`); ok {
		value, rest, closed = strings.Cut(opened, `"`)
		return key, value, true, closed, rest
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	if end < 0 {
		end = len(text)
	}
	return key, text[:end], false, false, text[end:]
}

// SearchFilters are the filters of a query, in the order in which they are listed.
func SearchFilters() []string {
	return []string{"from", "brand", "operator", "state", "tag", "before", "after", "has", "chat"}
}

// SearchFrom are the values of the filter from.
func SearchFrom() []From { return []From{FromVisitor, FromOperator, FromBot, FromNote} }

// filter takes a filter of a query in.
func (s *Search) filter(key, value string, now time.Time) (err error) {
	if !slices.Contains(SearchFilters(), key) {
		return NewError(CodeInvalid, "search_filter_unknown", key)
	}
	if value = strings.TrimSpace(value); value == "" {
		return NewError(CodeInvalid, "search_filter_empty", key)
	}
	switch key {
	case "from":
		from := From(strings.ToLower(value))
		if !slices.Contains(SearchFrom(), from) {
			return NewError(CodeInvalid, "search_from", value)
		}
		s.From = append(s.From, from)
	case "brand":
		s.brands = append(s.brands, value)
	case "operator":
		s.operators = append(s.operators, value)
	case "state":
		state := State(strings.ToLower(value))
		if !state.Valid() {
			return NewError(CodeInvalid, "search_state", value)
		}
		s.States = append(s.States, state)
	case "tag":
		tag, err := CheckTag(value)
		if err != nil {
			return err
		}
		s.Tags = append(s.Tags, TagKey(tag))
	case "chat":
		n, err := strconv.ParseUint(strings.TrimPrefix(value, "#"), 10, 58)
		if err != nil || n == 0 {
			return NewError(CodeInvalid, "search_chat", value)
		}
		s.Chats = s.Chats.With(ChatID(n))
	case "has":
		if !strings.EqualFold(value, "file") {
			return NewError(CodeInvalid, "search_has", value)
		}
		s.HasFile = true
	case "before":
		err = narrow(&s.Before, value, now, time.Time.Before)
	case "after":
		err = narrow(&s.After, value, now, time.Time.After)
	}
	return err
}

// narrow sets a bound to the time of a filter, unless it is narrower already.
func narrow(bound *time.Time, value string, now time.Time, narrower func(time.Time, time.Time) bool) error {
	t, ok := parseSearchTime(strings.ToLower(value), now)
	if !ok {
		return NewError(CodeInvalid, "search_time", value)
	}
	if bound.IsZero() || narrower(t, *bound) {
		*bound = t
	}
	return nil
}

// parseSearchTime reads a time: the beginning of a month or a year, how long ago, or what ParseSince reads.
func parseSearchTime(s string, now time.Time) (time.Time, bool) {
	if ago, err := ParseLimit(s); err == nil {
		return now.Add(-ago), true
	}
	if t, ok := parseLocal(s, now.Location(), "2006-01", "2006"); ok {
		return t, true
	}
	return ParseSince(strings.ToUpper(s), now)
}

// Query looks the names of a search up.
func (s Search) Query(ctx context.Context, r Reader) (SearchQuery, error) {
	q := s.SearchQuery
	for _, name := range s.brands {
		b, err := r.BrandByName(ctx, name)
		if err != nil {
			return q, err
		}
		q.Brands = q.Brands.With(b.ID)
	}
	for _, name := range s.operators {
		o, err := FindOperator(ctx, r, name)
		if err != nil {
			return q, err
		}
		q.Operators = q.Operators.With(o.ID)
	}
	return q, nil
}

// OfMessages reports whether only messages can be found: the filters say something that
// chats as a whole do not have.
func (q SearchQuery) OfMessages() bool {
	return len(q.Words) == 0 || len(q.From) > 0 || !q.Operators.Empty() || q.HasFile
}

// IndexProgress is how far what is searched is indexed. Messages are counted by their ids,
// those that are gone included.
type IndexProgress struct {
	Indexed, Messages int
	More              bool // something is left to do
}
