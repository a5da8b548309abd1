//go:build !unix

package system

import (
	"io/fs"
	"os/exec"
)

// OwnedByUs cannot tell here.
func OwnedByUs(fs.FileInfo) bool { return true }

// Detach does nothing: there are no sessions.
func Detach(*exec.Cmd) {}

// KeepOwnerAccess does nothing: there is no umask.
func KeepOwnerAccess() {}
