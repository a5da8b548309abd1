package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// What is the desk's is for one user alone: folders have mode 0700, files
// 0600, and no link stands in place of one. At start, a wider mode of a file of
// ours is narrowed and said in the log; a link, or a file of somebody else, is
// refused. Files are only looked at: the database's are the store's to open.

// place is where something of the desk lies, or may come to lie.
type place struct {
	path   string
	folder bool
	linked bool // a link may stand there: where it leads is the user's affair
}

// deskPlaces are those in the desk's folder, itself included. Deeper in the
// folder of media, nobody else gets.
func (c *cli) deskPlaces() []place {
	dir := c.deskDir()
	places := []place{{path: dir, folder: true}, {path: c.mediaDir(), folder: true}}
	for _, name := range folder.Files() {
		places = append(places, place{path: filepath.Join(dir, name)})
	}
	return places
}

// otherPlaces are those of the settings and the log.
func (h host) otherPlaces() []place {
	return []place{
		{filepath.Dir(h.settingsFile()), true, true}, {h.settingsFile(), false, true},
		{filepath.Dir(h.logFile()), true, true}, {h.logFile(), false, true},
	}
}

// fault is what is wrong with a place.
type fault string

const (
	faultLink    fault = "link"    // a symbolic link
	faultKind    fault = "kind"    // not a folder, or not an ordinary file
	faultForeign fault = "foreign" // another user's
	faultWide    fault = "wide"    // others can use it
)

// inspect finds the first thing wrong with a place; "" if nothing is, or if
// nothing is there.
func (p place) inspect() (fault, fs.FileMode, error) {
	info, err := os.Lstat(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	mode := info.Mode()
	switch {
	case mode.Type() == fs.ModeSymlink && p.linked:
		return "", mode, nil
	case mode.Type() == fs.ModeSymlink:
		return faultLink, mode, nil
	case p.folder != mode.IsDir(), !p.folder && !mode.IsRegular():
		return faultKind, mode, nil
	case !ownedByUs(info):
		return faultForeign, mode, nil
	case openToOthers(info):
		return faultWide, mode, nil
	}
	return "", mode, nil
}

// sentence says what is wrong with a place, and advice what to do about it.
func (p place) sentence(f fault, mode fs.FileMode) (says, advice string) {
	switch f {
	case faultLink:
		return p.path + " is a symbolic link", "Put the file or folder itself there; only the desk's folder as a whole may be linked."
	case faultKind:
		return p.path + " is not what belongs there", "Move it away."
	case faultForeign:
		return p.path + " belongs to another user", "Run tgdesk as that user, or name another folder with --data."
	case faultWide:
		return fmt.Sprintf("others can use %s (mode %04o)", p.path, mode.Perm()), "chmod go= " + p.path
	}
	return "", ""
}

// refused is the error for a place that must not be used.
func (p place) refused(f fault, mode fs.FileMode) error {
	says, advice := p.sentence(f, mode)
	return core.NewError(core.CodeUnavailable, "files_unsafe", says, advice)
}

// secure readies the desk's places for who runs it, and returns those of which
// it took the use from others.
func (c *cli) secure() (narrowed []string, err error) {
	for _, p := range c.deskPlaces() {
		f, mode, err := p.inspect()
		switch {
		case err != nil:
			return narrowed, core.NewError(core.CodeUnavailable, "files_unreadable", p.path, core.CauseOf(err)).Because(err)
		case f == faultWide:
			if err := os.Chmod(p.path, mode.Perm()&0o700); err != nil {
				return narrowed, p.refused(f, mode)
			}
			narrowed = append(narrowed, p.path)
		case f != "":
			return narrowed, p.refused(f, mode)
		}
	}
	for _, p := range c.otherPlaces() {
		if f, mode, err := p.inspect(); err == nil && f == faultWide && os.Chmod(p.path, mode.Perm()&0o700) == nil {
			narrowed = append(narrowed, p.path)
		}
	}
	return narrowed, nil
}

// noLinks refuses to read a desk in whose folder a link stands in place of one
// of its files.
func (c *cli) noLinks() error {
	for _, p := range c.deskPlaces() {
		if f, mode, err := p.inspect(); err == nil && f == faultLink {
			return p.refused(f, mode)
		}
	}
	return nil
}
