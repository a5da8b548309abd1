package compose

import (
	"cmp"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// What could not be sent goes back to where it was written.

// restore puts a text that could not be sent back where it was written, with the
// message that it answers, unless another one was chosen since.
func (c *Composer) restore(msg SentMsg) tea.Cmd {
	all := c.draftsOf(msg.Chat)
	d := all.of(msg.kind)
	refused := d.restore(msg)
	if d.about.ID == 0 {
		d.about = msg.replyTo
	}
	d.saved = unknown
	if msg.returned { // perhaps beside what another screen has written, which is to be read
		d.saved, d.overtaken, all.changed = d.returnedDraft(), true, true
	}
	return tea.Batch(c.tooLong(refused), c.saveChanged(msg.Chat))
}

// restoreEdit puts an edit that could not be saved back, unless another one has begun
// since.
func (c *Composer) restoreEdit(msg EditedMsg) tea.Cmd {
	d := &c.draftsOf(msg.chat).edit
	if !d.Empty() {
		return nil
	}
	d.SetText(msg.text)
	d.about = msg.msg
	return c.saveChanged(msg.chat)
}

// restore puts a text before what has been written since, on lines of its own.
// Several that come back stand in the order in which they were written. It returns
// how many characters did not fit.
func (d *draft) restore(msg SentMsg) (refused int) {
	since, ok := strings.CutPrefix(d.Text(), d.returnedText())
	if !ok {
		d.returned, since = nil, d.Text() // those were sent or changed meanwhile
	}
	d.files, d.inserted = core.EncodeFiles(append(msg.files.Files(), d.files.Files()...)), nil
	i, _ := slices.BinarySearchFunc(d.returned, msg.number, func(m SentMsg, number int) int { return cmp.Compare(m.number, number) })
	d.returned = slices.Insert(d.returned, i, msg)
	return d.SetText(core.JoinDrafts(d.returnedText(), strings.TrimPrefix(since, "\n")))
}

// returnedDraft is what has come back, as the desk has it.
func (d *draft) returnedDraft() core.Draft {
	var files []core.StoredFile
	for _, m := range d.returned {
		files = append(files, m.files.Files()...)
	}
	return core.Draft{Text: d.returnedText(), ReplyTo: d.about.ID, Files: core.EncodeFiles(files)}
}

func (d *draft) returnedText() (all string) {
	for _, m := range d.returned {
		all = core.JoinDrafts(all, m.text)
	}
	return all
}
