package tui

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/compose"
	"tgdesk/tui/inbox"
	"tgdesk/tui/paste"
	"tgdesk/tui/session"
)

// EngineStoppedMsg says that the engine has died under the screen.
type EngineStoppedMsg struct{}

// frameMsg draws what was held back until a time.
type frameMsg struct{ at time.Time }

// route takes a message to whom it is for. What concerns more than one area is
// joined here and nowhere else.
func (m *Model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg, paste.Paste, tea.MouseMsg, tea.WindowSizeMsg, tea.FocusMsg, tea.BlurMsg:
		return m.input(msg)
	case session.CrashedMsg:
		m.state.crash = msg.Err
	case session.ThenMsg:
		return msg()
	case session.QuietMsg:
		return msg()
	case spinner.TickMsg:
		return tea.Batch(m.s.Turn(msg), m.settings.update(msg))
	case session.DoneMsg:
		return tea.Batch(m.s.Done(msg), m.chat.Refresh())
	case NewsMsg:
		return m.news(msg)
	case EngineStoppedMsg:
		m.state.engineDead = true
		return m.s.Bad(m.s.Locale.Toast("engine_stopped"))
	case inbox.PagesMsg:
		return followed(m, msg)
	case chat.PageMsg:
		return chatPage(m, msg)
	case chat.HistoryMsg:
		return showHistory(m, msg)
	case compose.SentMsg:
		return m.sent(msg)
	case compose.EditedMsg:
		return tea.Batch(m.compose.Edited(msg), m.chat.Refresh())
	case compose.DroppedMsg:
		return askDropped(m, msg)
	case tickMsg:
		return m.ticked(msg)
	default:
		return m.settings.update(msg)
	}
	return nil
}

// sent takes the outcome of a reply, and then what follows it.
func (m *Model) sent(msg compose.SentMsg) tea.Cmd {
	if msg.Err == nil {
		m.chat.Answered(msg.Chat)
	} else {
		m.inbox.Stays(msg.Chat)
	}
	cmds := []tea.Cmd{m.compose.Sent(msg), m.chat.Refresh()}
	if msg.Then != nil {
		cmds = append(cmds, m.route(msg.Then))
	}
	return tea.Batch(cmds...)
}

// input takes what the terminal sends.
func (m *Model) input(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return tea.Batch(m.team.KeyPressed(), m.keys(msg))
	case paste.Paste:
		return tea.Batch(m.team.KeyPressed(), m.pasted(msg))
	case tea.MouseMsg:
		return tea.Batch(m.team.KeyPressed(), m.mouse(msg))
	case tea.WindowSizeMsg:
		m.screen.width, m.screen.height = max(msg.Width, 1), max(msg.Height, 1)
	case tea.FocusMsg:
		m.window.away = false
	case tea.BlurMsg:
		m.window.away = true
	}
	return nil
}

// How long a frame rests before the next one shows what the desk brings: nobody reads
// faster, and other screens share the machine. The rest is leastRest, doubles up to
// mostRest with each frame that had to wait, and is leastRest again once something comes
// after it is over. Keys, clicks and a new size are drawn at once.
const (
	leastRest = 5 * time.Millisecond
	mostRest  = 40 * time.Millisecond
)

// draw shows the frame after msg, now or soon. The terminal's writer never
// blocks.
func (m *Model) draw(msg tea.Msg) tea.Cmd {
	if m.state.crash != nil || m.screen.width < 1 {
		return nil
	}
	now := time.Now()
	rested := now.Sub(m.screen.drawn)
	switch msg := msg.(type) {
	case tea.KeyMsg, paste.Paste, tea.MouseMsg, tea.WindowSizeMsg:
		return m.show(now)
	case frameMsg:
		m.screen.rest = min(2*m.screen.rest, mostRest)
		return m.show(now)
	case session.QuietMsg:
		return nil
	case NewsMsg:
		if m.outOfSight(msg) {
			return nil
		}
	}
	if wait := m.wait(msg, rested); wait > 0 {
		return m.drawBy(now.Add(wait))
	}
	if rested >= m.screen.rest {
		m.screen.rest = leastRest
	}
	return m.show(now)
}

// wait is for how long the frame after msg is held back when the one before it has
// rested for so long.
func (m *Model) wait(msg tea.Msg, rested time.Duration) time.Duration {
	reading := m.inbox.Reading() || m.chat.Reading()
	switch msg.(type) {
	case NewsMsg: // most of it shows only when it was read, which is drawn
		if reading {
			return mostRest
		}
		return max(m.screen.rest-rested, leastRest)
	case inbox.PagesMsg, chat.PageMsg:
		if reading { // the other one is about the same news
			return leastRest
		}
		return leastRest - rested // they rest between their reads already
	}
	return m.screen.rest - rested
}

// outOfSight reports whether news are only of who looks at chats that are not on the
// screen. What other news change is drawn, or read first.
func (m *Model) outOfSight(msg NewsMsg) bool {
	return !msg.Resync && !slices.ContainsFunc(msg.Events, func(e core.Event) bool {
		return e.Kind != core.EventPresence || e.Chat == m.chat.ID() || m.inbox.Shows(e.Chat, &m.screen.plan)
	})
}

// drawBy shows a frame at a time, unless one is shown before.
func (m *Model) drawBy(at time.Time) tea.Cmd {
	m.screen.stale = true
	if !m.screen.due.IsZero() && !at.Before(m.screen.due) {
		return nil
	}
	m.screen.due = at
	return m.s.After(time.Until(at), frameMsg{at})
}

func (m *Model) show(now time.Time) tea.Cmd {
	m.screen.drawn, m.screen.stale = now, false
	m.s.Terminal.Show(m.Frame())
	return m.chat.Jobs()
}

// heldBack reports whether a frame is still to be drawn for msg. Others, and those that
// are not due any more, do nothing.
func (m *Model) heldBack(msg frameMsg) bool {
	if msg.at != m.screen.due {
		return false
	}
	m.screen.due = time.Time{}
	return m.screen.stale
}
