package tui

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/tui/chat"
	"tgdesk/tui/inbox"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/settings"
)

// effect is something done off the screen's thread; its result comes back
// through Model.receive.
type effect func(ctx context.Context) any

// later is an effect and how long to wait before it runs.
type later struct {
	run   effect
	after time.Duration
}

// result is what an effect brings back. It changes the model itself, and
// names what it was for: a result that comes too late does nothing.
type result interface{ apply(m *Model) }

// Model is the state of one operator's screen.
type Model struct {
	ctx     context.Context
	o       Options
	actions []action
	keys    *keymap.Map
	todo    []later
	writes  writeQueue
	errands errands

	width, height int
	plan          layout.Plan
	focus         layout.Area
	pane          layout.Area // the list that has, or last had, the focus
	backTo        layout.Area // where esc leads from the composer
	lookedAway    bool        // the terminal lost the focus
	mouseOn       bool

	lists   [4]*inbox.List
	counts  core.Counts
	unsent  int
	longest time.Time
	brands  []core.Brand
	reads   reader

	chat  openChat
	shows func(core.ChatID) // tells the desk which chat is shown
	write writing
	panel bool

	files    filing
	pictures *pictures

	overlay  overlay
	settings *settings.Screen
	toast    toast
	notice   []string // its lines, see noticeLines
	ticks    int      // the clock tick that is awaited; older ones are stale
	bellAt   time.Time
	dead     bool // the engine has stopped

	quitting bool
	crash    error // a *crash.Panic; the screen ends with it
}

// openChat is the chat in the transcript.
type openChat struct {
	id    core.ChatID
	row   core.ChatRow
	fresh bool // the row and messages have been read since the chat was opened
	view  *chat.Transcript
	past  []core.ChatRow // the visitor's chats, for the panel
	lost  bool           // the chat left the list under the cursor
	turns int            // counts pick-ups; rows asked for before the last one are dropped
}

// New returns the model of a screen that has not been sized yet.
func New(ctx context.Context, o Options) *Model {
	if o.Keys == nil {
		o.Keys = keymap.New()
	}
	m := &Model{
		ctx: ctx, o: o, actions: registry(), keys: o.Keys, mouseOn: true,
		focus: layout.ListPending, pane: layout.ListPending, backTo: layout.ListPending,
	}
	for i, s := range core.States() {
		m.lists[i] = inbox.New(s)
	}
	m.write, m.files = newWriting(), newFiling()
	m.shows = func(core.ChatID) {}
	m.pictures = newPictures(m)
	m.chat.view = chat.New()
	return m
}

// start queues the first reads.
func (m *Model) start() {
	m.readBrands(true)
	m.readLists()
	m.tick()
}

// queue asks for an effect to be run.
func (m *Model) queue(e effect) {
	if e != nil {
		m.todo = append(m.todo, later{run: e})
	}
}

// after asks for r to be applied once d has passed.
func (m *Model) after(d time.Duration, r result) {
	m.todo = append(m.todo, later{run: func(context.Context) any { return r }, after: d})
}

// receive takes the result of an effect.
func (m *Model) receive(msg any) {
	if r, ok := msg.(result); ok {
		r.apply(m)
	}
	m.arrange()
}

// resize takes the terminal's size in cells.
func (m *Model) resize(w, h int) {
	if w < 1 || h < 1 {
		return
	}
	m.width, m.height = w, h
	m.arrange()
	m.fill()
}

// arrange lays the screen out anew; it is cheap and pure.
func (m *Model) arrange() {
	var counts [4]int
	for i, s := range core.States() {
		counts[i] = m.counts[s]
	}
	m.notice = m.noticeLines()
	m.plan = layout.Arrange(layout.Input{
		Width: m.width, Height: m.height, Focus: m.focus, Unfolded: m.pane, Panel: m.panel,
		ComposerLines: m.composerLines(), NoticeLines: len(m.notice), Counts: counts,
	})
}

// news are events of the desk.
type news struct {
	events []core.Event
	resync bool
}

func (n news) apply(m *Model) {
	chats, brands := n.resync, n.resync
	open := n.resync
	alert := false
	for _, e := range n.events {
		switch e.Kind {
		case core.EventBrand, core.EventHealth:
			brands = true
		case core.EventTrouble: // the notice is laid out with everything else
		case core.EventFile: // no row of a list shows it
			open = open || e.Chat == m.chat.id
		default:
			chats = true
			open = open || e.Chat == m.chat.id
		}
		alert = alert || e.Alert
	}
	if brands {
		m.readBrands(false)
		m.settingsChanged()
	}
	if chats {
		m.readLists()
	}
	if open {
		m.readChat()
	}
	if alert {
		m.ring()
	}
	if n.resync {
		m.saveDraftsAgain()
	}
}

// engineStopped says that the engine has died under the screen.
type engineStopped struct{}

func (engineStopped) apply(m *Model) {
	m.dead = true
	m.toastBad(m.o.Words.Toast("engine_stopped"))
}

// focused notes whether the terminal window has the focus.
func (m *Model) focused(yes bool) {
	m.lookedAway = !yes
	if yes {
		m.markRead()
	}
}

// ring asks for attention when nobody looks, at most every five seconds.
func (m *Model) ring() {
	now := m.o.Desk.Now()
	if !m.o.Bell || !m.lookedAway || now.Sub(m.bellAt) < 5*time.Second {
		return
	}
	m.bellAt = now
	m.o.Terminal.Bell()
}
