package tui

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
)

// TestFramesForNews: what happens is drawn at once after a quiet time, and then at most
// every few milliseconds, more seldom while it does not end. A key is drawn at once, with
// what was held back.
func TestFramesForNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		type heldBackMsg struct{}
		send := func(msg tea.Msg) (drawn bool) {
			before := m.screen.drawn
			m.Update(msg)
			return m.screen.drawn != before
		}
		time.Sleep(time.Second)
		if !send(heldBackMsg{}) {
			t.Error("news after a quiet time is not drawn at once")
		}
		for range 10 {
			time.Sleep(leastRest / 20)
			if send(heldBackMsg{}) {
				t.Error("news is drawn too soon")
			}
		}
		if m.screen.due.IsZero() {
			t.Error("nothing will draw what was held back")
		}
		time.Sleep(leastRest / 2)
		if !send(frameMsg{m.screen.due}) || !m.screen.due.IsZero() {
			t.Error("what was held back is not drawn")
		}
		time.Sleep(leastRest)
		if send(heldBackMsg{}) || m.screen.due.IsZero() {
			t.Error("the rest is not longer while news do not end")
		}
		if !send(keymap.Rune('j', false)) {
			t.Error("a key is not drawn at once")
		}
		time.Sleep(leastRest)
		if send(frameMsg{m.screen.due}) || !m.screen.due.IsZero() {
			t.Error("what a key has drawn is drawn again")
		}
		for range 10 {
			send(heldBackMsg{})
			time.Sleep(mostRest)
			if !send(frameMsg{m.screen.due}) {
				t.Error("the rest grows without end")
			}
		}
		time.Sleep(time.Second)
		send(heldBackMsg{})
		time.Sleep(leastRest)
		if !send(heldBackMsg{}) {
			t.Error("the rest is as long after a quiet time")
		}
	})
}

// TestNewsAreReadFirst: news are drawn once with what was read of them, or soon if
// nothing has to be read.
func TestNewsAreReadFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		time.Sleep(time.Second)
		before := m.screen.drawn
		m.Update(NewsMsg{Events: []core.Event{{Kind: core.EventPresence, Chat: 1, Operator: 7}}})
		if m.screen.drawn != before || m.screen.due.IsZero() {
			t.Error("news are drawn before they were read, or never")
		}
		time.Sleep(leastRest)
		m.Update(frameMsg{m.screen.due})
		if m.screen.drawn == before {
			t.Error("news are not drawn")
		}
	})
}

// TestOutOfSight: nothing is drawn for who looks at a chat that is not on the screen, or
// for a timer of which nothing shows.
func TestOutOfSight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		time.Sleep(time.Second)
		before := m.screen.drawn
		for _, msg := range []tea.Msg{
			NewsMsg{Events: []core.Event{{Kind: core.EventPresence, Chat: 999, Operator: 7}}}, session.QuietMsg(func() tea.Cmd { return nil }),
		} {
			if m.Update(msg); m.screen.drawn != before || !m.screen.due.IsZero() {
				t.Errorf("%T is drawn", msg)
			}
		}
		if m.Update(NewsMsg{Resync: true}); m.screen.due.IsZero() {
			t.Error("lost news are not drawn")
		}
	})
}

// TestLatePickUp: the operator has turned to another chat before the answer came
// that the first one is theirs. The cursor stays where they put it.
func TestLatePickUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		first, _ := m.inbox.Current()
		_, picked := m.Update(tea.KeyMsg{Type: tea.KeyEnter})
		for _, key := range []tea.KeyMsg{keymap.Rune('2', true), keymap.Rune('g', false), keymap.Rune('j', false)} {
			_, cmd := m.Update(key)
			drain(m, cmd)
		}
		chosen, _ := m.inbox.Current()
		drain(m, picked)
		if now, _ := m.inbox.Current(); now.Chat.ID != chosen.Chat.ID || m.chat.ID() != chosen.Chat.ID || chosen.Chat.ID == first.Chat.ID {
			t.Errorf("picked up %d, went to %d; the cursor is on %d, open is %d", first.Chat.ID, chosen.Chat.ID, now.Chat.ID, m.chat.ID())
		}
	})
}

// TestKeysWaitForAJump: a key struck behind "last" acts on the last chat, not on the
// one where the cursor was while the end of a long list is being read.
func TestKeysWaitForAJump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 1000)
		press := func(r rune) tea.Cmd { _, cmd := m.Update(keymap.Rune(r, false)); return cmd }
		drain(m, press('4'))
		first, _ := m.inbox.Current()
		read := press('G')
		if !m.inbox.Jumping() {
			t.Fatal("the end of the list is known already")
		}
		up, reply := press('k'), press('r')
		if up != nil || reply != nil || m.chat.ID() != first.Chat.ID || m.focus != layout.ListCompleted {
			t.Error("a key acts on the chat where the cursor was")
		}
		drain(m, read)
		last, _ := m.inbox.Current()
		refused := m.s.Toast.Text
		drain(m, press('G'))
		if end, _ := m.inbox.Current(); m.inbox.Jumping() || end.Chat.ID == first.Chat.ID || end.Chat.ID == last.Chat.ID || refused == "" {
			t.Errorf("first %d, after G k r %d, last %d; %q", first.Chat.ID, last.Chat.ID, end.Chat.ID, refused)
		}
	})
}

