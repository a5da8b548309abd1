package doctor

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/store"
)

// graceTime is how old a file must be to be called unknown: the desk writes a
// file before it stores that it has it.
const graceTime = time.Minute

// mediaFolder is what was found in the folder of files.
type mediaFolder struct {
	dir     string
	files   map[string]bool // by slashed path below dir; true if known to the desk, or not to be asked about
	open    []string        // what others can use
	linked  []string        // what is neither a folder nor a file
	missing int             // files that the desk has and the folder has not
	back    int             // files that the desk takes for missing
}

// checkMedia compares the folder of files with the database. The folder for
// files on their way is the engine's to clear.
func (d *doctor) checkMedia(ctx context.Context, db *store.DB) {
	const check = "media"
	folder, err := walkMedia(d.env)
	if err == nil {
		err = folder.compare(ctx, db)
	}
	if err != nil {
		d.problem(check, "Check the owner and permissions of the folder.", "%s cannot be checked: %s", folder.dir, d.env.ErrorText(err))
		return
	}
	before := len(d.found)
	if n := len(folder.open); n > 0 {
		d.problem(check, "chmod -R go= "+folder.dir, "others can use %d of its files and folders, such as %s", n, folder.open[0])
	}
	if n := len(folder.linked); n > 0 {
		d.problem(check, "Remove them: tgdesk makes none, and opens none.", "%d of its entries are links or no files at all, such as %s", n, folder.linked[0])
	}
	if folder.missing > 0 {
		d.warning(check, "Each can be downloaded again from its message, while Telegram has it.", "%d files are gone from %s", folder.missing, folder.dir)
	}
	unknown := slices.DeleteFunc(slices.Sorted(maps.Keys(folder.files)), func(path string) bool { return folder.files[path] })
	if folder.back > 0 {
		d.warning(check, "Start the desk, or start it again: it takes them back then.", "%d files that were missing are in %s again", folder.back, folder.dir)
	}
	if len(unknown) > 0 {
		d.warning(check, "No message refers to them. Keep them, unless you know that no backup does either: there may be no other copy.",
			"%d files in %s are unknown to the desk, such as %s", len(unknown), folder.dir, unknown[0])
	}
	if len(d.found) == before {
		d.ok(check, "%d files, all known", len(folder.files))
	}
}

// walkMedia lists the folder. That there is none yet is as good as empty.
func walkMedia(env *cli.Env) (mediaFolder, error) {
	m := mediaFolder{dir: env.MediaDir(), files: map[string]bool{}}
	err := filepath.WalkDir(m.dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone since it was listed
		}
		if err != nil {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if system.OpenToOthers(info) {
			m.open = append(m.open, path)
		}
		if !info.IsDir() && !info.Mode().IsRegular() {
			m.linked = append(m.linked, path)
		}
		rel, err := filepath.Rel(m.dir, path)
		if err == nil && !d.IsDir() {
			rel = filepath.ToSlash(rel)
			m.files[rel] = strings.HasPrefix(rel, "part/") || env.Clock().Now().Sub(info.ModTime()) < graceTime
		}
		return err
	})
	return m, err
}

// compare asks the database for every file that it has, or had, page by page.
func (m *mediaFolder) compare(ctx context.Context, db *store.DB) error {
	after := ""
	err := core.Each(pageSize, func() ([]core.File, error) { return db.MissingFiles(ctx, after, pageSize) }, func(f core.File) error {
		after = f.UniqueID
		if known, listed := m.files[f.Path]; listed && !known {
			m.files[f.Path] = true
			m.back++
		}
		return nil
	})
	if err != nil {
		return err
	}
	after = ""
	return core.Each(pageSize, func() ([]core.File, error) { return db.ReadyFiles(ctx, after, pageSize) }, func(f core.File) error {
		after = f.UniqueID
		if _, listed := m.files[f.Path]; listed {
			m.files[f.Path] = true
		} else if _, err := os.Lstat(filepath.Join(m.dir, filepath.FromSlash(f.Path))); errors.Is(err, fs.ErrNotExist) {
			m.missing++ // what was not listed may have come since
		}
		return nil
	})
}
