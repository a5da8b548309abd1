package dialog

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"tgdesk/tui/canvas"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// picker is a line to type into with a list of what fits below it. The palette,
// the list of the manual's pages and the search are made of it.
type picker struct {
	st                *Stack
	title, hint, none string
	field             *compose.Field
	entries           []Command
	at                int // the chosen entry
	top               int // the first one shown
	shown             int // how many there was room for when it was drawn last
	height            int // the rows that the box keeps
	queried           string
	changed           func(query string) tea.Cmd
	stays             bool // it stays open when something is chosen
	reads             session.Repeated
	read              func() tea.Cmd // reads the entries
	known             bool           // they have been read once
	live              bool           // they are read again when something happens
}

// queryLimit bounds what is typed into a picker, in characters.
const queryLimit = 200

// pickerHead is how many rows a picker has above its list.
const pickerHead = 2

// Command is one line to choose.
type Command struct {
	Title string
	Key   int64              // tells it from others when a list is read again; 0 = the title does
	Right string             // stands at the right end, such as its keys
	Why   string             // it cannot be run now; shown in place of Right
	Short string             // shown in place of a Why that the row has no room for; "" = Right
	Facts func(w int) string // as Right, for a row of w cells; may take more than half of it
	Find  string             // what a query is compared with; "" = the title
	Finds string             // further words that a query may begin
	Run   func() tea.Cmd
}

// newPicker returns a picker with the texts of an id.
func (st *Stack) newPicker(id string) *picker {
	w := st.s.Locale
	return &picker{st: st, title: w.Panel(id), hint: w.Panel(id + "_hint"), field: compose.NewField(queryLimit)}
}

// OpenPalette lists commands, to be found by name.
func (st *Stack) OpenPalette(all []Command) { st.openList("commands", all) }

// openList lists commands, to be found by name; id is that of the list's texts.
func (st *Stack) openList(id string, all []Command) *picker {
	p := st.newPicker(id)
	p.none = st.s.Locale.Toast("no_match")
	p.offer(all)
	st.Open(p)
	return p
}

// offer makes all the commands of the list, of which the query leaves some in.
func (p *picker) offer(all []Command) {
	p.height = max(p.height, pickerHead+len(all))
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = cmp.Or(c.Find, c.Title)
	}
	p.changed = func(query string) tea.Cmd {
		if p.entries = all; query != "" {
			p.entries = nil
			found := make([]bool, len(all))
			for _, hit := range fuzzy.Find(query, names) { // best first
				p.entries, found[hit.Index] = append(p.entries, all[hit.Index]), true
			}
			for i, c := range all {
				if !found[i] && c.beganBy(query) {
					p.entries = append(p.entries, c)
				}
			}
		}
		return nil
	}
	p.changed(p.field.Text())
}

// beganBy reports whether each word of a query begins one of the further words.
func (c Command) beganBy(query string) bool {
	further := strings.Fields(c.Finds)
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(query)), func(word string) bool {
		return !slices.ContainsFunc(further, func(f string) bool { return strings.HasPrefix(f, word) })
	})
}

func (p *picker) Scope() keymap.Scope { return keymap.Picker }

func (p *picker) Field() *compose.Field { return p.field }

func (p *picker) reading() bool { return p.reads.Busy() && !p.known }

func (p *picker) cancel() { p.reads.Cancel() }

func (p *picker) Press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	switch a {
	case keymap.Choose:
		return p.take()
	case keymap.NextMatch:
		p.Scroll(1)
	case keymap.PreviousMatch:
		p.Scroll(-1)
	default:
		p.field.Press(a, k)
	}
	if now := p.field.Text(); now != p.queried {
		p.queried, p.at, p.top = now, 0, 0
		return p.changed(now)
	}
	return nil
}

func (p *picker) Scroll(n int) { p.at = min(max(p.at+n, 0), max(len(p.entries)-1, 0)) }

func (p *picker) Click(_, y int) tea.Cmd {
	if row := y - pickerHead; row >= 0 && row < p.shown && p.top+row < len(p.entries) {
		p.at = p.top + row
		return p.take()
	}
	return nil
}