// TestKeysWaitForTheNextChat: what is typed behind ctrl+g, while the next of many
// waiting chats is being read, is not sent to the visitor of the one before.
func TestKeysWaitForTheNextChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 1000)
		_, picked := m.Update(tea.KeyMsg{Type: tea.KeyEnter})
		drain(m, picked)
		held := m.chat.ID()
		_, read := m.Update(tea.KeyMsg{Type: tea.KeyCtrlG})
		if read == nil || !m.inbox.Jumping() || m.focus != layout.Composer {
			t.Fatal("the next chat is known already")
		}
		for _, k := range []tea.KeyMsg{keymap.Rune('z', false), keymap.Rune('B', false), {Type: tea.KeyEnter}} {
			if _, cmd := m.Update(k); cmd != nil {
				t.Errorf("%s does something in the chat before", k)
			}
		}
		drain(m, read)
		if m.inbox.Jumping() || len(m.held) > 0 || m.chat.ID() == held {
			t.Errorf("jumping %v, %d keys held, chat %d", m.inbox.Jumping(), len(m.held), m.chat.ID())
		}
		rows, err := m.s.Desk.Messages(t.Context(), core.MessageQuery{Chat: held, Limit: 99})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.From == core.FromOperator && r.Text == "zB" {
				t.Error("sent to the visitor of the chat before")
			}
		}
	})
}

// TestKeysWaitForTheSettings: what is pressed while the brands are being read acts on what
// is there then, and esc waits for nothing.
func TestKeysWaitForTheSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 1000)
		press := func(k tea.KeyMsg) tea.Cmd { _, cmd := m.Update(k); return cmd }
		read := press(keymap.Rune(',', false))
		if press(keymap.Rune('G', false)) != nil || press(tea.KeyMsg{Type: tea.KeyEnter}) != nil || !m.settings.open.Loading() {
			t.Fatal("the brands are known already")
		}
		drain(m, read)
		rows, _ := m.settings.open.Render(80, 24)
		if title := (term.Frame{Width: 80, Height: 1, Rows: rows}).String(); len(m.held) > 0 || !strings.Contains(title, "Yours") {
			t.Errorf("G and enter lead to %q, %d keys held", title, len(m.held))
		}
		drain(m, press(tea.KeyMsg{Type: tea.KeyEsc}))
		drain(m, press(tea.KeyMsg{Type: tea.KeyEsc}))
		press(keymap.Rune(',', false))
		press(keymap.Rune('G', false))
		drain(m, press(tea.KeyMsg{Type: tea.KeyEsc}))
		if m.settings.isOpen() || len(m.held) > 0 {
			t.Errorf("after esc: settings %v, %d keys held", m.settings.isOpen(), len(m.held))
		}
	})
}

// TestKeysWaitForAList: enter that is pressed while what was typed is looked for opens what
// is found for it, and what is pressed behind it acts there; esc waits for nothing.
func TestKeysWaitForAList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 1000)
		press := func(k tea.KeyMsg) tea.Cmd { _, cmd := m.Update(k); return cmd }
		open := func() { drain(m, press(keymap.Rune('F', false))) }
		open()
		read := tea.Batch(press(keymap.Rune('7', false)), press(keymap.Rune('7', false)), press(keymap.Rune('3', false)))
		if press(tea.KeyMsg{Type: tea.KeyEnter}) != nil || press(keymap.Rune('n', false)) != nil || len(m.held) != 2 {
			t.Fatalf("%d keys held", len(m.held))
		}
		drain(m, read)
		if row := m.chat.Row(); row.Visitor.LastName != "773" || len(m.held) > 0 || m.focus != layout.Composer {
			t.Errorf("%q is open, %d keys held, focus %d", row.Visitor.LastName, len(m.held), m.focus)
		}
		drain(m, press(tea.KeyMsg{Type: tea.KeyEsc}))
		open()
		read = press(keymap.Rune('5', false))
		press(tea.KeyMsg{Type: tea.KeyEnter})
		press(tea.KeyMsg{Type: tea.KeyEsc})
		if !m.dialogs.Empty() || len(m.held) > 0 {
			t.Errorf("after esc: %d keys held", len(m.held))
		}
		drain(m, read)
		read = dialog.OpenList(m.dialogs, "assign", func(context.Context) ([]dialog.Command, error) {
			return nil, core.NewError(core.CodeUnavailable, "store_full")
		}, func(all []dialog.Command) []dialog.Command { return all })
		press(tea.KeyMsg{Type: tea.KeyEnter})
		press(keymap.Rune('q', false))
		drain(m, read)
		if !m.dialogs.Empty() || len(m.held) > 0 || m.s.Toast.Text == "" {
			t.Errorf("without a list %d keys are held, %q", len(m.held), m.s.Toast.Text)
		}
	})
}

