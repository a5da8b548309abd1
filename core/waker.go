package core

import "time"

// Waker tells the engine what a committed transaction left for it to do. Its
// methods return at once.
type Waker interface {
	// WakeSender says that a brand has something new to send.
	WakeSender(BrandID)
	// WakeFetcher says that a brand has something new to fetch.
	WakeFetcher(BrandID)
	// WakeTimers says that a deadline was stored.
	WakeTimers(deadline time.Time)
	// WakeChannels says that the set of running channels may have to change.
	WakeChannels()
	// FileWanted says that a message shows a file that may be on its way already.
	FileWanted(FileUse)
	// StorageFailed reports an error that somebody met at the store. Only those
	// that the disk is to blame for count.
	StorageFailed(error)
}
