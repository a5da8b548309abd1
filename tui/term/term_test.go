package term

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	xterm "github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// recorder keeps each Write. It may fail, and it may stall until released.
type recorder struct {
	mu     sync.Mutex
	writes []string
	times  []time.Time
	err    error
	stall  chan struct{} // not nil: a Write waits until it is closed
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	stall := r.stall
	r.mu.Unlock()
	if stall != nil {
		<-stall
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes = append(r.writes, string(p))
	r.times = append(r.times, time.Now())
	if r.err != nil {
		return 0, r.err
	}
	return len(p), nil
}

func (r *recorder) set(err error, stall chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err, r.stall = err, stall
}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.writes...)
}

func (r *recorder) last() string {
	all := r.all()
	return all[len(all)-1]
}

func numberedFrame(n int) Frame {
	return Frame{Width: 20, Height: 1, Rows: []Row{{{0, 8, fmt.Sprint("frame ", n)}}}}
}

// started returns a running terminal inside a synctest bubble.
func started(t *testing.T, opts Options) (*Terminal, *recorder) {
	t.Helper()
	r := &recorder{}
	term := New(strings.NewReader(""), r, opts)
	if err := term.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = term.Stop() })
	synctest.Wait()
	return term, r
}

func TestStopUndoesEveryMode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{Mouse: true})
		if err := errors.Join(term.Stop(), term.Stop()); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(r.all(), "")
		if want := enter + mouseOn + leave; all != want {
			t.Errorf("wrote %q, want %q", all, want)
		}
		for _, mode := range []string{"1049", "2004", "1004", "1002", "1006"} {
			if on, off := strings.Index(all, "?"+mode+"h"), strings.LastIndex(all, "?"+mode+"l"); on < 0 || off < on {
				t.Errorf("mode %s is not switched on and then off", mode)
			}
		}
		term.Show(numberedFrame(1))
		synctest.Wait()
		if strings.Join(r.all(), "") != all {
			t.Error("a stopped terminal was written to")
		}
	})
}

func TestMinimumIntervalBetweenWrites(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		time.Sleep(time.Second)
		begin := time.Now()
		for n := range 50 { // ten in each interval
			term.Show(numberedFrame(n))
			time.Sleep(writeInterval / 10)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		writes, times := r.all()[1:], r.times[1:]
		if times[0] != begin {
			t.Errorf("the first frame after a quiet time waited %v", times[0].Sub(begin))
		}
		for i := 1; i < len(times); i++ {
			if gap := times[i].Sub(times[i-1]); gap < writeInterval {
				t.Errorf("write %d came after %v", i, gap)
			}
		}
		if len(writes) != 6 || !strings.Contains(writes[5], "frame 49") {
			t.Errorf("got %d writes, the last %q", len(writes), writes[len(writes)-1])
		}
	})
}

func TestAStalledTerminalBlocksNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		stall := make(chan struct{})
		r.set(nil, stall)
		for n := range 1000 {
			term.Show(numberedFrame(n))
			term.Bell()
			synctest.Wait()
		}
		time.Sleep(2 * time.Second)
		begin := time.Now()
		if err := term.Stop(); !errors.Is(err, ErrStalled) {
			t.Errorf("Stop() = %v", err)
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("Stop took %v", took)
		}
		close(stall)
		synctest.Wait()
		if !strings.HasSuffix(r.last(), leave) {
			t.Errorf("a terminal that came back was not restored: %q", r.last())
		}
	})
}

func TestPendingSequencesAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		stall := make(chan struct{})
		r.set(nil, stall)
		var err error
		for range 40 {
			err = errors.Join(err, term.Copy(strings.Repeat("x", 60_000)))
		}
		if !errors.Is(err, ErrStalled) || len(term.mailbox.sequences) > maxSequences {
			t.Errorf("%d bytes wait, error %v", len(term.mailbox.sequences), err)
		}
		close(stall)
		synctest.Wait()
	})
}

