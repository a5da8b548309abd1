// Package tui is the operator's screen: the one tea.Model. It lays the areas
// out, takes each key to the area that has the focus or to an action, and each
// message to whom it is for (route.go). Everything that is state of an area
// lives in the area's package; areas know what the session gives them and never
// the model. Reading and writing happen in commands beside the screen's
// goroutine.
//
// It must not know the store, Telegram or SQL (it works on a desk.Desk), must
// not decide a rule of a chat's life, and must not draw text from outside that
// has not gone through core/clean.
package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/tui/canned"
	"tgdesk/tui/channels"
	"tgdesk/tui/chat"
	"tgdesk/tui/compose"
	"tgdesk/tui/dialog"
	"tgdesk/tui/inbox"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/mention"
	"tgdesk/tui/reports"
	"tgdesk/tui/search"
	"tgdesk/tui/session"
	"tgdesk/tui/team"
)

// Model is the screen of one operator: the areas, and which of them has the
// focus. Its methods belong to one goroutine; what an action does, and what follows
// from the result of one, is a function over it (actions.go, results.go).
type Model struct {
	s       *session.Session
	actions []action

	inbox    *inbox.Inbox
	chat     *chat.Chat
	compose  *compose.Composer
	canned   *canned.Popup
	mention  *mention.Popup
	dialogs  *dialog.Stack
	settings settingsArea
	search   *search.Search
	before   *begun // nil while no search has shown another chat
	reports  *reports.Reports
	channels *channels.Channels
	team     *team.Team

	screen  screen
	focus   layout.Area
	backTo  layout.Area // where esc leads from the composer
	held    []tea.Msg   // keys and pastes; what they act on is still being read
	finding bool        // what a key means is being read
	window  window
	clock   clock
	demo    bool

	state state
}

// screen is the size and division of the screen, and when it was drawn.
type screen struct {
	width, height int
	plan          layout.Plan
	notice        notice
	drawn         time.Time
	rest          time.Duration // after a frame, see leastRest
	due           time.Time     // of the next frameMsg; zero if none is under way
	stale         bool          // something happened since the last frame
}

// window is the terminal's window.
type window struct {
	away    bool         // it lost the focus
	pressed tea.MouseMsg // where a button went down; zero once it is up
}

// state is how the screen ends.
type state struct {
	engineDead bool
	quitting   bool
	refused    error // why the operator may not use the desk any more
	crash      error // a *crash.Panic; the screen ends with it
}

var _ tea.Model = (*Model)(nil)

// New returns the model of a screen that has not been sized yet. shows is called
// with the chat that is open.
func New(ctx context.Context, o Options, shows func(core.ChatID)) *Model {
	o.Context = ctx
	o.Desk = o.Desk.As(o.Operator.ID)
	m := &Model{actions: actions(), demo: o.Demo, s: session.New(o.Session)}
	m.inbox = inbox.New(m.s)
	m.chat = chat.New(m.s, chat.PictureOptions{Mode: o.Pictures, Decoder: o.Decoder, Off: o.PicturesOff}, shows)
	m.compose = compose.NewComposer(m.s, m.chat.Row)
	m.compose.Kept = m.inbox.Refresh
	if o.Canned == nil {
		o.Canned = canned.NewCache()
	}
	m.mention = mention.New(m.s)
	m.canned = canned.New(m.s, o.Canned)
	m.dialogs = dialog.NewStack(m.s)
	m.dialogs.ListFailed = func() { m.held = nil }
	m.settings = settingsArea{s: m.s, cache: o.Canned, left: func() tea.Cmd { return tea.Batch(readBrands(m), m.inbox.Refresh()) }}
	m.channels = channels.New(m.s)
	m.search = search.New(m.s, search.Options{
		Brands: m.channels.Brands, Open: func(h core.Hit) tea.Cmd { return openHit(m, h) }, Leave: func() tea.Cmd { return leaveSearch(m) },
	})
	m.team = team.New(m.s)
	m.reports = reports.New(m.s, m.channels.Brands)
	if f, ok := remembered(m); ok {
		m.inbox.Narrow(f, core.ChatRow{})
	}
	return m
}

// Init implements tea.Model.
func (m *Model) Init() (cmd tea.Cmd) {
	defer m.contain(&cmd)
	return m.s.Guard(tea.Batch(readBrands(m), m.inbox.Refresh(), m.canned.Refresh(), m.team.Refresh(), m.tick()))
}

// Update implements tea.Model. It also draws: a panic while drawing must end the
// screen, and View has no way to say so.
func (m *Model) Update(msg tea.Msg) (self tea.Model, cmd tea.Cmd) {
	self = m // after a panic too: Bubble Tea calls View on it
	defer m.contain(&cmd)
	if f, ok := msg.(frameMsg); ok && !m.heldBack(f) {
		return self, nil
	}
	cmd = m.route(msg)
	cmd = tea.Batch(cmd, m.pressHeld())
	followWalk(m)
	m.arrange()
	keepCanned(m)
	cmd = tea.Batch(cmd, followMention(m))
	cmd = tea.Batch(cmd, m.announce(), m.inbox.Fill(), m.chat.Fill(), m.tick(), m.search.Fill(), m.dialogs.Spin(), m.search.Spin(), m.reports.Spin(), m.chat.Spin(m.compose.PickingUp(m.chat.ID())), attend(m, msg), m.draw(msg))
	cmd = tea.Batch(cmd, m.team.Show(m.reading()))
	if onlyLooks := m.search.Walking() && m.focus != layout.Composer; !m.window.away && m.reading() != 0 && !onlyLooks {
		cmd = tea.Batch(cmd, m.chat.MarkRead(), seeMentions(m))
	}
	if m.state.crash != nil || m.state.quitting || m.state.refused != nil {
		return self, tea.Quit
	}
	return self, m.s.Guard(cmd)
}

