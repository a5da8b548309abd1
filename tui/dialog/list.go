package dialog

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// listReadMsg is what a list asked for.
type listReadMsg struct {
	list *picker
	none string // stands where there are no commands
	all  []Command
	err  error
}

// OpenList opens a list at once and reads its commands; id is that of the list's texts.
func (st *Stack) OpenList(id string, read func(context.Context) ([]Command, error)) tea.Cmd {
	return st.OpenListOr(id, st.s.Locale.Toast("no_match"), read)
}

// OpenListOr is OpenList with what is said if there are no commands.
func (st *Stack) OpenListOr(id, none string, read func(context.Context) ([]Command, error)) tea.Cmd {
	p := st.openList(id, nil)
	p.height, p.none = mostHeight, st.s.Locale.Screen("loading")
	return st.s.Read(func(ctx context.Context) tea.Msg {
		all, err := read(ctx)
		return listReadMsg{p, none, all, err}
	})
}

func (st *Stack) listRead(msg listReadMsg) tea.Cmd {
	if msg.err != nil {
		st.close(msg.list)
		return st.s.Failed(msg.err)
	}
	msg.list.none = st.s.Locale.Toast("no_match")
	if len(msg.all) == 0 {
		msg.list.none = msg.none
	}
	msg.list.offer(msg.all)
	return nil
}

// prompt asks for one line of text, which may be empty.
type prompt struct {
	st          *Stack
	title, hint string
	does        string // what enter does
	field       *compose.Field
	done        func(string) tea.Cmd
}

// promptLimit bounds what is typed into a prompt, in characters.
const promptLimit = 500

// OpenPrompt asks for a line of text; id is that of its texts, and does is what enter
// does.
func (st *Stack) OpenPrompt(id, does string, done func(string) tea.Cmd) {
	st.Open(&prompt{st: st, title: st.s.Locale.Panel(id), hint: st.s.Locale.Panel(id + "_hint"), does: does, field: compose.NewField(promptLimit), done: done})
}

func (p *prompt) Scope() keymap.Scope { return keymap.Picker }

func (p *prompt) Field() *compose.Field { return p.field }

func (p *prompt) Press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	if a == keymap.Choose {
		p.st.close(p)
		return p.done(p.field.Text())
	}
	p.field.Press(a, k)
	return nil
}

func (p *prompt) Scroll(int) {}

func (p *prompt) Click(int, int) tea.Cmd { return nil }

func (p *prompt) View(w, _ int) View {
	th := &p.st.s.Theme
	line, x := p.field.Render(w)
	row := term.Row{{W: w, Text: th.InputFocused.Paint(text.Fit(line, w))}}
	if p.field.Text() == "" {
		row = term.Row{{W: w, Text: th.InputFocused.And(th.Placeholder).Paint(text.Fit(p.hint, w))}}
	}
	return View{Title: p.title, Rows: []term.Row{row}, Cursor: &term.Point{X: x}}
}

func (p *prompt) Hints() []Hint { return []Hint{p.st.hint(keymap.Choose, p.does), p.st.backHint()} }
