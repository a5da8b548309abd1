package load

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/engine"
	"tgdesk/core/media"
	"tgdesk/store"
)

// The desks of these benchmarks have files of this size, ten to a chat, of two brands in
// turn. Where acme keeps files only for 30 days, all are older; globex keeps them for ever.
const (
	mediaFileSize     = 64
	mediaFilesPerChat = 10
	mediaKept         = 30 * core.Day
)

// BenchmarkMediaVerbs runs the program on desks with few and many files: what takes longer
// with more of them has looked at them. RSS is that of tgdesk serve.
func BenchmarkMediaVerbs(b *testing.B) {
	for _, files := range []int{1_000, 100_000} {
		h := rig.NewHome(b, "http://127.0.0.1:1")
		fillMedia(b, h.DeskDir(), files, 0)
		run := func(name string, wantStatus int, args ...string) {
			b.Run(fmt.Sprintf("%s/%d", name, files), func(b *testing.B) {
				for b.Loop() {
					if status, printed, err := h.Run(args...); err != nil || status != wantStatus {
						b.Fatalf("%v: status %d\n%s", err, status, printed)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("start/%d", files), func(b *testing.B) { benchStart(b, h) })
		run("list", 0, "chat", "list", "--state", "completed", "--limit", "50", "--json")
		run("show", 0, "chat", "show", "1", "--json")
		run("backup", 0, "backup", "--force", filepath.Join(h.Root, "copy.db"))
		run("doctor", 1, "doctor")
	}
}

// benchStart measures tgdesk serve from its exec until operators can come.
func benchStart(b *testing.B, h *rig.Home) {
	rss := 0
	for b.Loop() {
		cmd := h.Command("serve", "--listen", "127.0.0.1:0")
		out, err := cmd.StdoutPipe()
		must(b, err)
		must(b, cmd.Start())
		for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "SSH on "); {
		}
		b.StopTimer()
		rss = max(rss, residentKB(b, cmd))
		must(b, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
		b.StartTimer()
	}
	b.ReportMetric(float64(rss)/1024, "RSS-MB")
}

func residentKB(b *testing.B, cmd *exec.Cmd) int {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	must(b, err)
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(text)
	if m == nil {
		b.Fatalf("the program ended:\n%s", text)
	}
	kB, err := strconv.Atoi(string(m[1]))
	must(b, err)
	return kB
}

// BenchmarkMediaExpire removes the files of one of two brands from the disk, as retention
// does, and tells how long an operator's writes, one every 5 ms, take meanwhile.
func BenchmarkMediaExpire(b *testing.B) {
	for _, files := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(files), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				dir := filepath.Join(b.TempDir(), "desk")
				fillMedia(b, dir, files, mediaKept)
				db, err := store.Open(dir, store.Options{})
				must(b, err)
				d, eng := cli.NewDesk(db, nil, engine.Options{Files: media.New(filepath.Join(dir, cli.MediaName), cli.Sniff, false)})
				op, err := d.SignIn(b.Context(), "mika", core.RoleAdmin)
				must(b, err)
				ctx, stop := context.WithCancel(b.Context())
				waits := make(chan []time.Duration)
				go func() { waits <- writing(ctx, d, op.ID) }()
				b.StartTimer()
				e := console.StartEngine(b.Context(), eng, slog.New(slog.DiscardHandler), rig.SameError)
				awaitBytes(b, db, int64(files/2)*mediaFileSize)
				b.StopTimer()
				stop()
				took := <-waits
				slices.Sort(took)
				if len(took) > 0 {
					b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1e3, "ms/write-p99")
				}
				must(b, e.Stop(func() {}))
				must(b, db.Close())
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(files/2), "µs/file")
		})
	}
}

func awaitBytes(b *testing.B, db *store.DB, want int64) {
	b.Helper()
	for left := want + 1; left > want; time.Sleep(10 * time.Millisecond) {
		var err error
		left, err = db.MediaBytes(b.Context())
		must(b, err)
	}
}

