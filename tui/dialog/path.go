package dialog

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/browse"
	"tgdesk/tui/canvas"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// maxPath bounds a typed path, in characters.
const maxPath = 4096

// path is a path to type, with completion, over what lies in its directory. The
// dialogs that attach and save files are made of it.
type path struct {
	s        *session.Session
	field    *compose.Field
	seen     string // what the field held when it was last dealt with
	dirsOnly bool
	hidden   bool
	dir      string // the directory that was read, or is being read
	reads    session.Repeated
	entries  []browse.Entry
	failed   error // why the directory cannot be read
	at       int   // the chosen entry; -1 for the path in the field
	top      int
	shown    int // how many entries there was room for when it was drawn last
}

// newPath returns a path and the command that reads its directory.
func newPath(s *session.Session, start string, dirsOnly bool) (*path, tea.Cmd) {
	if s.Remote {
		panic("a path is asked for on a screen of another machine") // the actions are off there
	}
	p := &path{s: s, field: compose.NewField(maxPath), dirsOnly: dirsOnly, at: -1}
	p.field.SetText(start)
	p.seen = p.field.Text()
	return p, p.read()
}

// read reads the directory that the path stands in, unless it is there.
func (p *path) read() tea.Cmd {
	dir, _ := browse.Split(p.field.Text(), p.s.Home)
	if dir == p.dir {
		return nil
	}
	p.dir, p.entries, p.failed = dir, nil, nil
	return session.Restart(p.s, &p.reads, func(ctx context.Context) ([]browse.Entry, error) { return browse.Read(ctx, dir) }, func(entries []browse.Entry, err error) tea.Cmd {
		p.entries, p.failed = entries, err
		return nil
	})
}

// matches are the entries that fit what was typed.
func (p *path) matches() []browse.Entry {
	_, begin := browse.Split(p.field.Text(), p.s.Home)
	out := browse.Match(p.entries, begin, p.hidden)
	if file := slices.IndexFunc(out, func(e browse.Entry) bool { return !e.Dir }); p.dirsOnly && file >= 0 {
		return out[:file] // directories come first
	}
	return out
}

// missing reports whether what was typed is the path of nothing.
func (p *path) missing() bool {
	if errors.Is(p.failed, fs.ErrNotExist) {
		return true
	}
	_, begin := browse.Split(p.field.Text(), p.s.Home)
	there := func(e browse.Entry) bool { return e.Name == begin }
	return p.failed == nil && !p.reads.Busy() && begin != "" && !slices.ContainsFunc(p.entries, there)
}

// path is the absolute path of the chosen entry, or the one that was typed.
func (p *path) path() string {
	if e, ok := p.chosen(); ok {
		return filepath.Join(p.dir, e.Name)
	}
	return browse.Expand(p.field.Text(), p.s.Home)
}

func (p *path) chosen() (browse.Entry, bool) {
	all := p.matches()
	if p.at < 0 || p.at >= len(all) {
		return browse.Entry{}, false
	}
	return all[p.at], true
}

func (p *path) scope() keymap.Scope {
	if p.at >= 0 {
		return keymap.FileEntry
	}
	return keymap.Files
}

// press takes a key that does not choose.
func (p *path) press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	switch a {
	case keymap.FileDown:
		p.move(1)
	case keymap.FileUp:
		p.move(-1)
	case keymap.FilesDown:
		p.move(10)
	case keymap.FilesUp:
		p.move(-10)
	case keymap.CompletePath:
		return p.complete()
	case keymap.HiddenFiles:
		p.hidden, p.at = !p.hidden, -1
	default:
		p.field.Press(a, k)
		return p.typed()
	}
	return nil
}

func (p *path) move(n int) { p.at = max(min(p.at+n, len(p.matches())-1), -1) }

// typed follows a change of the field. A second start begins a new path: "~//etc"
// becomes "/etc".
func (p *path) typed() tea.Cmd {
	if p.field.Text() == p.seen {
		return nil
	}
	if i := strings.LastIndex(p.field.Text(), "//"); i >= 0 {
		p.field.SetText(p.field.Text()[i+1:])
	}
	p.seen = p.field.Text()
	p.at, p.top = -1, 0
	return p.read()
}

// complete writes as much of a name as all that fit have in common; a
// directory that is alone is entered.
func (p *path) complete() tea.Cmd {
	if e, ok := p.chosen(); ok {
		return p.enter(e)
	}
	all := p.matches()
	if len(all) == 1 {
		return p.enter(all[0])
	}
	_, begin := browse.Split(p.field.Text(), p.s.Home)
	if longer := browse.Complete(all, begin); longer != begin {
		return p.set(filepath.Join(p.dir, longer))
	}
	return nil
}

// enter writes an entry's path into the field.
func (p *path) enter(e browse.Entry) tea.Cmd {
	to := filepath.Join(p.dir, e.Name)
	if e.Dir {
		to += "/"
	}
	return p.set(to)
}

func (p *path) set(to string) tea.Cmd {
	p.field.SetText(browse.Shorten(to, p.s.Home))
	return p.typed()
}

// view draws the path and, below it, at most h-1 entries; marked tells which of
// them have been chosen.
func (p *path) view(w, h int, focused bool, marked func(path string) bool) ([]term.Row, *term.Point) {
	th := &p.s.Theme
	typed, x := p.field.Row(th, w, "", focused && p.at < 0)
	rows := []term.Row{typed}
	all := p.matches()
	p.at = min(p.at, len(all)-1)
	p.shown = max(h-1, 1)
	p.top = max(min(p.top, max(p.at, 0)), p.at-p.shown+1)
	for i := p.top; i < min(p.top+p.shown, len(all)); i++ {
		rows = append(rows, p.row(all[i], w, focused && i == p.at, marked(filepath.Join(p.dir, all[i].Name))))
	}
	switch {
	case p.at < 0 && p.dirsOnly && p.missing():
		rows = append(rows, canvas.Wrapped(p.s.Locale.Attach("makes_folder"), 0, w, th.Warn)...)
	case errors.Is(p.failed, fs.ErrNotExist):
		rows = append(rows, canvas.Wrapped(p.s.Locale.Panel("no_folder"), 0, w, th.Warn)...)
	case p.failed != nil:
		rows = append(rows, canvas.Wrapped(p.s.Locale.Panel("no_directory"), 0, w, th.Warn)...)
	case len(all) == 0 && !p.reads.Busy() && !p.dirsOnly:
		rows = append(rows, canvas.Wrapped(p.s.Locale.Panel("no_files"), 0, w, th.Dim)...)
	}
	if p.at >= 0 {
		return rows, nil
	}
	return rows, &term.Point{X: x}
}

// clicked returns the entry in a row of the view.
func (p *path) clicked(y int) (i int, ok bool) {
	i = p.top + y - 1
	return i, y >= 1 && y <= p.shown && i < len(p.matches())
}

func (p *path) row(e browse.Entry, w int, here, marked bool) term.Row {
	th := &p.s.Theme
	style, cursor := th.Choice(th.Row, here)
	mark := "  "
	if marked {
		mark = "✓ "
	}
	name, size := clean.Name(e.Name, "?").String(), ""
	if e.Dir {
		name += "/"
	} else {
		size = core.ShortSize(e.Size)
	}
	sw := min(text.Width(size), w/3)
	return term.Row{
		{W: w - sw, Text: style.Paint(text.Fit(cursor+mark+text.Cut(name, max(w-sw-6, 1)), w-sw))},
		{X: w - sw, W: sw, Text: style.And(th.Dim).Paint(text.Cut(size, sw))},
	}
}
