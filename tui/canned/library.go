package canned

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/sahilm/fuzzy"

	"tgdesk/core"
	"tgdesk/core/fold"
	"tgdesk/tui/text"
)

// Library is canned replies, ready to be searched. It is never changed.
type Library struct{ entries []*entry } // by shortcut

// entry is a canned reply with what queries are compared with.
type entry struct {
	reply core.CannedReply
	key   string // the shortcut in lower case
	name  string // the folded shortcut
	head  string // it and the beginning of the text, for fuzzy search
	text  string // it and all of the text
}

// headWidth is how much of a text is searched fuzzily, in cells: the letters of any
// query are found one by one in a long text.
const headWidth = 48

func newEntry(r core.CannedReply) *entry {
	e := &entry{reply: r, key: core.FoldShortcut(r.Shortcut), name: fold.Text(r.Shortcut)}
	e.text = e.name + " " + fold.Text(r.Text)
	e.head = text.Clip(e.text, len(e.name)+headWidth)
	return e
}

// of reports whether e is that of a canned reply as it is now.
func (e *entry) of(r core.CannedReply) bool {
	return e.reply.Brand == r.Brand && e.reply.Shortcut == r.Shortcut && e.reply.Language == r.Language && e.reply.Text == r.Text &&
		slices.Equal(e.reply.Files, r.Files)
}

// Cache holds what the screens of a process share of their libraries: preparing 5,000
// canned replies for search takes half a second. It is safe for concurrent use.
type Cache struct {
	mu      sync.Mutex
	entries map[core.CannedID]*entry
}

// NewCache returns an empty cache.
func NewCache() *Cache { return &Cache{entries: map[core.CannedID]*entry{}} }

// Library prepares canned replies for search, as far as they changed since another
// screen had them.
func (c *Cache) Library(replies []core.CannedReply) *Library {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.entries) > len(replies)+core.MaxCanned { // most were removed
		clear(c.entries)
	}
	l := &Library{entries: make([]*entry, len(replies))}
	for i, r := range replies {
		e := c.entries[r.ID]
		if e == nil || !e.of(r) {
			e = newEntry(r)
			c.entries[r.ID] = e
		}
		l.entries[i] = e
	}
	slices.SortFunc(l.entries, func(a, b *entry) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(b.reply.Brand, a.reply.Brand), strings.Compare(a.reply.Language, b.reply.Language),
			cmp.Compare(a.reply.ID, b.reply.ID))
	})
	return l
}

// Query asks for the canned replies of one chat.
type Query struct {
	Text  string
	Brand core.BrandID
	// AllBrands asks for those of every brand.
	AllBrands bool
	Language  string // of the visitor: of the variants of a shortcut, theirs comes first
}

// How well an entry fits a query, the best first.
const (
	isShortcut = iota
	beginsShortcut
	hasWords
	isFuzzy
)

// hit is an entry that fits a query.
type hit struct {
	entry *entry
	class int
	score int // of fuzzy search
	fit   int // of the language
}

// Find returns the canned replies that fit a query, best first: by shortcut, by words
// of shortcut and text, then by letters in their order. All fit an empty query. exact
// is whether the first one's shortcut is the query.
func (l *Library) Find(q Query) (found []core.CannedReply, exact bool) {
	if l == nil {
		return nil, false
	}
	query, key := fold.Text(q.Text), core.FoldShortcut(q.Text)
	words := strings.Fields(query)
	var hits []hit
	var rest candidates
	add := func(e *entry, class, score int) {
		hits = append(hits, hit{e, class, score, core.LanguageFit(e.reply.Language, q.Language)})
	}
	for _, e := range l.entries {
		switch {
		case !q.AllBrands && e.reply.Brand != 0 && e.reply.Brand != q.Brand:
		case query != "" && (e.key == key || e.name == query):
			add(e, isShortcut, 0)
		case strings.HasPrefix(e.name, query):
			add(e, beginsShortcut, 0)
		case !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(e.text, w) }):
			add(e, hasWords, 0)
		case hasInOrder(e.head, query):
			rest = append(rest, e)
		}
	}
	for _, m := range fuzzy.FindFromNoSort(query, rest) {
		add(rest[m.Index], isFuzzy, m.Score)
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(b.score, a.score), strings.Compare(a.entry.key, b.entry.key), cmp.Compare(b.fit, a.fit))
	})
	found = make([]core.CannedReply, len(hits))
	for i, h := range hits {
		found[i] = h.entry.reply
	}
	return found, len(hits) > 0 && hits[0].class == isShortcut
}

// hasInOrder reports whether s has all bytes of query in their order, which fuzzy search
// takes ten times as long to find out.
func hasInOrder(s, query string) bool {
	for i := range len(query) {
		at := strings.IndexByte(s, query[i])
		if at < 0 {
			return false
		}
		s = s[at+1:]
	}
	return true
}

// candidates are the entries that are left to be searched fuzzily.
type candidates []*entry

// String implements fuzzy.Source.
func (c candidates) String(i int) string { return c[i].head }

// Len implements fuzzy.Source.
func (c candidates) Len() int { return len(c) }
