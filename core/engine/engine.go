// Package engine is what runs by itself: it polls and applies what visitors send,
// sends replies, downloads files, applies deadlines and removes old files. Each
// goroutine owns its state and is given what it needs; use cases wake the engine
// through [core.Waker] and ask it for progress and health. A goroutine must not be
// given the whole engine, and the package must not import the use cases.
package engine

import (
	"cmp"
	"log/slog"
	"time"

	"tgdesk/core"
	"tgdesk/core/media"
	"tgdesk/core/presence"
	"tgdesk/core/txn"
)

// Engine is the engine of one desk. Its methods may be called from many
// goroutines, with or without [Engine.Run] at work.
type Engine struct {
	store     core.Store
	messenger core.Messenger
	chatbots  core.Chatbots
	hub       *core.Hub
	runner    *txn.Runner
	files     *media.Dir
	now       func() time.Time
	log       *slog.Logger

	*transfers // Progress, CancelTransfer, StopDownload, FileWanted
	*channels  // RetryAfter, NextTry
	*actions   // ActionDue, ShowAction

	database  *storageHealth
	mediaDisk *storageHealth
	health    *chatbotHealths
	rates     *rateLimits
	room      *diskRoom
	presses   brandQueues[core.PressReply]
	timers    *timers
	retention *retention
	wake      wakeups
	presence  *presence.Board
}

// Options of an engine; the zero value works.
type Options struct {
	Files *media.Dir       // nil = no files are downloaded or sent
	Now   func() time.Time // nil = time.Now; it must be the store's clock too
	Clock *core.Clock      // where Now comes from, if that detects jumps
	Log   *slog.Logger     // nil = nothing is logged
	// Chatbots makes the chatbots of brands; nil = there are none, and chats go to people.
	Chatbots core.Chatbots
}

// New returns an engine on a store. It starts no goroutine. Events go to hub.
func New(store core.Store, messenger core.Messenger, hub *core.Hub, o Options) *Engine {
	o.Files, o.Log = cmp.Or(o.Files, media.New("", nil, false)), cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	if o.Now == nil {
		o.Now = time.Now
	}
	e := &Engine{
		store: store, messenger: messenger, chatbots: o.Chatbots, hub: hub, files: o.Files, now: o.Now, log: o.Log,
		database: newStorageHealth(hub, o.Log, store.Probe), mediaDisk: newStorageHealth(hub, o.Log, o.Files.Probe),
		rates: &rateLimits{brands: map[core.BrandID]*rateLimit{}}, transfers: newTransfers(), room: &diskRoom{files: o.Files, coming: map[string]*comingFile{}},
		actions: &actions{last: map[core.ChatID]time.Time{}}, wake: wakeups{supervisor: make(chan struct{}, 1)}, presence: presence.New(hub, o.Now),
	}
	e.runner = txn.NewRunner(store, hub, e, o.Files)
	e.channels = newChannels(e.runner, hub, o.Now, o.Log)
	e.health = &chatbotHealths{hub: hub, now: o.Now, all: map[core.BrandID]core.ChatbotHealth{}}
	e.timers = newTimers(store, e.runner, e.database, hub, e.presence, o.Now, o.Clock, o.Log)
	e.retention = &retention{store: store, runner: e.runner, files: o.Files, hub: hub, now: o.Now, log: o.Log, changed: make(chan struct{}, 1)}
	return e
}

// WakeSender lets a brand's sender look for something to send.
func (e *Engine) WakeSender(id core.BrandID) { e.wake.senders.wake(id) }

// WakeFetcher lets a brand's fetcher look for something to download.
func (e *Engine) WakeFetcher(id core.BrandID) { e.wake.fetchers.wake(id) }

// WakeChatbot lets a brand's chatbot look for something to answer.
func (e *Engine) WakeChatbot(id core.BrandID) { e.wake.chatbots.wake(id) }

// ReloadChatbot lets a brand have the chatbot that its settings name now.
func (e *Engine) ReloadChatbot(id core.BrandID) {
	e.wake.chatbotChanges.wake(id)
	e.WakeChatbot(id) // to look at that
}

// WakeFaces lets a brand's bot get the face that is wanted.
func (e *Engine) WakeFaces(id core.BrandID) { e.wake.faces.wake(id) }

// WakeTimers takes note of a deadline that was stored.
func (e *Engine) WakeTimers(deadline time.Time) { e.timers.wake(deadline) }

// WakeChannels lets the supervisor compare the running channels with the brands.
func (e *Engine) WakeChannels() { notify(e.wake.supervisor) }

// WakeRetention lets the retention look at the brands' options again.
func (e *Engine) WakeRetention() { notify(e.retention.changed) }

// AnswerPress tells Telegram what became of a press, if the channel runs.
func (e *Engine) AnswerPress(id core.BrandID, r core.PressReply) { e.presses.put(id, r) }

// StorageFailed reports an error that was met at the store. A failing disk
// concerns everybody; other errors do nothing.
func (e *Engine) StorageFailed(err error) { e.database.met(err) }

// StorageError is why the disk refuses what the desk writes; nil while it works. It
// lasts until the engine finds it over.
func (e *Engine) StorageError() error {
	if err := e.database.err(); err != nil {
		return err
	}
	return e.mediaDisk.err()
}

// RestartChannel starts a brand's channel anew, if the engine runs; its health and
// its backoff are forgotten.
func (e *Engine) RestartChannel(id core.BrandID) {
	e.channels.restart(id)
	e.WakeChannels()
}

// CountRequest counts a request to a visitor, made outside the engine, against
// Telegram's rate limits.
func (e *Engine) CountRequest(id core.BrandID, v core.VisitorID) {
	e.rates.of(id).spend(v, 1, time.Now())
}

// ForgetDownload drops a queued download, and returns the events to publish.
func (e *Engine) ForgetDownload(uniqueID string) []core.Event {
	return e.transfers.finish(uniqueID, false)
}

// WithHealth returns the brand with the present health of its channel and its chatbot.
func (e *Engine) WithHealth(b core.BrandView) core.BrandView {
	b.Chatbot = e.health.of(b.ID)
	return e.channels.withHealth(b)
}

// Presence is who is on the desk.
func (e *Engine) Presence() *presence.Board { return e.presence }
