package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/wal"
)

// churnUntilKilled is writeUntilKilled with a log that is begun anew every few
// commits, so that a kill meets every moment of a checkpoint.
func churnUntilKilled(dir string) int {
	db, err := Open(dir, Options{Key: testKey()})
	if err == nil {
		_, err = db.writer.Exec("PRAGMA wal_autocheckpoint = 25")
	}
	ctx := context.Background()
	for i := len(mustNames(db)); err == nil; i++ {
		err = db.Write(ctx, func(tx core.Tx) error {
			_, err := tx.SaveOperator(ctx, core.Operator{Name: fmt.Sprintf("op %06d", i), Role: core.RoleOperator})
			return err
		})
		fmt.Println(i)
	}
	_, _ = os.Stderr.WriteString(err.Error() + "\n")
	return 1
}

func mustNames(db *DB) (names []string) {
	ops, err := db.Operators(context.Background())
	if err != nil {
		panic(err)
	}
	for _, op := range ops {
		names = append(names, op.Name)
	}
	return names
}

// churn runs churnUntilKilled on the desk in dir, see writeInAnother.
func churn(t *testing.T, dir string, commits int, then func()) (confirmed int) {
	t.Helper()
	return writeInAnother(t, "churn", dir, commits, then)
}

// writeInAnother writes to the desk in dir in another process, kills it after some
// commits and returns how many operators it has confirmed. then is called before the
// kill.
func writeInAnother(t *testing.T, role, dir string, commits int, then func()) (confirmed int) {
	t.Helper()
	cmd := another(t, role, dir)
	stdout := must[io.ReadCloser](t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for n := 0; lines.Scan(); n++ {
		confirmed = must[int](t)(strconv.Atoi(lines.Text())) + 1
		if n == commits {
			then()
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	return confirmed
}

func copyOf(t *testing.T, from, to string) {
	t.Helper()
	if err := os.WriteFile(to, must[[]byte](t)(os.ReadFile(from)), 0o600); err != nil { // nobody here has it open
		t.Fatal(err)
	}
}

// openSound opens a desk, reads all of it, and returns its operators and the folder of
// the log that was set aside.
func openSound(t *testing.T, dir string) (names []string, aside string) {
	t.Helper()
	d := must[*DB](t)(Open(dir, Options{Now: noon, Key: testKey()}))
	if err := d.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	names = mustNames(d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return names, d.ForeignLog()
}

// However a desk is killed, the next start takes its log for its own, and nothing
// that was confirmed is lost.
func TestOwnLogIsUsedAfterEveryKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round := range killRounds() {
		confirmed := churn(t, dir, round*7%60, func() {})
		if round%3 == 0 { // the log as it was moves with its database
			moved := filepath.Join(t.TempDir(), "desk")
			if err := os.CopyFS(moved, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			dir = moved
		}
		r := must[*DB](t)(OpenReader(dir, Options{}))
		if n := len(mustNames(r)); n < confirmed {
			t.Fatalf("round %d: a reader sees %d of %d", round, n, confirmed)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if names, aside := openSound(t, dir); len(names) < confirmed || aside != "" {
			t.Fatalf("round %d: %d of %d are there; set aside: %q", round, len(names), confirmed, aside)
		}
	}
}

// killRounds is the number of kills, more of them where the environment says so.
func killRounds() int {
	if n, err := strconv.Atoi(os.Getenv("TGDESK_KILLS")); err == nil {
		return n
	}
	return 12
}

// A file put in the place of a killed desk's database, by whatever means, gets
// nothing of its log, unless the log completes it.
func TestForeignLogIsSetAside(t *testing.T) {
	t.Parallel()
	// make writes what is put in the place of the database to path. It is called before
	// the desk is written to, and while it is.
	for name, make := range map[string]func(t *testing.T, dir, path string, writing bool){
		"an older copy": func(t *testing.T, dir, path string, writing bool) {
			if !writing {
				copyOf(t, filepath.Join(dir, folder.Database), path)
			}
		},
		"a backup": func(t *testing.T, dir, path string, writing bool) {
			if writing {
				must[Contents](t)(CopyTo(t.Context(), dir, path))
			}
		},
		"another desk": func(t *testing.T, _, path string, writing bool) {
			if writing {
				return
			}
			other := t.TempDir()
			openSound(t, other)
			copyOf(t, filepath.Join(other, folder.Database), path)
		},
	} {
		for how, put := range map[string]func(from, to string) error{
			"moved": os.Rename,
			"written over it": func(from, to string) error {
				content, err := os.ReadFile(from)
				if err != nil {
					return err
				}
				return os.WriteFile(to, content, 0o600)
			},
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				for round := range killRounds() / 4 {
					dir, path := t.TempDir(), filepath.Join(t.TempDir(), "copy.db")
					openSound(t, dir)
					make(t, dir, path, false)
					openSound(t, dir) // with an older copy, the log is that of a later session
					churn(t, dir, 5+round*13%60, func() { make(t, dir, path, true) })
					alone := t.TempDir()
					copyOf(t, path, filepath.Join(alone, folder.Database))
					want, _ := openSound(t, alone)
					if err := put(path, filepath.Join(dir, folder.Database)); err != nil {
						t.Fatal(err)
					}
					left := must[wal.Log](t)(wal.Read(filepath.Join(dir, folder.Database+"-wal")))
					if len(left.Commits) == 0 {
						continue // killed when all of it was in the database: SQLite plays nothing
					}
					_, err := OpenReader(dir, Options{})
					wantID(t, err, "store_log_foreign")
					log := must[[]byte](t)(os.ReadFile(filepath.Join(dir, folder.Database+"-wal")))
					got, aside := openSound(t, dir)
					if !slices.Equal(got, want) {
						t.Errorf("round %d: %d operators, the copy has %d", round, len(got), len(want))
					}
					if kept, err := os.ReadFile(filepath.Join(aside, folder.Database+"-wal")); err != nil || !slices.Equal(kept, log) {
						t.Errorf("round %d: the log was not kept: %v", round, err)
					}
				}
			})
		}
	}
}

// A copy of the database's file alone that is exactly what the log began with is
// completed by it.
func TestLogCompletesACopyOfItsDatabase(t *testing.T) {
	t.Parallel()
	dir, path := t.TempDir(), filepath.Join(t.TempDir(), "copy.db")
	openSound(t, dir)
	copyOf(t, filepath.Join(dir, folder.Database), path)
	confirmed := writeInAnother(t, "write", dir, 20, func() {})
	if err := os.Rename(path, filepath.Join(dir, folder.Database)); err != nil {
		t.Fatal(err)
	}
	if names, aside := openSound(t, dir); len(names) < confirmed || aside != "" {
		t.Errorf("%d of %d are there; set aside: %q", len(names), confirmed, aside)
	}
}

// While a desk is open, another file in the place of its database stops all writing.
// Closing keeps the desk, and the file is what the next start opens.
func TestReplacedWhileOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		put  func(from, to string) error
		kept string // in the folder of what was replaced
	}{
		"moved": {os.Rename, folder.Database},
		"moved after the old one was moved away": {func(from, to string) error {
			if err := os.Rename(to, to+".old"); err != nil {
				return err
			}
			return os.Rename(from, to)
		}, folder.Database},
		"written over it": {func(from, to string) error {
			content, err := os.ReadFile(from)
			if err != nil {
				return err
			}
			f, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
			if err != nil {
				return err
			}
			_, err = f.Write(content)
			_ = f // closing it would drop SQLite's locks
			return err
		}, folder.Database + "-wal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy.db")
			openSound(t, dir)
			d := must[*DB](t)(Open(dir, Options{Now: noon, Key: testKey()}))
			must[Contents](t)(CopyTo(t.Context(), dir, copied))
			if err := operators(t, d, "ann", "bob"); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, folder.Database)
			if err := os.Chtimes(path, noon(), noon().Add(time.Second)); err != nil { // not that of the copy, however fast this is
				t.Fatal(err)
			}
			if err := c.put(copied, path); err != nil {
				t.Fatal(err)
			}
			wantID(t, operators(t, d, "cid"), "store_replaced")
			wantID(t, d.Probe(t.Context()), "store_replaced")
			err := d.Close()
			wantCode(t, err, core.CodeUnavailable)
			kept := must[[]string](t)(filepath.Glob(filepath.Join(dir, "replaced-*", "*")))
			if len(kept) != 1 || filepath.Base(kept[0]) != c.kept {
				t.Fatalf("kept: %v (%v)", kept, err)
			}
			if c.kept == folder.Database {
				if names, _ := openSound(t, filepath.Dir(kept[0])); !slices.Equal(names, []string{"ann", "bob"}) {
					t.Errorf("kept: %v", names)
				}
			}
			if err := another(t, "open", dir).Run(); err != nil { // this process may have the old files open
				t.Error(err)
			}
			next := t.TempDir()
			copyOf(t, path, filepath.Join(next, folder.Database))
			if names, _ := openSound(t, next); len(names) != 0 {
				t.Errorf("the copy holds %v", names)
			}
		})
	}
}

