package settings

import (
	"context"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// requests are what the screen has asked of the desk and not heard back from.
// An answer to one that is not pending any more changes nothing.
type requests struct {
	pending map[int]request
	last    int // id of the newest; ids count up from 1
	brands  int // id of the newest read of the brands
}

// request is one of them. One with an owner is cancelled when its page is
// left. One without is a change: it goes on, and the operator sees its outcome
// on whatever page they are by then.
type request struct {
	owner  page
	cancel context.CancelFunc
}

// ResultMsg is the outcome of a command of a Screen, to be given to the Update
// of that Screen.
type ResultMsg struct {
	screen *Screen
	id     int // of the request
	apply  func() tea.Cmd
}

// send returns the command that runs do, and passes what it returns to then in
// Update. do runs beside the screen: it must not touch what changes on a page.
func send[T any](s *Screen, owner page, do func(context.Context) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	ctx, cancel := context.WithCancel(s.o.Context)
	s.requests.last++
	id := s.requests.last
	if s.requests.pending == nil {
		s.requests.pending = map[int]request{}
	}
	s.requests.pending[id] = request{owner, cancel}
	return func() tea.Msg {
		value, err := do(ctx)
		return ResultMsg{s, id, func() tea.Cmd { return then(value, err) }}
	}
}

// Update takes a key press, a ResultMsg or a tick of the spinner. A result for
// another screen, or for a request that was cancelled, is dropped.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return s.pressKey(msg)
	case ResultMsg:
		if _, pending := s.requests.pending[msg.id]; msg.screen == s && pending {
			s.cancel(msg.id)
			return msg.apply()
		}
	case spinner.TickMsg:
		if msg.ID == s.spinner.ID() {
			return s.tick(msg)
		}
	}
	return nil
}

// spin lets the spinner turn while cmd runs.
func (s *Screen) spin(cmd tea.Cmd) tea.Cmd {
	if s.ticks > 0 {
		return cmd
	}
	s.ticks = 1
	return tea.Batch(cmd, s.spinner.Tick)
}

// tick turns the spinner for as long as something is pending.
func (s *Screen) tick(msg spinner.TickMsg) (next tea.Cmd) {
	if len(s.requests.pending) == 0 {
		s.ticks = 0
		return nil
	}
	s.ticks++
	s.spinner, next = s.spinner.Update(msg)
	return next
}

func (s *Screen) cancel(id int) {
	if r, ok := s.requests.pending[id]; ok {
		r.cancel()
		delete(s.requests.pending, id)
	}
}

// cancelRequests cancels the requests of a page.
func (s *Screen) cancelRequests(owner page) {
	for id, r := range s.requests.pending {
		if r.owner == owner {
			s.cancel(id)
		}
	}
}

// ask sends a question of a page to a server. It is cancelled when the page is
// left.
func ask[T any](s *Screen, p page, do func(context.Context) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	return s.spin(send(s, p, do, then))
}

// change sends a change of what the page is about. The page is busy until it is
// done; a failure is shown as a notice.
func change[T any](s *Screen, p page, do func(context.Context) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	p.state().busy = true
	return s.spin(send(s, nil, do, func(value T, err error) tea.Cmd {
		p.state().busy = false
		if err != nil {
			s.warn(s.errorText(err))
		}
		return then(value, err)
	}))
}

// changeBrand is change for what returns the changed brand, which is shown at
// once; done is called when it succeeded.
func changeBrand(s *Screen, p page, do func(context.Context) (core.Brand, error), done func(core.Brand) tea.Cmd) tea.Cmd {
	return change(s, p, do, func(b core.Brand, err error) tea.Cmd {
		if err != nil {
			return nil
		}
		s.replaceBrand(b)
		return done(b)
	})
}
