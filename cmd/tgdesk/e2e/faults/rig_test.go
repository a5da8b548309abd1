package faults

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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

// engineRig is a desk at work without a screen: a real database, the real engine and
// adapter, botsim, and a faulty network between them, in a bubble of fake time.
type engineRig struct {
	t        *testing.T
	dir      string
	sim      *botsim.Sim
	bot      *botsim.Bot
	network  *faultyNetwork
	db       *store.DB
	desk     *desk.Desk
	op       core.OperatorID
	brand    core.BrandID
	engine   *engine.Engine
	running  *console.RunningEngine
	log      *rig.LogBuffer
	visitors int64
	disk     atomic.Int64 // size of the disk, on which there is nothing but files; 0 if unknown
}

// withEngine runs fn on a rig of its own.
func withEngine(t *testing.T, fn func(*engineRig), how ...botsim.Option) {
	t.Helper()
	t.Parallel()
	dir := t.TempDir()
	rig.EmptyDesk(t, dir)
	synctest.Test(t, func(t *testing.T) {
		r := &engineRig{t: t, dir: dir, sim: botsim.New(how...), log: &rig.LogBuffer{}}
		client := r.sim.Client()
		r.network = &faultyNetwork{next: client.Transport}
		r.bot = r.sim.AddBot(botsim.Bot{Username: "acme_bot", Name: "Acme"})
		defer func() {
			r.stop()
			client.CloseIdleConnections()
			r.sim.Close()
			r.advance(time.Minute) // what is still being dialled ends
			if t.Failed() {
				t.Logf("log:\n%s", r.log)
			}
		}()
		r.open()
		r.addBrand()
		r.start()
		fn(r)
	})
}

func (r *engineRig) open() {
	r.t.Helper()
	now := func() time.Time { return time.Now().UTC() }
	db, err := store.Open(r.dir, store.Options{Now: now, Key: rig.Key(r.t)})
	r.must(err)
	r.db = db
	tg := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: r.network})
	r.desk, r.engine = cli.NewDesk(db, tg, engine.Options{
		Now: now, Log: slog.New(slog.NewTextHandler(r.log, nil)), Files: media.New(filepath.Join(r.dir, cli.MediaName), cli.Sniff, false).On(media.Disk{Measure: r.measure}),
	})
}

// measure is the room on the rig's disk.
func (r *engineRig) measure(dir string) (free, total int64, ok bool) {
	used := int64(0)
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				used += info.Size()
			}
		}
		return nil
	})
	total = r.disk.Load()
	return total - used, total, total > 0
}

func (r *engineRig) addBrand() {
	r.t.Helper()
	op, err := r.desk.SignIn(r.t.Context(), "mika", core.RoleAdmin)
	r.must(err)
	r.op = op.ID
	who, err := r.desk.Authenticate(r.t.Context(), r.op, "", r.bot.Token)
	r.must(err)
	b, err := r.desk.AddBrand(r.t.Context(), r.op, desk.NewBrand{Name: "acme", Accent: "#e06c75", Bot: who.Bot}, r.bot.Token)
	r.must(err)
	r.brand = b.ID
}

func (r *engineRig) start() {
	r.running = console.StartEngine(r.t.Context(), r.engine, slog.New(slog.NewTextHandler(r.log, nil)), rig.SameError)
	synctest.Wait()
}

func (r *engineRig) stop() {
	if r.running != nil {
		if err := r.running.Stop(func() {}); err != nil {
			r.t.Errorf("the engine: %v", err)
		}
		r.running = nil
	}
	if r.db != nil {
		if err := r.db.Close(); err != nil {
			r.t.Errorf("closing the database: %v", err)
		}
		r.db = nil
	}
}

// restart ends the desk in order and starts it again.
func (r *engineRig) restart() {
	r.stop()
	r.open()
	r.start()
}

