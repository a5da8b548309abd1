package engine

import (
	"sync"

	"tgdesk/core"
	"tgdesk/core/media"
)

// diskRoom is what downloads may still take of the disk. The fetchers of all brands
// share it, so that what one begins counts for the others before it is written.
type diskRoom struct {
	files *media.Dir

	mu     sync.Mutex
	coming map[string]*comingFile // by key
}

// comingFile is a download under way.
type comingFile struct {
	size, done int64 // size is 0 if unknown
	may        func(core.Room, int64) error
}

// take sets room aside for a file of that size, if may allows it; its error, or that
// of the disk, says why not. media is the size of all stored files.
func (r *diskRoom) take(key string, size, media int64, may func(core.Room, int64) error) error {
	return r.check(key, &comingFile{size: size, may: func(room core.Room, size int64) error {
		room.Media += media
		return may(room, size)
	}})
}

// check measures the disk and sets room aside for f, if that is allowed.
func (r *diskRoom) check(key string, f *comingFile) error {
	room, err := r.files.Room()
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	room.Media = f.done
	for other, c := range r.coming {
		if other != key {
			room.Coming += max(c.size-c.done, 0)
			room.Media += c.done
		}
	}
	if err := f.may(room, max(f.size-f.done, 0)); err != nil {
		return err
	}
	r.coming[key] = f
	return nil
}

// advance takes note of the progress of a download. The error says why it must not go
// on: it is larger than it was said to be, and there is no room for that.
func (r *diskRoom) advance(key string, p core.Progress) error {
	r.mu.Lock()
	f := r.coming[key]
	if f == nil {
		r.mu.Unlock()
		return nil
	}
	before := f.size
	f.done, f.size = p.Done, max(f.size, p.Total, p.Done)
	grown := *f
	r.mu.Unlock()
	if grown.size == before {
		return nil
	}
	return r.check(key, &grown)
}

// release forgets a download that has ended.
func (r *diskRoom) release(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.coming, key)
}
