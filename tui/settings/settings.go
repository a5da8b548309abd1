// Package settings is the screen of the admins: the list of brands, the wizard
// that connects a Telegram bot, a brand's name, colour, limits, behaviour
// and channel, operators, canned replies and the audit. Others change what is their own.
//
// A Screen is a plain struct. It takes messages and clicks, and renders rows of
// cells. It never blocks: what takes time is returned as a tea.Cmd, whose
// ResultMsg comes back through Update. It must not know the store or Telegram,
// hold a sentence of its own (see tui/locale), or decide a rule that belongs to
// core.
package settings

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/media"
	"tgdesk/tui/canned"
	"tgdesk/tui/session"
)

// Desk is what the screen needs of the desk. *desk.Desk is one.
type Desk interface {
	Brands(ctx context.Context) ([]core.BrandView, error)
	OpenChats(ctx context.Context, id core.BrandID) (int, error)
	Authenticate(ctx context.Context, op core.OperatorID, apiURL, token string) (core.Identity, error)
	AuthenticateFor(ctx context.Context, op core.OperatorID, id core.BrandID, token string) (core.Identity, error)
	AddBrand(ctx context.Context, op core.OperatorID, b desk.NewBrand, token string) (core.BrandView, error)
	SetBrand(ctx context.Context, op core.OperatorID, id core.BrandID, ch desk.BrandChange) (core.BrandView, error)
	SetBrandOptions(ctx context.Context, op core.OperatorID, id core.BrandID, o core.BrandOptions) (core.BrandView, error)
	ListOperators(ctx context.Context) ([]core.OperatorView, error)
	AddOperator(ctx context.Context, op core.OperatorID, ch desk.OperatorChange, keys ...string) (core.Operator, error)
	SetOperator(ctx context.Context, op, id core.OperatorID, ch desk.OperatorChange) (core.Operator, error)
	RemoveOperator(ctx context.Context, op, id core.OperatorID) error
	AddKey(ctx context.Context, op, id core.OperatorID, text string) (core.OperatorKey, error)
	RevokeKey(ctx context.Context, op, id core.OperatorID, fingerprint string) error
	AuditLog(ctx context.Context, op core.OperatorID, q core.AuditQuery) ([]core.AuditEntry, error)
	ReplaceToken(ctx context.Context, op core.OperatorID, id core.BrandID, token string, bot core.Bot, disable bool) (core.BrandView, error)
	EnableBrand(ctx context.Context, op core.OperatorID, id core.BrandID, dropWaiting bool) (core.BrandView, error)
	DisableBrand(ctx context.Context, op core.OperatorID, id core.BrandID) (core.BrandView, error)
	Waiting(ctx context.Context, op core.OperatorID, id core.BrandID) (waiting int, webhookHost string, err error)
	RemoveWebhook(ctx context.Context, op core.OperatorID, id core.BrandID) error
	TakeOver(ctx context.Context, op core.OperatorID, id core.BrandID) error
	RetryAfter(id core.BrandID, v core.VisitorID) time.Time
	BrandFaces(ctx context.Context, id core.BrandID) ([]core.BrandFace, error)
	SetFace(ctx context.Context, op core.OperatorID, id core.BrandID, language string, ch core.FaceChange) (core.BrandFace, error)
	FaceAtTelegram(ctx context.Context, op core.OperatorID, id core.BrandID, language string) (core.Face, error)
	SaveCode(ctx context.Context, op core.OperatorID, dir, name string, code []byte) (string, error)
	EndAndRemoveBrand(ctx context.Context, op core.OperatorID, id core.BrandID, progress func(core.Bulk)) (core.Bulk, error)
	RemoveBrand(ctx context.Context, op core.OperatorID, id core.BrandID) error
	BrandTexts(ctx context.Context, id core.BrandID) (core.BrandTexts, error)
	SetBrandText(ctx context.Context, op core.OperatorID, id core.BrandID, ch desk.TextChange) (core.BrandTexts, error)
	CannedReplies(ctx context.Context) ([]core.CannedReply, error)
	SaveCanned(ctx context.Context, op core.OperatorID, c core.CannedReply, added []media.Checked) (core.CannedReply, error)
	RemoveCanned(ctx context.Context, op core.OperatorID, id core.CannedID) error
	CheckCannedFile(ctx context.Context, op core.OperatorID, brand core.BrandID, path string, asDocument bool) (media.Checked, error)
}

var _ Desk = (*desk.Desk)(nil)

// Options are what a Screen is built from. The end of the session's context
// cancels every request of the screen.
type Options struct {
	*session.Session
	Desk     Desk
	Canned   *canned.Cache // of the process
	FirstRun bool          // open the wizard at once, with a welcome
	Token    core.BrandID  // open at once where this brand's token is replaced; 0 = at the top
}

// Hint is a key that the bottom line shows; Key is empty where the action has
// none. Disabled says why the key does nothing now.
type Hint struct{ Key, Title, Disabled string }

// Screen is the settings of one operator's session. It is not safe for use by
// several goroutines; its commands are.
type Screen struct {
	o Options

	pages  []page  // the way to the page that is shown, which is the last one
	wizard *wizard // of a new brand, with what was typed when it was left; nil = not begun
	closed bool

	brands   brandList
	team     team
	requests requests
	view     view
}

// view is what input needs to know of the last Render.
type view struct {
	width     int
	screen    int // rows of all
	targets   []target
	height    int // rows of the body
	maxScroll int
}

// New returns the screen and the command that reads the brands for the first
// time. An operator who may not manage the desk gets what is theirs to change, and a
// supervisor the canned replies beside it.
func New(o Options) (*Screen, tea.Cmd) {
	s := &Screen{o: o, requests: requests{pending: map[int]request{}, spinner: session.NewSpinner()}}
	if core.MayManage(o.Operator) != nil {
		s.pages = []page{newOwnPage(s)}
		return s, s.Refresh()
	}
	s.pages = []page{&brandsPage{newBase(s, 0, "brands")}}
	if o.FirstRun {
		openWizard(s)
	}
	if o.Token != 0 {
		s.pages = append(s.pages, &brandPage{newBase(s, o.Token, "")}, &channelPage{pageBase: newBase(s, o.Token, "channel")}, newTokenWizard(s, o.Token))
	}
	return s, s.Refresh()
}

// Closed reports that the operator left the settings: by esc on the top
// level, or by finishing the wizard of the first run.
func (s *Screen) Closed() bool { return s.closed }

// Hints lists the keys of the bottom line as they are now.
func (s *Screen) Hints() []Hint { return s.top().hints() }

// notify says what was done.
func (s *Screen) notify(id string, args ...any) tea.Cmd { return s.o.Good(s.t(id, args...)) }