func (r *engineRig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// advance lets time pass and everything that follows from it happen.
func (r *engineRig) advance(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// visitor is a visitor whose chat the operator holds.
type visitor struct {
	*botsim.Visitor
	chat  core.Chat
	first int64 // Telegram's id of what they wrote first
}

// newVisitor lets somebody new write and picks their chat up.
func (r *engineRig) newVisitor() visitor {
	r.t.Helper()
	r.visitors++
	v := r.bot.Visitor(botsim.User{ID: 1000 + r.visitors, FirstName: fmt.Sprint("Visitor ", r.visitors)})
	first := v.Say("hello")
	synctest.Wait()
	c := r.chatOf(v)
	_, err := r.desk.PickUp(r.t.Context(), r.op, c.ID)
	r.must(err)
	return visitor{v, c, first}
}

func (r *engineRig) visitorOf(v *botsim.Visitor) core.Visitor {
	r.t.Helper()
	found, err := r.desk.VisitorByTelegram(r.t.Context(), r.brand, v.User.ID)
	r.must(err)
	return found
}

// chatOf is the newest chat of a visitor.
func (r *engineRig) chatOf(v *botsim.Visitor) core.Chat {
	r.t.Helper()
	rows, err := r.desk.ChatsOf(r.t.Context(), r.visitorOf(v).ID, 1)
	r.must(err)
	if len(rows) == 0 {
		r.t.Fatalf("%s has no chat", v.User.FirstName)
	}
	return rows[0].Chat
}

func (r *engineRig) reply(v visitor, text string) core.Message {
	r.t.Helper()
	parts, err := r.desk.SendDraft(r.t.Context(), r.op, v.chat.ID, core.Draft{Text: text}, nil)
	r.must(err)
	return parts[0]
}

func (r *engineRig) message(id core.MessageID) core.Message {
	r.t.Helper()
	m, err := r.desk.Message(r.t.Context(), id)
	r.must(err)
	return m
}

func (r *engineRig) health() core.Health {
	r.t.Helper()
	b, err := r.desk.Brand(r.t.Context(), r.brand)
	r.must(err)
	return b.Health
}

// texts lists a visitor's latest chat; the desk's own lines as their kind in
// brackets.
func (r *engineRig) texts(v *botsim.Visitor) (all []string) {
	r.t.Helper()
	found, err := r.desk.Messages(r.t.Context(), core.MessageQuery{Chat: r.chatOf(v).ID, Limit: 1000})
	r.must(err)
	for _, m := range found {
		if m.From == core.FromDesk {
			m.Text = "[" + string(m.Kind) + "]"
		}
		all = append(all, m.Text)
	}
	return all
}

// file makes a file of the operator's and returns its path.
func (r *engineRig) file(name, content string) string {
	r.t.Helper()
	path := filepath.Join(r.dir, name)
	r.must(os.WriteFile(path, []byte(content), 0o600))
	return path
}

// attach sends files with a caption.
func (r *engineRig) attach(v visitor, caption string, replyTo core.MessageID, paths ...string) []core.Message {
	r.t.Helper()
	var files []media.Checked
	for _, path := range paths {
		checked, err := r.desk.CheckFile(r.t.Context(), r.op, v.chat.ID, path, false)
		r.must(err)
		files = append(files, checked)
	}
	sent, err := r.desk.Attach(r.t.Context(), r.op, v.chat.ID, files, caption, replyTo)
	r.must(err)
	return sent
}

// requestsSince are the times of the requests of a method, from then on, that reached
// the server.
func (r *engineRig) requestsSince(then time.Time, method string) (times []time.Time) {
	for _, req := range r.sim.Requests(method) {
		if !req.Time.Before(then) {
			times = append(times, req.Time)
		}
	}
	return times
}

// expectRate wants from least to most requests, no two of them closer together
// than a second.
func (r *engineRig) expectRate(what string, times []time.Time, least, most int) {
	r.t.Helper()
	if n := len(times); n < least || n > most {
		r.t.Errorf("%s: %d requests, want %d to %d", what, n, least, most)
	}
	for i := 1; i < len(times); i++ {
		if gap := times[i].Sub(times[i-1]); gap < time.Second {
			r.t.Errorf("%s: again after %s", what, gap)
			return
		}
	}
}

func expectTexts(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func expectPart(t *testing.T, what, got, part string) {
	t.Helper()
	if !strings.Contains(got, part) {
		t.Errorf("%s: %q lacks %q", what, got, part)
	}
}

// replaceToken gives the brand a new token of its bot, as an admin does after /revoke.
func (r *engineRig) replaceToken(token string) {
	r.t.Helper()
	who, err := r.desk.AuthenticateFor(context.WithoutCancel(r.t.Context()), r.op, r.brand, token)
	r.must(err)
	_, err = r.desk.ReplaceToken(r.t.Context(), r.op, r.brand, token, who.Bot, false)
	r.must(err)
	synctest.Wait()
}
