// Package canned is the popup in which operators find canned replies while they write
// a reply, and the search that it is made of.
//
// The popup has two ways in. A semicolon that is typed at the start of a word follows
// the word: it takes enter only once a canned reply was moved to or the word is the
// whole shortcut of one, and is not seen where nothing fits, so that who means none
// types on. A search has a line of its own, and takes enter at once.
//
// The package must not know the areas of the screen or change the reply: the caller
// inserts what was chosen. It must never send anything.
package canned

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
)

// Popup is the list of canned replies over the composer.
type Popup struct {
	source

	mode   mode
	values core.CannedValues // of the chat
	field  *compose.Field    // of a search
	over   int               // of a search: see Over
	query  string
	hits   []core.CannedReply
	exact  bool // the query is the shortcut of the first one
	at     int  // the chosen one; -1 for none
	top    int  // the first one shown
	rows   layout.Rect
}

// source is where the popup has canned replies from.
type source struct {
	s       *session.Session
	cache   *Cache
	library *Library // nil until it was read
	reads   *session.Repeated
	err     error
}

// mode is how the popup is open.
type mode uint8

const (
	closed    mode = iota
	following      // the word at the cursor
	searching      // what is typed into its own line
)

// New returns a popup that is closed. cache is that of the process.
func New(s *session.Session, cache *Cache) *Popup {
	return &Popup{source: source{s: s, cache: cache, reads: new(session.Repeated)}}
}

// Refresh reads the canned replies. It is to be called when they may have changed.
func (p *Popup) Refresh() tea.Cmd { return p.reads.Refresh(p.s, p.read) }

func (p *Popup) read() tea.Cmd {
	s, cache := p.s, p.cache // opening the popup writes it anew
	return session.Restart(s, p.reads, func(ctx context.Context) (*Library, error) {
		replies, err := s.Desk.CannedReplies(ctx)
		if err != nil {
			return nil, err
		}
		return cache.Library(replies), nil
	}, func(library *Library, err error) tea.Cmd {
		if p.err = err; err != nil {
			return p.s.ReadFailed(err)
		}
		p.library = library
		if p.mode != closed {
			p.find()
		}
		return nil
	})
}

// Follow begins to follow the word at the cursor, of which before stands before it in
// its line, if a semicolon that begins it was just typed.
func (p *Popup) Follow(before string, values core.CannedValues) {
	if query, _, ok := Token(before); ok && query == "" && p.mode == closed {
		*p = Popup{source: p.source, mode: following, values: values}
		p.find()
	}
}

// maxQuery bounds what is typed into a search, in characters.
const maxQuery = 200

// Search opens the popup with a line of its own. A word of a shortcut that ends at the
// cursor, of which before stands before it in its line, is what is searched for first.
func (p *Popup) Search(before string, values core.CannedValues) {
	query, bytes, _ := Token(before)
	*p = Popup{source: p.source, mode: searching, values: values, field: compose.NewField(maxQuery), over: bytes}
	p.field.SetText(query)
	p.find()
}

// Over is how many bytes before the cursor what is chosen takes the place of: those of
// the word that found it.
func (p *Popup) Over(before string) int {
	if p.mode == following {
		_, bytes, _ := Token(before)
		return bytes
	}
	return p.over
}

// Keep closes the popup where the word that it follows is gone, and else finds what
// fits now.
func (p *Popup) Keep(before string) {
	if p.mode != following {
		return
	}
	query, _, ok := Token(before)
	switch {
	case !ok:
		p.Close()
	case query != p.query:
		p.query = query
		p.find()
	}
}

// find finds what fits the query. The first one is chosen where enter is to take it.
func (p *Popup) find() {
	if p.field != nil {
		p.query = p.field.Text()
	}
	p.hits, p.exact = p.library.Find(Query{Text: p.query, Brand: p.values.Brand.ID, Language: p.values.Visitor.Language})
	p.at, p.top = -1, 0
	if p.mode == searching || p.exact {
		p.at = 0
	}
}

// Close closes the popup.
func (p *Popup) Close() {
	p.mode, p.field, p.query, p.hits, p.rows = closed, nil, "", nil, layout.Rect{}
}

// Shown reports whether the popup is on the screen, and takes keys.
func (p *Popup) Shown() bool {
	return p.mode == searching || p.mode == following && len(p.hits) > 0
}

// Following reports whether the popup follows a word, on the screen or not.
func (p *Popup) Following() bool { return p.mode == following }

// Of reports whether the popup is for a chat, or closed.
func (p *Popup) Of(chat core.ChatID) bool { return p.mode == closed || p.values.Chat == chat }

// Waiting reports whether it follows a word and cannot know yet what fits.
func (p *Popup) Waiting() bool { return p.mode == following && p.loading() }

// loading reports whether the canned replies are being read for the first time.
func (p *Popup) loading() bool { return p.library == nil && p.err == nil }

// Field is the line of a search; nil while there is none.
func (p *Popup) Field() *compose.Field {
	if p.mode != searching {
		return nil
	}
	return p.field
}

// Press takes a key with the action that it stands for. chosen is the canned reply
// that is to be inserted, its id 0 for none; used is false for a key that is the
// composer's.
func (p *Popup) Press(a keymap.Action, k tea.KeyMsg) (chosen core.CannedReply, used bool) {
	switch a {
	case keymap.CloseCanned:
		p.Close()
	case keymap.NextCanned:
		p.Move(1)
	case keymap.PreviousCanned:
		p.Move(-1)
	case keymap.CompleteCanned:
		return p.choice(max(p.at, 0)), true
	case keymap.ChooseCanned:
		if p.mode == following && p.at < 0 {
			return chosen, false
		}
		return p.choice(p.at), true
	default:
		if p.mode != searching {
			return chosen, false
		}
		p.field.Press(a, k)
		p.Typed()
	}
	return chosen, true
}

// Typed finds what fits what was typed into the line of a search.
func (p *Popup) Typed() {
	if p.mode == searching && p.field.Text() != p.query {
		p.find()
	}
}

func (p *Popup) choice(i int) core.CannedReply {
	if i < 0 || i >= len(p.hits) {
		return core.CannedReply{}
	}
	return p.hits[i]
}

// Move moves the choice by n; from none, down to the first and up to the last.
func (p *Popup) Move(n int) {
	last := len(p.hits) - 1
	switch {
	case last < 0:
	case p.at < 0 && n < 0:
		p.at = last
	case p.at < 0:
		p.at = 0
	default:
		p.at = min(max(p.at+n, 0), last)
	}
}

// Actions are what keys do now, most useful first.
func (p *Popup) Actions() []keymap.Action {
	if len(p.hits) == 0 {
		return []keymap.Action{keymap.CloseCanned}
	}
	insert := keymap.CompleteCanned
	if p.at >= 0 {
		insert = keymap.ChooseCanned
	}
	return []keymap.Action{insert, keymap.NextCanned, keymap.PreviousCanned, keymap.CloseCanned}
}

// Contains reports whether the popup was drawn over a cell.
func (p *Popup) Contains(x, y int) bool { return p.Shown() && p.rows.Contains(x, y) }

// Click chooses the row at a cell.
func (p *Popup) Click(_, y int) core.CannedReply {
	return p.choice(p.top + y - p.rows.Y)
}
