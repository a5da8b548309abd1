package compose

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/session"
)

// All screens of an operator show the same drafts. What another one has changed is
// taken over; what was typed here since the desk had the same text stays with it.

// following is how the drafts of a chat stand with the desk's.
type following struct {
	changed bool // on the desk; they are to be read again
	writes  int  // of drafts, begun so far: what was read before the last one is out of date
}

// Follow takes over what has become of the drafts of a chat, perhaps on another screen.
func (c *Composer) Follow(chat core.ChatID) tea.Cmd {
	d := c.drafts[chat]
	if d == nil {
		return nil // they are read when the chat is opened
	}
	d.changed = true
	return c.readChanged(chat, d)
}

// FollowAll is Follow for the drafts of all chats that are held.
func (c *Composer) FollowAll() tea.Cmd {
	var cmds []tea.Cmd
	for chat := range c.drafts {
		cmds = append(cmds, c.Follow(chat))
	}
	return tea.Batch(cmds...)
}

// readDrafts are the drafts of a chat on the desk, and the messages that they answer or change.
type readDrafts struct {
	core.Drafts
	about map[core.DraftKind]core.Message
}

// Refresh reads the drafts of the present chat, once.
func (c *Composer) Refresh() tea.Cmd {
	d := c.draftsOf(c.chat)
	if c.chat == 0 || d.loaded || d.reading {
		return nil
	}
	return c.read(c.chat, d)
}

func (c *Composer) read(id core.ChatID, d *drafts) tea.Cmd {
	d.reading, d.changed = true, false
	writes := d.writes
	return c.s.Read(session.Then(func(ctx context.Context) (r readDrafts, err error) {
		if r.Drafts, err = c.s.Desk.Drafts(ctx, c.s.Me, id); err != nil {
			return r, err
		}
		r.about = map[core.DraftKind]core.Message{}
		for kind, about := range map[core.DraftKind]core.MessageID{core.DraftReply: r.Reply.ReplyTo, core.DraftEdit: r.Edit.ReplyTo} {
			if about == 0 {
				continue
			}
			if r.about[kind], err = c.s.Desk.Message(ctx, about); err != nil {
				return r, err
			}
		}
		return r, nil
	}, func(r readDrafts, err error) tea.Cmd {
		d := c.draftsOf(id)
		d.reading = false
		if err != nil {
			d.changed = d.loaded // and is read again with the next saves
			return c.s.ReadFailed(err)
		}
		d.take(r, writes)
		return tea.Batch(c.store(id, d), c.readChanged(id, d))
	}))
}

// readChanged reads drafts that have changed on the desk, once all writes of this screen
// are there.
func (c *Composer) readChanged(chat core.ChatID, d *drafts) tea.Cmd {
	if !d.changed || d.reading || d.saving > 0 {
		return nil
	}
	return c.read(chat, d)
}

// take takes what was read of the desk's drafts after so many writes, unless this screen has
// written since.
func (d *drafts) take(read readDrafts, writes int) {
	switch {
	case d.saving > 0 || d.writes != writes:
		d.changed = true
	case !d.loaded:
		d.load(read.Drafts, read.about)
	default:
		for _, kind := range draftKinds {
			now := read.Of(kind)
			if kind == core.DraftEdit && d.edited() && d.edit.about.ID != now.ReplyTo {
				d.edit.standsAt(now) // the edit that has begun takes its place
				continue
			}
			d.of(kind).follow(now, read.about[kind])
		}
	}
}

// follow takes over what the desk has now.
func (d *draft) follow(now core.Draft, about core.Message) {
	base, _ := d.at.now()
	here := d.content()
	if d.caption != "" && now != base && now != here {
		d.at.overtake() // a caption is part of the text on the desk, but none of the editor's
		return
	}
	d.standsAt(now)
	if now == base || now == here {
		return
	}
	merged := core.MergeDrafts(base, here, now)
	if merged.Text != here.Text {
		d.SetText(merged.Text)
	}
	if merged.Files != here.Files {
		d.files, d.inserted = merged.Files, nil
	}
	if merged.ReplyTo != d.about.ID {
		d.about = core.Message{}
		if about.ID == merged.ReplyTo {
			d.about = about
		}
	}
	if merged == (core.Draft{}) {
		d.drop()
	}
}
