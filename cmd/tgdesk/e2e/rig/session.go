package rig

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
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

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/console"
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

// Session is the whole program in a bubble of fake time: a real database, the
// real engine and adapter, a simulated Telegram, and a screen that is driven
// by keys and read from an emulated terminal.
type Session struct {
	T        *testing.T
	setup    Setup
	Dir      string
	Sim      *botsim.Sim
	Bots     map[string]*botsim.Bot
	visitors map[string]*Visitor
	Log      *LogBuffer
	Skew     atomic.Int64 // how far the machine's clock is off, in ns

	Terminal *Emulator
	Key      seal.Key // of the bot tokens
	DB       *FaultyStore
	Desk     *desk.Desk
	Mika     core.Operator // at the screen
	Ann      core.Operator // somewhere else
	engine   *engine.Engine
	running  *console.RunningEngine
	Cancel   context.CancelFunc // ends the screen from outside
	Keys     *io.PipeWriter
	sizes    chan [2]int
	Ended    chan struct{} // closed when the screen has ended
	err      error         // of the screen; valid once ended
}

// Setup is what a test may choose.
type Setup struct {
	width, Height int
	Dir           string // of the desk; "" makes one
	brands        []string
	Role          core.Role
	Limits        core.Limits
	Sim           []botsim.Option
	Transport     func(http.RoundTripper) http.RoundTripper // stands before the simulated Telegram
	Before        func(*Session)                            // runs on the desk before the engine and the screen
	Screen        func(*tui.Options)                        // changes what the screen is made from
}

// Test runs fn on a program of its own.
func Test(t *testing.T, fn func(*Session), how ...func(*Setup)) {
	t.Helper()
	t.Parallel()
	Run(t, fn, how...)
}

// Run is screenTest for a part of a test.
func Run(t *testing.T, fn func(*Session), how ...func(*Setup)) {
	t.Helper()
	s := Setup{width: 120, Height: 36, brands: []string{"acme", "globex"}, Role: core.RoleAdmin, Limits: core.DefaultLimits()}
	for _, h := range how {
		h(&s)
	}
	if s.Dir == "" {
		s.Dir = t.TempDir()
	}
	synctest.Test(t, func(t *testing.T) {
		d := &Session{T: t, setup: s, Dir: s.Dir, Bots: map[string]*botsim.Bot{}, visitors: map[string]*Visitor{}, Log: &LogBuffer{}}
		d.Key = Key(t)
		d.Sim = botsim.New(s.Sim...)
		d.Terminal = NewEmulator(s.width, s.Height)
		t.Cleanup(d.close)
		d.OpenDesk()
		for _, name := range s.brands {
			d.addBrand(name)
		}
		if s.Before != nil {
			s.Before(d)
		}
		d.Start()
		fn(d)
	})
}

func Size(w, h int) func(*Setup) { return func(s *Setup) { s.width, s.Height = w, h } }

func Brands(names ...string) func(*Setup) { return func(s *Setup) { s.brands = names } }

func ScreenOptions(fn func(*tui.Options)) func(*Setup) { return func(s *Setup) { s.Screen = fn } }

// OpenDesk opens the database and makes the desk on it.
func (d *Session) OpenDesk() {
	clock := core.NewClock(func() time.Time { return time.Now().UTC().Add(time.Duration(d.Skew.Load())) }, nil)
	db, err := store.Open(d.Dir, store.Options{Now: clock.Now, Key: d.Key})
	d.Must(err)
	d.DB = &FaultyStore{Store: db, Close: db.Close}
	transport := d.Sim.Client().Transport
	if d.setup.Transport != nil {
		transport = d.setup.Transport(transport)
	}
	tg := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: transport})
	d.Desk, d.engine = cli.NewDesk(d.DB, tg, desk.Options{
		Now: clock.Now, Clock: clock, Log: slog.New(slog.NewTextHandler(d.Log, nil)), Files: media.New(filepath.Join(d.Dir, cli.MediaName), cli.Sniff, false),
	})
	d.Mika, err = d.Desk.SignIn(d.T.Context(), "mika", d.setup.Role)
	d.Must(err)
	d.Ann, err = d.Desk.SignIn(d.T.Context(), "ann", core.RoleAdmin)
	d.Must(err)
}

func (d *Session) addBrand(name string) {
	bot := d.Sim.AddBot(botsim.Bot{Username: name + "_bot", Name: name})
	d.Bots[name] = bot
	who, err := d.Desk.Authenticate(d.T.Context(), bot.Token)
	d.Must(err)
	_, err = d.Desk.AddBrand(d.T.Context(), d.Ann.ID, desk.NewBrand{
		Name: name, Accent: "#e06c75", Token: core.Token(bot.Token), Bot: who.Bot, Limits: d.setup.Limits,
	})
	d.Must(err)
}

