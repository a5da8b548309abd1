//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tgdesk/core"
	"tgdesk/store"
)

// TestKillsAmidUpgrade kills one start of the program after another while it
// brings a desk of an older version up to date and seals its bot token, whose
// key lies in the desk's folder, with a key that lies elsewhere. However far
// those came, the start that nobody kills finds everything and finishes.
func TestKillsAmidUpgrade(t *testing.T) {
	t.Parallel()
	files := migrationFiles(t)
	run := func(name string, version int, kill func(*oldDesk) (kills int)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newOldDesk(t, files[:version])
			columns := d.columns()
			before := d.rows(columns)
			t.Logf("%d kills", kill(d))
			if err := d.start(nil); err != nil {
				t.Fatalf("the start that nobody kills: %v", err)
			}
			if diff := gocmp.Diff(before, d.rows(columns)); diff != "" {
				t.Errorf("lost or changed: %s", diff)
			}
			d.judge(len(files))
		})
	}
	run("by files", 1, (*oldDesk).killByFiles)
	for version := 1; version < len(files); version++ {
		run(fmt.Sprint("version ", version), version, (*oldDesk).killByBytes)
	}
}

// killByBytes kills each start when a file would grow beyond a size, which is
// larger each time: amid the lock's text, amid the log's index, and then amid
// what every transaction adds to the log, in pages of 4120 bytes. The old key
// goes last.
func (d *oldDesk) killByBytes() (kills int) {
	const index, step, enough = 32 << 10, 5000, 300_000
	for room := 0; room < enough && there(d.oldKey()); {
		if d.start(nil, fmt.Sprint(envRoom, "=", room)) != nil {
			kills++
		}
		if room += step; room < index {
			room += index / 2
		}
	}
	return kills
}

// killByFiles kills each start when a look at the files tells that it has come
// to one of the steps that are no matter of size.
func (d *oldDesk) killByFiles() (kills int) {
	key := d.home.keyFile()
	for _, come := range []func() bool{
		func() bool { return there(filepath.Dir(key)) },
		func() bool { return there(filepath.Join(filepath.Dir(key), ".key-*")) },
		func() bool { return there(key) },
		func() bool { return there(d.database() + "-wal") },
		func() bool { return !there(d.oldKey()) },
	} {
		if d.start(come) != nil {
			kills++
		}
	}
	return kills
}

// there reports whether a file of the pattern exists.
func there(pattern string) bool {
	found, _ := filepath.Glob(pattern) // the pattern is right
	return len(found) > 0
}

// envRoom is how many bytes a file of the program may have. It is killed when
// one would have more.
const envRoom = "TGDESK_TEST_ROOM"

func init() {
	room := os.Getenv(envRoom)
	if room == "" {
		return
	}
	full := make(chan os.Signal, 1)
	signal.Notify(full, syscall.SIGXFSZ)
	go func() {
		<-full
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // of ourselves, which is allowed
	}()
	var limit syscall.Rlimit
	_, err := fmt.Sscan(room, &limit.Cur)
	limit.Max = limit.Cur
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	}
	if err != nil {
		panic(err)
	}
}

// start runs a verb that needs the newest desk and changes nothing of it, and
// kills it when come, unless it is nil, says so. An error is any end but a good
// one.
func (d *oldDesk) start(come func() bool, env ...string) error {
	d.t.Helper()
	var said bytes.Buffer
	cmd := d.home.command("brand", "set", "acme", "--accent", newAccent)
	cmd.Env = append(env, cmd.Env...)
	cmd.Stdout, cmd.Stderr = &said, &said
	d.must(cmd.Start())
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	look := time.NewTicker(20 * time.Microsecond)
	defer look.Stop()
	for come == nil || !come() {
		select {
		case <-look.C:
		case err := <-gone:
			if err != nil {
				err = fmt.Errorf("%w: %s", err, said.String())
			}
			return err
		}
	}
	_ = cmd.Process.Kill() // it may have ended
	return <-gone
}

// judge wants a whole desk, like one that the newest version made, and its
// token to open with the key in force alone.
func (d *oldDesk) judge(newest int) {
	d.t.Helper()
	if said, err := integrity(d.home.desk()); said != "ok" || err != nil {
		d.t.Errorf("integrity_check: %s (%v)", said, err)
	}
	if v := d.ask(d.home.desk(), "PRAGMA user_version"); v != fmt.Sprint(newest) {
		d.t.Errorf("version %s, want %d", v, newest)
	}
	const schema = "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name)"
	if diff := gocmp.Diff(d.ask(d.newDesk, schema), d.ask(d.home.desk(), schema)); diff != "" {
		d.t.Errorf("the schema is not the newest: %s", diff)
	}
	if there(d.oldKey()) {
		d.t.Error("the old key is still there")
	}
	key, err := readKeyFile(d.home.keyFile())
	d.must(err)
	db, err := store.OpenReader(d.home.desk(), store.Options{Key: key})
	d.must(err)
	defer closeQuietly(db)
	b, err := db.Brand(d.t.Context(), 1)
	d.must(err)
	if b.Token != core.Token(oldToken) {
		d.t.Errorf("the token is %q", b.Token.Reveal())
	}
}
