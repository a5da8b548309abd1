package settings

import (
	"context"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canned"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
)

// cannedPage lists the canned replies that the operator sees, page by page. Its rows are
// those of the other pages, and not a bubbles/table, which measures and cuts texts by
// rune: names in Thai or with emoji would move its columns.
type cannedPage struct {
	pageBase
	listing
	library *canned.Library
	count   int
	find    *compose.Field
	found   []core.CannedReply
	asked   string // the query of found
	pages   paging
}

func openCanned(s *Screen) tea.Cmd {
	return s.open(&cannedPage{pageBase: newBase(s, 0, "canned"), find: newInput(""), pages: newPaging()})
}

// refresh reads the canned replies again.
func (p *cannedPage) refresh() tea.Cmd {
	type read struct {
		library *canned.Library
		count   int
	}
	return readList(p.s, p, &p.listing, func(ctx context.Context) (read, error) {
		all, err := p.s.o.Desk.CannedReplies(ctx)
		return read{p.s.o.Canned.Library(all), len(all)}, err
	}, func(r read) tea.Cmd {
		p.library, p.count = r.library, r.count
		p.search()
		return nil
	})
}

func (p *cannedPage) search() {
	p.asked = p.find.Text()
	p.found, _ = p.library.Find(canned.Query{Text: p.asked, AllBrands: true})
}

// headOfList is how many rows of the page are not canned replies.
const headOfList = 5

func (p *cannedPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	switch {
	case s.addUnread(f, p.listing, p.refresh):
		return
	case p.count == 0:
		f.add(paragraph{"", s.t("no_canned"), th.Text}, paragraph{"", s.t("no_canned_how"), th.Dim}, gap{}, p.buttons())
		return
	case p.asked != p.find.Text():
		p.search()
		p.pages = newPaging()
	}
	from, to := p.pages.fit(s, headOfList, len(p.found))
	f.add(field{control: control{id: "find", input: p.find}, label: s.t("canned_find", len(p.found)), placeholder: s.t("canned_find_hint")})
	if len(p.found) == 0 {
		f.add(paragraph{"", s.t("canned_none"), th.Dim})
	}
	for _, c := range p.found[from:to] {
		f.add(p.row(c))
	}
	f.add(gap{}, p.buttons())
	if p.focus == "" && len(p.found) > 0 {
		p.focus = cannedID(p.found[0])
	}
}

// row is a canned reply in the list.
func (p *cannedPage) row(c core.CannedReply) setting {
	s, th := p.s, &p.s.o.Theme
	name := clean.Line(c.Shortcut).String()
	if c.Language != "" {
		name += " · " + clean.Line(c.Language).String()
	}
	text := clean.Line(c.Text).String()
	if n := len(c.Files); n > 0 {
		text = "▣" + strconv.Itoa(n) + " " + text
	}
	return setting{
		control: control{id: cannedID(c), press: func() tea.Cmd { return openCannedEdit(s, c) }},
		name:    name, nameStyle: th.Strong, sign: signOpens, value: text, style: th.Dim, help: s.cannedBrand(c.Brand),
	}
}

func cannedID(c core.CannedReply) string { return "canned:" + strconv.FormatInt(int64(c.ID), 10) }

// cannedBrand names whose chats a canned reply is for.
func (s *Screen) cannedBrand(id core.BrandID) string {
	if id == 0 {
		return s.t("canned_all")
	}
	return brandName(s.brands.get(id))
}

func (p *cannedPage) buttons() buttons {
	return append(buttons{{control{id: "new", press: p.add}, p.s.t("new_canned")}}, p.pages.buttons(p.s)...)
}

func (p *cannedPage) add() tea.Cmd { return openCannedEdit(p.s, core.CannedReply{}) }

// turn implements pager.
func (p *cannedPage) turn(by int) (tea.Cmd, bool) {
	from, ok := p.pages.turn(by, len(p.found))
	if from < len(p.found) {
		p.focus, p.scrolled = cannedID(p.found[from]), false
	}
	return nil, ok
}

func (p *cannedPage) run(a keymap.Action) tea.Cmd {
	if a == keymap.NewBrand && p.loaded {
		return p.add()
	}
	return nil
}

func (p *cannedPage) hints() []Hint {
	return []Hint{p.pressHint("key_open", ""), p.hint(keymap.NewBrand, "key_new_canned"), p.backHint()}
}
