package engine

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"tgdesk/core"
)

// queueStep is that a visitor's file was queued or that its download began.
type queueStep struct {
	visitor int64
	file    string
	began   bool
}

// queueLog is what happened to the files of several visitors, in order.
type queueLog struct {
	mu    sync.Mutex
	steps []queueStep
}

func (l *queueLog) add(s queueStep) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.steps = append(l.steps, s)
}

// taking makes each download take d, and logs its beginning. No two of them end, so
// that others begin, at the same moment.
func (l *queueLog) taking(r *rig, d time.Duration) {
	r.bot.fetch = func(ctx context.Context, total int, id string, w io.Writer, _ func(core.Progress)) error {
		var v int64
		var n int
		_, err := fmt.Sscanf(id, "v%dn%d-at-acme", &v, &n)
		if err != nil {
			return err
		}
		l.add(queueStep{v, fmt.Sprintf("v%dn%d", v, n), true})
		if take(ctx, d+time.Duration(total)*time.Microsecond); ctx.Err() != nil {
			return ctx.Err()
		}
		_, err = io.WriteString(w, id)
		return err
	}
}

// send lets a visitor send their next file, of which they have sent n.
func (l *queueLog) send(r *rig, v int64, n int) {
	file := fmt.Sprintf("v%dn%d", v, n)
	l.add(queueStep{v, file, false})
	r.bot.sends(v, "", photo(file, 10))
	synctest.Wait()
}

// unfair finds two downloads of one visitor between which another visitor waited all
// the time in vain, or files of one visitor that did not begin in their order.
func (l *queueLog) unfair() error {
	waiting, next := map[int64][]string{}, map[int64][]int64{} // next: who waits since the visitor's last turn
	for _, s := range l.steps {
		if !s.began {
			waiting[s.visitor] = append(waiting[s.visitor], s.file)
			continue
		}
		if len(next[s.visitor]) > 0 {
			return fmt.Errorf("%s began before a file of visitors %v, who waited longer", s.file, next[s.visitor])
		}
		if waiting[s.visitor][0] != s.file {
			return fmt.Errorf("%s began before %s", s.file, waiting[s.visitor][0])
		}
		waiting[s.visitor] = waiting[s.visitor][1:]
		for v := range next {
			next[v] = slices.DeleteFunc(next[v], func(w int64) bool { return w == s.visitor })
		}
		for v, files := range waiting {
			if v != s.visitor && len(files) > 0 {
				next[s.visitor] = append(next[s.visitor], v)
			}
		}
	}
	for v, files := range waiting {
		if len(files) > 0 {
			return fmt.Errorf("visitor %d waits for %v", v, files)
		}
	}
	return nil
}

// Visitors take turns: between two files of one of them, everybody else who waits
// gets one.
func TestVisitorsTakeTurns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type sending struct {
			visitor int64
			wait    time.Duration
		}
		sent := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) sending {
			v := rapid.SampledFrom([]int64{1, 1, 1, 1, 2, 3, 4, 5}).Draw(t, "visitor")
			return sending{v, drawMilliseconds(t, 700)}
		}), 1, 30).Draw(rt, "sent")
		var wrong error
		synctest.Test(t, func(t *testing.T) {
			r, l, counts := newRig(t), &queueLog{}, map[int64]int{}
			l.taking(r, time.Second)
			r.boot()
			for _, s := range sent {
				counts[s.visitor]++
				l.send(r, s.visitor, counts[s.visitor])
				r.after(s.wait)
			}
			r.after(time.Hour)
			r.stop()
			wrong = l.unfair()
		})
		if wrong != nil {
			rt.Fatal(wrong)
		}
	})
}

// What an operator requests begins at once, whoever waits and whatever is under way.
func TestRequestedFilesGoFirst(t *testing.T) {
	inBubble(t, func(r *rig) {
		l := &queueLog{}
		l.taking(r, time.Minute)
		for v := range int64(5) {
			for n := range 20 {
				l.send(r, v+1, n)
			}
		}
		m := r.lastOf(r.chatOf(3))
		r.wantFile(m, core.FileWanted)
		must(t, r.desk.FetchFile(t.Context(), r.op, m.ID))
		synctest.Wait()
		r.wantFile(m, core.FileFetching)
		r.after(time.Minute + time.Second)
		r.wantFile(m, core.FileReady)

		// The request outlives a restart.
		m = r.lastOf(r.chatOf(5))
		must(t, r.desk.FetchFile(t.Context(), r.op, m.ID))
		synctest.Wait()
		r.stop()
		r.boot()
		r.after(time.Minute + time.Second)
		r.wantFile(m, core.FileReady)
	})
}

// A request for a file that is being downloaded by itself lifts its limit, before or
// after it shows that the file is over it.
func TestRequestWhileDownloading(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.fetch = func(ctx context.Context, _ int, id string, w io.Writer, progress func(core.Progress)) error {
			if take(ctx, time.Second); ctx.Err() == nil {
				progress(core.Progress{Done: 7 << 20})
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			_, err := io.WriteString(w, id)
			return err
		}
		r.bot.sends(7, "", photo("liar", 100))
		synctest.Wait()
		m := r.wantFile(r.lastOf(r.chatOf(7)), core.FileFetching)
		must(t, r.desk.FetchFile(t.Context(), r.op, m.ID))
		r.after(time.Minute)
		r.wantFile(m, core.FileReady)
	})
}
