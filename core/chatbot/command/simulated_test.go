package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

// program stands in for a program in simulated time. It returns how it ended.
type program func(in *bufio.Scanner, out io.Writer) string

// simulated returns a Command that runs a program, and counts its starts. end has no
// effect on it; kill has.
func simulated(run program) (*Command, *starts) {
	s := &starts{began: time.Now()}
	return newCommand("/opt/bot", nil, func() (child, error) {
		s.add()
		inRead, inWrite := io.Pipe()
		outRead, outWrite := io.Pipe()
		errRead, errWrite := io.Pipe()
		how, killed := make(chan string, 1), make(chan struct{})
		go func() {
			lines := bufio.NewScanner(inRead)
			lines.Buffer(nil, 1<<20)
			how <- run(lines, outWrite)
		}()
		var once sync.Once
		closeAll := func() {
			_, _, _ = inRead.Close(), outWrite.Close(), errWrite.Close()
		}
		return child{
			in: keptOpen{inWrite}, out: outRead, errs: errRead,
			wait: func() string {
				select {
				case h := <-how:
					closeAll()
					return h
				case <-killed:
					closeAll()
					return "signal: killed"
				}
			},
			end:  func() {},
			kill: func() { once.Do(func() { close(killed) }) },
		}, nil
	}), s
}

// keptOpen is the input of a program that does not mind its end.
type keptOpen struct{ io.Writer }

func (keptOpen) Close() error { return nil }

type starts struct {
	mu    sync.Mutex
	began time.Time
	after []time.Duration
}

func (s *starts) add() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = append(s.after, time.Since(s.began))
}

func (s *starts) all() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.after
}

func event(id string) core.BotEvent {
	return core.BotEvent{ID: id, Kind: core.BotMessage, Brand: "acme", Chat: 1, Text: "hello"}
}

// sentence is what people read of an error.
func sentence(t *testing.T, err error) string {
	t.Helper()
	e, ok := errors.AsType[*core.ChatbotError](err)
	if !ok {
		t.Fatalf("%v is no *core.ChatbotError", err)
	}
	return locale.English().Problem(e.Detail)
}

const wait = `{"actions":[]}` + "\n"

func echo(in *bufio.Scanner, out io.Writer) string {
	for in.Scan() {
		_, _ = io.WriteString(out, wait)
	}
	return "exit status 0"
}

func TestSlowIsStopped(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]program{
		"reads and is silent": func(in *bufio.Scanner, _ io.Writer) string {
			for in.Scan() {
			}
			return "exit status 0"
		},
		"never reads": nil,
		"never ends its line": func(in *bufio.Scanner, out io.Writer) string {
			in.Scan()
			_, _ = io.WriteString(out, `{"actions":`)
			in.Scan()
			return "exit status 0"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var runs atomic.Int32
				stuck := make(chan struct{})
				t.Cleanup(func() { close(stuck) })
				command, started := simulated(func(in *bufio.Scanner, out io.Writer) string {
					if runs.Add(1) > 1 {
						return echo(in, out)
					}
					if c == nil { // a bubble must be able to end
						<-stuck
						return ""
					}
					return c(in, out)
				})
				command.run()
				began := time.Now()
				_, err := command.Answer(t.Context(), event("e1"))
				if got := sentence(t, err); got != "The program bot did not answer within 10s, and was stopped." || time.Since(began) != timeout {
					t.Errorf("%s after %s", got, time.Since(began))
				}
				if _, err := command.Answer(t.Context(), event("e2")); err != nil {
					t.Errorf("after it was started again: %v", err)
				}
				if pause := started.all()[1] - timeout; pause < firstPause || pause > firstPause*5/4 {
					t.Errorf("it was started again after %s", pause)
				}
				_ = command.Close()
			})
		})
	}
}

// TestPauses: a program that ends again and again is started ever more rarely, until it
// answers.
func TestPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var works atomic.Bool
		command, started := simulated(func(in *bufio.Scanner, out io.Writer) string {
			if works.Load() && in.Scan() {
				_, _ = io.WriteString(out, wait)
			}
			return "exit status 7"
		})
		command.run()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		all := started.all()
		want := firstPause
		for i := 1; i < len(all); i++ {
			if d := all[i] - all[i-1]; d < want || d > want*5/4 {
				t.Errorf("pause %d took %s, want %s", i, d, want)
			}
			want = min(2*want, lastPause*4/5)
		}
		if len(all) < 15 {
			t.Errorf("it was started %d times", len(all))
		}
		for len(started.all()) == len(all) { // until a long pause has just begun
			time.Sleep(time.Second)
			synctest.Wait()
		}
		began := time.Now()
		_, err := command.Answer(t.Context(), event("e1"))
		if got := sentence(t, err); !strings.HasPrefix(got, "The program bot ended (exit status 7). It is started again after ") || time.Since(began) != 0 {
			t.Errorf("%s after %s", got, time.Since(began))
		}
		works.Store(true)
		time.Sleep(lastPause)
		for i := range 3 { // each by a start of its own
			n := len(started.all())
			if _, err := command.Answer(t.Context(), event("e2")); err != nil {
				t.Errorf("event %d: %v", i, err)
			}
			synctest.Wait()
			if now := started.all(); len(now)-n > 1 || len(now) > n && now[n]-now[n-1] > time.Minute {
				t.Errorf("event %d: starts %v", i, now)
			}
		}
		_ = command.Close()
	})
}

