package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/compose"
	"tgdesk/tui/dialog"
	"tgdesk/tui/inbox"
	"tgdesk/tui/layout"
	"tgdesk/tui/paste"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
)

// NewsMsg are events of the desk.
type NewsMsg struct {
	Events []core.Event
	Resync bool // some were lost: all of it may have changed
}

// EngineStoppedMsg says that the engine has died under the screen.
type EngineStoppedMsg struct{}

// frameMsg draws what was held back.
type frameMsg struct{}

// route takes a message to whom it is for. What concerns more than one area is
// joined here and nowhere else.
func (m *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg, paste.Paste, tea.MouseMsg, tea.WindowSizeMsg, tea.FocusMsg, tea.BlurMsg:
		return m.input(msg)
	case session.CrashedMsg:
		m.state.crash = msg.Err
	case session.ToastOverMsg:
		m.s.ToastOver(msg)
	case session.DoneMsg:
		return tea.Batch(m.s.Done(msg), m.chat.Refresh())
	case NewsMsg:
		return m.news(msg)
	case EngineStoppedMsg:
		m.state.engineDead = true
		return m.s.Bad(m.s.Locale.Toast("engine_stopped"))
	case inbox.PagesMsg:
		return m.follow(m.inbox.Pages(msg))
	case inbox.NextMsg:
		return m.next(msg)
	case chat.PageMsg:
		return m.chatPage(msg)
	case chat.HistoryMsg:
		return m.showHistory(msg)
	case compose.SentMsg:
		if msg.Err == nil {
			m.chat.Answered(msg.Chat)
		}
		return tea.Batch(m.compose.Update(msg), m.chat.Refresh())
	case compose.EditedMsg:
		return tea.Batch(m.compose.Update(msg), m.chat.Refresh())
	case compose.DroppedMsg:
		return m.askDropped(msg)
	case dialog.LinkOpenedMsg:
		return m.s.Done(session.DoneMsg{Err: msg.Err, Toast: m.s.Locale.Toast("opening", msg.Host)})
	case pickedUpMsg:
		return m.pickedUp(msg)
	case leftMsg:
		return m.left(msg)
	case brandsMsg:
		return m.brandsRead(msg)
	case readBrandsMsg:
		m.brands.busy = false
		return m.readBrands(false)
	case holderMsg:
		return m.holderFound(msg)
	case tickMsg:
		m.ticked(msg)
	default:
		return tea.Batch(m.inbox.Update(msg), m.chat.Update(msg), m.compose.Update(msg), m.dialogs.Update(msg), m.updateSettings(msg))
	}
	return nil
}

// input takes what the terminal sends.
func (m *Model) input(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.keys(msg)
	case paste.Paste:
		return m.paste(msg)
	case tea.MouseMsg:
		return m.mouse(msg)
	case tea.WindowSizeMsg:
		m.screen.width, m.screen.height = max(msg.Width, 1), max(msg.Height, 1)
	case tea.FocusMsg:
		m.window.away = false
	case tea.BlurMsg:
		m.window.away = true
	}
	return nil
}

// news reads again what events are about.
func (m *Model) news(msg NewsMsg) tea.Cmd {
	chats, brands, open, alert := msg.Resync, msg.Resync, msg.Resync, false
	for _, e := range msg.Events {
		switch e.Kind {
		case core.EventBrand, core.EventHealth:
			brands = true
		case core.EventTrouble: // the notice is laid out with everything else
		case core.EventFile: // no row of a list shows it
			open = open || e.Chat == m.chat.ID()
		default:
			chats = true
			open = open || e.Chat == m.chat.ID()
		}
		alert = alert || e.Alert
	}
	var cmds []tea.Cmd
	if brands {
		cmds = append(cmds, m.readBrands(false), m.refreshSettings())
	}
	if chats {
		cmds = append(cmds, m.inbox.Refresh())
	}
	if open {
		cmds = append(cmds, m.chat.Refresh(), m.compose.Refresh())
	}
	if msg.Resync {
		cmds = append(cmds, m.compose.SaveAgain())
	}
	if alert {
		m.ring()
	}
	return tea.Batch(cmds...)
}

// ring asks for attention when nobody looks, at most every five seconds.
func (m *Model) ring() {
	now := m.s.Now()
	if !m.window.bell || !m.window.away || now.Sub(m.window.bellAt) < 5*time.Second {
		return
	}
	m.window.bellAt = now
	m.s.Terminal.Bell()
}

// follow keeps the transcript on the chat under the cursor.
func (m *Model) follow(what inbox.Follow, cmd tea.Cmd) tea.Cmd {
	row, _ := m.inbox.Current()
	switch {
	case what == inbox.Recheck:
		return tea.Batch(cmd, m.chat.Refresh())
	case what == inbox.Open, what == inbox.Learn && m.chat.ID() == 0:
		return tea.Batch(cmd, m.open(row))
	case what == inbox.Learn:
		m.chat.Learn(row)
	}
	return cmd
}

// chatPage takes a page of the open chat. A composer that it turns off, because
// the chat ended or went to somebody else, keeps the focus: what is still being
// typed must not run as commands. The text stays as its draft.
func (m *Model) chatPage(msg chat.PageMsg) tea.Cmd {
	could := m.compose.CanWrite()
	cmd := m.chat.Update(msg)
	if m.focus != layout.Composer {
		return cmd
	}
	switch can := m.compose.CanWrite(); {
	case can && m.s.Toast.Kind == session.ToastInfo:
		m.s.ClearToast() // it said why nothing could be written
	case could && !can && m.dialogs.Empty():
		return tea.Batch(cmd, m.s.Info(m.compose.Off()))
	}
	return cmd
}

// showHistory shows what a message said before it was edited.
func (m *Model) showHistory(msg chat.HistoryMsg) tea.Cmd {
	if msg.Err != nil {
		return m.s.Failed(msg.Err)
	}
	m.dialogs.OpenPage(m.s.Locale.History, func(w int) []term.Row { return msg.Rows(m.s, w) })
	return nil
}

// frameRest is the least time between two frames for news. Keys, clicks and a new
// size are drawn at once.
const frameRest = 5 * time.Millisecond

// draw shows the frame after msg, now or soon. The terminal's writer never
// blocks.
func (m *Model) draw(msg tea.Msg) tea.Cmd {
	if m.state.crash != nil || m.screen.width < 1 {
		return nil
	}
	now := time.Now()
	switch msg.(type) {
	case tea.KeyMsg, paste.Paste, tea.MouseMsg, tea.WindowSizeMsg:
	case frameMsg:
		m.screen.due = false
	default:
		if wait := frameRest - now.Sub(m.screen.drawn); wait > 0 {
			if m.screen.due {
				return nil
			}
			m.screen.due = true
			return m.s.After(wait, frameMsg{})
		}
	}
	m.screen.drawn = now
	m.s.Terminal.Show(m.Frame())
	return m.chat.Jobs()
}
