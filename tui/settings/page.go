package settings

import (
	"tgdesk/core"
	"tgdesk/tui/composer"
)

// page is one level of the settings. It says what it shows (build) and what
// its letters do (key); moving, typing, pressing and drawing are the form's.
type page interface {
	crumb() string
	build(f *form)
	// key runs a shortcut. It is not asked while a field has the focus.
	key(name string) (Effect, bool)
	// back takes one step back inside the page; false leaves the page.
	back() bool
	hints() []Hint
	// state is where the page keeps its focus and scrolling.
	state() *place
}

// ofBrand is a page about one brand; it closes when the brand is removed.
type ofBrand interface{ brandID() core.BrandID }

// watcher is a page that has to act when the brands were read again.
type watcher interface{ changed() Effect }

// place is what every page remembers of its form.
type place struct {
	focus  string // id of the item with the focus; "" = the first
	scroll int
	loose  bool // scrolled by hand: the focus may be out of sight
	busy   bool // a change is under way: buttons wait for it
}

func (p *place) state() *place { return p }

func (p *place) back() bool { return false }

func (p *place) key(string) (Effect, bool) { return nil, false }

func (s *Screen) top() page { return s.pages[len(s.pages)-1] }

func (s *Screen) push(p page) {
	s.pages = append(s.pages, p)
}

// pop leaves the page on top; its questions are dropped. The page below may
// have something to ask.
func (s *Screen) pop() Effect {
	s.drop(s.top())
	s.pages = s.pages[:len(s.pages)-1]
	return s.woken()
}

// woken lets the page on top look at what changed.
func (s *Screen) woken() Effect {
	if w, ok := s.top().(watcher); ok {
		return w.changed()
	}
	return nil
}

// leave pops p if it is still on top.
func (s *Screen) leave(p page) Effect {
	if s.top() == p {
		return s.pop()
	}
	return nil
}

// escape goes one level back.
func (s *Screen) escape() Effect {
	if s.top().back() {
		return nil
	}
	if len(s.pages) == 1 || s.firstRun && len(s.pages) == 2 { // the first run begins in the wizard
		s.closed = true
		return nil
	}
	return s.pop()
}

// pressed runs an item, unless it cannot be pressed now.
func (s *Screen) pressed(it item) Effect {
	p := s.top().state()
	if p.busy {
		return nil
	}
	if it.why != "" {
		s.toast = toast{text: it.why, bad: true, ok: true}
		return nil
	}
	if it.press == nil {
		return nil
	}
	return it.press()
}

// maxField bounds what a field holds, in characters; names and tokens are far
// shorter.
const maxField = 256

// newField returns a text field that holds value.
func newField(value string) *composer.Field {
	f := composer.NewField(maxField)
	f.SetText(value)
	return f
}

// newSecret returns an empty field that shows only the beginning of its text.
func newSecret() *composer.Field {
	f := composer.NewField(maxField)
	f.Masked = true
	return f
}
