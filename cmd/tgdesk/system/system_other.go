//go:build !unix

package system

import (
	"io/fs"
	"os/exec"

	"github.com/charmbracelet/x/term"
)

// OwnedByUs cannot tell here.
func OwnedByUs(fs.FileInfo) bool { return true }

// Detach does nothing: there are no sessions.
func Detach(*exec.Cmd) {}

// KeepOwnerAccess does nothing: there is no umask.
func KeepOwnerAccess() {}

func withoutEcho(mode *term.State) {
	const echoInput = 0x4 // ENABLE_ECHO_INPUT
	mode.Mode &^= echoInput
}
