package tui

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
)

// How the search joins the rest of the screen: its hits are walked in their chats, and esc
// leads back to the results, and from there to where the search began.

// begun is where the search began, from the moment on when it showed another chat.
type begun struct {
	chat          chat.Kept
	focus, backTo layout.Area
	writing       core.DraftKind
	reports       bool        // they covered the chat
	at            core.ChatID // the chat of the hit that is walked
}

// covered reports whether something is in the place of the lists and the chat.
func (m *Model) covered() bool { return m.settings.isOpen() || m.search.Shown() || m.reports.IsOpen() }

// walking reports whether keys walk the hits of a search.
func (m *Model) walking() bool { return m.search.Walking() && m.focus == layout.Transcript }

// searchAll opens the search.
func searchAll(m *Model) tea.Cmd { return startSearch(m, "") }

// searchChat opens the search in the chat that is open.
func searchChat(m *Model) tea.Cmd { return startSearch(m, fmt.Sprintf("chat:%d ", m.chat.ID())) }

// startSearch opens the search. One that is begun while hits are walked leads back to where
// the first one began.
func startSearch(m *Model, text string) tea.Cmd {
	if !m.search.Walking() {
		m.before = nil
	}
	return m.search.Start(text)
}

// openHit reads the chat of a hit to show it there, and the message that has earlier versions
// if one of those was found. Keys wait until it is there.
func openHit(m *Model, hit core.Hit) tea.Cmd {
	var edited core.Message
	return m.s.Read(finding(m, func(ctx context.Context) (core.ChatRow, error) {
		row, err := m.s.Desk.Row(ctx, hit.Chat)
		if err == nil && hit.Place == core.FoundInEarlier {
			edited, err = m.s.Desk.Message(ctx, hit.Message)
		}
		return row, err
	}, func(row core.ChatRow, err error) tea.Cmd { return hitRead(m, hit, row, edited, err) }))
}

// hitRead shows a hit in its chat.
func hitRead(m *Model, hit core.Hit, row core.ChatRow, edited core.Message, err error) tea.Cmd {
	switch {
	case !m.search.Shown() && !m.search.Walking():
		return nil
	case err != nil:
		return m.s.Failed(err)
	}
	if m.before == nil {
		m.before = &begun{chat: m.chat.Keep(), focus: m.focus, backTo: m.backTo, writing: m.compose.Writing()}
	}
	if m.reports.IsOpen() {
		m.before.reports = true
		m.reports.Close()
	}
	m.before.at = hit.Chat
	m.search.Walk()
	m.setFocus(layout.Transcript)
	cmd := m.turnTo(row, func() tea.Cmd { return m.chat.OpenAt(row, hit.Message) })
	m.chat.Messages.Mark(m.search.Words())
	if edited.ID != 0 {
		cmd = tea.Batch(cmd, m.chat.History(edited))
	}
	return cmd
}

// mayWalk says why there is no other hit.
func mayWalk(by int) func(*Model) error {
	return func(m *Model) error {
		if !m.search.Walking() {
			return session.Reason("no_hits")
		}
		return m.search.MayStep(by)
	}
}

// walk goes to another hit.
func walk(by int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { return m.search.Step(by) }
}

// walkOver walks from the earlier versions of a message to another hit.
func walkOver(m *Model, k tea.KeyMsg) (cmd tea.Cmd, used bool) {
	a, ok := m.find(m.s.Keys.Lookup(keymap.Hits, k))
	if !m.walking() || !ok || a.id != keymap.NextHit && a.id != keymap.PreviousHit || m.allowed(a) != nil {
		return nil, false
	}
	return m.perform(a), true
}

// backToResults goes back from the chat of a hit, or from the panel that covers it.
func backToResults(m *Model) tea.Cmd {
	m.s.ClearToast()
	if m.chat.Panel.Open && m.screen.plan.Transcript.Empty() {
		m.chat.Panel.Open = false
		return nil
	}
	return m.search.Back()
}

// leaveSearch goes back to where the search began.
func leaveSearch(m *Model) tea.Cmd {
	m.s.ClearToast()
	m.search.Close()
	before := m.before
	m.before = nil
	if before == nil {
		return nil
	}
	cmd := m.turnTo(before.chat.Row, func() tea.Cmd { return m.chat.Return(before.chat) })
	m.backTo = before.backTo
	if before.focus == layout.Composer && !m.compose.Resume(before.writing) {
		before.focus = before.backTo
	}
	m.setFocus(before.focus)
	if before.focus.IsList() {
		cmd = tea.Batch(cmd, m.preview())
	}
	if before.reports {
		cmd = tea.Batch(cmd, m.reports.Return())
	}
	return cmd
}

// followWalk ends the search once the operator has gone from its hits to another chat, or
// to the lists.
func followWalk(m *Model) {
	if m.search.Walking() && (m.chat.ID() != m.before.at || m.focus.IsList()) {
		m.search.Close()
		m.chat.Messages.Mark(nil)
		m.before = nil
	}
}

// pressSearch gives a key to the search, which is shown.
func pressSearch(m *Model, k tea.KeyMsg) tea.Cmd {
	m.s.ClearToast() // it was about an earlier key
	switch a := m.s.Keys.Lookup(keymap.SearchLine, k); a {
	case keymap.NextWaiting:
		action, _ := m.find(a)
		if err := m.allowed(action); err != nil {
			return m.s.Refuse(err)
		}
		return tea.Batch(leaveSearch(m), nextWaiting(m))
	case keymap.Help:
		return openHelp(m)
	case keymap.Redraw:
		m.s.Terminal.Refresh()
		return nil
	default:
		return m.search.Press(a, k)
	}
}

// briefly is the width of a screen below which hits are named with few signs.
const briefly = 60

// hitsName says which hit is being looked at.
func hitsName(m *Model) string {
	at, of, more := m.search.Place()
	if of == 0 { // they have been removed
		return m.s.Locale.Screen("area_no_hits")
	}
	id := "area_hit"
	if more {
		id += "_more"
	}
	if m.screen.plan.BottomBar.W < briefly {
		id += "_short"
	}
	return m.s.Locale.Screen(id, at, of)
}
