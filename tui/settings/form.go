package settings

import "tgdesk/tui/composer"

// form is what a page shows at this moment: blocks from top to bottom, and
// perhaps a button in the top right corner. Pages build it anew whenever it is
// asked for; it keeps nothing.
type form struct {
	blocks []block
	corner *button
	calm   bool // nothing has the focus until the operator moves it
}

// block is one part of a form.
type block interface {
	// items lists what may take the focus, in order.
	items() []item
	// draw lays the block out in l.width cells.
	draw(l look) []line
}

// item is something that can be pressed or typed into.
type item struct {
	id    string
	press func() Effect
	input *composer.Field // the text field, nil for all others
	why   string          // why it cannot be pressed now
}

func (f *form) add(b block) { f.blocks = append(f.blocks, b) }

// gap adds an empty line, but not at the top.
func (f *form) gap() {
	if len(f.blocks) > 0 {
		f.add(gap{})
	}
}

// items lists the form's items: the corner first, as it stands at the top.
func (f *form) items() []item {
	var all []item
	if f.corner != nil {
		all = append(all, f.corner.item)
	}
	for _, b := range f.blocks {
		all = append(all, b.items()...)
	}
	return all
}

// form builds the page on top.
func (s *Screen) form() *form {
	f := &form{}
	s.top().build(f)
	return f
}

// focused returns the item that has the focus. When the one that had it is
// gone, that is the first of the body; the corner only if there is no other.
func (s *Screen) focused() (item, bool) {
	return s.focusIn(s.form())
}

func (s *Screen) focusIn(f *form) (item, bool) {
	all := f.items()
	want := s.top().state().focus
	for _, it := range all {
		if it.id == want {
			return it, true
		}
	}
	if f.calm || len(all) == 0 {
		return item{}, false
	}
	return all[f.first(len(all))], true
}

// first is the index of the item that has the focus first, of n.
func (f *form) first(n int) int {
	if f.corner != nil && n > 1 {
		return 1
	}
	return 0
}

// move shifts the focus by n items; with wrap it goes round at the ends.
func (s *Screen) move(n int, wrap bool) {
	f := s.form()
	all := f.items()
	if len(all) == 0 {
		return
	}
	at, to := -1, f.first(len(all))
	if it, ok := s.focusIn(f); ok {
		at = indexOf(all, it.id)
		to = at + n
	}
	if wrap && at >= 0 {
		to = (to + len(all)) % len(all)
	}
	to = max(0, min(to, len(all)-1))
	p := s.top().state()
	p.focus = all[to].id
	p.loose = false
	if to == at && !wrap {
		s.Wheel(n) // at either end the text beyond comes into sight
	}
}

func indexOf(all []item, id string) int {
	for i, it := range all {
		if it.id == id {
			return i
		}
	}
	return -1
}
