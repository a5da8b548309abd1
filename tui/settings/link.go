package settings

import (
	"bytes"
	"context"
	"io"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/browse"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/qr"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// linkPage makes links to a brand's bot, with payloads, and their QR codes.
type linkPage struct {
	pageBase
	payload *compose.Field
	folder  *compose.Field // where files are saved
}

const (
	payloadID = "payload"
	folderID  = "folder"
)

func (p *pageBase) openLink() tea.Cmd {
	if p.brand().Bot.Link() == "" {
		return p.s.o.Bad(p.s.t("why_no_link"))
	}
	return p.s.open(&linkPage{pageBase: newBase(p.s, p.id, "link_title"), payload: newInput(""), folder: newInput("~/")})
}

// link is what is typed, or why it cannot be.
func (p *linkPage) link() (link, why string) {
	payload := strings.TrimSpace(p.payload.Text())
	if payload != "" {
		if err := core.CheckPayload(payload); err != nil {
			return "", p.s.errorText(err)
		}
	}
	return p.brand().Bot.StartLink(payload), ""
}

func (p *linkPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	link, why := p.link()
	press := func(id string, do func() tea.Cmd) button {
		return button{control{id: id, press: do, disabled: why}, s.t(id)}
	}
	folder := "link_folder"
	if !s.o.Local() {
		folder = "link_folder_server"
	}
	f.add(
		field{control{id: payloadID, press: p.show, does: "key_code", disabled: why, input: p.payload}, s.t("link_payload", core.MaxPayload), s.t("link_payload_holder"), why},
		gap{}, paragraph{"", link, th.Link}, gap{},
		buttons{press("link_show", p.show), press("copy_link", func() tea.Cmd { return p.copyLink(link) }), press("link_html", p.copyHTML)},
		gap{}, paragraph{"", s.t("link_about"), th.Dim}, gap{},
		field{control{id: folderID, press: p.savePNG, does: "key_png", disabled: why, input: p.folder}, s.t(folder), "", ""}, gap{},
		buttons{press("link_png", p.savePNG), press("link_svg", func() tea.Cmd { return p.save(".svg", qr.Code.SVG) })},
	)
}

func (p *linkPage) hints() []Hint { return p.tabHints(p.backHint()) }

func (p *linkPage) run(a keymap.Action) tea.Cmd {
	if link, _ := p.link(); a == keymap.CopyBotLink && link != "" {
		return p.copyLink(link)
	}
	return nil
}

func (p *linkPage) show() tea.Cmd {
	link, _ := p.link()
	return p.s.open(&codePage{pageBase: newBase(p.s, p.id, "link_show"), link: link})
}

// copyHTML puts a button for a website into the clipboard.
func (p *linkPage) copyHTML() tea.Cmd {
	link, _ := p.link()
	if err := p.s.o.Terminal.Copy(core.LinkButton(link, p.s.o.Locale.Chat("link_button", brandName(p.brand())))); err != nil {
		return p.s.o.Refuse(session.Reason("no_clipboard"))
	}
	return p.s.notify("link_html_copied")
}

func (p *linkPage) savePNG() tea.Cmd { return p.save(".png", qr.Code.PNG) }

// save writes the code of the link into the folder.
func (p *linkPage) save(ext string, write func(qr.Code, io.Writer) error) tea.Cmd {
	s := p.s
	link, _ := p.link()
	name := p.brand().Bot.Username + ext
	if payload := strings.TrimSpace(p.payload.Text()); payload != "" {
		name = p.brand().Bot.Username + "-" + payload + ext
	}
	dir := browse.Expand(strings.TrimSpace(p.folder.Text()), s.o.Home)
	return change(s, p, func(ctx context.Context) (string, error) {
		code, err := qr.ForPrint(link)
		if err != nil {
			return "", err
		}
		var file bytes.Buffer
		if err := write(code, &file); err != nil {
			return "", err
		}
		return s.o.Desk.SaveCode(ctx, s.o.Me, dir, name, file.Bytes())
	}, func(path string) tea.Cmd {
		id := "saved"
		if !s.o.Local() {
			id = "saved_server"
		}
		return s.o.Good(s.o.Locale.Toast(id, clean.Line(path)))
	})
}

func (p *linkPage) place(error) string { return folderID }

// codePage shows a QR code in all of the settings' room.
type codePage struct {
	pageBase
	link string
}

func (p *codePage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	code, err := qr.ForScreen(p.link)
	if err != nil { // it has at most 116 characters
		f.add(paragraph{"✗", s.errorText(err), th.Bad})
		return
	}
	on := qr.Terminal{Profile: th.Profile(), Light: th.Light()}
	w, h := code.Cells(on)
	if w > s.view.width || h > s.view.screen {
		f.add(paragraph{"!", s.t("code_no_room", w, h, s.view.width, s.view.screen), th.Warn}, gap{}, paragraph{"", p.link, th.Link})
		return
	}
	for range (s.view.screen - h) / 2 {
		f.add(gap{})
	}
	f.add(drawing{w, code.Rows(on)})
	if s.view.screen-h-(s.view.screen-h)/2 > 1 {
		f.add(gap{}, centred{p.link})
	}
}

func (p *codePage) hints() []Hint {
	return []Hint{p.hint(keymap.CopyBotLink, "key_copy_link"), p.backHint()}
}

func (p *codePage) run(a keymap.Action) tea.Cmd {
	if a == keymap.CopyBotLink {
		return p.copyLink(p.link)
	}
	return nil
}

// drawing is rows of cells, each of width cells, which stand in the middle.
type drawing struct {
	width int
	rows  []string
}

func (d drawing) draw(c drawContext) []row {
	var rows []row
	for _, drawn := range d.rows {
		r := newRow(c.width)
		r.spans = append(r.spans, term.Span{X: (c.width - d.width) / 2, W: d.width, Text: drawn})
		rows = append(rows, r)
	}
	return rows
}

// centred is one line of text in the middle.
type centred struct{ text string }

func (l centred) draw(c drawContext) []row {
	r := newRow(c.width)
	r.write(max(0, (c.width-text.Width(l.text))/2), c.width, c.theme.Link, l.text)
	return []row{r}
}
