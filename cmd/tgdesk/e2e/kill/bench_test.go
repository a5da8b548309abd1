package kill

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// BenchmarkStartAfterKill measures the program from its exec to its first frame
// on a desk whose last run was killed, so that SQLite reads its write-ahead log
// again.
func BenchmarkStartAfterKill(b *testing.B) {
	killed := killedDesk(b)
	log, err := os.Stat(filepath.Join(killed.DeskDir(), "desk.db-wal"))
	if err != nil {
		b.Fatal(err)
	}
	copied := *killed
	for b.Loop() {
		b.StopTimer()
		copied.Root = b.TempDir()
		if err := os.CopyFS(copied.DeskDir(), os.DirFS(killed.DeskDir())); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		p, err := open(&copied, nil)
		if err == nil {
			_, err = p.awaitFrame("a frame", func(f frame) bool { return !f.blank() })
		}
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		p.kill()
		b.StartTimer()
	}
	b.ReportMetric(float64(log.Size())/(1<<20), "MB-log")
}

// killedDesk is a desk with 40,000 messages whose program was killed.
func killedDesk(b *testing.B) *rig.Home {
	b.Helper()
	sim := botsim.New()
	bot := sim.AddBot(botsim.Bot{Username: "acme_bot", Name: "acme"})
	url, err := sim.Start()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(sim.Close)
	h := rig.NewHome(b, url)
	token := filepath.Join(h.Root, "token")
	if err := os.WriteFile(token, []byte(bot.Token), 0o600); err != nil {
		b.Fatal(err)
	}
	if status, printed, err := h.Run("brand", "add", "acme", "--token-file", token, "--yes"); status != 0 || err != nil {
		b.Fatal(printed, err)
	}
	for i := range 40_000 {
		bot.Visitor(botsim.User{ID: int64(5000 + i%500), FirstName: "Vera"}).Say("where is my order?")
	}
	p, err := open(h, nil)
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	if err := bot.WaitDrained(ctx); err != nil {
		b.Fatal(err)
	}
	p.kill()
	return h
}
