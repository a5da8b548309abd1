package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/core/media"
	"tgdesk/tui/compose"
)

// cannedEditPage adds or changes a canned reply.
type cannedEditPage struct {
	pageBase
	before   core.CannedReply // as it is stored; its ID is 0 for a new one
	brand    core.BrandID
	shortcut *compose.Field
	language *compose.Field
	text     *compose.Editor
	kept     []core.StoredFile
	added    []media.Checked
	path     *compose.Field // of a file to add
	asking   bool           // whether to give up what was typed
	removing bool           // whether to remove it
}

func openCannedEdit(s *Screen, c core.CannedReply) tea.Cmd {
	p := &cannedEditPage{
		pageBase: newBase(s, 0, ""), before: c, brand: c.Brand, kept: c.Files,
		shortcut: newInput(c.Shortcut), language: newInput(c.Language), text: compose.NewEditor(desk.MaxReply), path: compose.NewField(maxPath),
	}
	p.text.SetText(c.Text)
	if c.ID == 0 && core.MayManageCanned(s.o.Operator, 0) != nil { // for a brand of theirs, then
		for _, b := range s.brands.all {
			if p.brand == 0 && core.MayManageCanned(s.o.Operator, b.ID) == nil {
				p.brand = b.ID
			}
		}
	}
	return s.open(p)
}

// maxPath is how long a path may be that is typed, in characters.
const maxPath = 4096

func (p *cannedEditPage) title() string {
	if p.before.ID == 0 {
		return p.s.t("new_canned")
	}
	return clean.Line(p.before.Summary()).String()
}

func (p *cannedEditPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	f.add(field{control: control{id: "shortcut", input: p.shortcut, press: p.save}, label: s.t("canned_shortcut"), placeholder: s.t("canned_shortcut_hint")},
		field{control: control{id: "text", editor: p.text}, label: s.t("canned_text")},
		paragraph{"", s.t("canned_variables", "{"+strings.Join(core.CannedVariables(), "} {")+"}"), th.Dim})
	p.buildFiles(f)
	f.add(field{control: control{id: "language", input: p.language, press: p.save}, label: s.t("canned_language"), placeholder: s.t("canned_language_hint")})
	if len(s.brands.all) > 0 {
		f.add(paragraph{"", s.t("canned_brand"), th.Label}, p.brandChoice(0))
		for _, b := range s.brands.all {
			f.add(p.brandChoice(b.ID))
		}
	}
	f.add(gap{})
	switch {
	case p.removing:
		f.add(paragraph{"!", s.t("canned_remove_ask", p.title()), th.Warn}, buttons{
			{control{id: "remove_yes", press: p.remove}, s.t("canned_remove")}, {control{id: "remove_no", press: p.keep}, s.t("cancel")},
		})
		return
	case p.asking:
		f.add(paragraph{"!", s.t("canned_unsaved"), th.Warn})
	}
	bs := buttons{{control{id: "save", press: p.save, does: "key_save", disabled: p.why()}, s.t("save")}}
	if p.before.ID != 0 {
		bs = append(bs, button{control{id: "remove", press: p.askRemove, disabled: p.whyNot(p.before.Brand)}, s.t("canned_remove")})
	}
	f.add(bs)
}

// buildFiles shows the files and, on the desk's own machine, where one is added: no path
// of the server is taken from a screen elsewhere.
func (p *cannedEditPage) buildFiles(f *form) {
	s, th := p.s, &p.s.o.Theme
	row := func(id, name string, size int64, drop func()) {
		f.add(setting{
			control: control{id: id, press: func() tea.Cmd { drop(); return nil }, does: "key_choose"}, name: "▣ " + clean.Name(name, "?").String(), nameStyle: th.Attachment,
			value: core.ShortSize(size), style: th.Dim, help: s.t("canned_drop_file"),
		})
	}
	for i, k := range p.kept {
		row("kept:"+k.UniqueID, k.Name, k.Size, func() { p.kept = slices.Delete(slices.Clone(p.kept), i, i+1) })
	}
	for i, a := range p.added {
		row("added:"+strconv.Itoa(i), a.Name, a.Size, func() { p.added = slices.Delete(slices.Clone(p.added), i, i+1) })
	}
	does := "key_save"
	if !p.path.Empty() {
		does = "key_add_file"
	}
	if s.o.Local() {
		f.add(field{control: control{id: "path", input: p.path, press: p.addFile, does: does}, label: s.t("canned_file"), placeholder: s.t("canned_file_hint")})
	}
}

