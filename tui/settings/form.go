package settings

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

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
	loading  bool // what its keys act on is still being read
}

func (f *form) add(w ...widget) { f.widgets = append(f.widgets, w...) }

// addLoading adds that what the page is about is being read, and lets keys wait for it.
func (s *Screen) addLoading(f *form) {
	f.loading = true
	f.add(paragraph{"", s.o.Locale.Screen("loading"), s.o.Theme.Dim})
}

// Loading reports whether what the keys act on is still being read.
func (s *Screen) Loading() bool { return s.form().loading }

// controls lists the form's controls from the top to the bottom.
func (f *form) controls() (all []control) {
	add := func(c control, does string) {
		c.does = cmp.Or(c.does, does)
		all = append(all, c)
	}
	if f.topRight != nil {
		add(f.topRight.control, "key_choose")
	}
	for _, w := range f.widgets {
		switch w := w.(type) {
		case choice:
			add(w.control, "key_choose")
		case setting:
			add(w.control, "key_edit")
		case field:
			add(w.control, "key_save")
		case buttons:
			for _, b := range w {
				add(b.control, "key_choose")
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
		case explained:
			widest = max(widest, text.Width(w.label))
		case setting:
			widest = max(widest, text.Width(w.nameMark.text+w.name))
		}
	}
	return max(1, min(widest+1, f.width/2+3))
}

// form builds the page on top.
func (s *Screen) form() *form {
	f := &form{width: s.view.width}
	s.top().build(f)
	f.showRefusal(s.top().state().refusal)
	return f
}

// refusal says why what a field holds was refused. It stands under that field until
// something else is typed.
type refusal struct {
	field string // id of its control
	typed string // what the form held
	why   string // clean
}

// refuse says under a field of p why what it holds is refused, and goes there.
func (s *Screen) refuse(p page, field, why string) tea.Cmd {
	f := &form{}
	p.build(f)
	to := p.state()
	to.focus, to.scrolled = field, false
	to.refusal = refusal{field, f.typed(), why}
	return nil
}

// typed is what all fields of the form hold.
func (f *form) typed() string {
	var all []string
	for _, c := range f.controls() {
		switch {
		case c.input != nil:
			all = append(all, c.input.Text())
		case c.editor != nil:
			all = append(all, c.editor.Text())
		}
	}
	return strings.Join(all, "\x00")
}

func (f *form) showRefusal(r refusal) {
	for i, w := range f.widgets {
		if w, ok := w.(field); ok && w.problem == "" && w.control.id == r.field && f.typed() == r.typed {
			w.problem = r.why
			f.widgets[i] = w
		}
	}
}

// fieldInTheWay is the field that a disabled control waits for: the first that is
// disabled for the same reason; false if none is.
func (f *form) fieldInTheWay(disabled string) (control, bool) {
	for _, c := range f.controls() {
		if c.input != nil && c.disabled == disabled {
			return c, true
		}
	}
	return control{}, false
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
