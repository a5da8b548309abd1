// Package layout divides the screen: a pure function from size, focus and
// mode to rectangles, and from a place on the screen back to what is there.
//
// It must not draw, keep state, or know what chats and messages are.
package layout

// Area is a part of the screen that can have the focus or be clicked.
type Area int

// The areas. The first four are the panes, from top to bottom: core.States in their order,
// which inbox.PaneOf and the screen's names of areas (tui/bars.go) rely on.
const (
	ListPending Area = iota
	ListActive
	ListUnanswered
	ListCompleted
	Transcript
	Composer
	Panel
	Nowhere // a bar, a rule, or outside the screen
)

// PaneCount is the number of panes.
const PaneCount = 4

// IsList reports whether a is one of the panes; its index is then int(a).
func (a Area) IsList() bool { return a >= ListPending && a <= ListCompleted }

// Rect is a rectangle of cells; X and Y count from the top left, from 0.
type Rect struct{ X, Y, W, H int }

// Empty reports whether r has no cell.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Contains reports whether the cell at x, y lies in r.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Pane is one pane of the list column: its header of one row, and the rows below
// it, of which a folded pane may have none.
type Pane struct{ Header, Body Rect }

// Input is what the layout depends on. Sizes are in cells.
type Input struct {
	Width, Height int
	Focus         Area
	// Unfolded is the pane that gets most of the height while Focus is not a
	// pane: the one that had the focus last.
	Unfolded      Area
	Panel         bool // the visitor panel is open
	ComposerLines int  // rows the draft would like
	NoticeLines   int  // rows that a notice needs above the bottom line
	// Counts are the chats in each pane.
	Counts [PaneCount]int
	// Headings are the rows of headings among them.
	Headings [PaneCount]int
}

// Plan is a divided screen. Rectangles but Middle do not overlap and together cover
// the screen, unless it is TooSmall; those that are not shown are empty.
type Plan struct {
	TopBar, BottomBar      Rect
	Notice                 Rect // above the bottom bar
	Middle                 Rect // all that is between the top bar and these
	Panes                  [PaneCount]Pane
	Rule                   Rect // vertical, between the panes and the chat
	ChatHeader, ChatRule   Rect
	Transcript             Rect
	PanelRule, Panel       Rect // PanelRule is vertical, left of the panel
	ComposerRule, Composer Rect
	TooSmall               bool // nothing fits
}

// The sizes at which the layout changes, in cells.
const (
	minWidth, minHeight = 40, 12
	shareWidth          = 80  // from here the panes and the chat share the width
	fullWidth           = 100 // from here the panes are as wide as they like
	panelWidth          = 120 // from here the visitor panel stands beside the transcript
)

// Arrange divides the screen.
func Arrange(in Input) Plan {
	if in.Width < minWidth || in.Height < minHeight {
		return Plan{TooSmall: true}
	}
	p := Plan{
		TopBar:    Rect{0, 0, in.Width, 1},
		BottomBar: Rect{0, in.Height - 1, in.Width, 1},
	}
	notice := min(max(in.NoticeLines, 0), in.Height/4)
	p.Notice = Rect{0, in.Height - 1 - notice, in.Width, notice}
	p.Middle = Rect{0, 1, in.Width, in.Height - 2 - notice}
	switch narrow := in.Width < shareWidth; { // the panes and the chat show one at a time
	case narrow && in.Focus.IsList():
		p.panes(p.Middle, in)
	case narrow:
		p.chat(p.Middle, in)
	default:
		w := min(max(in.Width*36/100, 43), 72)
		if in.Width < fullWidth {
			w = in.Width * 40 / 100
		}
		p.panes(Rect{0, p.Middle.Y, w, p.Middle.H}, in)
		p.Rule = Rect{w, p.Middle.Y, 1, p.Middle.H}
		p.chat(Rect{w + 1, p.Middle.Y, in.Width - w - 1, p.Middle.H}, in)
	}
	return p
}

// PanelBeside reports whether the visitor panel is beside the transcript on a
// screen of that width, and not in its place.
func PanelBeside(width int) bool { return width >= panelWidth }

// chat divides the chat's column: header, rule, transcript, rule, composer.
func (p *Plan) chat(r Rect, in Input) {
	lines := min(max(in.ComposerLines, 1), r.H*2/5)
	p.ChatHeader = Rect{r.X, r.Y, r.W, 1}
	p.ChatRule = Rect{r.X, r.Y + 1, r.W, 1}
	p.Composer = Rect{r.X, r.Y + r.H - lines, r.W, lines}
	p.ComposerRule = Rect{r.X, p.Composer.Y - 1, r.W, 1}
	body := Rect{r.X, r.Y + 2, r.W, p.ComposerRule.Y - r.Y - 2}
	switch {
	case !in.Panel:
		p.Transcript = body
	case !PanelBeside(in.Width):
		p.Panel = body
	default:
		w := min(max(body.W*38/100, 28), 44)
		p.Transcript = Rect{body.X, body.Y, body.W - w - 1, body.H}
		p.PanelRule = Rect{body.X + body.W - w - 1, body.Y, 1, body.H}
		p.Panel = Rect{body.X + body.W - w, body.Y, w, body.H}
	}
}

// At returns the area at the cell x, y, and the row in it, counted from the
// area's top; in a pane from that of its body, so that it is -1 on the header.
// With Nowhere it means nothing.
func (p *Plan) At(x, y int) (a Area, dy int) {
	for i, pane := range p.Panes {
		if pane.Header.Contains(x, y) || pane.Body.Contains(x, y) {
			return Area(i), y - pane.Body.Y
		}
	}
	for i, r := range [...]Rect{p.Transcript, p.Composer, p.Panel} {
		if r.Contains(x, y) {
			return Transcript + Area(i), y - r.Y
		}
	}
	return Nowhere, 0
}
