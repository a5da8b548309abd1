package tui

import (
	"context"
	"path/filepath"
	"strings"

	"tgdesk/core/clean"
	"tgdesk/tui/browse"
	"tgdesk/tui/chat"
	"tgdesk/tui/compose"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// pathLimit bounds a typed path, in characters.
const pathLimit = 4096

// pathBox is a path to type, with completion, over what lies in its directory.
// The attach and the save dialog are made of it.
type pathBox struct {
	field    *compose.Field
	home     string
	dirsOnly bool
	hidden   bool
	read     string // the directory that was read, or is being read
	number   int    // of the newest read; older ones are dropped
	entries  []browse.Entry
	trouble  string // why the directory cannot be read
	at       int    // the chosen entry, -1 while the path itself is meant
	top      int
}

func newPathBox(start, home string, dirsOnly bool) *pathBox {
	b := &pathBox{field: compose.NewField(pathLimit), home: home, dirsOnly: dirsOnly, at: -1}
	b.field.SetText(start)
	return b
}

// dirRead is a directory that was read for a path box.
type dirRead struct {
	box     *pathBox
	number  int
	entries []browse.Entry
	err     error
}

// look reads the directory that the path stands in, unless it is there.
func (b *pathBox) look(m *Model) {
	dir, _ := browse.Split(b.field.Text(), b.home)
	if dir == b.read {
		return
	}
	b.read, b.entries, b.trouble = dir, nil, ""
	b.number++
	number := b.number
	m.queue(func(ctx context.Context) any {
		entries, _, err := browse.Read(ctx, dir)
		return dirRead{box: b, number: number, entries: entries, err: err}
	})
}

func (r dirRead) apply(m *Model) {
	if r.number != r.box.number {
		return
	}
	r.box.entries = r.entries
	if r.err != nil {
		r.box.trouble = m.o.Words.Panel("no_directory")
	}
}

// matches are the entries that fit what was typed.
func (b *pathBox) matches() []browse.Entry {
	_, begin := browse.Split(b.field.Text(), b.home)
	out := browse.Match(b.entries, begin, b.hidden)
	if !b.dirsOnly {
		return out
	}
	for i, e := range out {
		if !e.Dir {
			return out[:i]
		}
	}
	return out
}

// path is the absolute path that is meant now.
func (b *pathBox) path() string {
	if e, ok := b.chosen(); ok {
		return filepath.Join(b.read, e.Name)
	}
	return browse.Expand(b.field.Text(), b.home)
}

func (b *pathBox) chosen() (browse.Entry, bool) {
	all := b.matches()
	if b.at < 0 || b.at >= len(all) {
		return browse.Entry{}, false
	}
	return all[b.at], true
}

// key takes a key; false when it means nothing here.
func (b *pathBox) key(m *Model, k press) bool {
	switch k.name {
	case "down", "ctrl+n":
		b.at = min(b.at+1, len(b.matches())-1)
	case "up", "ctrl+p":
		b.at = max(b.at-1, -1)
	case "pgdown":
		b.at = min(b.at+10, len(b.matches())-1)
	case "pgup":
		b.at = max(b.at-10, -1)
	case "tab":
		b.complete(m)
	case "ctrl+t":
		b.hidden, b.at = !b.hidden, -1
	default:
		before := b.field.Text()
		used := b.field.Key(k.name, k.runes, k.paste)
		if i := strings.LastIndex(b.field.Text(), "//"); i >= 0 { // a path that begins anew: what it leaves is gone
			b.field.SetText(b.field.Text()[i+1:])
		}
		if b.field.Text() != before {
			b.at, b.top = -1, 0
			b.look(m)
		}
		return used
	}
	return true
}

// complete writes as much of a name as all that fit have in common; a
// directory that is alone is entered.
func (b *pathBox) complete(m *Model) {
	if e, ok := b.chosen(); ok {
		b.enter(m, e)
		return
	}
	all := b.matches()
	if len(all) == 1 {
		b.enter(m, all[0])
		return
	}
	_, begin := browse.Split(b.field.Text(), b.home)
	if longer := browse.Complete(all, begin); longer != begin {
		b.set(m, filepath.Join(b.read, longer))
	}
}

// enter writes an entry's path into the field.
func (b *pathBox) enter(m *Model, e browse.Entry) {
	path := filepath.Join(b.read, e.Name)
	if e.Dir {
		path += "/"
	}
	b.set(m, path)
}

func (b *pathBox) set(m *Model, path string) {
	slash := strings.HasSuffix(path, "/") && len(path) > 1
	path = browse.Shorten(strings.TrimSuffix(path, "/"), b.home)
	if slash && !strings.HasSuffix(path, "/") {
		path += "/"
	}
	b.field.SetText(path)
	b.at, b.top = -1, 0
	b.look(m)
}

// rows draws the path and, below it, at most h-1 entries; marked tells which
// of them have been chosen.
func (b *pathBox) rows(m *Model, w, h int, focused bool, marked func(path string) bool) ([]term.Row, *term.Point) {
	th := &m.o.Theme
	style := th.Input
	if focused && b.at < 0 {
		style = th.InputFocused
	}
	line, x := b.field.Render(w)
	rows := []term.Row{{{W: w, Text: style.Paint(text.Fit(line, w))}}}
	all := b.matches()
	b.at = min(b.at, len(all)-1)
	shown := max(h-1, 1)
	b.top = max(min(b.top, max(b.at, 0)), b.at-shown+1)
	for i := b.top; i < min(b.top+shown, len(all)); i++ {
		rows = append(rows, b.entryRow(m, all[i], w, focused && i == b.at, marked(filepath.Join(b.read, all[i].Name))))
	}
	switch {
	case b.trouble != "":
		rows = append(rows, term.Row{{W: w, Text: th.Warn.Paint(text.Cut(b.trouble, w))}})
	case len(all) == 0:
		rows = append(rows, term.Row{{W: w, Text: th.Dim.Paint(text.Cut(m.o.Words.Panel("no_files"), w))}})
	}
	if b.at >= 0 {
		return rows, nil
	}
	return rows, &term.Point{X: x}
}

func (b *pathBox) entryRow(m *Model, e browse.Entry, w int, here, marked bool) term.Row {
	th := &m.o.Theme
	style, cursor, mark := th.Row, "  ", "  "
	if here {
		style, cursor = th.RowSelected, "▌ "
	}
	if marked {
		mark = "✓ "
	}
	name, size := clean.Name(e.Name, "?").String(), ""
	if e.Dir {
		name += "/"
	} else {
		size = chat.Bytes(e.Size)
	}
	sw := min(text.Width(size), w/3)
	return term.Row{
		{W: w - sw, Text: style.Paint(text.Fit(cursor+mark+text.Cut(name, max(w-sw-6, 1)), w-sw))},
		{X: w - sw, W: sw, Text: style.And(th.Dim).Paint(text.Cut(size, sw))},
	}
}
