// Package system is what differs by operating system: who owns a file and who
// may use it, the umask, the time since boot, and programs of the desktop.
//
// It must not know what the files are for.
package system

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
)

// OpenToOthers reports whether anybody but the owner may use a file. The mode
// of a symbolic link says nothing.
func OpenToOthers(info fs.FileInfo) bool {
	return info.Mode().Type() != fs.ModeSymlink && info.Mode().Perm()&0o077 != 0
}

// Path is where a private file or folder lies, or may come to lie.
type Path struct {
	Name    string
	Folder  bool
	MayLink bool // a symbolic link may stand there; where it leads is the user's affair
}

// Fault is what is wrong with a path.
type Fault string

// The faults, in the order in which [Path.Inspect] looks for them.
const (
	NoFault      Fault = ""
	FaultLink    Fault = "link"    // a symbolic link
	FaultKind    Fault = "kind"    // a file instead of a folder, or the other way round, or a device
	FaultForeign Fault = "foreign" // another user's
	FaultOpen    Fault = "wide"    // others can use it
)

// Inspect finds the first fault of a path; NoFault also where nothing is.
func (p Path) Inspect() (Fault, fs.FileMode, error) {
	info, err := os.Lstat(p.Name)
	if errors.Is(err, fs.ErrNotExist) {
		return NoFault, 0, nil
	}
	if err != nil {
		return NoFault, 0, err
	}
	mode := info.Mode()
	switch {
	case mode.Type() == fs.ModeSymlink && p.MayLink:
		return NoFault, mode, nil
	case mode.Type() == fs.ModeSymlink:
		return FaultLink, mode, nil
	case p.Folder != mode.IsDir(), !p.Folder && !mode.IsRegular():
		return FaultKind, mode, nil
	case !OwnedByUs(info):
		return FaultForeign, mode, nil
	case OpenToOthers(info):
		return FaultOpen, mode, nil
	}
	return NoFault, mode, nil
}

// Describe says what is wrong with a path, and what to do about it.
func (p Path) Describe(f Fault, mode fs.FileMode) (problem, advice string) {
	switch f {
	case FaultLink:
		return p.Name + " is a symbolic link", "Put the file or folder itself there; only the desk's folder as a whole may be linked."
	case FaultKind:
		return p.Name + " is not what belongs there", "Move it away."
	case FaultForeign:
		return p.Name + " belongs to another user", "Run tgdesk as that user, or name another folder with --data."
	case FaultOpen:
		return fmt.Sprintf("others can use %s (mode %04o)", p.Name, mode.Perm()), "chmod go= " + p.Name
	}
	return "", ""
}

// PrivateFolder makes a folder for this user alone, or returns an error where what
// is there is anything else.
func PrivateFolder(name string) error {
	if err := os.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	p := Path{Name: name, Folder: true}
	fault, mode, err := p.Inspect()
	if err != nil || fault == NoFault {
		return err
	}
	problem, advice := p.Describe(fault, mode)
	return fmt.Errorf("%s. %s", problem, advice)
}

// Opener is the command with which the system opens a file in the program for
// its kind, its words parted by spaces.
func Opener() string {
	switch runtime.GOOS {
	case "darwin":
		return "open"
	case "windows":
		return "rundll32 url.dll,FileProtocolHandler" // "start" is a word of the shell
	}
	return "xdg-open"
}
