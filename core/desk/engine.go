package desk

import (
	"context"
	"time"

	"tgdesk/core"
	"tgdesk/core/presence"
)

// Engine is what a desk needs of the engine that runs beside it. Its methods
// return at once.
type Engine interface {
	core.Waker
	Status
	// RestartChannel starts a brand's channel anew; its health and its backoff are
	// forgotten.
	RestartChannel(core.BrandID)
	// ReloadChatbot lets a brand have the chatbot that its settings name now.
	ReloadChatbot(core.BrandID)
	// WakeFaces lets a brand's bot get the face that is wanted.
	WakeFaces(core.BrandID)
	// WakeRetention says that a brand's retention time changed.
	WakeRetention()
	// CountRequest counts a request to a visitor, made outside the engine, against
	// Telegram's rate limits.
	CountRequest(core.BrandID, core.VisitorID)

	// ActionDue reports whether a chat action may be shown in the chat now, and
	// ShowAction shows one.
	ActionDue(core.ChatID) bool
	ShowAction(brand core.BrandID, chat core.ChatID, telegramID, thread int64, a core.ChatAction)

	// CancelTransfer stops the upload or the download of a message's file, and
	// reports whether there is one.
	CancelTransfer(id core.MessageID, upload bool) bool
	// ForgetDownload drops a queued download, and returns the events to publish.
	ForgetDownload(uniqueID string) []core.Event

	// WithHealth returns the brand with the present health of its channel.
	WithHealth(core.BrandView) core.BrandView
	// Presence is who is on the desk; nil if nobody can be.
	Presence() *presence.Board
}

// Status is what the engine knows of how it fares. All of it is cheap enough for every
// frame.
type Status interface {
	// RetryAfter is until when messages of a brand to a visitor wait because Telegram
	// answered 429, zero if they do not. Visitor 0 asks for what makes all of the brand's
	// visitors wait. An [core.EventHealth] or [core.EventMessage] announces changes.
	RetryAfter(core.BrandID, core.VisitorID) time.Time
	// NextTry is when replies of a brand are tried again after one whose outcome is
	// unknown, zero if they do not wait. An [core.EventHealth] announces changes.
	NextTry(core.BrandID) time.Time
	// Progress is how far the transfer of a message's file has come, in either direction;
	// ok is false if there is none.
	Progress(core.MessageID) (p core.Progress, ok bool)
	// StorageError is why the disk refuses what the desk writes, nil while it works.
	// [core.EventSystem] announces changes.
	StorageError() error
	// StorageFailed reports an error of reading from the store, so that a failing disk
	// becomes known to everybody. Errors that are not the disk's do nothing.
	StorageFailed(error)
}

// Brands lists the brands that are not removed, by name, with the present health
// of their channels.
func (d *Desk) Brands(ctx context.Context) ([]core.BrandView, error) {
	brands, err := d.Reader.Brands(ctx)
	for i := range brands {
		brands[i] = d.engine.WithHealth(brands[i])
	}
	return brands, err
}

// Brand reads one brand with the present health of its channel.
func (d *Desk) Brand(ctx context.Context, id core.BrandID) (core.BrandView, error) {
	b, err := d.Reader.Brand(ctx, id)
	return d.engine.WithHealth(b), err
}

// BrandByName is Brand by name.
func (d *Desk) BrandByName(ctx context.Context, name string) (core.BrandView, error) {
	b, err := d.Reader.BrandByName(ctx, name)
	return d.engine.WithHealth(b), err
}

// noEngine is the engine of a desk beside which none runs, as in the verbs of the
// command line.
type noEngine struct{}

func (noEngine) WakeSender(core.BrandID)                                             {}
func (noEngine) WakeChatbot(core.BrandID)                                            {}
func (noEngine) ReloadChatbot(core.BrandID)                                          {}
func (noEngine) WakeFetcher(core.BrandID)                                            {}
func (noEngine) WakeTimers(time.Time)                                                {}
func (noEngine) WakeChannels()                                                       {}
func (noEngine) FileWanted(core.FileUse)                                             {}
func (noEngine) AnswerPress(core.BrandID, core.PressReply)                           {}
func (noEngine) StopDownload(string) bool                                            { return false }
func (noEngine) StorageFailed(error)                                                 {}
func (noEngine) RestartChannel(core.BrandID)                                         {}
func (noEngine) WakeFaces(core.BrandID)                                              {}
func (noEngine) WakeRetention()                                                      {}
func (noEngine) CountRequest(core.BrandID, core.VisitorID)                           {}
func (noEngine) ActionDue(core.ChatID) bool                                          { return false }
func (noEngine) ShowAction(core.BrandID, core.ChatID, int64, int64, core.ChatAction) {}
func (noEngine) CancelTransfer(core.MessageID, bool) bool                            { return false }
func (noEngine) ForgetDownload(string) []core.Event                                  { return nil }
func (noEngine) Progress(core.MessageID) (none core.Progress, ok bool)               { return none, false }
func (noEngine) WithHealth(b core.BrandView) core.BrandView                          { return b }
func (noEngine) RetryAfter(core.BrandID, core.VisitorID) (never time.Time)           { return never }
func (noEngine) NextTry(core.BrandID) (never time.Time)                              { return never }
func (noEngine) Presence() *presence.Board                                           { return nil }
func (noEngine) StorageError() error                                                 { return nil }
