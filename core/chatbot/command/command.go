// Package command asks a program on the desk's machine what to do about the events of
// chats: one line of JSON in, one line of JSON out. The program is started once and kept
// running, and started again when it ends. The topic chatbots of the manual describes it
// for those who write one.
//
// It must not start a shell, hand on anything of the desk's environment but what
// [environment] names, or leave behind anything that it started.
package command

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"tgdesk/core"
	"tgdesk/core/chatbot/wire"
	"tgdesk/core/clean"
	"tgdesk/core/crash"
)

const (
	timeout = 10 * time.Second // for one answer
	// maxTurn is for how long an event may wait until the program is asked about it, while
	// it is asked about others.
	maxTurn = 15 * time.Second
	// The pauses before the program is started again; an answer resets them.
	firstPause, lastPause = 500 * time.Millisecond, time.Minute
	// maxWait is for how much of a pause an event may wait. It fails at once before a
	// longer one.
	maxWait = 2 * time.Second
)

// Options say which program it is, and where it runs.
type Options struct {
	Command string       // see [core.SplitCommand]
	Dir     string       // where it runs; "" = the home of the desk's user
	Log     *slog.Logger // of what it prints for people, and of its starts and ends; nil = nowhere
}

// Command is a program that answers. It is for many goroutines; the program is asked one
// thing at a time.
type Command struct {
	name  string // of the program, for people
	log   *slog.Logger
	start func() (child, error)
	turn  chan struct{} // is full while the program is asked
	ctx   context.Context
	close context.CancelFunc
	ended chan struct{} // is closed when nothing runs any more

	mu      sync.Mutex
	running *process      // nil while none runs
	why     core.Problem  // then, why
	again   time.Time     // then, when it is started again; zero if now
	failed  int           // how often it could not be started
	changed chan struct{} // is closed when any of these changes
}

var _ core.Chatbot = (*Command)(nil)

// New starts a program. That it does not start is known by the first event.
func New(o Options) (*Command, error) {
	spec, err := core.ParseChatbot(core.ChatbotSpec{Kind: core.ChatbotCommand, Target: o.Command}.String())
	if err != nil {
		return nil, &core.ChatbotError{Detail: core.ProblemOf(err), Err: err}
	}
	args, _ := core.SplitCommand(spec.Target) // as ParseChatbot has done
	dir := o.Dir
	if dir == "" {
		dir, _ = os.UserHomeDir() // where the desk runs, if there is none
	}
	c := newCommand(args[0], o.Log, func() (child, error) { return startChild(args, dir) })
	c.run()
	return c, nil
}

func newCommand(program string, log *slog.Logger, start func() (child, error)) *Command {
	log = cmp.Or(log, slog.New(slog.DiscardHandler))
	name := clean.Line(filepath.Base(program)).String()
	c := &Command{
		name: name, log: log.With("program", name), start: start,
		turn: make(chan struct{}, 1), ended: make(chan struct{}), changed: make(chan struct{}),
	}
	c.ctx, c.close = context.WithCancel(context.Background())
	return c
}

func (c *Command) run() {
	crash.Go("a chatbot's program", func() error { c.supervise(); return nil }, func(err error) {
		if err != nil {
			c.log.Error("chatbot stopped", "err", err)
		}
		c.close()
		close(c.ended)
	})
}

// Close implements core.Chatbot. It waits until the program has ended, which it is asked
// for first and made to soon after.
func (c *Command) Close() error {
	c.close()
	<-c.ended
	return nil
}

// supervise keeps the program running. The system thread that starts the program is this
// goroutine's alone: when it ends, the system ends the program (see ownGroup).
func (c *Command) supervise() {
	runtime.LockOSThread()
	backoff := core.Backoff{First: firstPause, Last: lastPause}
	for c.ctx.Err() == nil {
		var why core.Problem
		p, err := c.open()
		if err != nil {
			why = startProblem(c.name, err)
			c.mu.Lock()
			c.failed++
			c.mu.Unlock()
		} else {
			c.set(p, "", time.Time{})
			why = p.run(c.ctx)
			if p.hasAnswered() {
				backoff.Reset()
			}
		}
		if c.ctx.Err() != nil {
			break
		}
		pause := backoff.Next(rand.Float64())
		c.log.Warn("chatbot's program does not run", "why", why.String(), "again_in", pause)
		c.set(nil, why, time.Now().Add(pause))
		select {
		case <-time.After(pause):
		case <-c.ctx.Done():
		}
	}
	c.set(nil, core.NewProblem("chatbot_closed"), time.Time{})
}

func (c *Command) open() (*process, error) {
	started, err := c.start()
	if err != nil {
		return nil, err
	}
	c.log.Info("chatbot's program started", "pid", started.pid)
	return newProcess(c.name, c.log, started), nil
}

func (c *Command) set(p *process, why core.Problem, again time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running, c.why, c.again = p, why, again
	close(c.changed)
	c.changed = make(chan struct{})
}

// Answer implements core.Chatbot.
func (c *Command) Answer(ctx context.Context, e core.BotEvent) (core.BotAnswer, error) {
	line, err := wire.Encode(e)
	if err != nil {
		return core.BotAnswer{}, err
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-time.After(maxTurn):
		return core.BotAnswer{}, &core.ChatbotError{Detail: core.NewProblem("command_busy", c.name, maxTurn), Retry: true}
	case <-ctx.Done():
		return core.BotAnswer{}, ctx.Err()
	case <-c.ctx.Done():
		return core.BotAnswer{}, errClosed()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.ctx, cancel)()
	for {
		p, err := c.process(ctx)
		var got reply
		if err == nil {
			// One that answers once and ends may have been asked while it did.
			again := p.hasAnswered()
			got, err = p.ask(ctx, line, e.ID)
			if failed, ok := errors.AsType[*core.ChatbotError](err); ok && again && ctx.Err() == nil && !failed.Detail.Is("command_timeout") {
				continue
			}
		}
		switch {
		case c.ctx.Err() != nil:
			return core.BotAnswer{}, errClosed()
		case ctx.Err() != nil:
			return core.BotAnswer{}, ctx.Err()
		case err != nil:
			return core.BotAnswer{}, err
		case e.Kind == core.BotOperatorJoined: // whatever it answers
			return core.BotAnswer{}, nil
		}
		return got.answer, got.err
	}
}

func errClosed() *core.ChatbotError {
	return &core.ChatbotError{Detail: core.NewProblem("chatbot_closed"), Retry: true}
}

// process is the one that runs, or soon will. It waits for one start at most.
func (c *Command) process(ctx context.Context) (*process, error) {
	for began := -1; ; {
		c.mu.Lock()
		p, why, again, failed, changed := c.running, c.why, c.again, c.failed, c.changed
		c.mu.Unlock()
		if began < 0 {
			began = failed
		}
		if p != nil && !p.isOver() {
			return p, nil
		}
		if left := time.Until(again); p == nil && (failed > began || left > maxWait) {
			return nil, &core.ChatbotError{Detail: why.And("command_again", max(left, time.Second).Round(time.Second)), Retry: true}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
