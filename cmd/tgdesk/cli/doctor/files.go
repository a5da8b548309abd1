package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/store/folder"
)

// checkFiles looks at folders and files. It opens none of the database's:
// that is for the store alone.
func (d *doctor) checkFiles() {
	d.checkFolder()
	d.checkModes()
	if d.env.RefuseLinks() == nil {
		d.checkHolder()
	}
	if name := folder.PendingRestore(d.env.DeskDir()); name != "" {
		d.warning("restore", "Start the desk: that finishes it.", "a restore was cut off before its end: %s", name)
	}
	d.checkReplaced()
	if s, err := d.env.ReadSettings(); err != nil {
		d.problem("settings", "Fix the file, or move it away to use the defaults.", "%s", d.env.ErrorText(err))
	} else {
		d.ok("settings", "%s signs in as %s", s.Operator.Name, s.Operator.Role)
	}
	d.checkLog()
	if count, newest, at := d.env.CrashReports(); count > 0 {
		times := "once"
		if count > 1 {
			times = fmt.Sprintf("%d times", count)
		}
		d.warning("crash", "The report holds no message and no token: pass it on to whoever looks after tgdesk, and remove it.",
			"tgdesk crashed %s, the last time at %s: see %s", times, d.env.FormatTime(at), newest)
	}
	for _, p := range d.env.OtherPaths() {
		inspect(d.warning, p, system.FaultOpen, system.FaultForeign)
	}
}

// checkReplaced lists what replaced databases left.
func (d *doctor) checkReplaced() {
	const check = "replaced"
	for _, path := range folder.Replaced(d.env.DeskDir()) {
		size := int64(0)
		_ = filepath.WalkDir(path, func(_ string, e fs.DirEntry, err error) error {
			if info, statErr := e.Info(); err == nil && statErr == nil && info.Mode().IsRegular() {
				size += info.Size()
			}
			return nil // what cannot be read counts nothing
		})
		quoted := output.ShellQuote(path)
		remove := "If nothing is missing, remove it: rm -r " + quoted
		if _, err := os.Stat(filepath.Join(path, folder.Database)); err != nil {
			d.warning(check, remove, "%s (%s) holds the log of a database that was replaced; its last changes may be there alone", path, core.ShortSize(size))
			continue
		}
		d.warning(check, remove+". To go back to it: tgdesk backup old.db --data "+quoted+", then tgdesk restore old.db",
			"%s (%s) holds the database that was replaced", path, core.ShortSize(size))
	}
}

func (d *doctor) checkFolder() {
	const check = "folder"
	dir := d.env.DeskDir()
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.problem(check, "Start tgdesk once to create it, or name another folder with --data.", "%s is not there", dir)
	case err != nil:
		d.problem(check, "Check the permissions of the folders above it.", "%s cannot be read: %v", dir, err)
	case !info.IsDir():
		d.problem(check, "Move the file away, or name another folder with --data.", "%s is not a folder", dir)
	case !system.OwnedByUs(info):
		d.problem(check, "Run tgdesk as the owner of the folder.", "%s belongs to another user", dir)
	case system.OpenToOthers(info):
		d.problem(check, "chmod 700 "+dir, "others can look into %s (mode %04o)", dir, info.Mode().Perm())
	default:
		d.ok(check, "%s is yours alone", dir)
	}
}

// checkModes looks for links in place of the desk's files, and for files that
// others own or can use.
func (d *doctor) checkModes() {
	known := map[string]bool{}
	for _, p := range d.env.DeskPaths()[1:] { // checkFolder has seen the first
		known[p.Name] = true
		inspect(d.problem, p, system.FaultLink, system.FaultKind, system.FaultForeign, system.FaultOpen)
	}
	entries, _ := os.ReadDir(d.env.DeskDir()) // checkFolder has said why it cannot be read
	for _, e := range entries {
		if name := filepath.Join(d.env.DeskDir(), e.Name()); !known[name] {
			inspect(d.problem, system.Path{Name: name, Folder: e.IsDir(), MayLink: true}, system.FaultOpen)
		}
	}
}

// inspect reports a path with one of these faults.
func inspect(report func(check, advice, format string, args ...any), p system.Path, faults ...system.Fault) {
	if f, mode, err := p.Inspect(); err == nil && slices.Contains(faults, f) {
		says, advice := p.Describe(f, mode)
		report("file", advice, "%s", says)
	}
}

func (d *doctor) checkHolder() {
	const check = "desk"
	h, held, err := folder.HolderOf(d.env.DeskDir())
	switch {
	case err != nil:
		d.failed(check, err)
	case !held:
		d.ok(check, "nobody runs it now")
	case d.env.Silent != nil:
		d.failed(check, d.env.Silent)
	case h.PID == 0:
		d.ok(check, "it runs")
	default:
		who := h.Command
		if h.Operator != "" {
			who += " of " + h.Operator
		}
		d.ok(check, "process %d (%s) runs it since %s", h.PID, who, d.env.FormatTime(h.Since.Truncate(time.Second)))
	}
}

// checkLog looks whether the console could write its log.
func (d *doctor) checkLog() {
	const check = "log"
	path := d.env.LogFile()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.checkLogFolder(path)
	case err != nil:
		d.problem(check, "Check the owner and permissions of the file.", "%s cannot be written: %v", path, err)
	default:
		_ = f.Close()
		d.ok(check, "%s can be written", path)
	}
}

// checkLogFolder tries the nearest folder that exists.
func (d *doctor) checkLogFolder(path string) {
	const check = "log"
	dir := filepath.Dir(path)
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".tgdesk-*")
	if err != nil {
		d.problem(check, "Check the owner and permissions of the folder.", "%s cannot be made: %v", path, err)
		return
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		d.problem(check, "Check the disk.", "trying to write in %s: %v", dir, err)
		return
	}
	d.ok(check, "%s can be made", path)
}
