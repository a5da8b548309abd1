//go:build unix

package system

import "syscall"

// KeepOwnerAccess replaces a umask that takes rights from the owner: the desk
// could not use the files that SQLite makes under it.
func KeepOwnerAccess() {
	const ownerOnly = 0o077
	if old := syscall.Umask(ownerOnly); old&0o700 == 0 {
		syscall.Umask(old)
	}
}
