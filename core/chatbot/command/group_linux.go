package command

import (
	"os/exec"
	"syscall"
)

// ownGroup has a program begin a group of processes, which is ended as one, and has the
// system end it when the thread that starts it ends: with the desk, however that does.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