func (p *picker) take() tea.Cmd {
	if p.at >= len(p.entries) {
		return nil
	}
	chosen := p.entries[p.at]
	if chosen.Why != "" {
		return p.st.s.Info(chosen.Why)
	}
	if !p.stays {
		p.st.close(p.st.Top()) // p, or the dialog that is made of it
	}
	return chosen.Run()
}

func (p *picker) View(w, h int) View {
	th := &p.st.s.Theme
	typed, x := p.field.Row(th, w, p.hint, true)
	rows := []term.Row{typed, nil}
	// What the row of the chosen entry has no room for stands below the list, so that
	// rows stay put.
	var below []term.Row
	if p.at < len(p.entries) {
		c := p.entries[p.at]
		if c.cramped(w) {
			below = canvas.Wrapped(c.Why, 0, w, th.Warn)
		} else if c.cut(w) {
			below = canvas.Wrapped(c.all(w), 0, w, th.Dim)
		}
		below = below[:min(len(below), max(h-pickerHead-1, 0))]
	}
	p.shown = max(h-pickerHead-len(below), 1)
	p.top = min(max(p.top, p.at-p.shown+1), p.at)
	for i := p.top; i < min(p.top+p.shown, len(p.entries)); i++ {
		rows = append(rows, p.row(i, w))
	}
	rows = append(rows, below...)
	if len(p.entries) == 0 {
		rows = append(rows, canvas.Wrapped(p.none, 0, w, th.Dim)...)
	}
	return View{Title: p.title, Rows: rows, Cursor: &term.Point{X: x}, Height: p.height,
		Above: p.top > 0, Below: p.top+p.shown < len(p.entries)}
}

// cramped reports whether a row cannot hold all of the text and the reason.
func (c Command) cramped(w int) bool {
	return c.Why != "" && (text.Width(c.Why) > w/2 || text.Width(c.Title)+text.Width(c.Why)+3 > w)
}

// cut reports whether a row cannot hold all of the text and of what stands at its end.
func (c Command) cut(w int) bool {
	return c.Why == "" && c.Right != "" && text.Width(c.Title)+text.Width(c.Right)+5 > w
}

// all is the text of a row that is cut, as far as the row does not show it.
func (c Command) all(w int) string {
	if text.Width(c.Title)+c.rightWidth(c.Right, w)+5 <= w {
		return c.Right
	}
	return strings.TrimSpace(c.Title) + " · " + c.Right
}

// rightWidth is how much of a row is for what stands at its end: half, and what the text
// leaves of the other half.
func (c Command) rightWidth(right string, w int) int {
	return min(text.Width(right), max(w/2, w-5-text.Width(c.Title)))
}

func (p *picker) row(i, w int) term.Row {
	th, c := &p.st.s.Theme, p.entries[i]
	ground, mark := th.Choice(th.Row, i == p.at)
	right, style := cmp.Or(c.Why, c.Right), ground
	switch {
	case c.Why != "" && i == p.at:
		style = th.Dim.And(ground) // nothing fainter can be read on the bar
	case c.Why != "":
		style = th.KeyDisabled
	}
	switch {
	case c.cramped(w) && i == p.at:
		right = "" // the reason stands below
	case c.cramped(w):
		right = cmp.Or(c.Short, c.Right) // a reason that is cut helps nobody
	}
	rw := c.rightWidth(right, w)
	if c.Facts != nil {
		right = c.Facts(w)
		rw = text.Width(right)
	}
	return term.Row{
		{W: w, Text: style.Paint(text.Fit(mark+text.Cut(c.Title, max(w-rw-3, 1)), w))},
		{X: w - rw, W: rw, Text: style.And(th.Dim).Paint(text.Fit(cutParts(right, rw), rw))},
	}
}

// cutParts leaves out the last of the parts of a text, and then the end of what is left,
// until it fits.
func cutParts(s string, w int) string {
	const between = " · "
	for text.Width(s) > w {
		i := strings.LastIndex(s, between)
		if i < 0 {
			return text.Cut(s, w)
		}
		s = s[:i]
	}
	return s
}

func (p *picker) Hints() []Hint {
	return []Hint{p.st.hint(keymap.Choose, p.st.s.Locale.Panel("choose")), p.st.backHint()}
}
