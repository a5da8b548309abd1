package core

import "time"

// Waker wakes the parts of the engine for which a committed transaction left
// something to do. Its methods return at once.
type Waker interface {
	// WakeSender says that a brand has something new to send.
	WakeSender(BrandID)
	// WakeFetcher says that a brand has something new to fetch.
	WakeFetcher(BrandID)
	// WakeChatbot says that the chatbot of a brand has something new to answer.
	WakeChatbot(BrandID)
	// WakeTimers says that a deadline was stored.
	WakeTimers(deadline time.Time)
	// WakeChannels says that the set of running channels may have to change.
	WakeChannels()
	// FileWanted says that a message shows a file that may be in flight already.
	FileWanted(FileUse)
	// AnswerPress tells Telegram what became of a press at a brand's bot.
	AnswerPress(BrandID, PressReply)
	// StopDownload stops the download of a file, and reports whether it is under way
	// still: that ends soon.
	StopDownload(uniqueID string) bool
	// StorageFailed reports an error of the store. Errors that are not the disk's do
	// nothing.
	StorageFailed(error)
}
