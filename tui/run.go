package tui

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/tui/canned"
	"tgdesk/tui/noquery"
	"tgdesk/tui/paste"
	"tgdesk/tui/picture"
	"tgdesk/tui/session"
)

// Bubble Tea is initialized by now: see package noquery.
func init() { noquery.Restore() }

// Options are what a screen is made from, with the session's fields but Context
// and Toast. Fifty screens can run in one process: nothing is shared but the
// desk.
type Options struct {
	session.Session
	In       io.Reader        // where keys come from
	Demo     bool             // say on the top line that this is the demo
	Pictures picture.Mode     // how pictures are shown in the transcript
	Decoder  *picture.Decoder // of the process; nil when Pictures is None
	Canned   *canned.Cache    // of the process; nil = one of the screen's own
	// PicturesOff does not show them before the operator turns them on.
	PicturesOff bool
	// Sizes brings the width and height in cells, at first and after each
	// change, of a terminal that cannot be asked for them. Nil asks Terminal.
	Sizes <-chan [2]int
	// Stopped is closed when the engine has died; the screen says so.
	Stopped <-chan struct{}
}

// Run shows the screen until the operator quits or ctx ends. The terminal is
// restored on every way out. It returns nil after an orderly end, and an error
// when the operator may not use the desk any more, the terminal is gone or the screen
// crashed; that one is a *crash.Panic.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := o.Terminal.Start(); err != nil {
		return fmt.Errorf("start the terminal: %w", err)
	}
	defer o.Terminal.Stop()
	o.ID = rand.Text()
	if err := o.Desk.Enter(ctx, o.Operator.ID, o.ID); err != nil { // the screen says why it can do nothing
		o.Log.Warn("screen opened", "err", err)
	}
	cut := true
	defer func() {
		if err := o.Desk.Leave(ctx, o.Operator.ID, o.ID, cut); err != nil {
			o.Log.Warn("screen closed", "err", err)
		}
	}()
	outside := ctx
	err := crash.Do(ofScreen, func() error { return run(ctx, cancel, o) })
	cut = err != nil || outside.Err() != nil
	if p, ok := errors.AsType[*crash.Panic](err); ok {
		o.Log.Error("screen crashed", "cause", p.Cause, "stack", p.Trace)
	}
	return err
}

func run(ctx context.Context, cancel context.CancelFunc, o Options) error {
	box := o.Desk.As(o.Operator.ID).Subscribe()
	defer box.Close()
	m := New(ctx, o, box.Show)
	defer m.s.Close()
	var p *tea.Program
	crashed := func(err error) { p.Send(session.CrashedMsg{Err: err}) }
	in, err := newInput(o.In, cancel, m.s.CatchUp, func(s paste.Paste) { p.Send(s) }, crashed)
	if err != nil {
		return fmt.Errorf("read the keyboard: %w", err)
	}
	defer in.board.close() // after a panic, too
	p = tea.NewProgram(m, tea.WithInput(in), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
	watchers := crash.Group{Failed: crashed}
	watchers.Go(ofScreen, func() { watch(ctx, o, box, p) })
	if o.Sizes == nil {
		watchers.Go(ofScreen, func() {
			o.Terminal.Watch(ctx, func(w, h int) { p.Send(tea.WindowSizeMsg{Width: w, Height: h}) })
		})
	}
	_, err = p.Run()
	switch {
	case m.state.crash != nil:
		err = m.state.crash
	case m.state.refused != nil:
		err = m.state.refused
	case ctx.Err() != nil, errors.Is(err, tea.ErrProgramKilled):
		err = nil
	}
	cancel()
	in.board.close()
	watchers.Wait()
	o.Terminal.Stop()
	m.s.End()
	m.compose.SaveNow()
	return err
}

// Between two batches of news passes a rest: what comes meanwhile is read in one go. It
// is the long one while news do not end. After more than a screen can follow, it is long
// enough to leave the machine to others.
const (
	newsRest     = 20 * time.Millisecond
	longNewsRest = 50 * time.Millisecond
	resyncRest   = 200 * time.Millisecond
)

// watch reports to the screen what happens outside it, until it is to end; a mailbox
// coalesces events while the screen is slow. ctx does not end the program by
// itself: one that is killed so closes its input while it is being read.
func watch(ctx context.Context, o Options, box *core.Mailbox, p *tea.Program) {
	wake := box.Wake()
	var rested <-chan time.Time
	endless := false // news had come when the rest was over
	for {
		select {
		case <-ctx.Done():
			p.Quit()
			return
		case <-wake:
			events, resync := box.Take()
			p.Send(NewsMsg{Events: events, Resync: resync})
			rest := newsRest
			switch {
			case resync:
				rest = resyncRest
			case endless:
				rest = longNewsRest
			}
			wake, rested = nil, time.After(rest)
		case <-rested:
			wake, rested = box.Wake(), nil
			endless = len(wake) > 0
		case s, ok := <-o.Sizes:
			if !ok {
				o.Sizes = nil
				continue
			}
			p.Send(tea.WindowSizeMsg{Width: s[0], Height: s[1]})
		case <-o.Stopped:
			o.Stopped = nil
			p.Send(EngineStoppedMsg{})
		case err := <-o.Terminal.Crashed():
			p.Send(session.CrashedMsg{Err: err})
		}
	}
}
