//go:build unix

package main

import "syscall"

// ownerMask is a umask that takes nothing from the owner.
const ownerMask = 0o077

// keepOwnersRights puts another umask in place of one under which the desk
// could not use the files it makes: SQLite's are made without our help.
func keepOwnersRights() {
	if old := syscall.Umask(ownerMask); old&0o700 == 0 {
		syscall.Umask(old)
	}
}
