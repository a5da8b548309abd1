package command

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"tgdesk/core"
	"tgdesk/core/chatbot/wire"
	"tgdesk/core/clean"
	"tgdesk/core/crash"
)

const (
	// grace is how long a program may take to end by itself, and how long what it left
	// behind may hold its output open.
	grace = time.Second
	// maxLogged bounds a line for the log, in bytes. Longer ones are parted.
	maxLogged = 1000
	// At most so many lines are logged a second, and at once.
	logRate, logBurst = 5, 50
)

// child is a program as the system runs it.
type child struct {
	pid  int
	in   io.WriteCloser
	out  io.ReadCloser
	errs io.ReadCloser
	wait func() string // until it has ended; how it did
	// end asks it, and all that it started, to end; kill makes them.
	end, kill func()
}

// reply is what an answer says, or why that cannot be read.
type reply struct {
	answer core.BotAnswer
	err    error
}

// process is a program that runs, to be asked line by line.
type process struct {
	child
	name    string
	log     *slog.Logger
	answers chan reply    // one at most
	over    chan struct{} // is closed when it has ended and all that it printed is read
	reads   crash.Group
	mu      sync.Mutex
	asked   bool // an answer is waited for, to the event
	event   string
	proved  bool         // it has answered
	fault   core.Problem // why it was stopped
	why     core.Problem // why it ended
}

func newProcess(name string, log *slog.Logger, c child) *process {
	return &process{child: c, name: name, log: log, answers: make(chan reply, 1), over: make(chan struct{})}
}

// run reads what the program prints until it ends, or ctx does, and returns why it ended.
func (p *process) run(ctx context.Context) core.Problem {
	p.reads.Failed = func(err error) {
		p.log.Error("reading from a chatbot's program failed", "err", err)
		p.kill()
	}
	p.reads.Go("a reader of a chatbot's answers", p.readAnswers)
	p.reads.Go("a reader of a chatbot's messages", p.readMessages)
	called := context.AfterFunc(ctx, func() {
		_ = p.in.Close()
		p.end()
		time.AfterFunc(grace, p.kill)
	})
	how := p.wait()
	called()
	p.kill() // what it started
	_ = p.in.Close()
	// What has left the program's group may hold its output open.
	late := time.AfterFunc(grace, func() {
		_ = p.out.Close()
		_ = p.errs.Close()
	})
	p.reads.Wait()
	late.Stop()
	_ = p.out.Close()
	_ = p.errs.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.why = p.fault; p.why == "" {
		p.why = core.NewProblem("command_ended", p.name, how)
	}
	close(p.over)
	return p.why
}

// ask writes the line of an event and waits for an answer. When that takes too long, or
// ctx ends, the program is stopped: its answer would be taken for that to the next event.
func (p *process) ask(ctx context.Context, line []byte, event string) (reply, error) {
	p.mu.Lock()
	p.asked, p.event = true, event
	p.mu.Unlock()
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	defer context.AfterFunc(within, func() {
		why := core.NewProblem("command_timeout", p.name, timeout)
		if ctx.Err() != nil {
			why = core.NewProblem("chatbot_closed")
		}
		p.stop(why)
	})()
	_, _ = p.in.Write(append(line[:len(line):len(line)], '\n')) // one that does not read does not answer either
	select {
	case got := <-p.answers:
		return got, nil
	case <-p.over:
	}
	select {
	case got := <-p.answers: // it ended after its answer
		return got, nil
	default:
		return reply{}, &core.ChatbotError{Detail: p.why, Retry: true}
	}
}

// stop kills the program, and says why it ended.
func (p *process) stop(why core.Problem) {
	p.mu.Lock()
	p.fault = cmp.Or(p.fault, why)
	p.mu.Unlock()
	p.kill()
	_ = p.in.Close() // a write may wait for what has left the group
}

func (p *process) hasAnswered() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.proved
}

// isOver reports whether the program has ended, or is being stopped.
func (p *process) isOver() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault != "" || p.why != ""
}

// readAnswers takes one line for each event. A program that prints anything else is
// stopped: nobody could tell which line answers what.
func (p *process) readAnswers() {
	from := bufio.NewReaderSize(p.out, 64<<10)
	for {
		line, over, err := readLine(from, wire.MaxAnswer)
		if over {
			p.stop(wire.TooLong().Detail)
			return
		}
		broken := err != nil && !json.Valid(line) // it ended in the middle of it
		if len(bytes.TrimSpace(line)) > 0 && !broken {
			rest, _ := from.Peek(from.Buffered())
			if !p.take(line, rest) {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// take hands an answer on, of which rest is read already of what follows, or stops the
// program and returns false.
func (p *process) take(line, rest []byte) bool {
	p.mu.Lock()
	event, asked := p.event, p.asked
	p.asked = false
	p.mu.Unlock()
	if !asked || len(bytes.TrimSpace(rest)) > 0 {
		p.stop(core.NewProblem("command_unasked", p.name))
		return false
	}
	got := reply{}
	got.answer, got.err = wire.Decode(line, event)
	unusable, bad := errors.AsType[*core.ChatbotError](got.err)
	astray := bad && (unusable.Detail.Is("bot_answer_of_another") || !json.Valid(line)) // maybe it is no answer at all
	if astray {
		p.stop(unusable.Detail)
	}
	if !bad {
		p.mu.Lock()
		p.proved = true
		p.mu.Unlock()
	}
	p.answers <- got
	return !astray
}

// readMessages logs what the program prints for people.
func (p *process) readMessages() {
	from, limit, dropped := bufio.NewReaderSize(p.errs, maxLogged), rate.NewLimiter(logRate, logBurst), 0
	for {
		line, _, err := readLine(from, maxLogged)
		if text := clean.Line(string(line)).String(); text != "" {
			if !limit.Allow() {
				dropped++
			} else {
				if dropped > 0 {
					p.log.Warn("chatbot's program prints too much", "lines_left_out", dropped)
					dropped = 0
				}
				p.log.Info("chatbot's program says", "text", text)
			}
		}
		if err != nil {
			return
		}
	}
}

// readLine reads to the end of a line, or up to a bound.
func readLine(from *bufio.Reader, most int) (line []byte, over bool, err error) {
	for {
		part, err := from.ReadSlice('\n')
		if len(line)+len(part) > most {
			return append(line, part[:most-len(line)]...), true, nil
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, false, err
		}
	}
}
