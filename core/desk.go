package core

import (
	"context"
	"log/slog"
	"time"
)

// Desk is the help desk: the use cases that operators and admins call, what
// they may read (every Reader method), and the engine ([Desk.Run]). All of its
// methods may be called from many goroutines, with or without a running engine.
type Desk struct {
	Reader
	store     Store
	messenger Messenger
	hub       *Hub
	now       func() time.Time
	clock     *Clock // nil if there is none
	log       *slog.Logger

	alarm    *alarm         // what wakes the timers
	brands   chan struct{}  // wakes the supervisor; size 1
	senders  *signals       // wake each brand's sender
	claims   *claims        // begin deliveries at each brand's sender
	channels *channelStates // what use cases and engine tell each other about channels
	paces    *paces

	database  *disk
	files     *disk // the media directory
	media     *media
	transfers *transfers
	fetchers  *signals      // wake each brand's fetcher
	stale     chan struct{} // a brand keeps media for another time; size 1
	acts      *acts         // what visitors see that operators do
	ownServer bool
}

// Options are what a desk may be given; the zero value serves.
type Options struct {
	Now   func() time.Time // nil = time.Now; it must be the store's clock too
	Clock *Clock           // where Now comes from, if that may have jumps to tell of
	Log   *slog.Logger     // nil = nothing is logged

	MediaDir string // where files are kept, made if need be; "" = no files
	// Sniff tells a file's MIME type by its first bytes, at most 3072; nil
	// knows none, and then nothing can be attached but where AnyFile allows it.
	Sniff func(head []byte) string
	// OwnServer says that every brand uses a self-hosted Bot API server, which
	// has no limit of 20 MB on what comes, and one of 2000 MB on what goes.
	OwnServer bool
}

// NewDesk returns a desk on a store. It starts no goroutine and makes no I/O.
func NewDesk(store Store, messenger Messenger, o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &Desk{
		Reader: store, store: store, messenger: messenger, hub: NewHub(), now: o.Now, clock: o.Clock, log: o.Log,
		alarm: newAlarm(), brands: make(chan struct{}, 1), senders: newSignals(), claims: newClaims(), channels: newChannelStates(),
		paces: newPaces(),
		media: newMedia(o.MediaDir, o.Sniff), transfers: newTransfers(), fetchers: newSignals(), stale: make(chan struct{}, 1),
		acts: newActs(), ownServer: o.OwnServer,
	}
	d.media.ownServer = o.OwnServer
	d.database, d.files = newDisk(d.hub, store.Probe), newDisk(d.hub, d.media.probe)
	return d
}

// Subscribe returns a mailbox of everything that changes from now on.
func (d *Desk) Subscribe() *Mailbox { return d.hub.Subscribe() }

// Now is the desk's clock, by which its deadlines are meant.
func (d *Desk) Now() time.Time { return d.now() }

// Jump returns the jump of the machine's clock that the desk does not follow
// yet, if there is one.
func (d *Desk) Jump() (Jump, bool) {
	if d.clock == nil {
		return Jump{}, false
	}
	return d.clock.Jump()
}

// SignIn makes a person known to the desk, or gives them another role.
func (d *Desk) SignIn(ctx context.Context, name string, role Role) (Operator, error) {
	name, err := checkName("operator", name)
	if err != nil {
		return Operator{}, err
	}
	if role != RoleAdmin && role != RoleOperator {
		return Operator{}, Errorf(CodeInvalid, "role_unknown", "%q is no role: it is admin or operator.", role)
	}
	var op Operator
	err = d.write(ctx, func(w *work) error {
		known, err := w.OperatorByName(ctx, name)
		if err != nil && !IsNotFound(err) {
			return err
		}
		op, err = w.SaveOperator(ctx, Operator{Name: name, Role: role, Alias: known.Alias})
		return err
	})
	return op, err
}
