package desk

import (
	"context"
	"log/slog"
	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
	"time"
)

// Desk is the help desk: the use cases that operators and admins call, and what
// they may read (every Reader method). It starts no goroutine: what must happen
// by itself it leaves to the engine. All of its methods may be called from many
// goroutines.
type Desk struct {
	core.Reader
	store     core.Store
	messenger core.Messenger
	hub       *core.Hub
	engine    Engine
	files     *media.Dir
	tx        *txn.Runner
	now       func() time.Time
	clock     *core.Clock // nil if there is none
	log       *slog.Logger
}

// DeskEngine is what a desk needs of the engine beside it. Its methods return at
// once.
type Engine interface {
	core.Waker
	// RestartChannel starts a brand's channel again: its health and its backoff
	// are forgotten.
	RestartChannel(core.BrandID)
	// TakeOver makes a brand's channel poll at once although another program polls
	// the same bot.
	TakeOver(core.BrandID)
	// WakeRetention says that a brand keeps files for another time.
	WakeRetention()
	// CountRequest counts a request to a visitor that the engine did not make
	// against Telegram's rate limits.
	CountRequest(core.BrandID, core.VisitorID)
	// ActionDue reports whether a chat action may be shown in the chat now, and
	// ShowAction shows one.
	ActionDue(core.ChatID) bool
	ShowAction(brand core.BrandID, chat core.ChatID, telegramID int64, a core.ChatAction)
	// KeepFetching says that a person wants the file with that unique id, whatever
	// its size.
	KeepFetching(uniqueID string)
	// CancelTransfer stops the upload or the download of a message's file, and
	// reports whether there is one. DropTransfer forgets a file that is no longer
	// wanted and returns the events that say so.
	CancelTransfer(id core.MessageID, upload bool) bool
	DropTransfer(uniqueID string) []core.Event
	// Progress is how far the transfer of a message's file has come.
	Progress(core.MessageID) (core.Progress, bool)
	// WithHealth puts the present health of the channel in place of the stored one.
	WithHealth(core.Brand) core.Brand
	// RetryAfter is until when Telegram wants no messages for a visitor, or (0) for
	// any visitor of the brand.
	HeldUntil(core.BrandID, core.VisitorID) time.Time
	// DoubtedUntil is until when replies wait because the outcome of the last one
	// is unknown.
	DoubtedUntil(core.BrandID) time.Time
	// StorageError is why the disk does not take what the desk writes, nil if it does.
	StorageError() error
}

// Options are what a desk may be given; the zero value serves.
type Options struct {
	Engine Engine           // nil if none runs
	Files  *media.Dir       // nil = the desk keeps no files
	Now    func() time.Time // nil = time.Now; it must be the store's clock too
	Clock  *core.Clock      // where Now comes from, if that may have jumps to report
	Log    *slog.Logger     // nil = nothing is logged
}

// NewDesk returns a desk on a store. It makes no I/O. Events go to hub.
func New(store core.Store, messenger core.Messenger, hub *core.Hub, o Options) *Desk {
	if o.Engine == nil {
		o.Engine = noEngine{}
	}
	if o.Files == nil {
		o.Files = media.New("", nil, false)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{
		Reader: store, store: store, messenger: messenger, hub: hub, engine: o.Engine, files: o.Files,
		tx: txn.NewRunner(store, hub, o.Engine, o.Files), now: o.Now, clock: o.Clock, log: o.Log,
	}
}

// Subscribe returns a mailbox of everything that changes from now on.
func (d *Desk) Subscribe() *core.Mailbox { return d.hub.Subscribe() }

// Now is the desk's clock, by which its deadlines are meant.
func (d *Desk) Now() time.Time { return d.now() }

// Jump returns the jump of the machine's clock that the desk does not follow
// yet, if there is one.
func (d *Desk) Jump() (core.Jump, bool) {
	if d.clock == nil {
		return core.Jump{}, false
	}
	return d.clock.Jump()
}

// noEngine stands in where none runs, as in the verbs of the command line.
type noEngine struct{ noWaker }

func (noEngine) RestartChannel(core.BrandID)                                  {}
func (noEngine) TakeOver(core.BrandID)                                        {}
func (noEngine) WakeRetention()                                               {}
func (noEngine) CountRequest(core.BrandID, core.VisitorID)                    {}
func (noEngine) ActionDue(core.ChatID) bool                                   { return false }
func (noEngine) ShowAction(core.BrandID, core.ChatID, int64, core.ChatAction) {}
func (noEngine) KeepFetching(string)                                          {}
func (noEngine) CancelTransfer(core.MessageID, bool) bool                     { return false }
func (noEngine) DropTransfer(string) []core.Event                             { return nil }
func (noEngine) Progress(core.MessageID) (p core.Progress, ok bool)           { return p, false }
func (noEngine) WithHealth(b core.Brand) core.Brand                           { return b }
func (noEngine) HeldUntil(core.BrandID, core.VisitorID) (never time.Time)     { return never }
func (noEngine) DoubtedUntil(core.BrandID) (never time.Time)                  { return never }
func (noEngine) StorageError() error                                          { return nil }

type noWaker struct{}

func (noWaker) WakeSender(core.BrandID)  {}
func (noWaker) WakeFetcher(core.BrandID) {}
func (noWaker) WakeTimers(time.Time)     {}
func (noWaker) WakeChannels()            {}
func (noWaker) FileWanted(core.FileUse)  {}
func (noWaker) StorageFailed(error)      {}

// SignIn makes a person known to the desk, or gives them another role.
func (d *Desk) SignIn(ctx context.Context, name string, role core.Role) (core.Operator, error) {
	name, err := core.CheckName("operator", name)
	if err != nil {
		return core.Operator{}, err
	}
	if role != core.RoleAdmin && role != core.RoleOperator {
		return core.Operator{}, core.Errorf(core.CodeInvalid, "role_unknown", "%q is no role: it is admin or operator.", role)
	}
	var op core.Operator
	err = d.write(ctx, func(w *tx) error {
		known, err := w.OperatorByName(ctx, name)
		if err != nil && !core.IsNotFound(err) {
			return err
		}
		op, err = w.SaveOperator(ctx, core.Operator{Name: name, Role: role, Alias: known.Alias})
		return err
	})
	return op, err
}