// Start starts the engine and the screen.
func (d *Session) Start() {
	log := slog.New(slog.NewTextHandler(d.Log, nil))
	ctx, cancel := context.WithCancel(context.Background())
	d.Cancel, d.Ended = cancel, make(chan struct{})
	d.running = console.StartEngine(ctx, d.engine, log, SameError)
	in, keys := io.Pipe()
	d.Keys, d.sizes = keys, make(chan [2]int)
	o := tui.Options{
		Desk: d.Desk, Operator: d.Mika, Terminal: term.New(in, d.Terminal, term.Options{Mouse: true}), In: in,
		Theme: theme.None(), Locale: locale.English(), Log: log, Sizes: d.sizes, Stopped: d.running.Stopped, Bell: true,
		Home: d.Dir,
	}
	if d.setup.Screen != nil {
		d.setup.Screen(&o)
	}
	go func(ended chan struct{}) {
		defer close(ended)
		d.err = tui.Run(ctx, o)
		_ = in.Close() // keys that are still under way must not hang
	}(d.Ended)
	d.sizes <- [2]int{d.setup.width, d.setup.Height}
	d.Settle()
}

// SameError writes no report of a crash.
func SameError(err error) error { return err }

// Stop ends screen, engine and database as the end of the process would, but
// in order.
func (d *Session) Stop() {
	if d.running == nil {
		return
	}
	d.Cancel()
	<-d.Ended
	_ = d.Keys.Close()
	_ = d.running.Stop()
	d.running = nil
}

// close ends everything and holds the screen to its promises.
func (d *Session) close() {
	d.Stop()
	if d.DB != nil {
		if err := d.DB.Close(); err != nil {
			d.T.Errorf("closing the database: %v", err)
		}
	}
	d.Sim.Close()
	synctest.Wait()
	if d.Terminal.OnAlternateScreen() {
		d.T.Error("the terminal was left on the alternate screen")
	}
	for _, f := range d.Terminal.Faults() {
		d.T.Errorf("written to the terminal: %s", f)
	}
	if d.T.Failed() {
		d.T.Logf("log:\n%s", d.Log)
	}
}

// Restart ends the program and starts it again on the same data.
func (d *Session) Restart() {
	d.T.Helper()
	d.Stop()
	d.Must(d.DB.Close())
	d.Terminal.resize(d.setup.width, d.setup.Height)
	d.OpenDesk()
	d.Start()
}

func (d *Session) Must(err error) {
	d.T.Helper()
	if err != nil {
		d.T.Fatal(err)
	}
}

// Settle lets everything come to rest that does not wait for time: reads that
// coalesce, sends, frames.
func (d *Session) Settle() {
	time.Sleep(150 * time.Millisecond)
	synctest.Wait()
}

// Advance lets time pass.
func (d *Session) Advance(by time.Duration) {
	time.Sleep(by)
	d.Settle()
}

// Visitor is a person writing to a brand, the same for the same name.
func (d *Session) Visitor(brand, name string) *Visitor {
	if a := d.visitors[name]; a != nil {
		return a
	}
	first, last, _ := strings.Cut(name, " ")
	id := int64(1000 + len(d.visitors))
	a := d.VisitorOf(brand, botsim.User{ID: id, FirstName: first, LastName: last, Username: fmt.Sprintf("user%d", id), Language: "en"})
	d.visitors[name] = a
	return a
}

// VisitorOf is a person with any profile, writing to a brand.
func (d *Session) VisitorOf(brand string, u botsim.User) *Visitor {
	return &Visitor{s: d, Visitor: d.Bots[brand].Visitor(u)}
}

// Visitor is a visitor whose deeds settle before the test goes on.
type Visitor struct {
	s *Session
	*botsim.Visitor
}

func (a *Visitor) Write(texts ...string) int64 {
	var id int64
	for _, s := range texts {
		id = a.Say(s)
		a.s.Settle()
	}
	return id
}

func (a *Visitor) ChangeText(id int64, s string) {
	a.s.T.Helper()
	a.s.Must(a.Edit(id, s))
	a.s.Settle()
}

// Received are the texts that came from the bot.
func (a *Visitor) Received() []string {
	var out []string
	for _, m := range a.Inbox() {
		out = append(out, m.Text)
	}
	return out
}

// ChatOf is the newest chat of a visitor.
func (d *Session) ChatOf(name string) core.Chat {
	d.T.Helper()
	rows, err := d.Desk.FindRows(d.T.Context(), name, 1)
	d.Must(err)
	if len(rows) == 0 {
		d.T.Fatalf("no chat of %s", name)
	}
	return rows[0].Chat
}

// LogBuffer keeps the log.
type LogBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *LogBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *LogBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Key is the key of desks that a test opens by itself.
func Key(t testing.TB) seal.Key {
	t.Helper()
	key, err := seal.NewKey(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// BenchDesk is a desk with an admin, and with what fill writes. The caller
// closes the database.
func BenchDesk(b *testing.B, fill func(core.Tx) error) (*store.DB, *desk.Desk, *engine.Engine, core.Operator) {
	db, err := store.Open(b.TempDir(), store.Options{Key: Key(b)})
	if err != nil {
		b.Fatal(err)
	}
	d, eng := cli.NewDesk(db, nil, desk.Options{})
	op, err := d.SignIn(b.Context(), "mika", core.RoleAdmin)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Write(b.Context(), fill); err != nil {
		b.Fatal(err)
	}
	return db, d, eng, op
}

func PngFile(w, h int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.String()
}

// BrokenToken is what a panic must not repeat.
const BrokenToken = "123456:AAbrokenbrokenbrokenbrokenbrokenbro"
