package media

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"tgdesk/core"
	"tgdesk/core/crash"
)

// A disk that does not answer, such as that of a file server which is gone, blocks
// whoever asks it, and nothing ends that. So what must not block asks in a goroutine
// of its own and waits for the answer no longer than this.
const (
	lookupPatience = 250 * time.Millisecond // in a transaction, for which others wait
	roomPatience   = 5 * time.Second
	probePatience  = 10 * time.Second
)

// Disk says what is known of the disk of a directory; the rest is up to the caller.
type Disk struct {
	// Measure returns the free and all bytes of the disk of a directory; ok is false
	// where that cannot be known.
	Measure func(dir string) (free, total int64, ok bool)
	Reserve int64 // what the settings ask to be left free; 0 for the default
}

// On makes the directory one of a disk that can be measured. It must be called before
// the directory is used.
func (d *Dir) On(disk Disk) *Dir {
	d.disk = disk
	return d
}

// Answers returns an error if the disk of the directory does not answer.
func (d *Dir) Answers() error {
	_, err := ask(&d.stuck, probePatience, func() (os.FileInfo, error) {
		info, err := os.Stat(d.path)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return info, diskError(err)
	})
	return err
}

// Room measures the disk of the directory. The error is CodeUnavailable.
func (d *Dir) Room() (core.Room, error) {
	if d.disk.Measure == nil {
		return core.Room{}, nil
	}
	return ask(&d.stuck, roomPatience, func() (core.Room, error) {
		free, total, ok := d.disk.Measure(d.path)
		if !ok { // it may not be there yet
			free, total, ok = d.disk.Measure(filepath.Dir(d.path))
		}
		if !ok {
			return core.Room{}, nil
		}
		return core.Room{Free: free, Total: total, Setting: d.disk.Reserve}, nil
	})
}

// ask returns the answer of a disk, or an error if there is none in time, or none yet
// to an earlier question, which stuck counts.
func ask[T any](stuck *atomic.Int32, patience time.Duration, question func() (T, error)) (T, error) {
	var none T
	silent := core.NewError(core.CodeUnavailable, "media_silent")
	if stuck.Load() > 0 {
		return none, silent
	}
	var value T
	var err error
	answered := make(chan struct{})
	var late atomic.Bool // whoever comes second takes the question off the list
	crash.Go("a question to the disk", func() (failed error) {
		value, failed = question()
		return failed
	}, func(failed error) {
		err = failed
		close(answered)
		if late.Swap(true) {
			stuck.Add(-1)
		}
	})
	select {
	case <-answered:
		return value, err
	case <-time.After(patience):
	}
	stuck.Add(1)
	if late.Swap(true) { // it came just now
		stuck.Add(-1)
	}
	return none, silent
}
