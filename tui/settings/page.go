package settings

import (
	"cmp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/browse"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
)

// page is one level of the settings. It says what it shows and what its
// keys do; focus, typing, pressing and rendering are the Screen's. The
// defaults are pageBase's.
type page interface {
	title() string
	build(f *form)
	hints() []Hint
	// run runs an action, if it is one of the page's. It is not called while a
	// field has the focus.
	run(a keymap.Action) tea.Cmd
	// typed takes text typed while no field has the focus.
	typed(text string)
	// back takes one step back inside the page; false leaves the page.
	back() bool
	// refresh is called when the page comes to the top and when the brands
	// were read again.
	refresh() tea.Cmd
	// place shows the field that an error is about and returns its id; "" if the
	// error is about none.
	place(err error) (field string)
	state() *pageBase
}

// pageBase is what every page is made of.
type pageBase struct {
	s        *Screen
	id       core.BrandID // the brand that the page is about; 0 = none
	called   string       // id of its title; "" = it has a title of its own
	focus    string       // id of the control with the focus; "" = the first
	scroll   int          // rows of the body above the first that is shown
	scrolled bool         // by hand: the focus may be out of sight
	busy     bool         // a change is under way: nothing else can be pressed
	refusal  refusal      // the last one
}

// newBase is that of a page whose title has the id called.
func newBase(s *Screen, id core.BrandID, called string) pageBase {
	return pageBase{s: s, id: id, called: called}
}

func (p *pageBase) state() *pageBase        { return p }
func (p *pageBase) title() string           { return p.s.t(p.called) }
func (*pageBase) run(keymap.Action) tea.Cmd { return nil }
func (*pageBase) typed(string)              {}
func (*pageBase) back() bool                { return false }
func (*pageBase) refresh() tea.Cmd          { return nil }
func (*pageBase) place(error) string        { return "" }
func (p *pageBase) hints() []Hint {
	c, _ := p.s.focused()
	return []Hint{p.pressHint(cmp.Or(c.does, "key_edit"), c.disabled), p.backHint()}
}

func (p *pageBase) brand() core.BrandView { return p.s.brands.get(p.id) }

// hint is an action with the key that it is on now, and the id of its title.
func (p *pageBase) hint(a keymap.Action, title string) Hint {
	return Hint{Key: p.s.o.Keys.Key(a, p.s.Scope()), Title: p.s.t(title)}
}

func (p *pageBase) backHint() Hint { return p.hint(keymap.Back, "key_back") }

func (p *pageBase) cancelHint() Hint { return p.hint(keymap.Back, "key_cancel") }

// pressHint is the key that presses the control with the focus.
func (p *pageBase) pressHint(title, disabled string) Hint {
	h := p.hint(keymap.Press, title)
	if p.s.Scope() == keymap.SettingsField {
		h = p.hint(keymap.Enter, title)
	}
	h.Disabled = disabled
	return h
}

// tabHints are the keys of a page of several controls, and the one that leaves it.
func (p *pageBase) tabHints(leave Hint) []Hint {
	c, _ := p.s.focused()
	press := p.pressHint(cmp.Or(c.does, "key_choose"), "")
	if c.editor != nil {
		press = p.hint(keymap.BreakLine, "key_newline")
	}
	return []Hint{press, p.hint(keymap.NextControl, "key_tab"), leave}
}

func (s *Screen) top() page { return s.pages[len(s.pages)-1] }

// open shows a page over the others.
func (s *Screen) open(p page) tea.Cmd {
	s.pages = append(s.pages, p)
	return p.refresh()
}

// closePages leaves all pages but the first n and cancels their requests.
func (s *Screen) closePages(n int) {
	for _, p := range s.pages[n:] {
		s.requests.cancelOf(p)
	}
	s.pages = s.pages[:n]
}

// leave shows the page below p, if p is still on top, or leaves the settings where
// there is none.
func (s *Screen) leave(p page) tea.Cmd {
	switch {
	case s.top() != p:
		return nil
	case len(s.pages) == 1:
		s.closed = true
		return nil
	}
	s.closePages(len(s.pages) - 1)
	return s.top().refresh()
}

// back goes one step back: inside the page, else to the page below, else out
// of the settings. The first run begins in the wizard, so that one leads out.
func (s *Screen) back() tea.Cmd {
	switch {
	case s.top().back():
	case len(s.pages) == 1, s.o.FirstRun && len(s.pages) == 2:
		s.closed = true
	default:
		return s.leave(s.top())
	}
	return nil
}

// press presses a control, unless it is disabled: then it says why, under the field
// that is in the way if there is one.
func (s *Screen) press(c control) tea.Cmd {
	switch {
	case s.top().state().busy:
	case c.disabled != "":
		if field, ok := s.form().fieldInTheWay(c.disabled); ok {
			return s.refuse(s.top(), field.id, c.disabled)
		}
		return s.o.Bad(c.disabled)
	case c.press != nil:
		return c.press()
	}
	return nil
}

// maxInput is how many characters a field holds; names and tokens are far
// shorter.
const maxInput = 256

func newInput(text string) *compose.Field {
	f := compose.NewField(maxInput)
	f.SetText(text)
	return f
}

// typedPath is the path in a field, or that of the file dropped there, as an absolute one.
func (s *Screen) typedPath(f *compose.Field) string {
	typed := strings.TrimSpace(f.Text())
	if dropped := browse.Dropped(typed, s.o.Home); len(dropped) == 1 {
		return dropped[0]
	}
	return browse.Expand(typed, s.o.Home)
}

// newSecretInput returns a field that shows only the beginning of its text.
func newSecretInput() *compose.Field {
	f := compose.NewField(maxInput)
	f.Masked = true
	return f
}

// singleSpaced is a name as core stores it: single spaces, none at the ends.
func singleSpaced(name string) string { return strings.Join(strings.Fields(name), " ") }
