//go:build unix

package system

import (
	"io/fs"
	"os"
	"syscall"
)

// OwnedByUs reports whether a file belongs to the user this process runs as.
func OwnedByUs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}
