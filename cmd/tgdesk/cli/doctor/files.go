package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tgdesk/store/folder"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/system"
)

// checkFiles looks at folders and files. It opens none of the database's:
// that is for the store alone.
func checkFiles(env *cli.Env) []finding {
	found := append([]finding{checkFolder(env)}, checkModes(env)...)
	if env.RefuseLinks() == nil {
		found = append(found, checkHolder(env))
	}
	if name := folder.PendingRestore(env.DeskDir()); name != "" {
		found = append(found, warning("restore", "Start the desk: that finishes it.", "a restore was cut off before its end: %s", name))
	}
	found = append(found, checkSettings(env), checkLog(env))
	found = append(found, checkCrashReports(env)...)
	return append(found, checkOtherPaths(env)...)
}

func checkFolder(env *cli.Env) finding {
	const check = "folder"
	dir := env.DeskDir()
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ok(check, "%s does not exist yet: there is no desk", dir)
	case err != nil:
		return problem(check, "Check the permissions of the folders above it.", "%s cannot be read: %v", dir, err)
	case !info.IsDir():
		return problem(check, "Move the file away, or name another folder with --data.", "%s is no folder", dir)
	case !system.OwnedByUs(info):
		return problem(check, "Run tgdesk as the owner of the folder.", "%s belongs to another user", dir)
	case system.OpenToOthers(info):
		return problem(check, "chmod 700 "+dir, "others can look into %s (mode %04o)", dir, info.Mode().Perm())
	}
	return ok(check, "%s is yours alone", dir)
}

// checkModes looks for links in place of the desk's files, and for files that
// others own or can use.
func checkModes(env *cli.Env) (found []finding) {
	known := map[string]bool{}
	for _, p := range env.DeskPaths()[1:] { // examineFolder has seen the first
		known[p.Name] = true
		if f, mode, err := p.Inspect(); err == nil && f != system.NoFault {
			says, advice := p.Describe(f, mode)
			found = append(found, problem("file", advice, "%s", says))
		}
	}
	dir := env.DeskDir()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return found // examineFolder has said so
	}
	for _, e := range entries {
		p := system.Path{Name: filepath.Join(dir, e.Name()), Folder: e.IsDir(), MayLink: true}
		if f, mode, err := p.Inspect(); err == nil && f == system.FaultOpen && !known[p.Name] {
			says, advice := p.Describe(f, mode)
			found = append(found, problem("file", advice, "%s", says))
		}
	}
	return found
}

// checkOtherPaths looks for settings and logs that others own or can use.
func checkOtherPaths(env *cli.Env) (found []finding) {
	for _, p := range env.OtherPaths() {
		if f, mode, err := p.Inspect(); err == nil && (f == system.FaultOpen || f == system.FaultForeign) {
			says, advice := p.Describe(f, mode)
			found = append(found, warning("file", advice, "%s", says))
		}
	}
	return found
}

func checkHolder(env *cli.Env) finding {
	const check = "desk"
	h, held, err := folder.HolderOf(env.DeskDir())
	switch {
	case err != nil:
		return problem(check, "", "%s", cli.ErrorText(err))
	case !held:
		return ok(check, "nobody runs it now")
	case h.PID == 0:
		return ok(check, "it runs")
	}
	who := fmt.Sprintf("process %d (%s", h.PID, h.Command)
	if h.Operator != "" {
		who += " of " + h.Operator
	}
	return ok(check, "%s) runs it since %s", who, env.FormatTime(h.Since.Truncate(time.Second)))
}

func checkSettings(env *cli.Env) finding {
	const check = "settings"
	s, err := env.ReadSettings()
	if err != nil {
		return problem(check, "Mend the file, or move it away to use the defaults.", "%s", cli.ErrorText(err))
	}
	return ok(check, "%s signs in as %s", s.Operator.Name, s.Operator.Role)
}

// checkLog looks whether the console could write its log.
func checkLog(env *cli.Env) finding {
	const check = "log"
	path := env.LogFile()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return checkLogFolder(path)
	}
	if err != nil {
		return problem(check, "Check the owner and permissions of the file.", "%s cannot be written: %v", path, err)
	}
	defer func() { _ = f.Close() }()
	return ok(check, "%s can be written", path)
}

// checkLogFolder tries the nearest folder that exists.
func checkLogFolder(path string) finding {
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
	return ok("log", "%s can be made", path)
}

// checkCrashReports looks for reports of crashes.
func checkCrashReports(env *cli.Env) []finding {
	count, newest, at := env.CrashReports()
	if count == 0 {
		return nil
	}
	times := "once"
	if count > 1 {
		times = fmt.Sprintf("%d times", count)
	}
	return []finding{warning("crash", "The report holds no message and no token: pass it on to whoever looks after tgdesk, and remove it.",
		"tgdesk crashed %s, the last time at %s: see %s", times, env.FormatTime(at), newest)}
}
