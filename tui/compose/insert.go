package compose

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
)

// What is put into a reply as a whole: prepared texts and files.

// insertion is a change of the text that brought files with it.
type insertion struct {
	change uint64           // see [Editor.LastChange]
	before core.StoredFiles // the files before it
}

// Replying reports whether a reply is being written, as opposed to a note or an edit,
// and prepared texts can be inserted.
func (c *Composer) Replying() bool {
	return c.CanWrite() && c.kind == core.DraftReply && c.Editor() == c.reply().Editor
}

// Insert puts a prepared text in the place of the last n bytes before the cursor, and
// adds its files to the reply: one step to undo. If there is no room for all of it,
// nothing changes and the operator is told.
func (c *Composer) Insert(n int, text string, files []core.StoredFile) (cmd tea.Cmd, ok bool) {
	d := c.reply()
	all := append(d.files.Files(), files...)
	switch {
	case !c.Replying():
		return nil, false
	case len(all) > core.MaxAttachments:
		return c.s.Refuse(core.NewError(core.CodeInvalid, "files_count", core.MaxAttachments)), false
	case !d.InsertOver(n, text):
		return c.tooLong(d.Refused), false
	}
	if len(files) > 0 {
		d.inserted = append(d.inserted, insertion{d.LastChange(), d.files})
		d.files = core.EncodeFiles(all)
	}
	return tea.Batch(c.saveSoon(), c.sendTyping()), true
}

// Complete puts a name into a note, in the place of the last n bytes before the cursor.
func (c *Composer) Complete(n int, text string) tea.Cmd {
	e := c.Editor()
	if !c.Noting() || !c.CanWrite() {
		return nil
	}
	if !e.InsertOver(n, text) {
		return c.tooLong(e.Refused)
	}
	return c.saveSoon()
}

// undoFiles takes back the files that came with a change of the text that was undone.
func (c *Composer) undoFiles(change uint64) {
	d := c.reply()
	if n := len(d.inserted); c.Replying() && n > 0 && d.inserted[n-1].change == change {
		d.files, d.inserted = d.inserted[n-1].before, d.inserted[:n-1]
	}
}

// takesFile reports whether a key takes the last file off the reply: to delete back
// before all of the text.
func (c *Composer) takesFile(a keymap.Action) bool {
	return a == keymap.DeleteBack && c.Replying() && c.reply().files != "" && c.reply().AtStart()
}

func (c *Composer) dropLastFile() {
	d := c.reply()
	files := d.files.Files()
	if len(files) > 0 {
		files = files[:len(files)-1]
	}
	d.files, d.inserted = core.EncodeFiles(files), nil
}

// Blank reports whether the reply has neither text nor file.
func (c *Composer) Blank() bool {
	return strings.TrimSpace(c.Draft()) == "" && (!c.Replying() || c.reply().files == "")
}

// Gaps lists the variables without a value that stand in what is being written for the
// visitor.
func (c *Composer) Gaps() []string {
	if c.Noting() {
		return nil
	}
	return core.Gaps(c.Editor().Text())
}

// ToGap puts the cursor behind the first variable without a value.
func (c *Composer) ToGap() {
	if gaps := c.Gaps(); len(gaps) > 0 {
		c.Editor().Seek(core.Gap(gaps[0]))
	}
}

// DropGaps takes the variables without a value out of the text.
func (c *Composer) DropGaps() {
	e := c.Editor()
	e.replace(pos{}, e.end(), core.WithoutGaps(e.Text()), true)
}

// filesLabel names the files of the reply for the line above it.
func (c *Composer) filesLabel() string {
	var names []string
	if c.kind == core.DraftReply {
		for _, f := range c.reply().files.Files() {
			names = append(names, clean.Name(f.Name, "?").String()+" "+core.ShortSize(f.Size))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " ▣ " + strings.Join(names, " · ") + " "
}
