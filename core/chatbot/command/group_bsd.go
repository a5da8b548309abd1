//go:build unix && !linux

package command

import (
	"os/exec"
	"syscall"
)

// ownGroup has a program begin a group of processes, which is ended as one. When the desk
// is killed, the program finds its standard input at an end.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
