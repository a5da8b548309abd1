package reports

import (
	"slices"

	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/scroll"
)

// view is a part of the report that takes its turn with others where there is no room for
// all.
type view int

const (
	viewFigures view = iota
	viewCourse
	viewHours
	viewTable
)

// id is that of the view's name.
func (v view) id() string { return [...]string{"figures", "course", "hours", "table"}[v] }

// The sizes from which the figures stand above the views, and from which all is shown at
// once.
const (
	headWidth, headHeight = 60, 18
	allWidth, allHeight   = 110, 28
)

// viewsIn are the views that take turns in w × h cells, nil if they are all shown.
func viewsIn(w, h int) []view {
	switch {
	case w >= allWidth && h >= allHeight:
		return nil
	case w >= headWidth && h >= headHeight:
		return []view{viewCourse, viewHours, viewTable}
	}
	return []view{viewFigures, viewTable, viewCourse, viewHours}
}

// shows reports whether a view is on the screen.
func (r *Reports) shows(v view) bool { return r.drawn.views == nil || r.view == v }

// HasViews reports whether the views take turns.
func (r *Reports) HasViews() bool { return len(r.drawn.views) > 0 }

// NextView shows the next view, or with -1 the one before.
func (r *Reports) NextView(by int) {
	if all := r.drawn.views; len(all) > 0 {
		at := slices.Index(all, r.view)
		r.view = all[(at+by+len(all))%len(all)]
	}
}

// ShowsHours reports whether the hours of the week are on the screen.
func (r *Reports) ShowsHours() bool { return r.answer != nil && r.shows(viewHours) }

// NextHeat shows another figure of the hours of the week.
func (r *Reports) NextHeat() { r.heat = (r.heat + 1) % heats }

// HasColumns reports whether the table has more columns than are shown.
func (r *Reports) HasColumns() bool {
	return r.answer != nil && r.shows(viewTable) && (r.drawn.cut || r.column > 0)
}

// MoveColumns shows the columns n further to the right.
func (r *Reports) MoveColumns(n int) {
	if n < 0 || r.drawn.cut {
		r.column = max(r.column+n, 0)
	}
}

// Do runs an action if it is one that moves.
func (r *Reports) Do(a keymap.Action) { scroll.Do(mover{r}, a) }

// Scroll moves n rows down.
func (r *Reports) Scroll(n int) { mover{r}.Move(n) }

// mover moves through the table, or through the figures where they are a view.
type mover struct{ *Reports }

func (m mover) Move(n int) {
	if m.HasViews() && m.view == viewFigures {
		m.figures.Move(n)
		return
	}
	if m.answer != nil && m.shows(viewTable) {
		m.top = max(min(m.top+n, len(m.answer.report.Rows)-m.drawn.rows), 0)
	}
}

func (m mover) Page(n int)     { m.Move(n * max(m.drawn.rows, 1)) }
func (m mover) HalfPage(n int) { m.Move(n * max(m.drawn.rows/2, 1)) }
func (m mover) Top()           { m.Move(-most) }
func (m mover) Bottom()        { m.Move(most) }

// most is more than there are rows.
const most = 1 << 20

// Click takes a click at a cell of the screen: it shows a view, or stands for the action
// that is returned.
func (r *Reports) Click(x, y int) keymap.Action {
	for _, t := range r.drawn.targets {
		if !t.Contains(x, y) {
			continue
		}
		if t.action == "" {
			r.view = t.view
		}
		return t.action
	}
	return ""
}

// at is a target of one row.
func at(r layout.Rect, x, w int) layout.Rect { return layout.Rect{X: r.X + x, Y: r.Y, W: w, H: 1} }
