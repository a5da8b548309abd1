package faults

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// plant is a desk at work without a screen: a real database, the real engine and
// adapter, botsim, and the weather between them, in a bubble of fake time.
type plant struct {
	t       *testing.T
	dir     string
	sim     *botsim.Sim
	bot     *botsim.Bot
	weather *weather
	db      *store.DB
	desk    *desk.Desk
	op      core.OperatorID
	brand   core.BrandID
	engine  *engine.Engine
	running *console.RunningEngine
	log     *rig.LogBuffer
	people  int64
}

// inPlant runs fn on a plant of its own.
func inPlant(t *testing.T, fn func(*plant), how ...botsim.Option) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &plant{t: t, dir: t.TempDir(), sim: botsim.New(how...), log: &rig.LogBuffer{}}
		client := p.sim.Client()
		p.weather = &weather{fine: client.Transport}
		p.bot = p.sim.AddBot(botsim.Bot{Username: "acme_bot", Name: "Acme"})
		defer func() {
			p.stop()
			client.CloseIdleConnections()
			p.sim.Close()
			p.after(time.Minute) // what is still being dialled ends
			if t.Failed() {
				t.Logf("log:\n%s", p.log)
			}
		}()
		p.open()
		p.setUp()
		p.start()
		fn(p)
	})
}

func (p *plant) open() {
	p.t.Helper()
	now := func() time.Time { return time.Now().UTC() }
	db, err := store.Open(p.dir, store.Options{Now: now, Key: rig.Key(p.t)})
	p.must(err)
	p.db = db
	tg := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: p.weather})
	p.desk, p.engine = cli.NewDesk(db, tg, desk.Options{
		Now: now, Log: slog.New(slog.NewTextHandler(p.log, nil)), Files: media.New(filepath.Join(p.dir, cli.MediaName), cli.Sniff, false),
	})
}

func (p *plant) setUp() {
	p.t.Helper()
	op, err := p.desk.SignIn(p.t.Context(), "mika", core.RoleAdmin)
	p.must(err)
	p.op = op.ID
	who, err := p.desk.Authenticate(p.t.Context(), p.bot.Token)
	p.must(err)
	b, err := p.desk.AddBrand(p.t.Context(), p.op, desk.NewBrand{Name: "acme", Accent: "#e06c75", Token: core.Token(p.bot.Token), Bot: who.Bot})
	p.must(err)
	p.brand = b.ID
}

func (p *plant) start() {
	p.running = console.StartEngine(p.t.Context(), p.engine, slog.New(slog.NewTextHandler(p.log, nil)), rig.SameError)
	synctest.Wait()
}

func (p *plant) stop() {
	if p.running != nil {
		if err := p.running.Stop(); err != nil {
			p.t.Errorf("the engine: %v", err)
		}
		p.running = nil
	}
	if p.db != nil {
		if err := p.db.Close(); err != nil {
			p.t.Errorf("closing the database: %v", err)
		}
		p.db = nil
	}
}

// restart ends the desk in order and starts it again.
func (p *plant) restart() {
	p.stop()
	p.open()
	p.start()
}

func (p *plant) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// after lets time pass and everything that follows from it happen.
func (p *plant) after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// guest is a visitor whose chat the operator holds.
type guest struct {
	*botsim.Visitor
	chat  core.Chat
	first int64 // Telegram's id of what they wrote first
}

// guest lets somebody new write and picks their chat up.
func (p *plant) guest() guest {
	p.t.Helper()
	p.people++
	v := p.bot.Visitor(botsim.User{ID: 1000 + p.people, FirstName: fmt.Sprint("Visitor ", p.people)})
	first := v.Say("hello")
	synctest.Wait()
	c := p.chatOf(v)
	_, err := p.desk.PickUp(p.t.Context(), p.op, c.ID)
	p.must(err)
	return guest{v, c, first}
}

