package media

import (
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// A disk that does not answer is given up after a time, and not asked again until it
// answers.
func TestAsk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var stuck atomic.Int32
		back := make(chan struct{})
		blocked := func() (int, error) { <-back; return 1, nil }
		began := time.Now()
		for range 2 { // both were asked before anybody knew
			go func() { _, _ = ask(&stuck, time.Second, blocked) }()
		}
		if _, err := ask(&stuck, time.Second, blocked); core.ProblemOf(err) != core.NewProblem("media_silent") || time.Since(began) != time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		synctest.Wait()
		if _, err := ask(&stuck, time.Second, func() (int, error) { return 2, nil }); err == nil || time.Since(began) != time.Second {
			t.Errorf("asked again: %v after %s", err, time.Since(began))
		}
		close(back)
		synctest.Wait()
		if n, err := ask(&stuck, time.Second, func() (int, error) { return 3, nil }); n != 3 || err != nil || stuck.Load() != 0 {
			t.Errorf("it answers %d, %v; %d are stuck", n, err, stuck.Load())
		}
	})
}

// While the disk does not answer, nothing that others wait for asks it for long.
func TestSilentDisk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		back := make(chan struct{})
		defer close(back)
		dir := filepath.Join(t.TempDir(), "media")
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, "there"), nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		d := New(dir, nil, false).On(Disk{Measure: func(string) (int64, int64, bool) { <-back; return 0, 0, false }})
		if _, err := d.Room(); core.ProblemOf(err) != core.NewProblem("media_silent") {
			t.Errorf("room: %v", err)
		}
		began := time.Now()
		if !d.Has(core.File{Path: "x"}) {
			t.Error("what cannot be looked up counts as missing")
		}
		if d.Holds(core.File{Path: "there"}) {
			t.Error("a file is found on a disk that does not answer")
		}
		for what, err := range map[string]error{"probe": d.Probe(t.Context()), "answers": d.Answers(), "import": imports(d)} {
			if core.ProblemOf(err) != core.NewProblem("media_silent") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("they took %s", took)
		}
	})
}

func imports(d *Dir) error {
	_, err := d.Import(core.BrandOptions{}, nil)
	return err
}

// What an operator attaches leaves room for messages, too.
func TestImportLeavesRoom(t *testing.T) {
	t.Parallel()
	d := New(filepath.Join(t.TempDir(), "media"), nil, false).On(Disk{Measure: func(string) (int64, int64, bool) { return 40 << 20, 1 << 40, true }})
	_, err := d.Import(core.BrandOptions{}, []Checked{{Size: 20 << 20}, {Size: 11 << 20}})
	if core.ProblemOf(err) != core.NewProblem("attach_full", "10 MB") {
		t.Errorf("import: %v", err)
	}
}
