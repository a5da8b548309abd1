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
	all.changed = true // the desk may have what another screen has written, too
	if msg.returned && !all.loaded {
		if since := d.Text(); since != "" && since[0] != '\n' {
			d.SetText("\n" + since) // below what comes back with the drafts that are being read
		}
		return nil
	}
	refused := d.restore(msg)
	if d.about.ID == 0 {
		d.about = msg.replyTo
	}
	switch {
	case msg.returned:
		d.standsAt(d.returnedDraft())
		d.at.overtake()
	case all.loaded && !msg.overtaken:
		d.standsAt(msg.known)
		d.saved = unknown
	default:
		d.saved = unknown
	}
	return tea.Batch(c.tooLong(refused), c.saveChanged(msg.Chat))
}

// restoreEdit puts an edit that could not be saved back, unless another one has begun
// since.
func (c *Composer) restoreEdit(msg EditedMsg) tea.Cmd {
	all := c.draftsOf(msg.chat)
	d := &all.edit
	all.changed = all.changed || msg.returned
	if !d.Empty() {
		return nil
	}
	d.SetText(msg.text)
	d.about = msg.msg
	if msg.returned {
		d.standsAt(d.content())
		d.at.overtake()
	}
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
