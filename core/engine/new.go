package engine

import (
	"context"
	"log/slog"
	"time"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/txn"
)

// Engine is what runs by itself: it polls, applies the rules, sends, fetches
// files and fires timers. Use cases wake it and ask it how channels and
// transfers fare. All of its methods may be called from many goroutines, with
// or without [Engine.Run] at work.
type Engine struct {
	store     core.Store
	messenger core.Messenger
	hub       *core.Hub
	tx        *txn.Runner
	now       func() time.Time
	clock     *core.Clock // nil if there is none
	log       *slog.Logger
	media     *media.Dir

	alarm     *alarm         // what wakes the timers
	brands    chan struct{}  // wakes the supervisor; size 1
	senders   *signals       // wake each brand's sender
	fetchers  *signals       // wake each brand's fetcher
	stale     chan struct{}  // a brand keeps media for another time; size 1
	channels  *channelStates // how each channel fares
	paces     *paces
	transfers *transfers
	acts      *acts // what visitors see that operators do
	database  *disk
	files     *disk // the media directory
}

// EngineOptions are what an engine may be given; the zero value serves.
type Options struct {
	Files *media.Dir       // nil = no files are fetched or sent
	Now   func() time.Time // nil = time.Now; it must be the store's clock too
	Clock *core.Clock      // where Now comes from, if that may have jumps to report
	Log   *slog.Logger     // nil = nothing is logged
}

// NewEngine returns an engine on a store. It starts no goroutine and makes no
// I/O. Events go to hub.
func New(store core.Store, messenger core.Messenger, hub *core.Hub, o Options) *Engine {
	if o.Files == nil {
		o.Files = media.New("", nil, false)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &Engine{
		store: store, messenger: messenger, hub: hub, now: o.Now, clock: o.Clock, log: o.Log, media: o.Files,
		alarm: newAlarm(), brands: make(chan struct{}, 1), senders: newSignals(), fetchers: newSignals(), stale: make(chan struct{}, 1),
		channels: newChannelStates(), paces: newPaces(), transfers: newTransfers(), acts: newActs(),
		database: newDisk(hub, store.Probe), files: newDisk(hub, o.Files.Probe),
	}
	d.tx = txn.NewRunner(store, hub, d, o.Files)
	return d
}

// engineTx is a transaction with what only the engine does in it.
type tx struct {
	*txn.Tx
	files *media.Dir
}

func (d *Engine) write(ctx context.Context, fn func(*tx) error) error {
	return d.tx.Write(ctx, func(t *txn.Tx) error { return fn(&tx{t, d.media}) })
}

func (d *Engine) WakeSender(id core.BrandID)    { d.senders.wake(id) }
func (d *Engine) WakeFetcher(id core.BrandID)   { d.fetchers.wake(id) }
func (d *Engine) WakeTimers(deadline time.Time) { d.alarm.ring(deadline) }
func (d *Engine) WakeChannels()                 { notify(d.brands) }
func (d *Engine) FileWanted(use core.FileUse)   { d.transfers.join(use) }
func (d *Engine) WakeRetention()                { notify(d.stale) }

// StorageFailed reports an error that somebody met at the store: trouble with
// the disk concerns everybody. Other errors change nothing.
func (d *Engine) StorageFailed(err error) {
	if e, ok := ofDisk(err); ok {
		d.database.suffer(e)
	}
}

// StorageError is what is wrong with the disk, nil while all is well. It lasts
// until the engine finds it gone; [EventTrouble] says that another has come.
func (d *Engine) StorageError() error {
	if err := d.database.ails(); err != nil {
		return err
	}
	return d.files.ails()
}

// RestartChannel starts a brand's channel again, if the engine runs.
func (d *Engine) RestartChannel(id core.BrandID) {
	d.channels.restart(id)
	d.WakeChannels()
}

// TakeOver makes a brand's channel poll at once although another program polls
// the same bot.
func (d *Engine) TakeOver(id core.BrandID) {
	d.channels.insist(id, time.Now())
	d.RestartChannel(id)
}

// CountRequest counts a request to a visitor that the engine did not make.
func (d *Engine) CountRequest(id core.BrandID, v core.VisitorID) {
	d.paces.of(id).spend(v, 1, time.Now())
}

// ActionDue reports whether a chat action may be shown in the chat now.
func (d *Engine) ActionDue(chat core.ChatID) bool { return d.acts.due(chat) }

// ShowAction shows a visitor a chat action if its time has come and the channel runs.
func (d *Engine) ShowAction(brand core.BrandID, chat core.ChatID, telegramID int64, a core.ChatAction) {
	d.acts.offer(brand, chat, telegramID, a)
}

// RequestFile says that a person wants a file, whatever its size.
func (d *Engine) RequestFile(uniqueID string) { d.transfers.ask(uniqueID) }

// CancelTransfer stops the upload or the download of a message's file, and
// reports whether there is one.
func (d *Engine) CancelTransfer(id core.MessageID, upload bool) bool {
	return d.transfers.cancel(id, upload)
}

// ForgetDownload forgets a file that is no longer wanted and returns the events
// that say so.
func (d *Engine) ForgetDownload(uniqueID string) []core.Event {
	return d.transfers.end(uniqueID, false)
}

// Progress is how far the transfer of a message's file has come; ok is false if
// there is none.
func (d *Engine) Progress(id core.MessageID) (p core.Progress, ok bool) { return d.transfers.of(id) }

// WithHealth puts the present health of the channel in place of the stored one.
func (d *Engine) WithHealth(b core.Brand) core.Brand { return d.channels.overlay(b) }

// RetryAfter is until when Telegram wants no messages for a visitor of a brand,
// or (0) for any of them; zero if it does.
func (d *Engine) RetryAfter(id core.BrandID, v core.VisitorID) time.Time {
	return d.channels.heldUntil(id, v, d.now())
}

// NextTry is until when a brand's replies wait because the outcome of the
// last one is unknown; zero if they do not.
func (d *Engine) NextTry(id core.BrandID) time.Time {
	return d.channels.doubtedUntil(id, d.now())
}
