//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// detach keeps a program out of our terminal: its keys and its ctrl+c are not meant for it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