// Files that do not fit together because another process changes them are looked at
// again.
func TestLogIsLookedAtAgain(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), t.TempDir()
	churn(t, dir, 30, func() {})
	openSound(t, other)
	path := filepath.Join(dir, folder.Database)
	right := must[[]byte](t)(os.ReadFile(path))
	for name, wrong := range map[string][]byte{
		"half written": append(make([]byte, 100), right[100:]...),
		"of others":    must[[]byte](t)(os.ReadFile(filepath.Join(other, folder.Database))),
	} {
		synctest.Test(t, func(t *testing.T) {
			put := func(content []byte) {
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for repaired := range looks + 1 { // after so many looks
				put(wrong)
				result := make(chan bool, 1)
				go func() {
					ours, err := logBelongs(t.Context(), path)
					result <- ours && err == nil
				}()
				for n := range repaired {
					if n > 0 {
						time.Sleep(lookAgain)
					}
					synctest.Wait()
				}
				put(right)
				if got, want := <-result, repaired < looks; got != want {
					t.Errorf("%s: after %d looks it belongs: %t", name, repaired, got)
				}
			}
		})
	}
}

// A checkpoint that ended after any of its pages, by a kill or a full disk, leaves a
// desk that opens whole: also when the file is shorter than its first page says.
func TestCheckpointCutShort(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	confirmed := writeInAnother(t, "write", dir, 400, func() {})
	path := filepath.Join(dir, folder.Database)
	log := must[[]byte](t)(os.ReadFile(path + "-wal"))
	const header, frameHeader, page = 32, 24, 4096
	newest, open := map[uint32][]byte{}, map[uint32][]byte{}
	for at := header; at+frameHeader+page <= len(log); at += frameHeader + page {
		open[binary.BigEndian.Uint32(log[at:])] = log[at+frameHeader:][:page]
		if binary.BigEndian.Uint32(log[at+4:]) != 0 { // a commit
			maps.Copy(newest, open)
			clear(open)
		}
	}
	grown := must[os.FileInfo](t)(os.Stat(path)).Size() < int64(binary.BigEndian.Uint32(newest[1][28:]))*page
	if !grown {
		t.Fatal("the log does not make the database longer")
	}
	whole := must[[]byte](t)(os.ReadFile(path))
	for n, number := range slices.Sorted(maps.Keys(newest)) { // the order of a checkpoint
		at := int(number-1) * page
		whole = append(whole, make([]byte, max(at+page-len(whole), 0))...)
		copy(whole[at:], newest[number])
		if n%7 != 0 {
			continue
		}
		cut := t.TempDir()
		for name, content := range map[string][]byte{"": whole, "-wal": log} {
			if err := os.WriteFile(filepath.Join(cut, folder.Database+name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r := must[*DB](t)(OpenReader(cut, Options{}))
		if got := len(mustNames(r)); got < confirmed {
			t.Errorf("after page %d a reader sees %d of %d", number, got, confirmed)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if names, aside := openSound(t, cut); len(names) < confirmed || aside != "" {
			t.Errorf("after page %d: %d of %d are there; set aside: %q", number, len(names), confirmed, aside)
		}
	}
}

// The page of the last commit is known without the database.
func TestLastCommitIsOnItsPage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if page := must[int](t)(queryInt(t.Context(), d.q, "find", `SELECT rootpage FROM sqlite_schema WHERE name = 'last_commit'`)); page != 2 {
		t.Errorf("it is page %d", page)
	}
}