func TestAfterAnErrorTheWholeFrameIsPainted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		two := Frame{Width: 9, Height: 2, Rows: []Row{{{0, 3, "one"}}, {{0, 3, "two"}}}}
		term.Show(two)
		synctest.Wait()
		r.set(io.ErrShortWrite, nil)
		three := two
		three.Rows = []Row{two.Rows[0], {{0, 5, "three"}}}
		term.Show(three)
		time.Sleep(time.Second)
		r.set(nil, nil)
		term.Show(three)
		synctest.Wait()
		if got := r.last(); !strings.Contains(got, "one") || !strings.Contains(got, "three") {
			t.Errorf("wrote only %q", got)
		}
	})
}

func TestRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{Local: true})
		for _, step := range []struct {
			do   func()
			want string
		}{
			{func() { _ = term.Copy("a\x1b]b") }, "\x1b]52;c;YRtdYg==\a"},
			{term.Bell, "\a"},
			{func() { term.SetMouse(true) }, mouseOn},
			{func() { term.SetMouse(false) }, mouseOff},
		} {
			step.do()
			time.Sleep(time.Second)
			if got := r.last(); got != step.want {
				t.Errorf("wrote %q, want %q", got, step.want)
			}
			if on := step.want == mouseOn; term.Mouse() != on {
				t.Errorf("after %q the mouse counts as on: %v", step.want, !on)
			}
		}
		if err := term.Copy(strings.Repeat("x", 100_000)); !errors.Is(err, ErrTooLong) {
			t.Errorf("Copy of much = %v", err)
		}
		if _, _, err := term.Size(); !errors.Is(err, ErrNoSize) {
			t.Errorf("Size of no terminal = %v", err)
		}
		if !term.Local() {
			t.Error("it is not local")
		}
	})
}

func TestRefreshPaintsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		term.Show(numberedFrame(7))
		time.Sleep(time.Second)
		term.Refresh()
		synctest.Wait()
		if got := r.last(); !strings.Contains(got, "\x1b[2J") || !strings.Contains(got, "frame 7") {
			t.Errorf("Refresh wrote %q", got)
		}
	})
}

func TestManyGoroutines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		var all sync.WaitGroup
		for g := range 8 {
			all.Go(func() {
				for n := range 50 {
					term.Show(numberedFrame(g*100 + n))
					term.SetMouse(n%2 == 0)
				}
				_ = term.Stop()
			})
		}
		all.Wait()
		synctest.Wait()
		if !strings.HasSuffix(strings.Join(r.all(), ""), leave) {
			t.Error("the terminal was not left as it was")
		}
	})
}

func TestRawModeOnARealTerminal(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	defer slave.Close()
	go func() { _, _ = io.Copy(io.Discard, master) }()
	before, err := xterm.GetState(slave.Fd())
	if err != nil {
		t.Fatal(err)
	}
	term := New(slave, slave, Options{})
	if err := errors.Join(pty.Setsize(master, &pty.Winsize{Rows: 12, Cols: 40}), term.Start()); err != nil {
		t.Fatal(err)
	}
	if width, height, err := term.Size(); width != 40 || height != 12 || err != nil {
		t.Errorf("Size() = %d, %d, %v", width, height, err)
	}
	during, _ := xterm.GetState(slave.Fd())
	if fmt.Sprint(during) == fmt.Sprint(before) {
		t.Error("the terminal is not in raw mode")
	}
	if err := term.Stop(); err != nil {
		t.Fatal(err)
	}
	if after, _ := xterm.GetState(slave.Fd()); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Error("the terminal's mode is not what it was")
	}
}

func TestIdleWritesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		term.Show(numberedFrame(1))
		time.Sleep(time.Second)
		n := len(r.all())
		for range 10 {
			term.Show(numberedFrame(1))
			time.Sleep(time.Minute)
		}
		if got := len(r.all()); got != n {
			t.Errorf("%d writes for frames that change nothing", got-n)
		}
	})
}

func BenchmarkShow(b *testing.B) {
	term := New(&bytes.Buffer{}, io.Discard, Options{})
	if err := term.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = term.Stop() }()
	f := busyFrame(120, 40)
	b.ReportAllocs()
	for b.Loop() {
		term.Show(f)
	}
}
