package inbox

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// Look is what the lists' look depends on besides their chats.
type Look struct {
	BrandWidth  int                                       // of the longest brand's name; 0 for no column of brands
	Dimmed      bool                                      // a dialog takes the keys
	AnswerLimit func(core.BrandID) time.Duration          // how soon a brand's visitors are to be answered
	Opens       func(core.BrandID) time.Time              // when a closed brand opens; zero while it is open
	OpenLimit   func(core.BrandID) time.Duration          // the answer limit of a brand where it waits for opening, else 0
	FirstOpens  func(core.BrandID) time.Time              // when the first of all brands for 0, or one opens, if all are closed
	Unfinished  func(core.Chat) (draft, edit, known bool) // what is being written
	Empty       string                                    // in place of an empty list; "" says that it is empty
}

// Draw draws the lists with their bars.
func (b *Inbox) Draw(cv *canvas.Canvas, p *layout.Plan, look Look) {
	drafted := func(c core.Chat) bool {
		if draft, edit, known := look.Unfinished(c); known {
			return draft || edit
		}
		return b.drafted[c.ID]
	}
	for i, s := range core.States() {
		pane, focused := p.Panes[i], b.focused && b.pane == layout.Area(i)
		if pane.Header.Empty() {
			continue
		}
		b.drawBar(cv, pane.Header, i, s, look.FirstOpens(b.filter.Brand), focused && !look.Dimmed)
		if r := pane.Body; !r.Empty() {
			cv.Put(r, b.lists[i].Render(r.W, r.H, RenderOptions{
				Look: look, Now: b.s.Now(), Theme: &b.s.Theme, Locale: b.s.Locale, Me: b.s.Operator.ID, You: b.s.Locale.Panel("you"),
				Focused: focused && !look.Dimmed && b.unchosen == "", Open: b.open, Drafted: drafted, Unread: b.s.Unread, Present: b.s.Desk.PresentIn, Chatbot: b.chatbots(),
			}))
		}
	}
	cv.Rule(p.Rule, b.s.Theme.Rule)
}

// drawBar draws the bar over a list: "2 ACTIVE ━━━━ 7 · 3 new · ✗ 1". What has no
// room is left out from the right.
func (b *Inbox) drawBar(cv *canvas.Canvas, r layout.Rect, i int, s core.State, opens time.Time, focused bool) {
	th := &b.s.Theme
	style, dash := th.Line(th.Section, focused)
	title := fmt.Sprintf(" %d %s ", i+1, strings.ToUpper(b.s.Locale.State(s)))
	counts := b.counts(s)
	if s == core.Pending && !opens.IsZero() {
		now := b.s.Now()
		counts = append(counts, canvas.Piece{Text: " · " + b.s.Locale.Screen("opens_in", countdown.Until(b.s.Locale, now, opens)), Style: th.Dim})
	}
	for len(counts) > 1 && text.Width(title)+canvas.Width(counts)+2 > r.W {
		counts = counts[:len(counts)-1]
	}
	room := max(r.W-canvas.Width(counts)-2, 0)
	title = text.Clip(title+strings.Repeat(dash, max(room-text.Width(title), 0)), room)
	cv.Put(r, []term.Row{{{W: text.Width(title), Text: style.Paint(title)}}})
	cv.Pieces(r, room+1, counts)
}

// counts are the numbers of a list's chats: all of them, those of this operator with something new,
// and those with replies that failed or may not have arrived. All chats that wait are
// new, and nothing can be done about a completed one.
func (b *Inbox) counts(s core.State) []canvas.Piece {
	if b.filter.narrows(s) {
		return b.filtered(s)
	}
	th := &b.s.Theme
	pieces := []canvas.Piece{{Text: strconv.Itoa(b.Overview.Chats[s]), Style: th.SectionCount}}
	add := func(n int, text string, style theme.Style) {
		if n > 0 {
			pieces = append(pieces, canvas.Piece{Text: " · " + text, Style: style})
		}
	}
	if s == core.Active {
		add(b.Workload.Unread, b.s.Locale.Screen("unread", b.Workload.Unread), th.Unread)
	}
	if s != core.Completed {
		add(b.Overview.Failed[s], failedSign+" "+strconv.Itoa(b.Overview.Failed[s]), th.Bad)
		add(b.Overview.Unknown[s], unknownSign+" "+strconv.Itoa(b.Overview.Unknown[s]), th.Warn)
	}
	return pieces
}

// RenderOptions are what a pane's look depends on besides its chats.
type RenderOptions struct {
	Look
	Now     time.Time // in the time zone to show
	Theme   *theme.Theme
	Locale  *locale.Catalogue
	Focused bool
	Open    core.ChatID // the chat in the transcript
	Me      core.OperatorID
	You     string               // stands for the name of Me
	Drafted func(core.Chat) bool // the operator has a draft in the chat
	Unread  func(core.Chat) int  // how many of the visitor's messages the operator has not seen
	// Present counts the others who look at a chat or type in it, and names one of them.
	Present func(me core.OperatorID, c core.Chat) (core.Present, int)
	Chatbot int // how many chats chatbots hold; 0 if that is not known
}

// unread is how many unseen messages a chat's row shows: what is new to an operator in
// chats of others asks nothing of them.
func (o RenderOptions) unread(c *core.Chat) int {
	if c.State.Waiting() || c.TakesPart(o.Me) {
		return o.Unread(*c)
	}
	return 0
}

// Render draws the pane in w columns as at most h rows. Its cost depends only
// on what is visible.
func (l *List) Render(w, h int, o RenderOptions) []term.Row {
	l.SetHeight(h)
	if current, ok := l.Current(); ok {
		l.pinned = o.Focused || current.Chat.ID == o.Open
	}
	if w <= 0 || h <= 0 {
		return nil
	}
	if len(l.items) == 0 {
		s := o.Locale.Screen("loading")
		if l.start && l.end {
			s = cmp.Or(o.Empty, o.Locale.Chat("empty_"+string(l.state)))
		}
		rows := canvas.Wrapped(s, 1, max(w-2, 1), o.Theme.Dim)
		return rows[:min(len(rows), h)]
	}
	rows := make([]term.Row, 0, h+2)
	heading := max(l.chatbots(), l.top)
	for i := l.top; i < len(l.items) && len(rows) < h; i++ {
		it := &l.items[i]
		if i == heading {
			count, title := "", o.Locale.Screen("with_chatbot")
			if o.Chatbot > 0 {
				count = strconv.Itoa(o.Chatbot)
			}
			at := w - 1 - text.Width(count)
			rows = append(rows, rowWriter{w: w}.row(cell{x: 1, w: at - 2, text: title, style: o.Theme.Section}, cell{x: at, w: w - 1 - at, text: count, style: o.Theme.SectionCount}))
		}
		p := rowWriter{w: w, background: o.Theme.Row}
		switch {
		case o.Focused && i == l.cursor:
			p.selected, p.background, p.mark = true, o.Theme.RowSelected, o.Theme.Cursor
		case !o.Focused && o.Open != 0 && it.row.Chat.ID == o.Open:
			p.selected, p.background = true, o.Theme.RowSelectedBlurred
		}
		rows = append(rows, it.nameLine(p, o), it.previewLine(p, o))
	}
	return rows[:min(len(rows), h)]
}

// rowWriter draws the lines of one chat.
type rowWriter struct {
	w          int
	background theme.Style // of the whole line
	selected   bool        // the chosen chat: its background fills the line
	mark       theme.Style // of the cursor mark
}

// cell is a text at a fixed column.
type cell struct {
	x, w  int
	text  string
	style theme.Style
}

// cursorMark stands before the chosen chat, so that colour is not the only
// sign of it.
const cursorMark = "▌"

// row draws cells from left to right, behind the cursor mark of a chosen chat.
// Each is a span of its own, so that text that a terminal draws wider or narrower
// than expected does not move what follows.
func (p rowWriter) row(cells ...cell) term.Row {
	row := make(term.Row, 0, len(cells)+2)
	if p.selected {
		row = append(row, term.Span{W: 1, Text: p.background.And(p.mark).Paint(cursorMark)})
	}
	for _, c := range cells {
		if c.w > 0 && c.text != "" {
			shown := text.Cut(c.text, c.w)
			row = append(row, term.Span{X: c.x, W: text.Width(shown), Text: p.background.And(c.style).Paint(shown)})
		}
	}
	if p.selected {
		return canvas.Filled(row, p.w, p.background)
	}
	return row
}

