package settings

import (
	"context"
	"reflect"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/session"
)

// requests are what the screen has asked of the desk and not heard back from,
// and the spinner that turns meanwhile. An answer to one that is not pending
// any more changes nothing.
type requests struct {
	pending map[int]request
	last    int // id of the newest; ids count up from 1
	brands  int // id of the newest read of the brands
	spinner session.Spinner
}

// request is one of them. One with an owner is cancelled when its page is
// left. One without is a change: it goes on, and the operator sees its outcome
// on whatever page they are by then.
type request struct {
	owner  page
	reads  reflect.Type // what is asked for
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
	s.requests.pending[id] = request{owner, reflect.TypeFor[T](), cancel}
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
			s.requests.answered(msg.id)
			return msg.apply()
		}
	case spinner.TickMsg:
		if len(s.requests.pending) == 0 {
			return s.requests.spinner.Spin(false)
		}
		return s.requests.spinner.Update(msg)
	}
	return nil
}

// spin lets the spinner turn while cmd runs.
func (r *requests) spin(cmd tea.Cmd) tea.Cmd { return tea.Batch(cmd, r.spinner.Spin(true)) }

func (r *requests) cancel(id int) {
	if q, ok := r.pending[id]; ok {
		q.cancel()
		delete(r.pending, id)
	}
}

// answered ends a request, and those in which its page asked for the same before: what
// they would bring is older.
func (r *requests) answered(id int) {
	q := r.pending[id]
	r.cancel(id)
	for before, o := range r.pending {
		if q.owner != nil && o.owner == q.owner && o.reads == q.reads && before < id {
			r.cancel(before)
		}
	}
}

// cancelOf cancels the requests of a page.
func (r *requests) cancelOf(owner page) {
	for id, q := range r.pending {
		if q.owner == owner {
			r.cancel(id)
		}
	}
}

// ask sends a question of a page to a server. It is cancelled when the page is
// left.
func ask[T any](s *Screen, p page, do func(context.Context) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	return s.requests.spin(send(s, p, do, then))
}

// change is try for what has nothing left to do when it fails; done is called when it
// succeeded.
func change[T any](s *Screen, p page, do func(context.Context) (T, error), done func(T) tea.Cmd) tea.Cmd {
	return try(s, p, do, func(value T, err error) tea.Cmd {
		if err != nil {
			return nil
		}
		return done(value)
	})
}

// changeBrand is change for what returns the changed brand, which is shown at once.
func changeBrand(s *Screen, p page, do func(context.Context) (core.BrandView, error), done func(core.BrandView) tea.Cmd) tea.Cmd {
	return change(s, p, do, func(b core.BrandView) tea.Cmd { return tea.Batch(s.changed(b), done(b)) })
}

// try sends a change of what the page is about. The page is busy until it is
// done; a failure is shown under the field that it is about, else as a notice, unless
// it is a question.
func try[T any](s *Screen, p page, do func(context.Context) (T, error), then func(T, error) tea.Cmd) tea.Cmd {
	p.state().busy, p.state().refusal = true, refusal{}
	return s.requests.spin(send(s, nil, do, func(value T, err error) tea.Cmd {
		p.state().busy = false
		var failed tea.Cmd
		if _, asks := core.ToAgree[any](err); err != nil && !asks {
			failed = s.showFailure(p, err)
		}
		return tea.Batch(failed, then(value, err))
	}))
}

// showFailure shows why a change was refused.
func (s *Screen) showFailure(p page, err error) tea.Cmd {
	if s.top() == p {
		if field := p.place(err); field != "" {
			return s.refuse(p, field, s.errorText(err))
		}
	}
	return s.o.Bad(s.errorText(err))
}
