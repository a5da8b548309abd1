//go:build linux || darwin || freebsd

package folder

import "golang.org/x/sys/unix"

// TakesFiles reports whether SQLite could make its files in dir: not on a medium that
// is read-only or full, and not in a folder of somebody else. It writes nothing.
func TakesFiles(dir string) bool {
	if unix.Access(dir, unix.W_OK|unix.X_OK) != nil {
		return false
	}
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) != nil || fs.Blocks == 0 { // a file system that does not count
		return true
	}
	return uint64(fs.Bavail)*uint64(fs.Bsize) >= probeSize
}
