package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/core/media"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
	"tgdesk/store/seal"
	"tgdesk/tui"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// drive is the whole program in a bubble of fake time: a real database, the
// real engine and adapter, a simulated Telegram, and a screen that is driven
// by keys and read from an emulated terminal.
type drive struct {
	t     *testing.T
	setup setup
	dir   string
	sim   *botsim.Sim
	bots  map[string]*botsim.Bot
	acts  map[string]*actor
	log   *logBook
	skew  atomic.Int64 // how far the machine's clock is off, in ns

	emu    *emulator
	key    seal.Key // of the bot tokens
	db     *brittleStore
	desk   *desk.Desk
	mika   core.Operator // at the screen
	ann    core.Operator // somewhere else
	engine *runningEngine
	built  *engine.Engine
	hang   context.CancelFunc // ends the screen from outside
	keys   *io.PipeWriter
	sizes  chan [2]int
	ended  chan struct{} // closed when the screen has ended
	err    error         // of the screen; valid once ended
}

// setup is what a test may choose.
type setup struct {
	width, height int
	dir           string // of the desk; "" makes one
	brands        []string
	role          core.Role
	limits        core.Limits
	sim           []botsim.Option
	via           func(http.RoundTripper) http.RoundTripper // stands before the simulated Telegram
	before        func(*drive)                              // runs on the desk before the engine and the screen
	screen        func(*tui.Options)                        // changes what the screen is made from
}

// screenTest runs fn on a program of its own.
func screenTest(t *testing.T, fn func(*drive), how ...func(*setup)) {
	t.Helper()
	t.Parallel()
	inBubble(t, fn, how...)
}

// inBubble is screenTest for a part of a test.
func inBubble(t *testing.T, fn func(*drive), how ...func(*setup)) {
	t.Helper()
	s := setup{width: 120, height: 36, brands: []string{"acme", "globex"}, role: core.RoleAdmin, limits: core.DefaultLimits()}
	for _, h := range how {
		h(&s)
	}
	if s.dir == "" {
		s.dir = t.TempDir()
	}
	synctest.Test(t, func(t *testing.T) {
		d := &drive{t: t, setup: s, dir: s.dir, bots: map[string]*botsim.Bot{}, acts: map[string]*actor{}, log: &logBook{}}
		d.key = testKey(t)
		d.sim = botsim.New(s.sim...)
		d.emu = newEmulator(s.width, s.height)
		t.Cleanup(d.close)
		d.openDesk()
		for _, name := range s.brands {
			d.addBrand(name)
		}
		if s.before != nil {
			s.before(d)
		}
		d.run()
		fn(d)
	})
}

func sized(w, h int) func(*setup)             { return func(s *setup) { s.width, s.height = w, h } }
func brands(names ...string) func(*setup)     { return func(s *setup) { s.brands = names } }
func with(fn func(*tui.Options)) func(*setup) { return func(s *setup) { s.screen = fn } }

// openDesk opens the database and makes the desk on it.
func (d *drive) openDesk() {
	clock := core.NewClock(func() time.Time { return time.Now().UTC().Add(time.Duration(d.skew.Load())) }, nil)
	db, err := store.Open(d.dir, store.Options{Now: clock.Now, Key: d.key})
	d.must(err)
	d.db = &brittleStore{Store: db, close: db.Close}
	transport := d.sim.Client().Transport
	if d.setup.via != nil {
		transport = d.setup.via(transport)
	}
	tg := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: transport})
	d.desk, d.built = assemble(d.db, tg, desk.Options{
		Now: clock.Now, Clock: clock, Log: slog.New(slog.NewTextHandler(d.log, nil)), Files: media.New(filepath.Join(d.dir, mediaName), sniff, false),
	})
	d.mika, err = d.desk.SignIn(d.t.Context(), "mika", d.setup.role)
	d.must(err)
	d.ann, err = d.desk.SignIn(d.t.Context(), "ann", core.RoleAdmin)
	d.must(err)
}

func (d *drive) addBrand(name string) {
	bot := d.sim.AddBot(botsim.Bot{Username: name + "_bot", Name: name})
	d.bots[name] = bot
	who, err := d.desk.Authenticate(d.t.Context(), bot.Token)
	d.must(err)
	_, err = d.desk.AddBrand(d.t.Context(), d.ann.ID, desk.NewBrand{
		Name: name, Accent: "#e06c75", Token: core.Token(bot.Token), Bot: who.Bot, Limits: d.setup.limits,
	})
	d.must(err)
}

// run starts the engine and the screen.
func (d *drive) run() {
	log := slog.New(slog.NewTextHandler(d.log, nil))
	ctx, cancel := context.WithCancel(context.Background())
	d.hang, d.ended = cancel, make(chan struct{})
	d.engine = startEngine(ctx, d.built, log, asIs)
	in, keys := io.Pipe()
	d.keys, d.sizes = keys, make(chan [2]int)
	o := tui.Options{
		Desk: d.desk, Operator: d.mika, Terminal: term.New(in, d.emu, term.Options{Mouse: true}), In: in,
		Theme: theme.None(), Words: locale.English(), Log: log, Sizes: d.sizes, Stopped: d.engine.stopped, Bell: true,
		Home: d.dir,
	}
	if d.setup.screen != nil {
		d.setup.screen(&o)
	}
	go func(ended chan struct{}) {
		defer close(ended)
		d.err = tui.Run(ctx, o)
		_ = in.Close() // keys that are still under way must not hang
	}(d.ended)
	d.sizes <- [2]int{d.setup.width, d.setup.height}
	d.settle()
}

