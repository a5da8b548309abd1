package dialog

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
)

// OpenList opens a list at once and reads what is on it; id is that of the list's texts. read
// runs beside the screen, and list makes the commands of what was read on its goroutine.
func OpenList[T any](st *Stack, id string, read func(context.Context) (T, error), list func(T) []Command) tea.Cmd {
	return openRead(st, id, st.s.Locale.Toast("no_match"), false, read, list)
}

// OpenChoices is OpenList for what is known already.
func (st *Stack) OpenChoices(id string, all []Command) { st.openList(id, all).height = mostHeight }

// OpenLive is OpenList for a list that follows what happens while it is open; none is
// said if there are no commands.
func OpenLive[T any](st *Stack, id, none string, read func(context.Context) (T, error), list func(T) []Command) tea.Cmd {
	return openRead(st, id, none, true, read, list)
}

func openRead[T any](st *Stack, id, none string, live bool, read func(context.Context) (T, error), list func(T) []Command) tea.Cmd {
	p := st.openList(id, nil)
	p.height, p.none, p.live = mostHeight, st.s.Locale.Screen("loading"), live
	p.read = func() tea.Cmd {
		return session.Restart(st.s, &p.reads, read, func(result T, err error) tea.Cmd {
			if err != nil {
				st.close(p)
				return st.notRead(err)
			}
			p.listRead(list(result), none)
			return nil
		})
	}
	return p.read()
}

// Refresh reads the lists again that follow what happens.
func (st *Stack) Refresh() tea.Cmd {
	var cmds []tea.Cmd
	for _, d := range st.open {
		if p, ok := d.(*picker); ok && p.live {
			cmds = append(cmds, p.reads.Refresh(st.s, p.read))
		}
	}
	return tea.Batch(cmds...)
}

// listRead offers the commands that were read.
func (p *picker) listRead(all []Command, none string) {
	p.none = p.st.s.Locale.Toast("no_match")
	if len(all) == 0 {
		p.none = none
	}
	p.replace(all)
	p.known = true
}

// replace offers other commands, and leaves the choice with what it was on.
func (p *picker) replace(all []Command) {
	var was Command
	if p.at < len(p.entries) {
		was = p.entries[p.at]
	}
	p.offer(all)
	for i, c := range p.entries {
		if c.Key == was.Key && (c.Key != 0 || c.Title == was.Title) {
			p.at = i
		}
	}
	p.Scroll(0)
}

// prompt asks for one line of text, which may be empty.
type prompt struct {
	st          *Stack
	title, hint string
	does        string // what enter does
	field       *compose.Field
	done        func(string) (tea.Cmd, error)
}

// promptLimit bounds what is typed into a prompt, in characters.
const promptLimit = 500

// OpenPrompt asks for a line of text; id is that of its texts, and does is what enter
// does. What done refuses can be written anew.
func (st *Stack) OpenPrompt(id, does string, done func(string) (tea.Cmd, error)) {
	st.Open(&prompt{st: st, title: st.s.Locale.Panel(id), hint: st.s.Locale.Panel(id + "_hint"), does: does, field: compose.NewField(promptLimit), done: done})
}

func (p *prompt) Scope() keymap.Scope { return keymap.Picker }

func (p *prompt) Field() *compose.Field { return p.field }

func (p *prompt) Press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	if a == keymap.Choose {
		cmd, err := p.done(p.field.Text())
		if err != nil {
			return p.st.s.Refuse(err)
		}
		p.st.close(p)
		return cmd
	}
	p.field.Press(a, k)
	return nil
}

func (p *prompt) Scroll(int) {}

func (p *prompt) Click(int, int) tea.Cmd { return nil }

func (p *prompt) View(w, _ int) View {
	row, x := p.field.Row(&p.st.s.Theme, w, p.hint, true)
	return View{Title: p.title, Rows: []term.Row{row}, Cursor: &term.Point{X: x}}
}

func (p *prompt) Hints() []Hint { return []Hint{p.st.hint(keymap.Choose, p.does), p.st.backHint()} }