// TestInTurn: one event at a time, whoever asks.
func TestInTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var at, most atomic.Int32
		command, started := simulated(func(in *bufio.Scanner, out io.Writer) string {
			for in.Scan() {
				most.Store(max(most.Load(), at.Add(1)))
				time.Sleep(time.Second)
				at.Add(-1)
				id := strings.TrimPrefix(in.Text(), `{"id":"`)
				id, _, _ = strings.Cut(id, `"`)
				_, _ = fmt.Fprintf(out, `{"id":"%s","actions":[],"memory":"%s"}`+"\n", id, id)
			}
			return "exit status 0"
		})
		command.run()
		var all sync.WaitGroup
		for i := range 12 {
			all.Go(func() {
				id := strconv.Itoa(i)
				if got, err := command.Answer(t.Context(), event(id)); err != nil || got.Memory != id {
					t.Errorf("event %s: %+v, %v", id, got, err)
				}
			})
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := command.Answer(ctx, event("late")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("one that waits too long for its turn: %v", err)
		}
		all.Wait()
		if most.Load() != 1 || len(started.all()) != 1 {
			t.Errorf("%d at once, %d starts", most.Load(), len(started.all()))
		}
		_ = command.Close()
	})
}

// TestEnds: closing and canceling end an answer that is under way at once; a program that
// does not end when asked to is killed soon after.
func TestEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		command, _ := simulated(func(in *bufio.Scanner, _ io.Writer) string {
			for in.Scan() {
			}
			return "exit status 0"
		})
		command.run()
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error, 1)
		ask := func(ctx context.Context) {
			_, err := command.Answer(ctx, event("e1"))
			failed <- err
		}
		go ask(ctx)
		synctest.Wait()
		began := time.Now()
		cancel()
		if err := <-failed; !errors.Is(err, context.Canceled) || time.Since(began) != 0 {
			t.Errorf("canceled: %v after %s", err, time.Since(began))
		}
		go ask(t.Context())
		time.Sleep(time.Second)
		synctest.Wait()
		began = time.Now()
		_ = command.Close()
		if got := sentence(t, <-failed); got != "The chatbot was stopped before it answered." || time.Since(began) > grace {
			t.Errorf("closed: %s after %s", got, time.Since(began))
		}
		if _, err := command.Answer(t.Context(), event("e2")); sentence(t, err) != "The chatbot was stopped before it answered." {
			t.Error(err)
		}
		again, _ := simulated(echo)
		again.run()
		synctest.Wait()
		began = time.Now()
		if _ = again.Close(); time.Since(began) != grace {
			t.Errorf("a program that does not end was killed after %s", time.Since(began))
		}
	})
}

// TestHangs: a program that hangs holds up no chat for longer than a turn and an answer.
func TestHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		command, _ := simulated(func(in *bufio.Scanner, _ io.Writer) string {
			for in.Scan() {
			}
			return "exit status 0"
		})
		command.run()
		began := time.Now()
		var all sync.WaitGroup
		busy := atomic.Int32{}
		for i := range 8 {
			all.Go(func() {
				_, err := command.Answer(t.Context(), event("e"+strconv.Itoa(i)))
				if took := time.Since(began); took > maxTurn+timeout {
					t.Errorf("event %d waited for %s", i, took)
				}
				if sentence(t, err) == "The program bot was busy with other chats for 15s." {
					busy.Add(1)
				}
			})
		}
		all.Wait()
		if busy.Load() != 6 {
			t.Errorf("%d events had no turn", busy.Load())
		}
		_ = command.Close()
	})
}

// TestLateLine: what comes after an answer is that to no event.
func TestLateLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		command, started := simulated(func(in *bufio.Scanner, out io.Writer) string {
			for in.Scan() {
				_, _ = io.WriteString(out, wait)
				time.Sleep(time.Second)
				_, _ = io.WriteString(out, `{"actions":[],"memory":"late"}`+"\n")
			}
			return "exit status 0"
		})
		command.run()
		for i := range 3 {
			if got, err := command.Answer(t.Context(), event("e1")); err != nil || got.Memory != "" || len(started.all()) != i+1 {
				t.Errorf("event %d, of start %d: %+v, %v", i, len(started.all()), got, err)
			}
			time.Sleep(2 * time.Second)
		}
		_ = command.Close()
	})
}
