package chat

import (
	"iter"

	"tgdesk/core"
)

// resize sets the size and the look, which decide how messages are wrapped.
func (t *Transcript) resize(w, h int, o Options) {
	if o.Location == nil {
		o.Location = o.Now.Location()
	}
	w, h = max(w, 0), max(h, 0)
	if w == t.w && h == t.h && t.o.renderKey() == o.renderKey() {
		t.o = o
		return
	}
	t.keepPosition(func() { t.w, t.h, t.o = w, h, o })
}

// ready reports whether there is something to wrap and room for it.
func (t *Transcript) ready() bool { return t.w > 0 && t.h > 0 && len(t.items) > 0 }

// keepPosition runs change and then shows the same line at the top as before,
// or the last line at the bottom if that was visible, unless that would move
// the selected message off the screen.
func (t *Transcript) keepPosition(change func()) {
	var id core.MessageID
	var off int
	if t.ready() {
		id = t.items[t.top.item].m.ID
		off = t.top.line - t.linesBefore(t.top.item)
	}
	wanted := t.wantTop
	change()
	if i, held := t.index(id); id != 0 && held && !wanted && t.ready() {
		t.top = linePos{i, min(max(off+t.linesBefore(i), 0), t.height(i)-1)}
	}
	came := t.newBelow
	t.clamp()
	if wanted && t.selected != 0 && t.ready() {
		t.selectShown(false)
	} else {
		t.revealSelected()
	}
	if !t.follow {
		t.newBelow = came
	}
}

// revealSelected makes the selected message visible again: nobody should act
// on a message that they cannot see.
func (t *Transcript) revealSelected() {
	at, held := t.index(t.selected)
	if t.selected == 0 || !held || !t.ready() {
		return
	}
	for i, y := range t.visibleItems() {
		if i == at && t.visible(i, y) {
			return
		}
	}
	t.reveal(at)
}

// height is the number of lines of item i, with its separators and header.
func (t *Transcript) height(i int) int { return t.linesBefore(i) + len(t.body(i)) }

// visibleLines is how many lines of messages there are on the screen: all but
// the one that announces messages below.
func (t *Transcript) visibleLines() int {
	if t.newBelow > 0 {
		return max(t.h-1, 1)
	}
	return t.h
}

// clamp restores what holds between method calls: the view does not end before
// the last line, and it follows exactly when that line is visible.
func (t *Transcript) clamp() {
	if !t.ready() {
		return
	}
	t.top.item = min(t.top.item, len(t.items)-1)
	t.top.line = min(t.top.line, t.height(t.top.item)-1)
	bottom := t.linesUp(linePos{len(t.items) - 1, t.height(len(t.items)-1) - 1}, t.h-1)
	if !t.follow && t.top.less(bottom) {
		return
	}
	t.top, t.follow, t.newBelow = bottom, true, 0
}

func (p linePos) less(q linePos) bool { return p.item < q.item || p.item == q.item && p.line < q.line }

// linesUp returns the position n lines above p, at most the first line.
func (t *Transcript) linesUp(p linePos, n int) linePos {
	for n > p.line {
		if p.item == 0 {
			return linePos{}
		}
		n -= p.line + 1
		p.item--
		p.line = t.height(p.item) - 1
	}
	p.line -= n
	return p
}

// linesDown returns the position n lines below p, at most the last line.
func (t *Transcript) linesDown(p linePos, n int) linePos {
	for {
		left := t.height(p.item) - 1 - p.line
		if n <= left {
			p.line += n
			return p
		}
		if p.item == len(t.items)-1 {
			p.line += left
			return p
		}
		n -= left + 1
		p = linePos{p.item + 1, 0}
	}
}

// visibleItems lists the items with a line on the screen, and the row at which
// each begins; negative when its start is scrolled away.
func (t *Transcript) visibleItems() iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		if !t.ready() {
			return
		}
		y := -t.top.line
		for i := t.top.item; i < len(t.items) && y < t.visibleLines(); i++ {
			if !yield(i, y) {
				return
			}
			y += t.height(i)
		}
	}
}