// asIs writes no report of a crash.
func asIs(err error) error { return err }

// stop ends screen, engine and database as the end of the process would, but
// in order.
func (d *drive) stop() {
	if d.engine == nil {
		return
	}
	d.hang()
	<-d.ended
	_ = d.keys.Close()
	_ = d.engine.stop()
	d.engine = nil
}

// close ends everything and holds the screen to its promises.
func (d *drive) close() {
	d.stop()
	if d.db != nil {
		if err := d.db.close(); err != nil {
			d.t.Errorf("closing the database: %v", err)
		}
	}
	d.sim.Close()
	synctest.Wait()
	if d.emu.mode1049() {
		d.t.Error("the terminal was left on the alternate screen")
	}
	for _, f := range d.emu.troubles() {
		d.t.Errorf("written to the terminal: %s", f)
	}
	if d.t.Failed() {
		d.t.Logf("log:\n%s", d.log)
	}
}

// restart ends the program and starts it again on the same data.
func (d *drive) restart() {
	d.t.Helper()
	d.stop()
	d.must(d.db.close())
	d.emu.resize(d.setup.width, d.setup.height)
	d.openDesk()
	d.run()
}

func (d *drive) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// settle lets everything come to rest that does not wait for time: reads that
// coalesce, sends, frames.
func (d *drive) settle() {
	time.Sleep(150 * time.Millisecond)
	synctest.Wait()
}

// advance lets time pass.
func (d *drive) advance(by time.Duration) {
	time.Sleep(by)
	d.settle()
}

// visitor is a person writing to a brand, the same for the same name.
func (d *drive) visitor(brand, name string) *actor {
	if a := d.acts[name]; a != nil {
		return a
	}
	first, last, _ := strings.Cut(name, " ")
	id := int64(1000 + len(d.acts))
	v := d.bots[brand].Visitor(botsim.User{ID: id, FirstName: first, LastName: last, Username: fmt.Sprintf("user%d", id), Language: "en"})
	a := &actor{d: d, Visitor: v}
	d.acts[name] = a
	return a
}

// actor is a visitor whose deeds settle before the test goes on.
type actor struct {
	d *drive
	*botsim.Visitor
}

func (a *actor) say(texts ...string) int64 {
	var id int64
	for _, s := range texts {
		id = a.Say(s)
		a.d.settle()
	}
	return id
}

func (a *actor) edit(id int64, s string) {
	a.d.t.Helper()
	a.d.must(a.Edit(id, s))
	a.d.settle()
}

// received are the texts that came from the bot.
func (a *actor) received() []string {
	var out []string
	for _, m := range a.Inbox() {
		out = append(out, m.Text)
	}
	return out
}

// chatOf is the newest chat of a visitor.
func (d *drive) chatOf(name string) core.Chat {
	d.t.Helper()
	rows, err := d.desk.FindRows(d.t.Context(), name, 1)
	d.must(err)
	if len(rows) == 0 {
		d.t.Fatalf("no chat of %s", name)
	}
	return rows[0].Chat
}

// brittleStore is a store that fails or panics on demand, as a full disk does.
type brittleStore struct {
	core.Store
	close func() error

	mu     sync.Mutex
	reads  func() error // runs before each reading of a list or of drafts
	writes func() error // runs before each transaction
}

// breakReads makes reading lists and drafts go through fn; nil mends it.
func (s *brittleStore) breakReads(fn func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = fn
}

func (s *brittleStore) breakWrites(fn func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = fn
}

func (s *brittleStore) Rows(ctx context.Context, q core.RowQuery) ([]core.ChatRow, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	return s.Store.Rows(ctx, q)
}

func (s *brittleStore) Drafts(ctx context.Context, op core.OperatorID, chat core.ChatID) (core.Drafts, error) {
	if err := s.read(); err != nil {
		return core.Drafts{}, err
	}
	return s.Store.Drafts(ctx, op, chat)
}

func (s *brittleStore) read() error {
	s.mu.Lock()
	fn := s.reads
	s.mu.Unlock()
	if fn == nil {
		return nil
	}
	return fn()
}

// Probe meets what Write meets.
func (s *brittleStore) Probe(ctx context.Context) error {
	return s.Write(ctx, func(core.Tx) error { return nil })
}

func (s *brittleStore) Write(ctx context.Context, do func(core.Tx) error) error {
	s.mu.Lock()
	fn := s.writes
	s.mu.Unlock()
	if fn != nil {
		if err := fn(); err != nil {
			return err
		}
	}
	return s.Store.Write(ctx, do)
}

// logBook keeps the log.
type logBook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