func (p *cannedEditPage) brandChoice(id core.BrandID) choice {
	th := &p.s.o.Theme
	return choice{
		control: control{id: "brand:" + strconv.FormatInt(int64(id), 10), press: func() tea.Cmd { p.brand = id; return nil }, disabled: p.whyNot(id)},
		cells:   []cell{{text: radio(p.brand == id), style: th.Text}, {text: p.s.cannedBrand(id), style: th.Text}},
	}
}

// whyNot says why the operator cannot change what is for a brand.
func (p *cannedEditPage) whyNot(id core.BrandID) string {
	return p.s.errorText(core.MayManageCanned(p.s.o.Operator, id))
}

// why says why it cannot be saved.
func (p *cannedEditPage) why() string {
	if p.before.ID != 0 && p.whyNot(p.before.Brand) != "" {
		return p.whyNot(p.before.Brand)
	}
	return p.whyNot(p.brand)
}

// addFile asks the desk whether a file can be sent with it.
func (p *cannedEditPage) addFile() tea.Cmd {
	if strings.TrimSpace(p.path.Text()) == "" {
		return p.save()
	}
	s, brand, path := p.s, p.brand, p.s.typedPath(p.path)
	return change(s, p, func(ctx context.Context) (media.Checked, error) {
		f, err := s.o.Desk.CheckCannedFile(ctx, s.o.Me, brand, path, false)
		if err == nil && f.OfferDocument {
			f, err = s.o.Desk.CheckCannedFile(ctx, s.o.Me, brand, path, true)
		}
		return f, err
	}, func(f media.Checked) tea.Cmd {
		p.added = append(p.added, f)
		p.path.SetText("")
		return nil
	})
}

// now is the canned reply as it was typed.
func (p *cannedEditPage) now() core.CannedReply {
	return core.CannedReply{ID: p.before.ID, Brand: p.brand, Shortcut: strings.TrimPrefix(strings.TrimSpace(p.shortcut.Text()), ";"), Language: p.language.Text(), Text: p.text.Text(), Files: p.kept}
}

func (p *cannedEditPage) save() tea.Cmd {
	s, now, added := p.s, p.now(), p.added
	if why := p.why(); why != "" {
		return s.o.Bad(why)
	}
	return change(s, p, func(ctx context.Context) (core.CannedReply, error) {
		return s.o.Desk.SaveCanned(ctx, s.o.Me, now, added)
	}, func(c core.CannedReply) tea.Cmd {
		return tea.Batch(s.notify("canned_saved", clean.Line(c.Summary())), s.leave(p))
	})
}

func (p *cannedEditPage) askRemove() tea.Cmd {
	p.removing, p.focus, p.scrolled = true, "remove_no", false
	return nil
}

func (p *cannedEditPage) keep() tea.Cmd {
	p.removing, p.focus = false, "remove"
	return nil
}

func (p *cannedEditPage) remove() tea.Cmd {
	s, id := p.s, p.before.ID
	return change(s, p, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.o.Desk.RemoveCanned(ctx, s.o.Me, id)
	}, func(_ struct{}) tea.Cmd {
		return tea.Batch(s.notify("canned_removed", p.title()), s.leave(p))
	})
}

// changed reports whether something was typed that is not saved.
func (p *cannedEditPage) changed() bool {
	now := p.now()
	return now.Text != p.before.Text || now.Shortcut != p.before.Shortcut || now.Language != p.before.Language ||
		p.before.ID != 0 && now.Brand != p.before.Brand || len(p.added) > 0 || len(p.kept) != len(p.before.Files)
}

// back implements page: what was typed is given up only when that was said.
func (p *cannedEditPage) back() bool {
	switch {
	case p.removing:
		_ = p.keep()
		return true
	case p.changed() && !p.asking:
		p.asking, p.focus, p.scrolled = true, "save", false
		return true
	}
	return false
}

func (p *cannedEditPage) place(err error) string {
	switch id := problemID(err); {
	case strings.HasPrefix(id, "shortcut"), id == "canned_exists":
		return "shortcut"
	case id == "language_format":
		return "language"
	case strings.HasPrefix(id, "canned"), strings.HasPrefix(id, "text"):
		return "text"
	case strings.HasPrefix(id, "file"), id == "attachment_by_option":
		return "path"
	}
	return ""
}

func (p *cannedEditPage) hints() []Hint { return p.tabHints(p.backHint()) }
