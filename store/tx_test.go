package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

var errTest = errors.New("enough")

func TestWriteIsAllOrNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	err := d.Write(t.Context(), func(tx core.Tx) error {
		if _, err := tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator}); err != nil {
			return err
		}
		if len(must[[]core.Operator](t)(tx.Operators(t.Context()))) != 2 {
			t.Error("the transaction does not see its own write")
		}
		if len(must[[]core.Operator](t)(d.Operators(t.Context()))) != 1 {
			t.Error("others see what is not committed")
		}
		return errTest
	})
	if !errors.Is(err, errTest) {
		t.Fatal(err)
	}
	if ops := must[[]core.Operator](t)(d.Operators(t.Context())); len(ops) != 1 {
		t.Errorf("a failed transaction left %v", ops)
	}
}

func TestWriteRollsBackOnPanic(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	func() {
		defer func() { _ = recover() }()
		_ = d.Write(t.Context(), func(tx core.Tx) error {
			_, _ = tx.SaveOperator(t.Context(), core.Operator{Name: "ann", Role: core.RoleOperator})
			panic("bug")
		})
	}()
	if ops := must[[]core.Operator](t)(d.Operators(t.Context())); len(ops) != 1 {
		t.Errorf("a panic left %v", ops)
	}
	d.visitor(d.brand.ID, 1) // the connection is free again
}