// reading is the open chat if its messages are on the screen, else 0.
func (m *Model) reading() core.ChatID {
	if m.covered() || m.screen.plan.Transcript.Empty() {
		return 0
	}
	return m.chat.ID()
}

// announce tells what happened in chats that nobody sees on this screen.
func (m *Model) announce() tea.Cmd {
	lists := &m.screen.plan
	if m.covered() {
		lists = nil
	}
	return m.inbox.Announce(m.reading(), lists)
}

// View implements tea.Model. Bubble Tea runs without its renderer.
func (m *Model) View() string { return "" }

// contain keeps a panic from leaving the terminal broken.
func (m *Model) contain(cmd *tea.Cmd) {
	if v := recover(); v != nil {
		m.state.crash = crash.FromRecover(ofScreen, v)
		*cmd = tea.Quit
	}
}

// ofScreen is where a panic happened, for its report.
const ofScreen = "the screen"

// arrange lays the screen out anew; it is cheap and pure.
func (m *Model) arrange() {
	if m.screen.width < 1 || m.screen.height < 1 {
		return
	}
	if m.focus == layout.Panel && !m.chat.Panel.Open {
		m.focus = layout.Transcript
	}
	var counts, headings [layout.PaneCount]int
	for i, s := range core.States() {
		counts[i], headings[i] = m.inbox.Count(s), m.inbox.Headings(s)
	}
	m.screen.notice = noticeOf(m.s, m.screen.width)
	m.screen.plan = layout.Arrange(layout.Input{
		Width: m.screen.width, Height: m.screen.height, Focus: m.focus, Unfolded: m.inbox.Pane(), Panel: m.chat.Panel.Open,
		ComposerLines: m.compose.Lines(m.screen.plan.Composer.W), NoticeLines: len(m.screen.notice), Counts: counts, Headings: headings,
	})
	m.inbox.SetHeights(&m.screen.plan)
}

// setFocus moves the focus; the layout follows it. Keys struck in a list mean its
// chat, not a message that was left behind.
func (m *Model) setFocus(a layout.Area) {
	if m.focus = a; a.IsList() {
		m.chat.Messages.ClearSelection()
	}
	if a != layout.Composer {
		m.compose.Unshut()
	}
	m.inbox.SetFocus(a)
	m.arrange()
}

// scope is where keys go now.
func (m *Model) scope() keymap.Scope {
	switch {
	case m.search.Shown():
		return keymap.SearchLine
	case m.reports.IsOpen():
		return keymap.Reports
	case m.walking():
		return keymap.Hits
	}
	switch m.focus {
	case layout.Composer:
		return keymap.Composer
	case layout.Panel:
		return keymap.Panel
	case layout.Transcript:
		return keymap.Transcript
	}
	return keymap.Lists
}

// subject is the chat that actions are about: the one under the cursor of the
// list with the focus, else the open one. The error says that there is none, or
// why the one that is shown is not chosen.
func (m *Model) subject() (core.ChatRow, error) {
	open, why := m.chat.Row(), m.inbox.Unchosen()
	current, ok := m.inbox.Current()
	switch {
	case why == inbox.Gone && (waits(open.Chat) || open.Chat.HeldBy(m.s.Operator.ID)):
		return open, nil // it is shown still, and left its list for another one
	case why == inbox.Gone && open.Chat.Open() && open.Owner != "" && !open.Chat.HeldBy(m.s.Operator.ID):
		return open, core.NewError(core.CodeConflict, "chat_left_to", open.Owner)
	case why != "":
		return open, why
	case m.focus.IsList() && ok:
		return current, nil
	case open.Chat.ID == 0:
		return open, session.Reason("no_chat")
	case m.focus.IsList():
		return core.ChatRow{}, session.Reason("empty_list") // the open chat is of another list
	}
	return open, nil
}

// off says why nothing can be written in the open chat. Where the focus is in a list
// in which it is not chosen, no key picks it up.
func (m *Model) off() string {
	if _, err := m.subject(); err != nil && m.chat.Row().Chat.State.Waiting() {
		return m.s.Sentence(err)
	}
	return m.compose.Off()
}

// open shows a chat, and takes its texts into the composer.
func (m *Model) open(row core.ChatRow) tea.Cmd {
	if row.Chat.ID == m.chat.ID() {
		return nil
	}
	return m.turnTo(row, func() tea.Cmd { return m.chat.Open(row) })
}

// turnTo makes a chat the open one by calling show.
func (m *Model) turnTo(row core.ChatRow, show func() tea.Cmd) tea.Cmd {
	m.inbox.Opened(row.Chat.ID)
	left := m.chat.Row()
	if !row.Chat.Open() {
		m.compose.Forget(row.Chat.ID)
	}
	opened := m.compose.Open(row.Chat.ID)
	if !left.Chat.Open() {
		m.compose.Forget(left.Chat.ID)
	}
	return tea.Batch(opened, show())
}

// preview shows the chat under the cursor without taking it.
func (m *Model) preview() tea.Cmd {
	if row, ok := m.inbox.Current(); ok {
		return m.open(row)
	}
	return nil
}
