package search

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tgdesk/core/fulltext"
	"tgdesk/store/sqlite"
)

// candidates are looked at in the database, whether they are hits.
type candidates struct {
	s       *indexSearcher
	family  family
	changed []int64 // to be looked at in any case, newest first
	limit   int
}

// mostCandidates are looked at at a time: as many as hits are wanted at first.
const mostCandidates = 1000

// among finds hits among ids, the newest first, and among those that changed.
func (c *candidates) among(ctx context.Context, ids []int64) (hits []found, err error) {
	if len(c.changed) > 0 {
		ids = append(ids, c.changed...)
		slices.SortFunc(ids, func(a, b int64) int { return cmp.Compare(b, a) })
		ids = slices.Compact(ids)
	}
	t := tableSearched(c.family)
	query := t.listed(t.columns, c.s.conditions(c.family))
	for size := c.limit; len(ids) > 0 && len(hits) < c.limit; size = min(2*size, mostCandidates) {
		n := min(size, len(ids))
		list, err := json.Marshal(ids[:n])
		if err != nil {
			return nil, err
		}
		rows, err := readAll(ctx, c.s.desk, t.doing, t.scan, query, string(list))
		if err != nil {
			return nil, err
		}
		some, err := c.s.matching(ctx, rows, c.limit-len(hits))
		if err != nil {
			return nil, err
		}
		hits, ids = append(hits, some...), ids[n:]
	}
	return hits, nil
}

// lookUp lists the ids from low to high of a shard that the index finds, the newest first.
// whole is an expression for all words and filters, quick for those that take little time.
func (s *indexSearcher) lookUp(ctx context.Context, f family, shard, low, high int64, quick, whole string) ([]int64, error) {
	if quick != "" && quick != whole {
		ids, all, err := s.matches(ctx, f, shard, low, high, quick, s.limits.fewCandidates)
		if err != nil || all {
			return ids, err
		}
	}
	ids, _, err := s.matches(ctx, f, shard, low, high, whole, math.MaxInt32)
	return ids, err
}

// matches lists ids that an expression matches, of chats that the filters leave, and reports
// whether these are all: it looks at no more than most. They come in one text: passing a
// hundred thousand rows through the driver would take most of the time.
func (s *indexSearcher) matches(ctx context.Context, f family, shard, low, high int64, match string, most int) (ids []int64, all bool, err error) {
	from, to := low, high
	if f == messageFamily {
		from, to = docsOf(low, high)
	}
	table := tableOf(f, shard)
	var list string
	err = s.view.conn.QueryRowContext(ctx, `SELECT coalesce(group_concat(docid || ' ', ''), '') FROM (SELECT docid FROM `+table+`
		WHERE `+table+` MATCH ? AND docid BETWEEN ? AND ? ORDER BY docid DESC LIMIT ?)`, match, from, to, most+1).Scan(&list)
	if err != nil {
		return nil, false, err
	}
	for n := sqlite.Numbers(list); n.More(); most-- {
		id := n.Next()
		if f == messageFamily {
			id = messageOf(id)
		}
		if len(ids) > 0 && ids[len(ids)-1] == id {
			continue
		}
		ok, err := s.passes(ctx, f, id)
		if err != nil {
			return nil, false, err
		}
		if ok {
			ids = append(ids, id)
		}
	}
	return ids, most >= 0, nil
}

// lookups are expressions for the index: all words with all filters that it knows, and of
// these those that take little time. Both are "" if it knows none.
func (s *indexSearcher) lookups(f family) (quick, whole string) {
	var some, all []string
	for _, t := range s.query.Words {
		if e := expression(t.Tokens()); e != "" {
			all = append(all, e)
		}
		if e := expression(slices.DeleteFunc(t.Tokens(), isShort)); e != "" {
			some = append(some, e)
		}
	}
	if f == messageFamily {
		filters := s.filters()
		some, all = append(some, filters...), append(all, filters...)
	}
	return strings.Join(some, ` AND `), strings.Join(all, ` AND `)
}

// isShort is for one character with which others begin: it can only be the last token of a
// term.
func isShort(t fulltext.Token) bool { return t.Prefix && utf8.RuneCountInString(t.Text) == 1 }

// filters are expressions for the filters that the index knows of a message.
func (s *indexSearcher) filters() (list []string) {
	add := func(words []string) {
		if len(words) > 0 {
			list = append(list, `(`+strings.Join(words, ` OR `)+`)`)
		}
	}
	var senders, brands, operators []string
	for _, f := range s.query.From {
		senders = append(senders, `"`+ofSender+string(f[:1])+`"`)
	}
	for _, b := range s.query.Brands.IDs() {
		brands = append(brands, `"`+ofBrand+strconv.FormatInt(int64(b), 36)+`"`)
	}
	for _, o := range s.query.Operators.IDs() {
		operators = append(operators, `"`+ofOperator+strconv.FormatInt(int64(o), 36)+`"`)
	}
	add(senders)
	add(brands)
	add(operators)
	if s.query.HasFile {
		list = append(list, `"`+ofFile+`"`)
	}
	return list
}

// longestPhrase is how many words that follow each other the index reads without loading all
// places of each.
const longestPhrase = 4

// expression looks up tokens that follow each other.
func expression(tokens []fulltext.Token) string {
	var phrases []string
	for part := range slices.Chunk(tokens, longestPhrase) {
		var words []string
		for _, token := range part {
			if token.Prefix {
				token.Text += `*`
			}
			words = append(words, token.Text)
		}
		phrases = append(phrases, `"`+strings.Join(words, ` `)+`"`)
	}
	return strings.Join(phrases, ` AND `)
}
