package engine

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/media"
)

// rig is a desk with an engine in a bubble of synthetic time, one admin, one
// brand (acme) and its bot.
type rig struct {
	t        *testing.T
	store    *memStore
	telegram *fakeTelegram
	hub      *core.Hub
	desk     *desk.Desk
	engine   *Engine
	op       core.OperatorID
	brand    core.BrandID
	bot      *fakeBot
	start    time.Time
	stop     func()
	media    string
	disk     testDisk
	files    *media.Dir
	now      func() time.Time
	log      *slog.Logger
	chatbot  *fakeChatbot
}

// inBubble runs test on a rig whose engine runs, and stops the engine after it.
func inBubble(t *testing.T, test func(r *rig)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.boot()
		test(r)
		r.stop()
		if r.bot.overlap {
			t.Error("two polls of one bot at a time")
		}
	})
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, store: newMemStore(time.Now), telegram: newFakeTelegram(), chatbot: &fakeChatbot{}, start: time.Now(), media: filepath.Join(t.TempDir(), "media")}
	r.build(r.store, nil)
	op, err := r.desk.SignIn(t.Context(), "mika", core.RoleAdmin)
	must(t, err)
	r.op = op.ID
	r.bot = r.telegram.bot("acme")
	b, err := r.desk.AddBrand(t.Context(), r.op, desk.NewBrand{Name: "acme", Accent: "#00aaff", Bot: r.bot.who.Bot}, "acme")
	must(t, err)
	r.brand = b.ID
	return r
}

// boot starts a new desk on the store, as after a restart.
func (r *rig) boot() {
	r.t.Helper()
	r.newDesk()
	r.run()
}

func (r *rig) newDesk() {
	r.build(r.store, media.New(r.media, sniffRig, false).On(media.Disk{Measure: r.disk.measure}))
}

// testDisk is a disk with nothing on it but the files of the desk.
type testDisk struct{ total atomic.Int64 } // bytes; 0 for a disk that does not count

func (d *testDisk) measure(dir string) (free, total int64, ok bool) {
	used := int64(0)
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				used += info.Size()
			}
		}
		return nil
	})
	total = d.total.Load()
	return total - used, total, total > 0
}

// build makes a new desk and its engine on a store.
func (r *rig) build(s core.Store, files *media.Dir) {
	r.hub, r.files = core.NewHub(), files
	r.engine = New(s, r.telegram, r.hub, Options{Files: files, Now: r.now, Log: r.log, Chatbots: r.chatbot})
	r.desk = desk.New(s, r.telegram, r.hub, desk.Options{Engine: r.engine, Files: files, Now: r.now})
}

func (r *rig) run() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.engine.Run(ctx) }()
	r.stop = func() {
		r.t.Helper()
		cancel()
		if err := <-ended; err != nil {
			r.t.Errorf("Run: %v", err)
		}
	}
	synctest.Wait()
}

// after lets time pass and everything that follows from it happen.
func (r *rig) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// hears lets a visitor write and returns their chat, picked up.
func (r *rig) hears(visitor int64, text string) core.Chat {
	r.t.Helper()
	r.bot.say(visitor, text)
	synctest.Wait()
	c, err := r.desk.PickUp(r.t.Context(), r.op, r.chatOf(visitor).ID)
	must(r.t, err)
	return c
}

// chatOf returns the visitor's latest chat.
func (r *rig) chatOf(visitor int64) core.Chat {
	r.t.Helper()
	r.store.mu.RLock()
	defer r.store.mu.RUnlock()
	v := r.store.byBot[visitorKey{r.brand, visitor}]
	for id := core.ChatID(len(r.store.chats)); id > 0; id-- {
		if c := r.store.chats[id]; c.VisitorID == v {
			return c
		}
	}
	r.t.Fatalf("visitor %d has no chat", visitor)
	return core.Chat{}
}

func (r *rig) reply(c core.Chat, texts ...string) (all []core.Message) {
	r.t.Helper()
	for _, text := range texts {
		parts, err := r.desk.SendDraft(r.t.Context(), r.op, c.ID, core.Draft{Text: text}, nil)
		must(r.t, err)
		all = append(all, parts...)
	}
	synctest.Wait()
	return all
}

func (r *rig) wantDelivery(m core.Message, want core.Delivery) core.Message {
	r.t.Helper()
	now, err := r.desk.Message(r.t.Context(), m.ID)
	must(r.t, err)
	if now.Delivery != want {
		r.t.Errorf("%q is %s (%s), want %s", now.Text, now.Delivery, now.Problem, want)
	}
	return now
}

// wantHealth checks what screens see and, with stored, what the disk holds.
func (r *rig) wantHealth(want core.HealthState) core.Health {
	r.t.Helper()
	seen, err := r.desk.Brand(r.t.Context(), r.brand)
	must(r.t, err)
	kept, err := r.store.Brand(r.t.Context(), r.brand)
	must(r.t, err)
	if seen.Health.State != want || kept.Health.State != want {
		r.t.Errorf("health: %s is shown and %s stored, want %s", seen.Health.State, kept.Health.State, want)
	}
	return seen.Health
}

// texts lists a chat's transcript; system lines as their kind in brackets.
func (r *rig) texts(c core.Chat) (all []string) {
	r.t.Helper()
	found, err := r.desk.Messages(r.t.Context(), core.MessageQuery{Chat: c.ID, Limit: 10_000})
	must(r.t, err)
	for _, m := range found {
		if m.From == core.FromDesk {
			m.Text = "[" + string(m.Kind) + "]"
		}
		all = append(all, m.Text)
	}
	return all
}

func wantEqual[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		same = got[i] == want[i]
	}
	if !same {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// sniffRig knows the files of the tests by their first line, and others by content.
func sniffRig(head []byte) string {
	if mime := sniffTest(head); strings.Count(mime, "/") == 1 && !strings.ContainsAny(mime, " <") {
		return mime
	}
	return http.DetectContentType(head)
}
