package inbox

import "tgdesk/core"

// Move moves the cursor n chats down, or up when n is negative. During a jump it
// moves from where the jump leads.
func (l *List) Move(n int) {
	l.reads.failed = false
	if l.seek != nil {
		l.seek.moved += n
		return
	}
	l.cursor += n
	l.clamp()
}

// Up moves the cursor to the chat above.
func (l *List) Up() { l.Move(-1) }

// Down moves the cursor to the chat below.
func (l *List) Down() { l.Move(1) }

// PageUp moves the cursor up by a screen less one chat.
func (l *List) PageUp() { l.Move(-max(l.fitting()-1, 1)) }

// PageDown moves the cursor down by a screen less one chat.
func (l *List) PageDown() { l.Move(max(l.fitting()-1, 1)) }

// Scroll moves the view by n chats; the cursor moves only as far as it must to
// stay visible.
func (l *List) Scroll(n int) {
	l.stay()
	l.reads.failed = false
	l.top = min(max(l.top+n, 0), l.lastTop())
	l.cursor = min(max(l.cursor, l.top), l.top+l.fitting()-1)
	l.clamp()
}

// Top chooses the first chat of the list, at once or, when the window does not
// reach that far, once Need's page was delivered.
func (l *List) Top() {
	if !l.start {
		l.goTo(place{})
		return
	}
	l.stay()
	l.top, l.cursor = 0, 0
	l.clamp()
}

// Bottom chooses the last chat of the list, as Top does the first.
func (l *List) Bottom() {
	if !l.end {
		l.goTo(place{bottom: true})
		return
	}
	l.stay()
	l.cursor = len(l.items) - 1
	l.clamp()
}

// Select chooses a chat if it is in the window.
func (l *List) Select(id core.ChatID) bool {
	i := l.index(id)
	if i < 0 {
		return false
	}
	l.stay()
	l.cursor = i
	l.clamp()
	return true
}

// Seek chooses a chat wherever it is in the list: at once or, when it lies
// outside the window, once Need's page was delivered. If the chat has left the
// list by then, the one in its place is chosen.
func (l *List) Seek(row core.ChatRow) {
	if !l.Select(row.Chat.ID) {
		at := row.Cursor()
		l.goTo(place{at: &at})
	}
}

// ClickAt chooses the chat at row dy of the pane; false if there is none.
func (l *List) ClickAt(dy int) bool {
	i := l.top + dy/rowHeight
	if dy < 0 || dy >= l.height || i >= len(l.items) {
		return false
	}
	l.stay()
	l.cursor = i
	l.clamp()
	return true
}
