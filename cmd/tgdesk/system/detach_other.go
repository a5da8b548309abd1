//go:build !unix

package system

import "os/exec"

// Detach does nothing: there are no sessions.
func Detach(*exec.Cmd) {}
