package cli

import (
	"os"
	"path/filepath"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/store/folder"
)

// What is the desk's is for one user alone: folders have mode 0700, files
// 0600, and no link stands in place of one. At start, a wider mode of a file of
// ours is narrowed and logged; a link, or a file of somebody else, is refused.
// The database's files are only looked at: they are the store's to open.

// DeskPaths are those in the desk's folder, the folder itself first. Nobody else
// gets deeper into the folder of files.
func (e *Env) DeskPaths() []system.Path {
	paths := []system.Path{{Name: e.DeskDir(), Folder: true}, {Name: e.MediaDir(), Folder: true}}
	for _, name := range folder.Files() {
		paths = append(paths, system.Path{Name: filepath.Join(e.DeskDir(), name)})
	}
	return paths
}

// OtherPaths are those of the settings and the log.
func (e *Env) OtherPaths() (paths []system.Path) {
	for _, file := range []string{e.SettingsFile(), e.LogFile()} {
		paths = append(paths, system.Path{Name: filepath.Dir(file), Folder: true, MayLink: true}, system.Path{Name: file, MayLink: true})
	}
	return paths
}

// securePaths takes the use of the desk's paths from others, and returns those
// that it changed.
func (e *Env) securePaths() (narrowed []string, err error) {
	for _, p := range e.DeskPaths() {
		fault, mode, err := p.Inspect()
		switch {
		case err != nil:
			return narrowed, core.NewError(core.CodeUnavailable, "files_unreadable", p.Name, core.CauseOf(err)).Because(err)
		case fault == system.FaultOpen && os.Chmod(p.Name, mode.Perm()&0o700) == nil:
			narrowed = append(narrowed, p.Name)
		case fault != system.NoFault:
			return narrowed, refuse(p, fault, mode)
		}
	}
	for _, p := range e.OtherPaths() {
		if fault, mode, err := p.Inspect(); err == nil && fault == system.FaultOpen && os.Chmod(p.Name, mode.Perm()&0o700) == nil {
			narrowed = append(narrowed, p.Name)
		}
	}
	return narrowed, nil
}

// RefuseLinks refuses to read a desk in whose folder a link stands in place of
// one of its files.
func (e *Env) RefuseLinks() error {
	for _, p := range e.DeskPaths() {
		if fault, mode, err := p.Inspect(); err == nil && fault == system.FaultLink {
			return refuse(p, fault, mode)
		}
	}
	return nil
}

func refuse(p system.Path, fault system.Fault, mode os.FileMode) error {
	problem, advice := p.Describe(fault, mode)
	return core.NewError(core.CodeUnavailable, "files_unsafe", problem, advice)
}
