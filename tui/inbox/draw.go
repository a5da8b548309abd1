package inbox

import (
	"fmt"
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// Draw draws the lists with their bars. oneBrand leaves the column of brands
// out; dimmed is that a dialog has the keys.
func (b *Inbox) Draw(cv *canvas.Canvas, p *layout.Plan, oneBrand, dimmed bool) {
	for i, s := range core.States() {
		pane, focused := p.Panes[i], b.focused && b.pane == i
		if pane.Header.Empty() {
			continue
		}
		b.drawBar(cv, pane.Header, i, s, focused)
		if r := pane.Body; !r.Empty() {
			cv.Put(r, b.lists[i].Render(r.W, r.H, RenderOptions{
				Now: b.s.Now(), Theme: &b.s.Theme, Locale: b.s.Locale, Me: b.s.Operator.ID, You: b.s.Locale.Panel("you"),
				Focused: focused && !dimmed && !b.gone, Open: b.open, OneBrand: oneBrand,
			}))
		}
	}
	cv.Rule(p.Rule, b.s.Theme.Rule)
}

// drawBar draws the bar over a list: "1 PENDING ━━━━━━ 3".
func (b *Inbox) drawBar(cv *canvas.Canvas, r layout.Rect, i int, s core.State, focused bool) {
	th := &b.s.Theme
	style, dash := th.Section, "─"
	if focused {
		style, dash = th.SectionFocused, "━"
	}
	title := fmt.Sprintf(" %d %s ", i+1, b.s.Locale.Pane(s))
	count := " " + strconv.Itoa(b.counts[s]) + " "
	room := max(r.W-text.Width(count), 0)
	title = text.Clip(title+strings.Repeat(dash, max(room-text.Width(title), 0)), room)
	cv.Put(r, []term.Row{{
		{W: text.Width(title), Text: style.Paint(title)},
		{X: r.W - text.Width(count), W: text.Width(count), Text: th.SectionCount.Paint(count)},
	}})
}