func TestNowIsFixedInWholeMilliseconds(t *testing.T) {
	t.Parallel()
	calls := 0
	db := must[*DB](t)(Open(t.TempDir(), Options{Now: func() time.Time {
		calls++
		return noon().Add(time.Duration(calls) * 1234567)
	}}))
	defer func() { _ = db.Close() }()
	calls = 0
	err := db.Write(t.Context(), func(tx core.Tx) error {
		first, want := tx.Now(), noon().Add(time.Millisecond)
		if first != want || tx.Now() != first {
			t.Errorf("now is %v, then %v, want %v", first, tx.Now(), want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSavepoint(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	add := func(tx core.Tx, name string) error {
		_, err := tx.SaveOperator(t.Context(), core.Operator{Name: name, Role: core.RoleOperator})
		return err
	}
	d.write(func(tx core.Tx) error {
		if err := add(tx, "before"); err != nil {
			return err
		}
		err := tx.Savepoint(func() error {
			if err := add(tx, "lost"); err != nil {
				return err
			}
			if err := tx.Savepoint(func() error { return add(tx, "lost too") }); err != nil {
				return err
			}
			return errTest
		})
		if !errors.Is(err, errTest) {
			t.Errorf("Savepoint gave %v", err)
		}
		err = tx.Savepoint(func() error {
			_ = tx.Savepoint(func() error { return errors.Join(add(tx, "inner"), errTest) })
			return add(tx, "kept")
		})
		if err != nil {
			return err
		}
		return add(tx, "after")
	})
	var names []string
	for _, o := range must[[]core.Operator](t)(d.Operators(t.Context())) {
		names = append(names, o.Name)
	}
	if got := strings.Join(names, " "); got != "after before kept mika" {
		t.Errorf("operators: %s", got)
	}
}

func TestFailedCommitIsAnError(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	err := d.Write(t.Context(), func(c core.Tx) error {
		// Deferred references are checked by COMMIT itself.
		_, err := c.(*tx).exec(t.Context(), `PRAGMA defer_foreign_keys = 1`)
		if err != nil {
			return err
		}
		return c.InsertEdit(t.Context(), 99, core.Edit{Text: "of nothing"})
	})
	if err == nil || !strings.Contains(err.Error(), "commit") {
		t.Fatalf("got %v", err)
	}
	d.visitor(d.brand.ID, 1) // the connection is usable
	if n := must[int](t)(queryInt(t.Context(), d.q, "count", `SELECT count(*) FROM edits`)); n != 0 {
		t.Error("a failed commit left something")
	}
}

// SQLite may roll back a transaction when the disk is full. Later statements must
// not be committed on their own, even if the caller ignores the error.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.visitor(d.brand.ID, 1)
	c := d.chat(v, core.Pending, noon())
	pages := must[int](t)(queryInt(t.Context(), d.q, "count pages", `PRAGMA page_count`))
	if err := d.raw(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+3)); err != nil {
		t.Fatal(err)
	}
	big := core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, Text: strings.Repeat("x", 1<<20)}
	err := d.Write(t.Context(), func(tx core.Tx) error {
		err := tx.Savepoint(func() error {
			_, err := tx.InsertMessage(t.Context(), big)
			return err
		})
		wantCode(t, err, core.CodeUnavailable)
		_, _ = tx.SaveOperator(t.Context(), core.Operator{Name: "alone", Role: core.RoleOperator})
		return nil
	})
	wantCode(t, err, core.CodeUnavailable)
	if ops := must[[]core.Operator](t)(d.Operators(t.Context())); len(ops) != 1 {
		t.Errorf("written after the disk was full: %v", ops)
	}
	if err := d.raw(`PRAGMA max_page_count = 1073741823`); err != nil {
		t.Fatal(err)
	}
	big.SentAt = noon()
	d.say(c, big) // and the desk goes on once there is space
}

func TestCancelledContext(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Write(gone, func(core.Tx) error { t.Error("ran"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Write: %v", err)
	}
	if _, err := d.FindRows(gone, "visitor", core.Set[core.BrandID]{}, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("FindRows: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := d.Write(ctx, func(tx core.Tx) error {
		_, err := tx.SaveOperator(ctx, core.Operator{Name: "ann", Role: core.RoleOperator})
		cancel()
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before commit: %v", err)
	}
	if ops := must[[]core.Operator](t)(d.Operators(t.Context())); len(ops) != 1 {
		t.Errorf("a cancelled transaction left %v", ops)
	}
}

// A writer stops waiting for the connection when its context ends.
func TestWaitingWriterCanGiveUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.write(func(core.Tx) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := d.Write(ctx, func(core.Tx) error { return nil }); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		return nil
	})
}

func TestReadersDuringWrites(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.chat(d.visitor(d.brand.ID, 1), core.Pending, noon())
	done := make(chan error, 1)
	go func() {
		for last := 0; last < 200; {
			list, err := d.Messages(context.Background(), core.MessageQuery{Chat: c.ID, Limit: 1000})
			if err == nil && len(list) < last {
				err = fmt.Errorf("%d messages after %d", len(list), last)
			}
			if err != nil {
				done <- err
				return
			}
			last = len(list)
		}
		done <- nil
	}()
	for i := range 200 {
		d.say(c, core.Message{From: core.FromVisitor, TelegramID: int64(i + 1), Text: "hello"})
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// writeUntilKilled saves operators and prints the number of each after its commit.
func writeUntilKilled(dir string) int {
	db, err := Open(dir, Options{Key: testKey()})
	for i := 0; err == nil; i++ {
		err = db.Write(context.Background(), func(tx core.Tx) error {
			_, err := tx.SaveOperator(context.Background(), core.Operator{Name: fmt.Sprintf("op %06d", i), Role: core.RoleOperator})
			return err
		})
		fmt.Println(i)
	}
	_, _ = os.Stderr.WriteString(err.Error() + "\n")
	return 1
}

// What a killed process has committed can be read without an engine.
func TestKilledWriterLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := another(t, "write", dir)
	stdout := must[io.ReadCloser](t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, last := bufio.NewScanner(stdout), -1
	for lines.Scan() {
		if last = must[int](t)(strconv.Atoi(lines.Text())); last == 50 {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	r := must[*DB](t)(OpenReader(dir, Options{Key: testKey()}))
	defer func() { _ = r.Close() }()
	if ops := must[[]core.Operator](t)(r.Operators(t.Context())); len(ops) <= last {
		t.Errorf("%d operators stored, number %d was confirmed", len(ops), last)
	}
	if err := r.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
