package rig

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/console"
	"tgdesk/core"
	"tgdesk/core/chatbot"
	"tgdesk/core/desk"
	"tgdesk/core/engine"
	"tgdesk/core/media"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
	"tgdesk/store/seal"
	"tgdesk/tui"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// Session is the whole program in a bubble of fake time: a real database, the
// real engine and adapter, a simulated Telegram, and a screen that is driven
// by keys and read from an emulated terminal. It is large because a test may reach
// into every part.
type Session struct {
	T         *testing.T
	setup     Setup
	Dir       string
	Sim       *botsim.Sim
	Bots      map[string]*botsim.Bot
	visitors  map[string]*Visitor
	Log       *LogBuffer
	ClockSkew atomic.Int64 // how far the machine's clock is off, in ns

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
	others   []*Session    // that Open opened
}

// Setup is what a test may choose.
type Setup struct {
	width, Height int
	Dir           string // of the desk; "" makes one
	brands        []string
	Role          core.Role
	Limits        core.Limits
	Sim           []botsim.Option
	Transport     func(http.RoundTripper) http.RoundTripper // in front of the simulated Telegram
	Before        func(*Session)                            // runs on the desk before the engine and the screen
	Screen        func(*tui.Options)                        // changes what the screen is made from
	Notifier      term.Notifier
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
	o := Setup{width: 120, Height: 36, brands: []string{"acme", "globex"}, Role: core.RoleAdmin, Limits: core.DefaultLimits()}
	for _, h := range how {
		h(&o)
	}
	if o.Dir == "" {
		o.Dir = t.TempDir()
		EmptyDesk(t, o.Dir)
	}
	synctest.Test(t, func(t *testing.T) {
		s := &Session{T: t, setup: o, Dir: o.Dir, Bots: map[string]*botsim.Bot{}, visitors: map[string]*Visitor{}, Log: &LogBuffer{}}
		s.Key = Key(t)
		s.Sim = botsim.New(o.Sim...)
		s.Terminal = NewEmulator(o.width, o.Height)
		t.Cleanup(s.close)
		s.OpenDesk()
		for _, name := range o.brands {
			s.addBrand(name)
		}
		if o.Before != nil {
			o.Before(s)
		}
		s.Start()
		fn(s)
	})
}

func Size(w, h int) func(*Setup) { return func(s *Setup) { s.width, s.Height = w, h } }

func Brands(names ...string) func(*Setup) { return func(s *Setup) { s.brands = names } }

func ScreenOptions(fn func(*tui.Options)) func(*Setup) { return func(s *Setup) { s.Screen = fn } }

// OpenDesk opens the database and makes the desk on it.
func (s *Session) OpenDesk() {
	clock := core.NewClock(func() time.Time { return time.Now().UTC().Add(time.Duration(s.ClockSkew.Load())) }, nil)
	db, err := store.Open(s.Dir, store.Options{Now: clock.Now, Key: s.Key})
	s.Must(err)
	s.DB = &FaultyStore{Store: db, Close: db.Close}
	transport := s.Sim.Client().Transport
	if s.setup.Transport != nil {
		transport = s.setup.Transport(transport)
	}
	tg := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: transport})
	s.Desk, s.engine = cli.NewDesk(s.DB, tg, engine.Options{
		Now: clock.Now, Clock: clock, Log: slog.New(slog.NewTextHandler(s.Log, nil)), Files: media.New(filepath.Join(s.Dir, cli.MediaName), cli.Sniff, false),
		Chatbots: chatbot.New(chatbot.Options{}),
	})
	s.Ann, err = s.Desk.SignIn(s.T.Context(), "ann", core.RoleAdmin) // the first one always is
	s.Must(err)
	s.Mika, err = s.Desk.SignIn(s.T.Context(), "mika", s.setup.Role)
	s.Must(err)
}

func (s *Session) addBrand(name string) {
	bot := s.Sim.AddBot(botsim.Bot{Username: name + "_bot", Name: name})
	s.Bots[name] = bot
	who, err := s.Desk.Authenticate(s.T.Context(), s.Ann.ID, "", bot.Token)
	s.Must(err)
	_, err = s.Desk.AddBrand(s.T.Context(), s.Ann.ID, desk.NewBrand{
		Name: name, Accent: "#e06c75", Bot: who.Bot, Limits: s.setup.Limits,
	}, bot.Token)
	s.Must(err)
}

// Start starts the engine and the screen.
func (s *Session) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	s.Cancel, s.Ended = cancel, make(chan struct{})
	s.running = console.StartEngine(ctx, s.engine, slog.New(slog.NewTextHandler(s.Log, nil)), SameError)
	s.startScreen(ctx, s.Mika, s.running.Stopped)
}

