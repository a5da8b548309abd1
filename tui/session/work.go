package session

import (
	"context"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core/crash"
)

// work is what a screen does beside its own goroutine: commands in flight, and
// use cases in the order in which the operator asked for them.
type work struct {
	mu      sync.Mutex
	ended   bool           // no command begins any more
	running sync.WaitGroup // commands in flight

	writing chan struct{} // holds something while a use case runs
	queue   []func(context.Context) tea.Msg
	fewer   chan struct{} // closed, and replaced, when the queue gets shorter
}

func newWork() *work { return &work{writing: make(chan struct{}, 1), fewer: make(chan struct{})} }

// maxQueued is how many use cases may wait before no more keys are read. Nobody types so
// far ahead of a desk: it is a client that sends keys without end, each of which would
// otherwise cost memory, and be done long after it has gone.
const maxQueued = 64

// endTime bounds how long the end of a screen waits for commands in flight, and
// then for each use case.
const endTime = 5 * time.Second

// CrashedMsg reports a panic beside the screen; Err is a *crash.Panic.
type CrashedMsg struct{ Err error }

// Read returns the command that runs fn, which reads.
func (s *Session) Read(fn func(context.Context) tea.Msg) tea.Cmd {
	return func() tea.Msg { return fn(s.Context) }
}

// ThenMsg does on the screen's goroutine what follows from the work of a command.
type ThenMsg func() tea.Cmd

// QuietMsg is ThenMsg for what changes nothing that shows.
type QuietMsg func() tea.Cmd

// Then is work for Read or Write, and take takes its result on the screen's goroutine.
func Then[T any](do func(context.Context) (T, error), take func(T, error) tea.Cmd) func(context.Context) tea.Msg {
	return func(ctx context.Context) tea.Msg {
		result, err := do(ctx)
		return ThenMsg(func() tea.Cmd { return take(result, err) })
	}
}

// Write queues fn, a use case, and returns the command that runs the first one
// that is queued: they run one after the other, in the order in which they were
// asked for, so that a reply typed right after a pick-up follows it. What was
// asked for is done even when the screen ends first.
func (s *Session) Write(fn func(context.Context) tea.Msg) tea.Cmd {
	s.work.mu.Lock()
	s.work.queue = append(s.work.queue, fn)
	s.work.mu.Unlock()
	return func() tea.Msg {
		msg, _ := s.work.next(context.WithoutCancel(s.Context))
		return msg
	}
}

// next runs the first use case that is queued; ok is false when none is, or when the one
// before it is not done before ctx ends.
func (w *work) next(ctx context.Context) (msg tea.Msg, ok bool) {
	select {
	case w.writing <- struct{}{}:
	case <-ctx.Done():
		return nil, false
	}
	defer func() { <-w.writing }()
	w.mu.Lock()
	if len(w.queue) == 0 {
		w.mu.Unlock()
		return nil, false
	}
	fn := w.queue[0]
	w.queue = w.queue[1:]
	close(w.fewer)
	w.fewer = make(chan struct{})
	w.mu.Unlock()
	return fn(ctx), true
}

// CatchUp waits while too many use cases are queued, or until the screen ends. Call it
// before more keys are read.
func (s *Session) CatchUp() {
	for {
		s.work.mu.Lock()
		queued, fewer := len(s.work.queue), s.work.fewer
		s.work.mu.Unlock()
		if queued <= maxQueued {
			return
		}
		select {
		case <-fewer:
		case <-s.Context.Done():
			return
		}
	}
}

// After returns the command that gives msg once d has passed, and nothing when
// the screen ends before.
func (s *Session) After(d time.Duration, msg tea.Msg) tea.Cmd {
	if s.Delay != nil {
		return s.Delay(d, msg)
	}
	return func() tea.Msg {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			return msg
		case <-s.Context.Done():
			return nil
		}
	}
}

// Guard returns cmd as it is to be run: a panic in it ends this screen alone,
// and the end of the screen waits for it, so that whoever closes the desk next
// finds nobody reading it. It may be nil.
func (s *Session) Guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		s.work.mu.Lock()
		if s.work.ended {
			s.work.mu.Unlock()
			return nil
		}
		s.work.running.Add(1)
		s.work.mu.Unlock()
		defer s.work.running.Done()
		if err := crash.Do("the screen", func() error { msg = cmd(); return nil }); err != nil {
			return CrashedMsg{err}
		}
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, cmd := range batch {
				batch[i] = s.Guard(cmd)
			}
		}
		return msg
	}
}

// End lets no command begin any more, waits for those in flight as long as an
// end may take, and does what was still asked for, until that takes as long, too.
func (s *Session) End() {
	w := s.work
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	idle := make(chan struct{})
	crash.Go("the screen", func() error { w.running.Wait(); return nil }, func(error) { close(idle) })
	select {
	case <-idle:
	case <-time.After(endTime):
	}
	for w.nextInTime() {
	}
}

// nextInTime is next at the end of the screen; more is false once nothing is queued or the
// desk does not answer any more.
func (w *work) nextInTime() (more bool) {
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	_, ok := w.next(ctx)
	return ok && ctx.Err() == nil
}

// Do queues a use case of which only the outcome is shown: toast when there was no
// error, "" for nothing.
func (s *Session) Do(toast string, fn func(context.Context) error) tea.Cmd {
	return s.Write(func(ctx context.Context) tea.Msg { return DoneMsg{Err: fn(ctx), Toast: toast} })
}

// DoneMsg is the result of a use case of which only the outcome is shown.
type DoneMsg struct {
	Err   error
	Toast string // when there was no error; "" for nothing
}

// Done shows the outcome.
func (s *Session) Done(msg DoneMsg) tea.Cmd {
	switch {
	case msg.Err != nil:
		return s.Failed(msg.Err)
	case msg.Toast != "":
		return s.Good(msg.Toast)
	}
	return nil
}
