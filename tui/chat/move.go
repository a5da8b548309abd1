package chat

import "tgdesk/core"

// Scroll moves the view by n lines, down when n is positive. The selection
// moves only as far as it must to stay visible.
func (t *Transcript) Scroll(n int) {
	t.scroll(n)
	t.keepSelectionVisible()
}

func (t *Transcript) scroll(n int) {
	t.stay()
	if !t.ready() || n == 0 {
		return
	}
	if n < 0 {
		t.follow = false
		t.top = t.linesUp(t.top, -n)
	} else {
		t.top = t.linesDown(t.top, n)
	}
	t.clamp()
}

// stay drops what the view would go to when it has been read, for another move.
func (t *Transcript) stay() {
	t.reads.failed, t.wantFirst, t.wantLast, t.want = false, false, false, 0
}

// Page moves the view by n screens less a line each.
func (t *Transcript) Page(n int) { t.Scroll(n * max(t.visibleLines()-1, 1)) }

// HalfPage moves the view by n halves of a screen.
func (t *Transcript) HalfPage(n int) { t.Scroll(n * max(t.visibleLines()/2, 1)) }

// Top goes to the chat's first message and selects it, once it has been read.
func (t *Transcript) Top() {
	t.stay()
	if t.wantFirst = !t.start; t.start {
		t.top, t.follow = linePos{}, false
		t.clamp()
	}
	t.selectShown(false)
}

// GoTo goes to a message and selects it, once it has been read.
func (t *Transcript) GoTo(id core.MessageID) {
	t.stay()
	t.want = id
	t.arrive()
}

// arrive selects the message that is wanted, if it has been read. One that is not on the
// screen is shown with some of what precedes it.
func (t *Transcript) arrive() {
	i, held := t.index(t.want)
	if t.want == 0 || !held || !t.ready() {
		return
	}
	t.selected, t.want, t.follow = t.want, 0, false
	before, headed := t.linesBefore(i)
	t.body(i, headed)
	from, to := linePos{i, t.separatorCount(i)}, linePos{i, t.height(i) - 1}
	if m := t.items[i].match; m >= 0 && t.height(i) > t.visibleLines() { // of a long one the word
		from = linePos{i, before + m}
		to = from
	}
	if from.less(t.top) || t.linesDown(t.top, max(t.visibleLines()-2, 0)).less(to) { // the last line may be needed for what comes
		t.follow = false
		t.top = t.linesUp(from, t.visibleLines()/3)
		if seesEnd := t.linesUp(to, t.visibleLines()-1); t.top.less(seesEnd) {
			t.top = seesEnd
		}
	}
	t.clamp()
}

// Bottom goes to the newest message, selects it, and follows new ones.
func (t *Transcript) Bottom() {
	t.Follow()
	t.selectShown(true)
}

// Follow goes to the newest message, selects none, and follows new ones: a
// selected message would keep the view where it is.
func (t *Transcript) Follow() {
	t.stay()
	t.selected = 0
	if t.wantLast = t.gap; !t.gap {
		t.follow = true
		t.clamp()
	}
}

// Selected returns the selected message.
func (t *Transcript) Selected() (core.Message, bool) {
	i, held := t.index(t.selected)
	if t.selected == 0 || !held {
		return core.Message{}, false
	}
	return t.items[i].m, true
}

// ClearSelection selects no message.
func (t *Transcript) ClearSelection() { t.selected = 0 }

// Move selects the message n after the selected one (before it when n is
// negative) and makes it visible; without a selection it begins with a visible
// one. A message longer than the screen is scrolled through first.
func (t *Transcript) Move(n int) {
	t.stay()
	for ; n < 0; n++ {
		t.moveOne(-1)
	}
	for ; n > 0; n-- {
		t.moveOne(1)
	}
}

func (t *Transcript) moveOne(by int) {
	i, held := t.index(t.selected)
	switch {
	case !t.ready():
		return
	case t.selected == 0 || !held:
		t.selectShown(by < 0)
		return
	case t.scrollWithin(i, by):
		return
	}
	for i += by; i >= 0 && i < len(t.items); i += by {
		if !t.items[i].system() {
			t.selected = t.items[i].m.ID
			t.reveal(i)
			return
		}
	}
	t.scroll(by * t.h) // past the last selectable message: show the rest
	t.keepSelectionVisible()
}

// scrollWithin shows more of item i in the direction of by, if that end of it
// is not visible.
func (t *Transcript) scrollWithin(i, by int) bool {
	for j, y := range t.visibleItems() {
		if j != i {
			continue
		}
		from, to := t.messageRows(i, y)
		hidden := to - t.visibleLines()
		if by < 0 {
			hidden = -from
		}
		if hidden <= 0 {
			return false
		}
		t.scroll(by * min(hidden, max(t.visibleLines()-1, 1)))
		return true
	}
	return false
}

// reveal scrolls as little as makes item i visible entirely; of one longer
// than the screen, the nearer end.
func (t *Transcript) reveal(i int) {
	start := linePos{i, t.separatorCount(i)}
	seesEnd := t.linesUp(linePos{i, t.height(i) - 1}, t.visibleLines()-1)
	switch {
	case start.less(t.top):
		t.follow = false
		t.top = linePos{i, 0}
		if t.top.less(seesEnd) {
			t.top = seesEnd
		}
	case t.top.less(seesEnd) && seesEnd.less(start):
		t.top = seesEnd
	case t.top.less(seesEnd):
		t.top = start
	}
	t.clamp()
}

// keepSelectionVisible moves a selection that was scrolled away to the nearest
// visible message.
func (t *Transcript) keepSelectionVisible() {
	if at, _ := t.index(t.selected); t.selected != 0 && t.ready() && !t.isVisible(at) {
		t.selectShown(at > t.top.item)
	}
}

// selectShown selects the first or the last visible message.
func (t *Transcript) selectShown(last bool) {
	t.selected = 0
	for i, y := range t.visibleItems() {
		from, to := t.messageRows(i, y)
		if !t.items[i].system() && from < t.visibleLines() && to > 0 && (last || t.selected == 0) {
			t.selected = t.items[i].m.ID
		}
	}
}

// ClickAt selects the message on row dy; false if there is none.
func (t *Transcript) ClickAt(dy int) bool {
	if dy < 0 || dy >= t.visibleLines() {
		return false
	}
	for i, y := range t.visibleItems() {
		if from, to := t.messageRows(i, y); dy >= from && dy < to && !t.items[i].system() {
			t.selected = t.items[i].m.ID
			return true
		}
	}
	return false
}
