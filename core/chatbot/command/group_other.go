//go:build !unix

package command

import (
	"os"
	"os/exec"
)

func ownGroup(*exec.Cmd) {}

// endGroup leaves it to the end of the program's input to end it.
func endGroup(*os.Process) {}

func killGroup(p *os.Process) { _ = p.Kill() }
