package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core/crash"
	"tgdesk/tui/noquery"
	"tgdesk/tui/paste"
)

// Bubble Tea is initialized by now: see package noquery.
func init() { noquery.Restore() }

// program is the Model as Bubble Tea wants it: it turns messages into calls
// and queued effects into commands. A panic in any of them ends this screen
// alone, with the terminal restored.
type program struct{ m *Model }

var _ tea.Model = program{}

// crashed tells the screen of a panic elsewhere; its error is a *crash.Panic.
type crashed struct{ err error }

// ofScreen is where a panic of this program happened, for its report.
const ofScreen = "the screen"

// Init implements tea.Model.
func (p program) Init() (cmd tea.Cmd) {
	defer p.m.guard(&cmd)
	p.m.start()
	return p.commands()
}

// Update implements tea.Model. It also draws: a panic while drawing must end
// the screen, and View has no way to say so.
func (p program) Update(msg tea.Msg) (self tea.Model, cmd tea.Cmd) {
	self = p // of a panic too: Bubble Tea calls View on it
	defer p.m.guard(&cmd)
	switch msg := msg.(type) {
	case tea.KeyMsg:
		for _, k := range presses(msg) {
			p.m.press(k)
		}
	case paste.Paste:
		p.m.press(pasted(msg))
	case tea.MouseMsg:
		p.m.mouse(pointer(msg))
	case tea.WindowSizeMsg:
		p.m.resize(msg.Width, msg.Height)
	case tea.FocusMsg:
		p.m.focused(true)
	case tea.BlurMsg:
		p.m.focused(false)
	case crashed:
		p.m.crash = msg.err
	default:
		p.m.receive(msg)
	}
	p.show()
	return p, p.commands()
}

// show hands the frame to our own terminal writer, which never blocks.
func (p program) show() {
	if p.m.crash == nil && p.m.width > 0 {
		p.m.o.Terminal.Show(p.m.Frame())
	}
}

// View implements tea.Model. Bubble Tea runs without its renderer.
func (p program) View() string { return "" }

// guard keeps a panic from leaving the terminal broken.
func (m *Model) guard(cmd *tea.Cmd) {
	if v := recover(); v != nil {
		m.crash = crash.FromRecover(ofScreen, v)
		*cmd = tea.Quit
	}
}

// commands hands the queued effects to Bubble Tea.
func (p program) commands() tea.Cmd {
	if p.m.crash != nil || p.m.quitting {
		return tea.Quit
	}
	todo := p.m.todo
	p.m.todo = nil
	cmds := make([]tea.Cmd, 0, len(todo))
	for _, e := range todo {
		cmds = append(cmds, p.command(e))
	}
	return tea.Batch(cmds...)
}

func (p program) command(e later) tea.Cmd {
	ctx := p.m.ctx
	return func() (msg tea.Msg) {
		if !p.m.errands.begin() {
			return nil
		}
		defer p.m.errands.finish()
		err := crash.Do(ofScreen, func() error { msg = e.wait(ctx); return nil })
		if err != nil {
			return crashed{err}
		}
		return msg
	}
}

// wait runs the effect once its time has come; nothing comes of one that the
// screen's end forestalls.
func (e later) wait(ctx context.Context) any {
	if e.after > 0 {
		t := time.NewTimer(e.after)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil
		}
	}
	return e.run(ctx)
}

// pointer is a mouse event in the screen's own words.
func pointer(msg tea.MouseMsg) mouseEvent {
	e := mouseEvent{x: msg.X, y: msg.Y}
	switch {
	case msg.Button == tea.MouseButtonWheelUp:
		e.wheel = -1
	case msg.Button == tea.MouseButtonWheelDown:
		e.wheel = 1
	case msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress:
		e.click = true
	}
	return e
}