// TestLookChangesWhileReading: what a screen is like may change while a list is read.
func TestLookChangesWhileReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 1000)
		m.s.Look = func(core.Operator) session.Look { return session.Look{Theme: m.s.Theme, Zone: time.UTC} }
		read, answer := openTeam(m), make(chan tea.Msg)
		go func() { answer <- read() }()
		op := m.s.Operator
		op.Screen.Zone = "UTC"
		m.s.TakeOperator(op)
		m.Update(<-answer)
		if f := m.Frame(); !strings.Contains(f.String(), "· offline · ") {
			t.Errorf("no operator is listed:\n%s", f.String())
		}
	})
}

// TestTopLine: at every width the top line says how many wait, and since when where
// there is room beside what matters as much; nothing runs into it.
func TestTopLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		for _, dead := range []bool{false, true} {
			m.state.engineDead = dead
			for w := 40; w <= 200; w++ {
				_, cmd := m.Update(tea.WindowSizeMsg{Width: w, Height: 20})
				drain(m, cmd)
				line := m.Frame().Plain()[0]
				if !strings.Contains(line, " 4 waiting ") && !strings.Contains(line, " 4 waiting · longest 2d 7h ") {
					t.Errorf("%d: %q", w, line)
				}
				if dead != strings.Contains(line, "✗ stopped") || w >= 49 && !strings.Contains(line, "longest") {
					t.Errorf("%d: %q", w, line)
				}
			}
		}
	})
}

// TestNewsMakeOneFrame: a message in the open chat is drawn once, with what was read of
// the lists and of the chat.
func TestNewsMakeOneFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := crowded(t, 20)
		time.Sleep(time.Second)
		frames, last := 0, m.screen.drawn
		take := func(msg tea.Msg) tea.Cmd {
			time.Sleep(time.Microsecond)
			_, cmd := m.Update(msg)
			if m.screen.drawn != last {
				frames, last = frames+1, m.screen.drawn
			}
			return cmd
		}
		todo := []tea.Msg{NewsMsg{Events: []core.Event{{Kind: core.EventMessage, Brand: 1, Chat: m.chat.ID()}}}}
		var taken []string
		for ; len(todo) > 0; todo = todo[1:] {
			taken = append(taken, fmt.Sprintf("%T", todo[0]))
			todo = append(todo, messages(take(todo[0]))...)
		}
		if frames != 1 || !slices.Contains(taken, "inbox.PagesMsg") || !slices.Contains(taken, "chat.PageMsg") {
			t.Errorf("%d frames for %q", frames, taken)
		}
	})
}

// messages runs a command, and all that it is made of.
func messages(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	switch msg := cmd().(type) {
	case nil, tickMsg:
		return nil
	case tea.BatchMsg:
		var all []tea.Msg
		for _, c := range msg {
			all = append(all, messages(c)...)
		}
		return all
	default:
		return []tea.Msg{msg}
	}
}

// newsModel notes when news come.
type newsModel struct {
	began time.Time
	at    []time.Duration
}

func (m *newsModel) Init() tea.Cmd { return nil }
func (m *newsModel) View() string  { return "" }
func (m *newsModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(NewsMsg); ok {
		m.at = append(m.at, time.Since(m.began).Truncate(time.Millisecond))
	}
	return m, nil
}

// TestNewsRest: news come at once after a quiet time, soon while they are few, and more
// seldom while they do not end.
func TestNewsRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &newsModel{began: time.Now()}
		p := tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutRenderer(), tea.WithoutSignalHandler())
		ctx, cancel := context.WithCancel(t.Context())
		hub := core.NewHub()
		box := hub.Subscribe(1)
		go watch(ctx, Options{Session: session.Session{Terminal: term.New(nil, io.Discard, term.Options{})}}, box, p)
		ended := make(chan error)
		go func() { _, err := p.Run(); ended <- err }()
		publish := func(at ...int) {
			for _, ms := range at {
				time.Sleep(time.Until(m.began.Add(time.Duration(ms) * time.Millisecond)))
				hub.Publish(core.Event{Kind: core.EventMessage, Chat: core.ChatID(ms)})
			}
		}
		publish(100, 105, 110, 200, 230, 300, 310, 320, 330, 340, 350, 360, 370, 380, 390, 500, 510)
		time.Sleep(time.Second)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := []time.Duration{100, 120, 200, 230, 300, 320, 370, 420, 500, 520}
		for i := range want {
			want[i] *= time.Millisecond
		}
		if !slices.Equal(m.at, want) {
			t.Errorf("news came at %v, want %v", m.at, want)
		}
	})
}
