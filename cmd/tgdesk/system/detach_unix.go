//go:build unix

package system

import (
	"os/exec"
	"syscall"
)

// Detach keeps a program that is about to start out of our terminal: its keys
// and its ctrl+c are not meant for it.
func Detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
