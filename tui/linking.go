package tui

import (
	"context"

	"tgdesk/core"
	"tgdesk/tui/richtext"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// linksOf are where a message leads. Of one with a file, open means the file.
func linksOf(msg core.Message) []richtext.Target {
	if msg.Attachment != nil {
		return nil
	}
	return richtext.Targets(msg.Text, msg.Markup)
}

// selectedLinks are those of the selected message.
func (m *Model) selectedLinks() []richtext.Target {
	msg, ok := m.selectedMessage()
	if !ok {
		return nil
	}
	return linksOf(msg)
}

func (m *Model) openTitle() string {
	if len(m.selectedLinks()) > 0 {
		return "open_link"
	}
	return "open"
}

func (m *Model) whyNotOpenHere() string {
	if len(m.selectedLinks()) > 0 {
		return "" // it can be copied at least
	}
	return m.whyNotOpenFile()
}

// openHere opens a file, or a link of the selected message. A link that could be taken
// for another one, or one of several, is shown first.
func (m *Model) openHere() {
	links := m.selectedLinks()
	if len(links) == 0 {
		m.openFile()
		return
	}
	if len(links) == 1 && !links[0].Misleading && m.whyNotOpenLink(links[0]) == "" {
		m.openLink(links[0])
		return
	}
	m.overlay = &choosing{links: links}
}

// whyNotOpenLink guards handing an address to the desktop.
func (m *Model) whyNotOpenLink(to richtext.Target) string {
	switch {
	case to.Address == "":
		return "link_kind"
	case m.o.Open == nil || !m.o.Terminal.Capabilities().OpenFile:
		return "no_screen_link"
	}
	return ""
}

func (m *Model) openLink(to richtext.Target) {
	show, told := m.o.Open, m.o.Words.Toast("opening", to.Host)
	m.queue(func(context.Context) any { return done{err: show(to.Address), toast: told} })
}

// choosing is the list of a message's links. It shows each address whole, to
// be opened or copied.
type choosing struct {
	links []richtext.Target
	at    int
	top   int // the first one shown
}

func (c *choosing) press(m *Model, k press) {
	switch k.command() {
	case "down", "j", "tab", "ctrl+n":
		c.at = min(c.at+1, len(c.links)-1)
	case "up", "k", "shift+tab", "ctrl+p":
		c.at = max(c.at-1, 0)
	case "enter", "o":
		c.open(m)
	case "y":
		m.copyLink(c.links[c.at])
	}
}

func (c *choosing) open(m *Model) {
	to := c.links[c.at]
	if why := m.whyNotOpenLink(to); why != "" {
		m.toastInfo(m.o.Words.Why(why))
		return
	}
	m.closeOverlay()
	m.openLink(to)
}

func (m *Model) copyLink(to richtext.Target) {
	if to.Address == "" {
		m.toastInfo(m.o.Words.Why("link_kind"))
		return
	}
	if err := m.o.Terminal.Copy(to.Address); err != nil {
		m.toastInfo(m.o.Words.Why("no_clipboard"))
		return
	}
	m.closeOverlay()
	m.toastGood(m.o.Words.Toast("copied_link", to.Host))
}

func (c *choosing) click(m *Model, line int) {
	if i := c.top + line/linkLines; i < len(c.links) {
		if c.at == i {
			c.open(m)
			return
		}
		c.at = i
	}
}

// linkLines is how many lines a link takes: its host, its address, a gap.
const linkLines = 3

func (c *choosing) content(m *Model, w, h int) (string, []term.Row, *term.Point) {
	th := &m.o.Theme
	shown := max((h-1)/linkLines, 1)
	c.top = min(max(c.top, c.at-shown+1), c.at)
	var rows []term.Row
	for i := c.top; i < min(c.top+shown, len(c.links)); i++ {
		to, style, mark := c.links[i], th.Row, "  "
		if i == c.at {
			style, mark = th.RowSelected, "▌ "
		}
		address := to.Address
		if address == "" {
			address, style = m.o.Words.Why("link_kind"), style.And(th.Dim)
		}
		rows = append(rows,
			term.Row{{W: w, Text: style.Paint(text.Fit(mark+to.Host, w))}},
			term.Row{{W: w, Text: style.And(th.Dim).Paint(text.Fit("  "+address, w))}}, nil)
	}
	return m.o.Words.Panel("links"), rows, nil
}

func (c *choosing) hints(m *Model) []hint {
	w := m.o.Words
	out := []hint{{key: "y", title: w.Action("copy_link")}, {key: "esc", title: w.Action("back")}}
	if m.whyNotOpenLink(c.links[c.at]) == "" {
		out = append([]hint{{key: "enter", title: w.Action("open_link")}}, out...)
	}
	return out
}
