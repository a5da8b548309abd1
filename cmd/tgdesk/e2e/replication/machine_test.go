package replication

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/folder"
)

// machine is a folder with a desk, and the processes that run on it.
type machine struct {
	b          *testing.B
	telegram   *telegram
	home       *rig.Home
	program    string // Litestream
	desk       *exec.Cmd
	litestream *exec.Cmd
	said       *bytes.Buffer // by Litestream
	log        atomic.Int64  // the most bytes that the write-ahead log had
}

// findLitestream is the program to run, or the end of the benchmark.
func findLitestream(b *testing.B) string {
	b.Helper()
	path, err := exec.LookPath(*litestreamPath)
	if err == nil {
		var out []byte
		if out, err = exec.Command(path, "version").CombinedOutput(); err == nil {
			b.Logf("Litestream %s", bytes.TrimSpace(out))
			return path
		}
	}
	b.Fatalf("the drill was NOT run: it needs the program Litestream (%v). Install version 0.5 and name it with -litestream PATH", err)
	return ""
}

func newMachine(b *testing.B, t *telegram, program string) *machine {
	b.Helper()
	m := &machine{b: b, telegram: t, home: rig.NewHome(b, t.url), program: program}
	b.Cleanup(func() { m.killDesk(); m.killLitestream() })
	return m
}

func (m *machine) path(name string) string { return filepath.Join(m.home.Root, name) }

func (m *machine) database() string { return filepath.Join(m.home.DeskDir(), folder.Database) }

// run calls the program and returns what it printed.
func (m *machine) run(args ...string) string {
	m.b.Helper()
	status, printed, err := m.home.Run(args...)
	if status != 0 || err != nil {
		m.b.Fatalf("tgdesk %s: status %d, %v\n%s", strings.Join(args, " "), status, err, printed)
	}
	return printed
}

func (m *machine) addBrand() {
	m.b.Helper()
	must(m.b, os.WriteFile(m.path("token"), []byte(m.telegram.bot.Token), 0o600))
	m.run("brand", "add", "acme", "--token-file", m.path("token"), "--yes")
}

// firstChat is the number of the first chat after the history.
func firstChat() int { return 1 + *history/10 }

func (m *machine) fillHistory() {
	m.b.Helper()
	db, err := store.Open(m.home.DeskDir(), store.Options{})
	must(m.b, err)
	text := func(i int) string { return fmt.Sprintf("Where is my parcel number %d? I wait for it since Monday.", i) }
	must(m.b, rig.FillChats(m.b.Context(), db, rig.History{Chats: *history / 10, Messages: 10, Text: text}))
	must(m.b, db.Close())
}

// startDesk starts tgdesk serve and waits until it asks Telegram for messages.
func (m *machine) startDesk() {
	m.b.Helper()
	polls := m.telegram.sim.Count("getUpdates")
	m.desk = m.home.Command("serve", "--listen", "127.0.0.1:0")
	m.desk.Stderr = os.Stderr
	out, err := m.desk.StdoutPipe()
	must(m.b, err)
	must(m.b, m.desk.Start())
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "SSH on "); {
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	must(m.b, m.telegram.sim.WaitCount(ctx, polls+1, "getUpdates"))
}

// startLitestream starts it as the manual says.
func (m *machine) startLitestream() {
	m.b.Helper()
	must(m.b, os.WriteFile(m.path("litestream.yml"), fmt.Appendf(nil, `
socket:
  enabled: true
  path: %s
dbs:
  - path: %s
    replica:
      type: file
      path: %s
      sync-interval: 1s
`, m.socket(), m.database(), m.path("replica")), 0o600))
	_ = os.Remove(m.socket()) // that of one that was killed
	m.said = &bytes.Buffer{}
	m.litestream = exec.Command(m.program, "replicate", "-config", m.path("litestream.yml"))
	m.litestream.Stdout, m.litestream.Stderr = m.said, m.said
	must(m.b, m.litestream.Start())
	for began := time.Now(); m.sync() != nil; m.pause(50 * time.Millisecond) {
		if time.Since(began) > patience {
			m.b.Fatalf("Litestream copies nothing:\n%s", m.said)
		}
	}
}

func (m *machine) socket() string { return m.path("ls.sock") }

func (m *machine) sync() error {
	return exec.Command(m.program, "sync", "-wait", "-socket", m.socket(), m.database()).Run()
}

func (m *machine) syncNow() {
	m.b.Helper()
	if err := m.sync(); err != nil {
		m.b.Fatalf("sync: %v\n%s", err, m.said)
	}
}

// keepSyncing syncs ten times a second until stop.
func (m *machine) keepSyncing() (stop func()) {
	return background(func(ctx context.Context) {
		for ctx.Err() == nil {
			_ = m.sync() // Litestream may be gone
			m.pause(100 * time.Millisecond)
		}
	})
}

// pause lets time pass, and looks how long the write-ahead log is.
func (m *machine) pause(d time.Duration) {
	for until := time.Now().Add(d); time.Now().Before(until); time.Sleep(min(d, 50*time.Millisecond)) {
		if info, err := os.Stat(m.database() + "-wal"); err == nil {
			m.log.Store(max(m.log.Load(), info.Size()))
		}
	}
}

func (m *machine) longestLog() int64 { return m.log.Load() }

func (m *machine) killDesk() time.Time       { return end9(&m.desk) }
func (m *machine) killLitestream() time.Time { return end9(&m.litestream) }

