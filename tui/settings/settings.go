// Package settings is the admins' screen: the list of brands, the wizard that
// connects a Telegram bot, and a brand's name, colour, limits and channel.
//
// A Screen is a plain struct. It takes keys, clicks and results, and draws
// rows of cells. It must not wait for anything: what takes time is handed out
// as an Effect, whose result comes back through Receive and is dropped when
// nobody waits for it any more. It must not know Bubble Tea, the store or
// Telegram, hold a sentence of its own (they live in tui/words), or decide a
// rule that belongs to core.
package settings

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/tui/theme"
	"tgdesk/tui/words"
)

// Effect is something to be done off the screen's thread. Its result belongs
// to Receive. It ends early when its context ends.
type Effect func(ctx context.Context) any

// Desk is what the screen needs of the desk. *core.Desk is one.
type Desk interface {
	Brands(ctx context.Context) ([]core.Brand, error)
	OpenChats(ctx context.Context, id core.BrandID) (int, error)
	AuthenticateAt(ctx context.Context, apiURL, token string) (core.Identity, error)
	AuthenticateFor(ctx context.Context, id core.BrandID, token string) (core.Identity, error)
	AddBrand(ctx context.Context, op core.OperatorID, b core.NewBrand) (core.Brand, error)
	RenameBrand(ctx context.Context, op core.OperatorID, id core.BrandID, name string) (core.Brand, error)
	SetAccent(ctx context.Context, op core.OperatorID, id core.BrandID, accent string) (core.Brand, error)
	SetLimits(ctx context.Context, op core.OperatorID, id core.BrandID, l core.Limits) (core.Brand, error)
	SetManner(ctx context.Context, op core.OperatorID, id core.BrandID, m core.Manner) (core.Brand, error)
	SetAlias(ctx context.Context, op core.OperatorID, alias string) (core.Operator, error)
	ReplaceToken(ctx context.Context, op core.OperatorID, id core.BrandID, token core.Token, bot core.Bot) (core.Brand, error)
	EnableBrand(ctx context.Context, op core.OperatorID, id core.BrandID, dropWaiting bool) (core.Brand, error)
	DisableBrand(ctx context.Context, op core.OperatorID, id core.BrandID) (core.Brand, error)
	Waiting(ctx context.Context, id core.BrandID) (waiting int, webhookHost string, err error)
	RemoveWebhook(ctx context.Context, op core.OperatorID, id core.BrandID) error
	TakeOver(ctx context.Context, op core.OperatorID, id core.BrandID) error
	HeldUntil(id core.BrandID, v core.VisitorID) time.Time
	RemoveBrand(ctx context.Context, op core.OperatorID, id core.BrandID) error
}

var _ Desk = (*core.Desk)(nil)

// Options are what a Screen is built from.
type Options struct {
	Desk     Desk
	Operator core.OperatorID
	Alias    string // the operator's
	Words    words.Catalogue
	Theme    theme.Theme
	Now      func() time.Time // nil = time.Now
	FirstRun bool             // open the wizard at once, with a welcome
	Token    core.BrandID     // open at once where this brand's token is replaced; 0 = at the top
}

// Hint is a key that the bottom line shows. Why is empty, or says why the key
// does nothing now.
type Hint struct{ Key, Title, Why string }

// Screen is the settings of one operator's session. It is not safe for use
// by several goroutines; its Effects are.
type Screen struct {
	desk     Desk
	operator core.OperatorID
	alias    string
	words    words.Catalogue
	theme    theme.Theme
	now      func() time.Time
	firstRun bool

	pages  []page // what esc goes back through; the last one is shown
	wizard *connect
	closed bool

	brands  []core.Brand
	loaded  bool
	trouble string // why the brands could not be read

	jobs   map[int]job
	seq    int // of the newest job
	read   int // of the read of the brands under way, 0 = none
	toast  toast
	drawn  drawing
	height int // rows of the body in the last drawing
}

type toast struct {
	text string
	bad  bool
	ok   bool
}

// New returns the screen and the Effect that first reads the brands.
func New(o Options) (*Screen, Effect) {
	s := &Screen{
		desk: o.Desk, operator: o.Operator, alias: o.Alias, words: o.Words, theme: o.Theme,
		now: o.Now, firstRun: o.FirstRun, jobs: map[int]job{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.pages = []page{&brandList{s: s}}
	if s.firstRun {
		s.openWizard()
	}
	if o.Token != 0 {
		s.pages = append(s.pages, &brandPage{s: s, id: o.Token}, &channel{s: s, id: o.Token}, newReplacement(s, o.Token))
	}
	return s, s.reread()
}

// Changed is to be called when a brand or its health changed; it returns the
// Effect that reads the brands again.
func (s *Screen) Changed() Effect { return s.reread() }

// Closed reports that the operator left the settings: by esc on the top
// level, or by finishing the first run's wizard.
func (s *Screen) Closed() bool { return s.closed }

// Typing reports whether a text field has the focus, so that letters are text.
func (s *Screen) Typing() bool {
	it, ok := s.focused()
	return ok && it.input != nil
}

// Hints lists the keys of the bottom line as they are now.
func (s *Screen) Hints() []Hint { return s.top().hints() }

// Toast returns the newest result as a sentence, once; bad marks a failure.
func (s *Screen) Toast() (text string, bad, ok bool) {
	t := s.toast
	s.toast = toast{}
	return t.text, t.bad, t.ok
}

// t looks a sentence of the screen up.
func (s *Screen) t(id string, args ...any) string { return s.words.Settings(id, args...) }

func (s *Screen) say(id string, args ...any) {
	s.toast = toast{text: s.t(id, args...), ok: true}
}

func (s *Screen) fail(err error) {
	s.toast = toast{text: s.sentence(err), bad: true, ok: true}
}
