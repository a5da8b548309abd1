package settings

import (
	"slices"

	"tgdesk/tui/text"
)

// form is what a page shows at this moment: widgets from top to bottom, and
// perhaps a button in the top right corner. It is built anew whenever it is
// needed and has no state of its own.
type form struct {
	width    int // cells
	widgets  []widget
	topRight *button
	noFocus  bool // nothing has the focus until the operator moves it
}

func (f *form) add(w ...widget) { f.widgets = append(f.widgets, w...) }

// controls lists the form's controls from the top to the bottom.
func (f *form) controls() (all []control) {
	if f.topRight != nil {
		all = append(all, f.topRight.control)
	}
	for _, w := range f.widgets {
		switch w := w.(type) {
		case choice:
			all = append(all, w.control)
		case setting:
			all = append(all, w.control)
		case field:
			all = append(all, w.control)
		case buttons:
			for _, b := range w {
				all = append(all, b.control)
			}
		}
	}
	return all
}

// first is the index of the control that has the focus at first, of n: the
// corner only if there is no other.
func (f *form) first(n int) int {
	if f.topRight != nil && n > 1 {
		return 1
	}
	return 0
}

// focused returns the control with the focus, which is the one with an id or,
// when that is gone, the first one.
func (f *form) focused(id string) (control, bool) {
	all := f.controls()
	if i := indexOf(all, id); i >= 0 {
		return all[i], true
	}
	if f.noFocus || len(all) == 0 {
		return control{}, false
	}
	return all[f.first(len(all))], true
}

// labelWidth is the width of the column of labels.
func (f *form) labelWidth() int {
	widest := 0
	for _, w := range f.widgets {
		switch w := w.(type) {
		case fact:
			widest = max(widest, text.Width(w.label))
		case setting:
			widest = max(widest, text.Width(w.name))
		}
	}
	return max(1, min(widest+1, f.width/2+3))
}

// form builds the page on top.
func (s *Screen) form() *form {
	f := &form{width: s.view.width}
	s.top().build(f)
	return f
}

// focused returns the control with the focus.
func (s *Screen) focused() (control, bool) { return s.form().focused(s.top().state().focus) }

// move shifts the focus by n controls; with wrap it goes round at the ends.
func (s *Screen) move(n int, wrap bool) {
	f, p := s.form(), s.top().state()
	all := f.controls()
	if len(all) == 0 {
		return
	}
	from, to := -1, f.first(len(all))
	if c, ok := f.focused(p.focus); ok {
		from = indexOf(all, c.id)
		to = from + n
		if wrap {
			to = (to + len(all)) % len(all)
		}
	}
	to = max(0, min(to, len(all)-1))
	p.focus, p.scrolled = all[to].id, false
	if to == from && !wrap {
		s.Wheel(n) // at either end the text beyond comes into sight
	}
}

func indexOf(all []control, id string) int {
	return slices.IndexFunc(all, func(c control) bool { return c.id == id })
}
