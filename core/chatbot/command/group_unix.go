//go:build unix

package command

import (
	"os"
	"syscall"
)

// endGroup asks a program and what it started to end.
func endGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGTERM) }

// killGroup ends a program and what it started. What has begun a session of its own is
// out of reach.
func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }
