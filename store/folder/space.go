//go:build linux || darwin || freebsd

package folder

import "golang.org/x/sys/unix"

// TakesFiles reports whether SQLite could make its files in dir: not on a medium that
// is read-only or full, and not in a folder of somebody else. It writes nothing.
func TakesFiles(dir string) bool {
	if unix.Access(dir, unix.W_OK|unix.X_OK) != nil {
		return false
	}
	free, _, ok := Space(dir)
	return !ok || free >= probeSize
}

// Space returns the bytes of the disk of dir: those that are free for this user, and
// all. ok is false on a file system that does not count.
func Space(dir string) (free, total int64, ok bool) {
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) != nil || fs.Blocks == 0 {
		return 0, 0, false
	}
	block := uint64(fs.Bsize)
	return int64(uint64(fs.Bavail) * block), int64(uint64(fs.Blocks) * block), true
}
