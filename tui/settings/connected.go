package settings

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// connectedPage is the end of the wizard: where to try the new bot.
type connectedPage struct {
	pageBase
	leaves bool // the settings, when it is left: the first run leads to the desk
}

func (p *connectedPage) build(f *form) {
	s, b, th := p.s, p.brand(), &p.s.o.Theme
	f.add(
		paragraph{"", s.t("connected", brandName(b)), th.Strong}, gap{},
		paragraph{"", b.Bot.Link(), th.Link}, gap{},
		paragraph{"", s.t("connected_how"), th.Dim}, gap{},
		buttons{
			{control{id: "done", press: p.done}, s.t("done")},
			{control{id: "copy", press: func() tea.Cmd { return p.copyLink(b.Bot.Link()) }}, s.t("copy_link")},
		},
	)
}

// done leads to the brand's channel, or to the desk after the first run.
func (p *connectedPage) done() tea.Cmd {
	p.s.closed = p.leaves
	return p.s.leave(p)
}

func (p *connectedPage) back() bool {
	p.s.closed = p.leaves
	return p.leaves
}

func (p *connectedPage) run(a keymap.Action) tea.Cmd {
	switch a {
	case keymap.CopyBotLink:
		return p.copyLink(p.brand().Bot.Link())
	case keymap.ShowBotLink:
		return p.openLink()
	}
	return nil
}

func (p *connectedPage) hints() []Hint {
	return []Hint{p.pressHint("key_choose", ""), p.hint(keymap.CopyBotLink, "key_copy_link"), p.hint(keymap.ShowBotLink, "key_link"), p.hint(keymap.Back, "key_done")}
}

// copyLink puts where visitors begin to write into the clipboard.
func (p *pageBase) copyLink(link string) tea.Cmd {
	if link == "" {
		return p.s.o.Bad(p.s.t("why_no_link"))
	}
	if err := p.s.o.Terminal.Copy(link); err != nil {
		return p.s.o.Refuse(session.Reason("no_clipboard"))
	}
	return p.s.notify("link_copied", link)
}
