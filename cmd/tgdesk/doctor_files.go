package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"tgdesk/store/folder"
	"time"
)

// examineFiles looks at folders and files. It opens none of the database's:
// that is for the store alone.
func (c *cli) examineFiles() []finding {
	found := append([]finding{c.examineFolder()}, c.examineModes()...)
	if c.noLinks() == nil {
		found = append(found, c.examineHolder())
	}
	if name := folder.PendingRestore(c.deskDir()); name != "" {
		found = append(found, warning("restore", "Start the desk: that finishes it.", "a restore was cut off before its end: %s", name))
	}
	found = append(found, c.examineSettings(), c.examineLog())
	found = append(found, c.examineCrashes()...)
	return append(found, c.examineOthers()...)
}

func (c *cli) examineFolder() finding {
	const check = "folder"
	dir := c.deskDir()
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fine(check, "%s does not exist yet: there is no desk", dir)
	case err != nil:
		return problem(check, "Check the permissions of the folders above it.", "%s cannot be read: %v", dir, err)
	case !info.IsDir():
		return problem(check, "Move the file away, or name another folder with --data.", "%s is no folder", dir)
	case !ownedByUs(info):
		return problem(check, "Run tgdesk as the owner of the folder.", "%s belongs to another user", dir)
	case openToOthers(info):
		return problem(check, "chmod 700 "+dir, "others can look into %s (mode %04o)", dir, info.Mode().Perm())
	}
	return fine(check, "%s is yours alone", dir)
}

// examineModes looks for links in place of the desk's files, and for files that
// others own or can use.
func (c *cli) examineModes() (found []finding) {
	known := map[string]bool{}
	for _, p := range c.deskPlaces()[1:] { // examineFolder has seen the first
		known[p.path] = true
		if f, mode, err := p.inspect(); err == nil && f != "" {
			says, advice := p.sentence(f, mode)
			found = append(found, problem("file", advice, "%s", says))
		}
	}
	dir := c.deskDir()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return found // examineFolder has said so
	}
	for _, e := range entries {
		p := place{path: filepath.Join(dir, e.Name()), folder: e.IsDir(), linked: true}
		if f, mode, err := p.inspect(); err == nil && f == faultWide && !known[p.path] {
			says, advice := p.sentence(f, mode)
			found = append(found, problem("file", advice, "%s", says))
		}
	}
	return found
}

// examineOthers looks for settings and logs that others own or can use.
func (h host) examineOthers() (found []finding) {
	for _, p := range h.otherPlaces() {
		if f, mode, err := p.inspect(); err == nil && (f == faultWide || f == faultForeign) {
			says, advice := p.sentence(f, mode)
			found = append(found, warning("file", advice, "%s", says))
		}
	}
	return found
}

func openToOthers(info fs.FileInfo) bool {
	return info.Mode().Type() != fs.ModeSymlink && info.Mode().Perm()&0o077 != 0
}

func (c *cli) examineHolder() finding {
	const check = "desk"
	h, held, err := folder.HolderOf(c.deskDir())
	switch {
	case err != nil:
		return problem(check, "", "%s", sentence(err))
	case !held:
		return fine(check, "nobody runs it now")
	case h.PID == 0:
		return fine(check, "it runs")
	}
	who := fmt.Sprintf("process %d (%s", h.PID, h.Command)
	if h.Operator != "" {
		who += " of " + h.Operator
	}
	return fine(check, "%s) runs it since %s", who, c.when(h.Since.Truncate(time.Second)))
}

func (c *cli) examineSettings() finding {
	const check = "settings"
	s, err := c.readSettings()
	if err != nil {
		return problem(check, "Mend the file, or move it away to use the defaults.", "%s", sentence(err))
	}
	return fine(check, "%s signs in as %s", s.Operator.Name, s.Operator.Role)
}

// examineLog looks whether the console could write its log.
func (c *cli) examineLog() finding {
	const check = "log"
	path := c.logFile()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return examineLogFolder(path)
	}
	if err != nil {
		return problem(check, "Check the owner and permissions of the file.", "%s cannot be written: %v", path, err)
	}
	defer closeQuietly(f)
	return fine(check, "%s can be written", path)
}

// examineLogFolder tries the nearest folder that exists.
func examineLogFolder(path string) finding {
	dir := filepath.Dir(path)
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".tgdesk-*")
	if err != nil {
		return problem("log", "Check the owner and permissions of the folder.", "%s cannot be made: %v", path, err)
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return problem("log", "Check the disk.", "trying to write in %s: %v", dir, err)
	}
	return fine("log", "%s can be made", path)
}
