package layout

// chatRows is the height of one chat in a pane.
const chatRows = 2

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
	for i, h := range bodyHeights(r.H-PaneCount, int(open), in.Counts) {
		p.Panes[i] = Pane{Header: Rect{r.X, y, r.W, 1}, Body: Rect{r.X, y + 1, r.W, h}}
		y += 1 + h
	}
}

// bodyHeights shares total rows among the bodies of the panes: the open one gets
// most, the others two chats, one or none, by the room there is. What the open
// one does not need goes to the panes below it, as long as it keeps half.
func bodyHeights(total, open int, counts [PaneCount]int) (h [PaneCount]int) {
	each := 0
	switch {
	case total >= 26:
		each = 2 * chatRows
	case total >= 14:
		each = chatRows
	}
	for i := range h {
		h[i] = each
	}
	h[open] = total - (PaneCount-1)*each
	spare := h[open] - max(chatRows*roundUp(counts[open]+1), total/2+1)
	for i := open + 1; i < PaneCount && spare > 0; i++ {
		more := min(max(chatRows*roundUp(counts[i])-h[i], 0), spare)
		h[i] += more
		h[open] -= more
		spare -= more
	}
	return h
}

// roundUp rounds a number of chats up to a multiple of four, so that the panes
// below the open one seldom move.
func roundUp(chats int) int { return (max(chats, 0) + 3) / 4 * 4 }