func (p *plant) visitorOf(v *botsim.Visitor) core.Visitor {
	p.t.Helper()
	found, err := p.desk.VisitorByTelegram(p.t.Context(), p.brand, v.User.ID)
	p.must(err)
	return found
}

// chatOf is the newest chat of a visitor.
func (p *plant) chatOf(v *botsim.Visitor) core.Chat {
	p.t.Helper()
	rows, err := p.desk.ChatsOf(p.t.Context(), p.visitorOf(v).ID, 1)
	p.must(err)
	if len(rows) == 0 {
		p.t.Fatalf("%s has no chat", v.User.FirstName)
	}
	return rows[0].Chat
}

func (p *plant) reply(g guest, text string) core.Message {
	p.t.Helper()
	parts, err := p.desk.Reply(p.t.Context(), p.op, g.chat.ID, text, 0)
	p.must(err)
	return parts[0]
}

func (p *plant) message(id core.MessageID) core.Message {
	p.t.Helper()
	m, err := p.desk.Message(p.t.Context(), id)
	p.must(err)
	return m
}

func (p *plant) health() core.Health {
	p.t.Helper()
	b, err := p.desk.Brand(p.t.Context(), p.brand)
	p.must(err)
	return b.Health
}

// texts lists a visitor's latest chat; the desk's own lines as their kind in
// brackets.
func (p *plant) texts(v *botsim.Visitor) (all []string) {
	p.t.Helper()
	found, err := p.desk.Messages(p.t.Context(), core.MessageQuery{Chat: p.chatOf(v).ID, Limit: 1000})
	p.must(err)
	for _, m := range found {
		if m.From == core.FromDesk {
			m.Text = "[" + string(m.Kind) + "]"
		}
		all = append(all, m.Text)
	}
	return all
}

// file makes a file of the operator's and returns its path.
func (p *plant) file(name, content string) string {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	p.must(os.WriteFile(path, []byte(content), 0o600))
	return path
}

// attach sends files with a caption.
func (p *plant) attach(g guest, caption string, replyTo core.MessageID, paths ...string) []core.Message {
	p.t.Helper()
	var files []media.Checked
	for _, path := range paths {
		checked, err := p.desk.CheckFile(p.t.Context(), g.chat.ID, path, false)
		p.must(err)
		files = append(files, checked)
	}
	sent, err := p.desk.Attach(p.t.Context(), p.op, g.chat.ID, files, caption, replyTo)
	p.must(err)
	return sent
}

// since are the times of the requests of a method, from then on, that reached
// the server.
func (p *plant) since(then time.Time, method string) (times []time.Time) {
	for _, r := range p.sim.Requests(method) {
		if !r.Time.Before(then) {
			times = append(times, r.Time)
		}
	}
	return times
}

// wantPace wants from least to most requests, no two of them closer together
// than a second.
func (p *plant) wantPace(what string, times []time.Time, least, most int) {
	p.t.Helper()
	if n := len(times); n < least || n > most {
		p.t.Errorf("%s: %d requests, want %d to %d", what, n, least, most)
	}
	for i := 1; i < len(times); i++ {
		if gap := times[i].Sub(times[i-1]); gap < time.Second {
			p.t.Errorf("%s: again after %s", what, gap)
			return
		}
	}
}

func wantTexts(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func wantPart(t *testing.T, what, got, part string) {
	t.Helper()
	if !strings.Contains(got, part) {
		t.Errorf("%s: %q lacks %q", what, got, part)
	}
}

// renew gives the brand a new token of its bot, as an admin does after /revoke.
func (p *plant) renew(token string) {
	p.t.Helper()
	who, err := p.desk.AuthenticateFor(context.WithoutCancel(p.t.Context()), p.brand, token)
	p.must(err)
	_, err = p.desk.ReplaceToken(p.t.Context(), p.op, p.brand, core.Token(token), who.Bot)
	p.must(err)
	synctest.Wait()
}