// Open opens another screen on the same desk. It ends with the test; what is no part of
// a screen belongs to s.
func (s *Session) Open(op core.Operator) *Session {
	s.T.Helper()
	other := &Session{
		T: s.T, setup: s.setup, Dir: s.Dir, Sim: s.Sim, Bots: s.Bots, visitors: s.visitors, Log: s.Log, Key: s.Key, DB: s.DB, Desk: s.Desk,
		Mika: s.Mika, Ann: s.Ann, Terminal: NewEmulator(s.setup.width, s.setup.Height), Ended: make(chan struct{}),
	}
	ctx, cancel := context.WithCancel(context.Background())
	other.Cancel = cancel
	s.others = append(s.others, other)
	other.startScreen(ctx, op, s.running.Stopped)
	return other
}

// CloseScreen ends a screen that Open opened.
func (s *Session) CloseScreen() {
	s.Cancel()
	<-s.Ended
	_ = s.Keys.Close()
}

// startScreen starts a screen of op at s.Terminal.
func (s *Session) startScreen(ctx context.Context, op core.Operator, stopped <-chan struct{}) {
	log := slog.New(slog.NewTextHandler(s.Log, nil))
	in, keys := io.Pipe()
	s.Keys, s.sizes = keys, make(chan [2]int)
	o := tui.Options{
		Session: session.Session{
			Desk: s.Desk, Operator: op, Terminal: term.New(in, s.Terminal, term.Options{Mouse: true, Notifier: s.setup.Notifier}),
			Theme: theme.None(), Locale: locale.English(), Log: log, Home: s.Dir, Bell: session.BellUnfocused,
		},
		In: in, Sizes: s.sizes, Stopped: stopped,
	}
	if s.setup.Screen != nil {
		s.setup.Screen(&o)
	}
	go func(ended chan struct{}) {
		defer close(ended)
		s.err = tui.Run(ctx, o)
		_ = in.Close() // keys that are still under way must not hang
	}(s.Ended)
	s.sizes <- [2]int{s.setup.width, s.setup.Height}
	s.Settle()
}

// SameError writes no report of a crash.
func SameError(err error) error { return err }

// Stop ends screen, engine and database as the end of the process would, but
// in order.
func (s *Session) Stop() {
	if s.running == nil {
		return
	}
	for _, other := range s.others {
		other.CloseScreen()
	}
	s.CloseScreen()
	_ = s.running.Stop(func() {})
	s.running = nil
}

// close ends everything and holds the screen to its promises.
func (s *Session) close() {
	s.Stop()
	if s.DB != nil {
		if err := s.DB.Close(); err != nil {
			s.T.Errorf("closing the database: %v", err)
		}
	}
	s.Sim.Close()
	synctest.Wait()
	for _, screen := range append(s.others, s) {
		if screen.Terminal.OnAlternateScreen() {
			s.T.Error("the terminal was left on the alternate screen")
		}
		for _, f := range screen.Terminal.Faults() {
			s.T.Errorf("written to the terminal: %s", f)
		}
	}
	if s.T.Failed() {
		s.T.Logf("log:\n%s", s.Log)
	}
}

// Restart ends the program and starts it again on the same data.
func (s *Session) Restart() {
	s.T.Helper()
	s.Stop()
	s.Must(s.DB.Close())
	s.Terminal.resize(s.setup.width, s.setup.Height)
	s.OpenDesk()
	s.Start()
}

func (s *Session) Must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// Settle lets everything come to rest that does not wait for time: reads that
// coalesce, sends, frames.
func (s *Session) Settle() {
	time.Sleep(150 * time.Millisecond)
	synctest.Wait()
}

// Advance lets time pass.
func (s *Session) Advance(by time.Duration) {
	time.Sleep(by)
	s.Settle()
}

// ChatOf is the newest chat of a visitor.
func (s *Session) ChatOf(name string) core.Chat {
	s.T.Helper()
	rows, err := s.Desk.FindRows(s.T.Context(), name, core.Set[core.BrandID]{}, 1)
	s.Must(err)
	if len(rows) == 0 {
		s.T.Fatalf("no chat of %s", name)
	}
	return rows[0].Chat
}

// Unread is how many messages of a visitor's chat an operator has not seen.
func (s *Session) Unread(op core.OperatorID, name string) int {
	s.T.Helper()
	c := s.ChatOf(name)
	mark, err := s.Desk.ReadMark(s.T.Context(), op, c.ID)
	s.Must(err)
	return mark.Unread(c)
}

// LogBuffer collects the log.
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

// BenchDesk makes a desk with an admin and what fill writes. The caller
// closes the database.
func BenchDesk(b *testing.B, fill func(core.Tx) error) (*store.DB, *desk.Desk, *engine.Engine, core.Operator) {
	db, err := store.Open(b.TempDir(), store.Options{Key: Key(b)})
	if err != nil {
		b.Fatal(err)
	}
	d, eng := cli.NewDesk(db, nil, engine.Options{})
	op, err := d.SignIn(b.Context(), "mika", core.RoleAdmin)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Write(b.Context(), fill); err != nil {
		b.Fatal(err)
	}
	return db, d, eng, op
}

func PNGFile(w, h int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		panic(err)
	}
	return b.String()
}

// BrokenToken is what a panic must not repeat.
const BrokenToken = "123456:AAbrokenbrokenbrokenbrokenbrokenbro"