// BenchmarkMediaErase erases a visitor who sent very many files, on a desk with as many
// of others.
func BenchmarkMediaErase(b *testing.B) {
	for _, files := range []int{1_000, 10_000} {
		b.Run(strconv.Itoa(files), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				h := rig.NewHome(b, "http://127.0.0.1:1")
				fillMediaOf(b, h.DeskDir(), files, files, 0)
				fillMedia(b, h.DeskDir(), files, 0)
				b.StartTimer()
				if status, printed, err := h.Run("visitor", "erase", "1", "--yes"); err != nil || status != 0 {
					b.Fatalf("%v: status %d\n%s", err, status, printed)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(files), "µs/file")
		})
	}
}

// fillMedia gives the desk in dir that many files, ten to a chat. acme keeps them for keep.
func fillMedia(b *testing.B, dir string, files int, keep time.Duration) {
	b.Helper()
	fillMediaOf(b, dir, files, mediaFilesPerChat, keep)
}

func fillMediaOf(b *testing.B, dir string, files, perChat int, keep time.Duration) {
	b.Helper()
	db, err := store.Open(dir, store.Options{})
	must(b, err)
	brands, err := db.Brands(b.Context())
	must(b, err)
	if len(brands) == 0 {
		must(b, db.Write(b.Context(), func(tx core.Tx) error { return insertMediaBrands(b.Context(), tx, keep) }))
	}
	m := &mediaFill{root: filepath.Join(dir, cli.MediaName), perChat: perChat}
	for m.done < files {
		must(b, db.Write(b.Context(), func(tx core.Tx) error {
			m.rows = rig.RowWriter{Ctx: b.Context(), Tx: tx}
			for until := min(m.done+1000, files); m.done < until; {
				m.chat(b.Name())
			}
			return m.rows.Err
		}))
	}
	must(b, db.Close())
}

func insertMediaBrands(ctx context.Context, tx core.Tx, keep time.Duration) error {
	for i, name := range []string{"acme", "globex"} {
		o := core.DefaultBrandOptions()
		if i == 0 {
			o.KeepMedia = keep
		}
		if _, err := tx.InsertBrand(ctx, core.Brand{Name: name, Accent: "#e06c75", Limits: core.DefaultLimits(), Options: o}); err != nil {
			return err
		}
	}
	return nil
}

// mediaFill writes chats with files, and the files.
type mediaFill struct {
	root    string
	perChat int
	done    int // files
	rows    rig.RowWriter
}

// chat writes a completed chat of a new visitor.
func (m *mediaFill) chat(label string) {
	w, tx := &m.rows, m.rows.Tx
	at := tx.Now().Add(-2 * mediaKept)
	brand := core.BrandID(1 + m.done/m.perChat%2)
	name := fmt.Sprintf("%s %d of %d", label, m.done, m.perChat)
	v, err := tx.InsertVisitor(w.Ctx, core.Visitor{BrandID: brand, FirstSeen: at, LastSeen: at,
		Profile: core.Profile{TelegramID: int64(1_000_000*m.perChat + m.done + 1), FirstName: name}})
	w.Check(err)
	c, err := tx.InsertChat(w.Ctx, core.Chat{BrandID: brand, VisitorID: v.ID, State: core.Completed, CreatedAt: at, WaitingSince: at,
		LastMessageAt: at, CompletedAt: at, Reason: core.ReasonIdle, Received: m.perChat})
	w.Check(err)
	for i := range m.perChat {
		unique := fmt.Sprintf("%d-%d", m.perChat, m.done)
		file := core.File{UniqueID: unique, State: core.FileReady, Path: fmt.Sprintf("%02x/%s.jpg", m.done%256, unique),
			Size: mediaFileSize, ChangedAt: at, Brand: brand, Visitor: v.ID}
		path := filepath.Join(m.root, file.Path)
		w.Check(os.MkdirAll(filepath.Dir(path), 0o700))
		w.Check(os.WriteFile(path, make([]byte, file.Size), 0o600))
		w.Check(tx.SaveFile(w.Ctx, file))
		w.Message(core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindPhoto, Author: name, TelegramID: int64(i + 1), SentAt: at,
			Attachment: &core.Attachment{Kind: core.KindPhoto, FileID: "F" + unique, FileUniqueID: unique, Size: mediaFileSize}})
		m.done++
	}
}