// end9 ends a process as kill -9 does.
func end9(cmd **exec.Cmd) (killed time.Time) {
	if *cmd == nil {
		return time.Now()
	}
	_ = (*cmd).Process.Kill()
	killed = time.Now()
	_ = (*cmd).Wait() // it was killed
	*cmd = nil
	return killed
}

// killBoth is the end of the machine.
func (m *machine) killBoth() time.Time {
	_ = m.litestream.Process.Kill()
	defer m.killLitestream()
	return m.killDesk()
}

// pickUpAll has the operator hold every visitor's chat.
func (m *machine) pickUpAll() {
	m.b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for chat := firstChat(); chat < firstChat()+visitors; {
		status, printed, err := m.home.Run("chat", "pickup", fmt.Sprint(chat))
		switch {
		case err == nil && status == 0:
			chat++
		case err != nil || ctx.Err() != nil || !strings.Contains(printed, "There is no chat"):
			m.b.Fatalf("pick up chat %d: %v\n%s", chat, err, printed)
		}
	}
}

const replyPrefix = "reply "

func isReply(text string) bool { return strings.HasPrefix(text, replyPrefix) }

// reply has the operator answer in one chat after the other until stop.
func (m *machine) reply() (stop func()) {
	return background(func(ctx context.Context) {
		for n := 0; ctx.Err() == nil; n++ {
			text := fmt.Sprintf("%s%06d", replyPrefix, n)
			status, _, err := m.home.Run("chat", "reply", fmt.Sprint(firstChat()+n%visitors), text)
			if err == nil && status == 0 {
				m.telegram.mu.Lock()
				m.telegram.replied[text] = true
				m.telegram.mu.Unlock()
			}
			m.pause(100 * time.Millisecond) // Telegram takes one a second in a chat
		}
	})
}

// expectWorkBeside makes a backup and has the desk checked while Litestream copies it.
func (m *machine) expectWorkBeside() {
	m.b.Helper()
	m.run("backup", "--force", m.path("copy.db"))
	if printed := m.run("doctor"); !strings.Contains(printed, "✓ database: sound") {
		m.b.Errorf("beside Litestream tgdesk doctor says:\n%s", printed)
	}
}

// copySecrets brings what Litestream does not copy.
func (m *machine) copySecrets(from *machine) {
	m.b.Helper()
	const key = "config/tgdesk/key"
	content, err := os.ReadFile(from.path(key))
	must(m.b, err)
	must(m.b, os.MkdirAll(filepath.Dir(m.path(key)), 0o700))
	must(m.b, os.WriteFile(m.path(key), content, 0o600))
}

// restoreFrom makes a database of the replica of the other machine.
func (m *machine) restoreFrom(from *machine) time.Duration {
	m.b.Helper()
	began := time.Now()
	out, err := exec.Command(m.program, "restore", "-o", m.path("standby.db"), "file://"+from.path("replica")).CombinedOutput()
	if err != nil {
		m.b.Fatalf("litestream restore: %v\n%s", err, out)
	}
	return time.Since(began)
}

// takeIn makes it the desk of this machine.
func (m *machine) takeIn() time.Duration {
	m.b.Helper()
	began := time.Now()
	m.run("restore", "--yes", m.path("standby.db"))
	return time.Since(began)
}

// awaitQuiet waits until all that visitors wrote is taken in.
func (m *machine) awaitQuiet() {
	m.b.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	must(m.b, m.telegram.bot.WaitDrained(ctx))
}

func (m *machine) databaseSize() int64 { return sizeOf(m.b, m.database()) }
func (m *machine) replicaSize() int64  { return sizeOf(m.b, m.path("replica")) }

// sizeOf is the size of a file, or of all files in a folder.
func sizeOf(b *testing.B, path string) (size int64) {
	b.Helper()
	must(b, filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	}))
	return size
}

// count compares what the desk holds with what was written.
func (m *machine) count(r *result, killed time.Time) {
	m.b.Helper()
	db, err := store.OpenReader(m.home.DeskDir(), store.Options{})
	must(m.b, err)
	defer func() { _ = db.Close() }()
	must(m.b, db.Check(context.Background()))
	held := map[string]int{}
	for id := core.ChatID(firstChat()); ; id++ {
		if _, err := db.Chat(context.Background(), id); core.IsNotFound(err) {
			break
		}
		messages, err := db.Messages(context.Background(), core.MessageQuery{Chat: id, After: -1, Limit: 1_000_000})
		must(m.b, err)
		for _, msg := range messages {
			held[msg.Text]++
			if msg.Delivery == core.DeliveryUnknown {
				r.unknown++
			}
		}
	}
	for text, n := range held {
		if n > 1 && (isReply(text) || !m.telegram.said[text].IsZero()) {
			m.b.Errorf("the desk has %q %d times", text, n)
		}
	}
	m.telegram.expectNoneTwice()
	r.written, r.answered = len(m.telegram.said), len(m.telegram.replied)
	var lost []time.Time
	for text, at := range m.telegram.said {
		if held[text] == 0 {
			lost = append(lost, at)
		}
	}
	for text := range m.telegram.replied {
		if held[text] == 0 {
			r.forgotten++
		}
	}
	if r.lost = len(lost); r.lost > 0 {
		r.lostFor = killed.Sub(slices.MinFunc(lost, time.Time.Compare))
	}
}
