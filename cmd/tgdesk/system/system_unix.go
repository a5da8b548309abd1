//go:build unix

package system

import (
	"io/fs"
	"os"
	"os/exec"
	"syscall"

	"github.com/charmbracelet/x/term"
	"golang.org/x/sys/unix"
)

// OwnedByUs reports whether a file belongs to the user this process runs as.
func OwnedByUs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}

// Detach keeps a program that is about to start out of our terminal: its keys
// and its ctrl+c are not meant for it.
func Detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// KeepOwnerAccess replaces a umask that takes rights from the owner: the desk
// could not use the files that SQLite makes under it.
func KeepOwnerAccess() {
	const ownerOnly = 0o077
	if old := syscall.Umask(ownerOnly); old&0o700 == 0 {
		syscall.Umask(old)
	}
}

func withoutEcho(mode *term.State) {
	mode.Lflag &^= unix.ECHO
	mode.Lflag |= unix.ICANON | unix.ISIG
	mode.Iflag |= unix.ICRNL
}