// The signs before a preview, a name and a late clock, and of replies.
const (
	noteSign    = "✎ "
	blockedSign = "⊘ "
	floodSign   = "≋ "
	snoozedSign = "☾ "
	lateSign    = "!"
	failedSign  = "✗"
	unknownSign = "?"
)

// leastPreview is the least width of a preview.
const leastPreview = 4

// roomyPreview is how wide a preview stays beside the chat's tags.
const roomyPreview = 24

// clockWidth is kept free beside the column of brands: it fits the longest clock with
// its sign, "!18:04:33".
const clockWidth = 9

// nameLine draws name, brand, what became of the chat's replies, and clock. A brand begins in a column of its own, but
// further left or right where it or the name needs the room and the other leaves it.
func (it *item) nameLine(p rowWriter, o RenderOptions) term.Row {
	name, style := it.name.String(), o.Theme.Name
	switch {
	case o.unread(&it.row.Chat) > 0:
		style = o.Theme.Strong
	case it.ofOthers(o):
		style = o.Theme.Dim
	}
	if it.row.Visitor.HasBlockedBot() {
		name = blockedSign + name
	}
	if it.row.Chat.Flood.ActiveAt(o.Now) {
		name = floodSign + name
	}
	clock, clockStyle := clockOf(&it.row.Chat, o)
	clockX := max(p.w-1-text.Width(clock), 1)
	end := clockX - 1 // of name and brand
	if clock == "" {
		end = clockX
	}
	var marks []cell
	reply := func(n int, sign string, style theme.Style) {
		if n > 0 && end > 2+leastPreview {
			end--
			marks = append(marks, cell{x: end, w: 1, text: sign, style: style})
			end--
		}
	}
	reply(it.row.Unknown, unknownSign, o.Theme.Warn)
	reply(it.row.Failed, failedSign, o.Theme.Bad)
	slices.Reverse(marks)
	cells := []cell{{}, {}, {}, {x: clockX, w: p.w - 1 - clockX, text: clock, style: clockStyle}}
	if o.BrandWidth > 0 && p.w >= 30 {
		mark, accent := o.Theme.BrandMark(it.row.Accent)
		markW, brand := text.Width(mark), it.brand.String()
		column := p.w - 2 - clockWidth - min(o.BrandWidth+markW, p.w/3)
		whole := max(end-markW-text.Width(brand), 2) // where it must begin to be whole
		x := max(min(2+text.Width(name), max(column, whole)), min(column, whole))
		cells[1] = cell{x: x, w: markW, text: mark, style: accent}
		cells[2] = cell{x: x + markW, w: end - x - markW, text: brand, style: o.Theme.Brand}
		end = x - 1
	}
	cells[0] = cell{x: 1, w: end - 1, text: name, style: style}
	return p.row(slices.Insert(cells, 3, marks...)...)
}

// previewLine draws the last message and, from the right, the number of unread ones,
// which operators have to do with the chat, a draft, and when the chat will be closed.
func (it *item) previewLine(p rowWriter, o RenderOptions) term.Row {
	unread := ""
	switch n := o.unread(&it.row.Chat); {
	case n > 999:
		unread = "999+"
	case n > 0:
		unread = strconv.Itoa(n)
	}
	right := p.w - 1
	var cells []cell
	add := func(s string, style theme.Style) {
		if w := text.Width(s); s != "" && right-w > leastPreview {
			cells = append(cells, cell{x: right - w, w: w, text: s, style: style})
			right -= w + 1
		}
	}
	add(unread, o.Theme.Unread)
	who, whoStyle := it.colleagues(o)
	add(who, whoStyle)
	closes, closesStyle := closing(&it.row.Chat, o)
	if o.Drafted(it.row.Chat) {
		draft := noteSign + o.Locale.Screen("draft")
		if right-text.Width(draft)-text.Width(closes)-1 <= leastPreview {
			draft = strings.TrimSpace(noteSign)
		}
		add(draft, o.Theme.Note)
	}
	add(closes, closesStyle)
	if r := it.row.Rating; r.Given() {
		add(r.Scale.Label(r.Score), o.Theme.Dim)
	}
	if tags := it.tags.String(); right-text.Width(tags) > roomyPreview {
		add(tags, o.Theme.Brand)
	}
	cells = append(cells, cell{x: 1, w: min(right-1, p.w-3), text: it.preview(o), style: o.Theme.Preview})
	slices.Reverse(cells)
	return p.row(cells...)
}
