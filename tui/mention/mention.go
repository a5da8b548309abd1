// Package mention is the popup that completes "@name" while a note is written.
//
// It follows the word at the cursor, and is not seen where no operator's name begins
// like it, so that who means nobody types on. Enter completes the name that is chosen,
// unless all of it stands there already: then enter is the composer's.
//
// The package must not know the areas of the screen or change the note: the caller
// inserts what was chosen. Whom a note calls is decided by core.
package mention

import (
	"slices"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/fold"
	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// Popup is the list of names over the composer.
type Popup struct {
	s         *session.Session
	team      []core.Operator // as it was read last
	brand     core.BrandID
	query     string
	over      int // bytes before the cursor that belong to the name: the sign and what is typed of it
	hits      []string
	at, top   int
	open      bool // a name stands at the cursor
	dismissed bool // and the operator has closed the popup for it
	rows      layout.Rect
}

// New returns a popup that is closed.
func New(s *session.Session) *Popup { return &Popup{s: s} }

// Follow takes what stands before the cursor in its line, in a note to a chat of a brand.
func (p *Popup) Follow(before string, brand core.BrandID) tea.Cmd {
	query, over, ok := token(before)
	if !ok {
		p.Close()
		return nil
	}
	opened := !p.open
	if p.open, p.brand, p.over = true, brand, over; opened || query != p.query {
		p.query = query
		p.find()
	}
	if !opened {
		return nil
	}
	return p.s.Read(session.Then(p.s.Desk.Operators, p.take))
}

// token is the name that is being typed at the cursor, of which before stands before it
// in its line, and the bytes of it and its sign. ok is false where there is none: the sign
// must not stand in a word, as in an address.
func token(before string) (query string, over int, ok bool) {
	at := strings.LastIndexByte(before, '@')
	if at < 0 {
		return "", 0, false
	}
	r, _ := utf8.DecodeLastRuneInString(before[:at])
	query = before[at+1:]
	if at > 0 && core.InWord(r) || strings.HasPrefix(query, " ") {
		return "", 0, false
	}
	return query, len(before) - at, true
}

// take takes the desk's operators.
func (p *Popup) take(team []core.Operator, err error) tea.Cmd {
	if err != nil {
		return p.s.ReadFailed(err)
	}
	p.team = team
	p.find()
	return nil
}

// find finds the names that begin with the query, of those who can be called.
func (p *Popup) find() {
	p.hits, p.at, p.top = nil, 0, 0
	begins := fold.Text(p.query)
	if strings.HasSuffix(p.query, " ") { // a whole name, or the first word of a longer one
		begins += " "
	}
	for _, o := range p.team {
		if o.ID != p.s.Operator.ID && core.MayUseBrand(o, p.brand) == nil && strings.HasPrefix(fold.Text(o.Name), begins) {
			p.hits = append(p.hits, o.Name)
		}
	}
	slices.SortFunc(p.hits, func(a, b string) int { return strings.Compare(fold.Text(a), fold.Text(b)) })
}

// whole reports whether the name of somebody stands there already.
func (p *Popup) whole() bool {
	return slices.ContainsFunc(p.team, func(o core.Operator) bool { return fold.Text(o.Name) == fold.Text(p.query) })
}

// Close closes the popup until another name begins.
func (p *Popup) Close() {
	p.open, p.dismissed, p.query, p.hits, p.rows = false, false, "", nil, layout.Rect{}
}

// Shown reports whether the popup is on the screen, and takes keys.
func (p *Popup) Shown() bool { return p.open && !p.dismissed && len(p.hits) > 0 }

// Over is how many bytes before the cursor a chosen name takes the place of.
func (p *Popup) Over() int { return p.over }

// Press takes a key with the action that it stands for. chosen is the name that is to be
// completed, "" for none; used is false for a key that is the composer's.
func (p *Popup) Press(a keymap.Action) (chosen string, used bool) {
	switch a {
	case keymap.CloseCanned:
		p.dismissed = true
	case keymap.NextCanned:
		p.Move(1)
	case keymap.PreviousCanned:
		p.Move(-1)
	case keymap.CompleteCanned:
		return p.hits[p.at], true
	case keymap.ChooseCanned:
		if p.at == 0 && p.whole() {
			return "", false
		}
		return p.hits[p.at], true
	default:
		return "", false
	}
	return "", true
}

// Move moves the choice.
func (p *Popup) Move(n int) { p.at = min(max(p.at+n, 0), len(p.hits)-1) }

// Contains reports whether a cell of the screen is one of the list.
func (p *Popup) Contains(x, y int) bool { return p.Shown() && p.rows.Contains(x, y) }

// Click chooses the name at a row of the screen; "" if there is none.
func (p *Popup) Click(y int) string {
	if i := p.top + y - p.rows.Y; i < len(p.hits) {
		return p.hits[i]
	}
	return ""
}

// The most rows of the list, and cells of one.
const (
	mostRows  = 6
	mostWidth = 44
)

// Draw draws the popup at the foot of the area, which ends above the composer.
func (p *Popup) Draw(c *canvas.Canvas, area layout.Rect) {
	p.rows = layout.Rect{}
	h := min(len(p.hits), mostRows, area.H)
	if !p.Shown() || h < 1 {
		return
	}
	p.rows = layout.Rect{X: area.X, Y: area.Y + area.H - h, W: min(area.W, mostWidth), H: h}
	p.top = min(max(p.top, p.at-h+1), p.at)
	th := &p.s.Theme
	for i := range h {
		style, mark := th.Choice(th.Overlay, p.top+i == p.at)
		line := text.Fit(text.Cut(mark+"@"+clean.Line(p.hits[p.top+i]).String(), p.rows.W), p.rows.W)
		c.Over(layout.Rect{X: p.rows.X, Y: p.rows.Y + i, W: p.rows.W, H: 1}, term.Row{{W: p.rows.W, Text: style.Paint(line)}})
	}
}
