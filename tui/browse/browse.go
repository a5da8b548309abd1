// Package browse reads directories for the dialogs that choose files,
// completes paths as they are typed, and tells dropped files from pasted text.
//
// It is not bubbles/filepicker, which takes no typed path and completes none,
// chooses one file at a time, and reads a directory of any size at once.
//
// Reading touches the disk and may take long: call it off the screen's
// goroutine. The package must not draw, open files or decide what may be sent;
// the names it returns are as they are on disk and must be cleaned before they
// are shown.
package browse

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxEntries bounds how many entries of a directory are read.
const MaxEntries = 2000

// Entry is a file or a directory.
type Entry struct {
	Name string
	Dir  bool
	Size int64 // in bytes, of a file
}

// Hidden reports whether the entry's name asks not to be shown.
func (e Entry) Hidden() bool { return strings.HasPrefix(e.Name, ".") }

// Read lists a directory, directories first, by name. Of more than MaxEntries
// entries it returns some.
func Read(ctx context.Context, dir string) (entries []Entry, err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("read a directory: %w", err)
	}
	defer f.Close() // only read
	found, err := f.ReadDir(MaxEntries)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read a directory: %w", err)
	}
	for _, d := range found {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		entries = append(entries, entryOf(dir, d))
	}
	slices.SortFunc(entries, compare)
	return entries, nil
}

// entryOf follows a symbolic link, so that a link to a directory can be
// entered.
func entryOf(dir string, d os.DirEntry) Entry {
	e := Entry{Name: d.Name(), Dir: d.IsDir()}
	info, err := d.Info()
	if d.Type()&os.ModeSymlink != 0 {
		info, err = os.Stat(filepath.Join(dir, d.Name()))
	}
	if err == nil {
		e.Dir, e.Size = info.IsDir(), info.Size()
	}
	return e
}

func compare(a, b Entry) int {
	if a.Dir != b.Dir {
		if a.Dir {
			return -1
		}
		return 1
	}
	return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
}

// Split splits a typed path into the directory to read and the start of a name
// in it. A leading ~ is home; a relative path is below home.
func Split(typed, home string) (dir, begin string) {
	path := Expand(typed, home)
	if path == home || strings.HasSuffix(typed, string(filepath.Separator)) {
		return filepath.Clean(path), ""
	}
	return filepath.Dir(path), filepath.Base(path)
}

// Expand makes a typed path absolute. A second start begins a new path, as in
// Emacs: "/etc" typed or pasted after the "~/" that a field begins with gives
// "~//etc" and means /etc.
func Expand(typed, home string) string {
	for _, start := range []string{"//", "/~"} {
		if i := strings.LastIndex(typed, start); i >= 0 && (start == "//" || i+2 == len(typed) || typed[i+2] == '/') {
			typed = typed[i+1:]
		}
	}
	switch {
	case typed == "~" || typed == "":
		return home
	case strings.HasPrefix(typed, "~/"):
		return filepath.Join(home, typed[2:])
	case filepath.IsAbs(typed):
		return filepath.Clean(typed)
	}
	return filepath.Join(home, typed)
}

// Shorten writes a path below home with a ~.
func Shorten(path, home string) string {
	switch {
	case home == "" || home == "/":
		return path
	case path == home:
		return "~"
	case strings.HasPrefix(path, home+"/"):
		return "~" + path[len(home):]
	}
	return path
}

// Match lists the entries whose names begin with begin, ignoring case. Hidden
// ones are left out unless begin starts with a dot or hidden is true.
func Match(entries []Entry, begin string, hidden bool) []Entry {
	hidden = hidden || strings.HasPrefix(begin, ".")
	begin = strings.ToLower(begin)
	var out []Entry
	for _, e := range entries {
		if (hidden || !e.Hidden()) && strings.HasPrefix(strings.ToLower(e.Name), begin) {
			out = append(out, e)
		}
	}
	return out
}

// Complete returns the longest common start of the matches' names.
func Complete(matches []Entry, begin string) string {
	if len(matches) == 0 {
		return begin
	}
	common := matches[0].Name
	for _, e := range matches[1:] {
		for !strings.HasPrefix(e.Name, common) {
			_, size := utf8.DecodeLastRuneInString(common)
			common = common[:len(common)-size]
		}
	}
	if len(common) < len(begin) {
		return begin
	}
	return common
}
