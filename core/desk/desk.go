// Package desk holds the use cases: what operators and admins do, and what they
// read. There is one file a capability. A use case is one transaction and then
// its events. What must happen by itself it leaves to the engine, which it knows as
// the interface [Engine]. It must not start a goroutine, import the engine, or
// decide who may do what: core's policy does.
package desk

import (
	"cmp"
	"time"

	"tgdesk/core"
	"tgdesk/core/attention"
	"tgdesk/core/media"
	"tgdesk/core/presence"
	"tgdesk/core/readmodel"
	"tgdesk/core/txn"
)

// Desk is the help desk as its operators use it. Besides the use cases it offers
// every method of [core.Reader] and of [Status]. It may be used from many goroutines.
type Desk struct {
	core.Reader
	Status
	seenBy    core.OperatorID // whose Reader it is, 0 for that of all brands
	shared    core.Reader     // of all brands
	store     core.Store
	messenger core.Messenger
	hub       *core.Hub
	engine    Engine
	files     *media.Dir
	runner    *txn.Runner
	now       func() time.Time
	clock     *core.Clock // nil if there is none
	presence  *presence.Board
	attention *attention.Board
}

// Options of a desk; the zero value works.
type Options struct {
	Engine Engine           // nil if none runs
	Files  *media.Dir       // nil = the desk keeps no files
	Now    func() time.Time // nil = time.Now; it must be the store's clock too
	Clock  *core.Clock      // where Now comes from, if that detects jumps
}

// New returns a desk on a store. Its events go to hub, which must be the engine's.
func New(store core.Store, messenger core.Messenger, hub *core.Hub, o Options) *Desk {
	if o.Engine == nil {
		o.Engine = noEngine{}
	}
	o.Files = cmp.Or(o.Files, media.New("", nil, false))
	if o.Now == nil {
		o.Now = time.Now
	}
	board := cmp.Or(o.Engine.Presence(), presence.New(hub, o.Now))
	shared := readmodel.New(store, hub)
	return &Desk{
		Reader: shared, Status: o.Engine, shared: shared, store: store, messenger: messenger, hub: hub, engine: o.Engine, files: o.Files,
		runner: txn.NewRunner(store, hub, o.Engine, o.Files), now: o.Now, clock: o.Clock, presence: board,
		attention: attention.New(),
	}
}

// As returns the desk as op sees it: what its reading methods return is confined to the
// brands that op works for now, and they refuse an operator who may not use the desk.
func (d *Desk) As(op core.OperatorID) *Desk {
	view := *d
	view.Reader, view.seenBy = scoped{Reader: d.shared, op: op}, op
	return &view
}

// Subscribe returns a mailbox of everything that changes from now on. On the desk as an
// operator sees it, nothing is in it that concerns another operator alone.
func (d *Desk) Subscribe() *core.Mailbox { return d.hub.Subscribe(d.seenBy) }

// Attend counts a screen of op in, to be alerted there. It must be closed.
func (d *Desk) Attend(op core.OperatorID) *attention.Screen { return d.attention.Open(op, d.now()) }

// Now is the time by the desk's clock, which its deadlines refer to.
func (d *Desk) Now() time.Time { return d.now() }

// Jump returns the jump of the machine's clock that the desk does not follow
// yet, if there is one.
func (d *Desk) Jump() (core.Jump, bool) {
	if d.clock == nil {
		return core.Jump{}, false
	}
	return d.clock.Jump()
}
