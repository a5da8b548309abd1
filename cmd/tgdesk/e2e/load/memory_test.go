package load

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/core/media"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
)

// What a desk may take, in bytes, while it moves 50 MB out and 20 or 50 MB in:
// live at any time, and in all. Either is far below what goes out.
const (
	maxLive      = 10 << 20
	maxAllocated = 24 << 20
)

// transferTest is a desk on a real network with one chat that somebody holds.
type transferTest struct {
	t    *testing.T
	desk *desk.Desk
	op   core.Operator
	hana *botsim.Visitor
	chat core.ChatID
}

// localFiles is the folder of a server of one's own, "" for Telegram's.
func newTransferTest(t *testing.T, localFiles string) *transferTest {
	t.Helper()
	var how []botsim.Option
	if localFiles != "" {
		how = append(how, botsim.WithLocalFiles(localFiles))
	}
	sim := botsim.New(how...)
	bot := sim.AddBot(botsim.Bot{Username: "acme_bot", Name: "acme"})
	url, err := sim.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	dir := t.TempDir()
	db, err := store.Open(dir, store.Options{Key: rig.Key(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	d, eng := cli.NewDesk(db, telegram.New(telegram.Options{APIURL: url}),
		engine.Options{Files: media.New(filepath.Join(dir, cli.MediaName), cli.Sniff, localFiles != "")})
	x := &transferTest{t: t, desk: d}
	ctx := t.Context()
	if x.op, err = x.desk.SignIn(ctx, "mika", core.RoleAdmin); err != nil {
		t.Fatal(err)
	}
	m := core.DefaultBrandOptions()
	m.Attachments, m.FetchUpTo, m.LocalFiles = core.AttachAny, core.MaxFetchUpTo, localFiles
	if _, err = x.desk.AddBrand(ctx, x.op.ID, desk.NewBrand{Name: "acme", Accent: "#e06c75",
		Bot: core.Bot{ID: bot.ID, Username: bot.Username, Name: bot.Name}, Options: m}, bot.Token); err != nil {
		t.Fatal(err)
	}
	e := console.StartEngine(ctx, eng, slog.New(slog.DiscardHandler), rig.SameError)
	t.Cleanup(func() { _ = e.Stop(func() {}) })
	x.hana = bot.Visitor(botsim.User{ID: 77, FirstName: "Hana", LastName: "Sato"})
	return x
}

// until looks again until ok, letting others work in between.
func (x *transferTest) until(what string, ok func() bool) {
	x.t.Helper()
	for !ok() {
		if x.t.Context().Err() != nil {
			x.t.Fatal("never " + what)
		}
		runtime.Gosched()
		runtime.GC() // what is live counts, and it takes its time
	}
}

func (x *transferTest) messages() []core.Message {
	x.t.Helper()
	list, err := x.desk.Messages(x.t.Context(), core.MessageQuery{Chat: x.chat, Limit: 20})
	if err != nil {
		x.t.Fatal(err)
	}
	return list
}

// Telegram's own server gives out 20 MB at most; a server of one's own hands 50
// MB over on the disk. Not parallel: nothing else of this program runs beside it.
func TestMemoryOfTransfers(t *testing.T) {
	t.Run("cloud", func(t *testing.T) { testMemory(t, newTransferTest(t, ""), 20<<20) })
	t.Run("own server", func(t *testing.T) {
		testMemory(t, newTransferTest(t, t.TempDir()), 50<<20)
	})
}

// testMemory moves 50 MB out while as much as size comes in.
func testMemory(t *testing.T, x *transferTest, size int64) {
	t.Helper()
	ctx := t.Context()
	x.hana.Send(botsim.Text("hello"))
	x.until("heard", func() bool {
		rows, err := x.desk.FindRows(ctx, "Hana", core.Set[core.BrandID]{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 1 {
			x.chat = rows[0].Chat.ID
		}
		return x.chat != 0
	})
	if _, err := x.desk.PickUp(ctx, x.op.ID, x.chat); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.bin")
	if err := os.WriteFile(path, []byte{1, 2, 3}, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 50<<20); err != nil {
		t.Fatal(err)
	}
	file, err := x.desk.CheckFile(ctx, x.op.ID, x.chat, path, false)
	if err != nil {
		t.Fatal(err)
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x.hana.Send(botsim.Document("film.bin", "application/octet-stream", size))
	if _, err := x.desk.Attach(ctx, x.op.ID, x.chat, []media.Checked{file}, "", 0); err != nil {
		t.Fatal(err)
	}
	var live uint64
	x.until("moved", func() bool {
		runtime.ReadMemStats(&now)
		live = max(live, now.HeapAlloc)
		return x.moved(size)
	})
	runtime.ReadMemStats(&now)
	live -= min(live, before.HeapAlloc)
	taken := now.TotalAlloc - before.TotalAlloc
	t.Logf("%d kB live, %d kB in all", live>>10, taken>>10)
	if live > maxLive || taken > maxAllocated {
		t.Errorf("%d bytes live, at most %d expected; %d taken, at most %d expected", live, maxLive, taken, maxAllocated)
	}
}

// moved reports whether both files have arrived.
func (x *transferTest) moved(size int64) bool {
	x.t.Helper()
	in, out := false, false
	for _, m := range x.messages() {
		switch {
		case m.Attachment == nil:
		case m.From == core.FromVisitor:
			in = m.Attachment.File.Ready() && m.Attachment.File.Size == size
		case m.Delivery == core.DeliveryFailed || m.Delivery == core.DeliveryUnknown:
			x.t.Fatal(m.Problem)
		default:
			out = m.Delivery == core.DeliverySent
		}
	}
	return in && out
}
