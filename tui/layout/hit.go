package layout

// At returns the area at the cell x, y, and the position in it: dx and dy count
// from the area's top left cell, in a pane from its body, so that dy is -1 on
// its header. With Nowhere they mean nothing.
func (p *Plan) At(x, y int) (a Area, dx, dy int) {
	for i := range p.Panes {
		pane := &p.Panes[i]
		if pane.Header.Contains(x, y) || pane.Body.Contains(x, y) {
			return Area(i), x - pane.Header.X, y - pane.Header.Y - 1
		}
	}
	for a := Transcript; a < Nowhere; a++ {
		if r := p.Of(a); r.Contains(x, y) {
			return a, x - r.X, y - r.Y
		}
	}
	return Nowhere, 0, 0
}

// Of returns the rectangle of an area, for a pane that of its body.
func (p *Plan) Of(a Area) Rect {
	switch a {
	case Transcript:
		return p.Transcript
	case Composer:
		return p.Composer
	case Panel:
		return p.Panel
	case TopBar:
		return p.TopBar
	case BottomBar:
		return p.BottomBar
	case ChatHeader:
		return p.ChatHeader
	}
	if a.IsList() {
		return p.Panes[a].Body
	}
	return Rect{}
}
