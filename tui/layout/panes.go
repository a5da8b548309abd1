package layout

// ChatRows is the height of one chat in a pane, in rows of the screen.
const ChatRows = 2

// panes stacks the four panes into r.
func (p *Plan) panes(r Rect, in Input) {
	open := in.Focus
	if !open.IsList() {
		open = in.Unfolded
	}
	if !open.IsList() {
		open = ListPending
	}
	y := r.Y
	for i, h := range bodyHeights(r.H-PaneCount, int(open), in.needs()) {
		p.Panes[i] = Pane{Header: Rect{r.X, y, r.W, 1}, Body: Rect{r.X, y + 1, r.W, h}}
		y += 1 + h
	}
}

// needs are the rows that the chats of each pane and the headings among them take.
func (in Input) needs() (rows [PaneCount]int) {
	for i := range rows {
		if in.Counts[i] > 0 {
			rows[i] = ChatRows*in.Counts[i] + in.Headings[i]
		}
	}
	return rows
}

// bodyHeights shares total rows among the bodies of the panes, a chat at a time. The
// open one gets what it needs up to half of them. Then the panes take turns until
// each shows all of its chats; completed ones, of which there are always more, come
// last. What nobody needs goes to the open pane, so that an empty one is its header.
func bodyHeights(total, open int, needs [PaneCount]int) (h [PaneCount]int) {
	left := max(total, 0)
	give := func(pane, rows int) bool {
		rows = max(min(rows, needs[pane]-h[pane], left), 0)
		h[pane] += rows
		left -= rows
		return rows > 0
	}
	give(open, (total/2+ChatRows-1)/ChatRows*ChatRows)
	for given := true; given; {
		given = false
		for i := range h {
			if i != int(ListCompleted) || h[i] == 0 && total >= 14 {
				given = give(i, ChatRows) || given
			}
		}
	}
	give(int(ListCompleted), left)
	h[open] += left
	return h
}
