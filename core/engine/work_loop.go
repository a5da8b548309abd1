package engine

import (
	"context"
	"log/slog"
	"time"

	"tgdesk/core"
)

// workLoop is how a goroutine of a brand looks for work: at its start, when it is woken,
// when something that it began has ended, and after a time. After an error it leaves the
// disk alone for a while. Its fields belong to the goroutine of run, but for ended.
type workLoop struct {
	brand    core.BrandID
	database *storageHealth
	// mediaDisk is that of the files; nil for work that has nothing to do with them.
	mediaDisk *storageHealth
	now       func() time.Time
	log       *slog.Logger

	woken <-chan struct{}
	ended chan func() // what is done once something under way has ended; has room for all of that
	disk  diskWait
}

// newWorkLoop returns a loop for at most so many things under way at once.
func (e *Engine) newWorkLoop(id core.BrandID, wake *brandSignals, most int) workLoop {
	return workLoop{
		brand: id, database: e.database, now: e.now, log: e.log,
		woken: wake.listen(id, 1), ended: make(chan func(), most), disk: newDiskWait(),
	}
}

// run works until ctx ends. look begins what can be begun and returns when to look again;
// failed says what went wrong if it returns an error.
func (l *workLoop) run(ctx context.Context, failed string, look func(context.Context) (time.Duration, error)) {
	for ctx.Err() == nil {
		wait, err := look(ctx)
		if err != nil && ctx.Err() == nil {
			l.log.Error(failed, "brand", l.brand, "err", err)
			l.database.met(err)
			wait = l.disk.failed()
		}
		var mediaRecovery <-chan struct{}
		if l.mediaDisk != nil {
			mediaRecovery = l.mediaDisk.recovery()
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-l.woken:
		case conclude := <-l.ended:
			conclude()
		case <-l.database.recovery():
			l.disk.recovered()
		case <-mediaRecovery:
			l.disk.recovered()
		}
	}
}
