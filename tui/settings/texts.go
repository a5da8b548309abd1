package settings

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/compose"
)

// textsPage lists the kinds of a brand's automatic texts.
type textsPage struct {
	pageBase
	listing
	texts core.BrandTexts
}

// refresh reads the texts again.
func (p *textsPage) refresh() tea.Cmd {
	s, id := p.s, p.id
	read := func(ctx context.Context) (core.BrandTexts, error) { return s.o.Desk.BrandTexts(ctx, id) }
	return readList(s, p, &p.listing, read, func(texts core.BrandTexts) tea.Cmd {
		p.texts = texts
		return nil
	})
}

func (p *textsPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	if s.addUnread(f, p.listing, p.refresh) {
		return
	}
	f.add(paragraph{"", s.t("texts_long"), th.Dim}, gap{})
	for _, k := range core.TextKinds() {
		style := th.Dim
		if p.texts.On(k) {
			style = th.Strong
		}
		value := s.onOff(p.texts.On(k))
		if n := len(p.texts.Languages(k)); n > 0 {
			value += " · " + s.t("texts_languages", n)
		}
		open := func() tea.Cmd {
			return s.open(&textKindPage{textsPage{pageBase: newBase(s, p.id, "text_"+string(k)), texts: p.texts, listing: p.listing}, k, newInput("")})
		}
		f.add(s.opens(string(k), open, s.t("text_"+string(k)), s.t("text_"+string(k)+"_help"), value, style))
	}
}

// onOff says whether texts of a kind are sent.
func (s *Screen) onOff(on bool) string {
	if on {
		return s.t("texts_on")
	}
	return s.t("texts_off")
}

// textKindPage turns a kind of automatic texts on or off, and leads to its text in each
// language.
type textKindPage struct {
	textsPage
	kind     core.TextKind
	language *compose.Field // of a text that is to be added
}

func (p *textKindPage) build(f *form) {
	s, th, on := p.s, &p.s.o.Theme, p.texts.On(p.kind)
	f.add(paragraph{"", s.t("text_" + string(p.kind) + "_help"), th.Dim}, gap{})
	turn := s.opens("on", func() tea.Cmd { return p.save(desk.TextChange{Kind: p.kind, On: new(!on)}) }, s.t("texts_sent"), "", s.onOff(on), th.Strong)
	turn.sign, turn.control.does = box(on), "key_switch"
	f.add(turn)
	for _, language := range append([]string{""}, p.texts.Languages(p.kind)...) {
		own, ok := p.texts.Of(p.kind, language)
		text, name := own.Text, language
		if language == "" {
			name = s.t("texts_any")
		}
		if !ok || text == "" {
			text = p.kind.BuiltIn()
		}
		open := func() tea.Cmd { return p.edit(language) }
		f.add(s.opens("in:"+language, open, name, "", clean.Line(text).String(), th.Text))
	}
	f.add(gap{}, field{control: control{id: "language", input: p.language, press: p.add, does: "key_add"}, label: s.t("texts_add"), placeholder: s.t("texts_add_hint")})
}

// add begins a text in the language that was typed.
func (p *textKindPage) add() tea.Cmd {
	language, err := core.CheckLanguage(p.language.Text())
	switch {
	case err != nil:
		return p.s.refuse(p, "language", p.s.errorText(err))
	case language == "":
		return p.s.refuse(p, "language", p.s.t("texts_add_hint"))
	}
	p.language.SetText("")
	return p.edit(language)
}

func (p *textKindPage) edit(language string) tea.Cmd {
	own, _ := p.texts.Of(p.kind, language)
	e := &textEditPage{pageBase: newBase(p.s, p.id, ""), own: own, text: compose.NewEditor(core.MaxAutoText * 2)}
	if e.text.SetText(own.Text); own.Text == "" {
		e.text.SetText(p.texts.In(p.kind, language))
	}
	e.before = e.text.Text()
	return p.s.open(e)
}

// save changes the texts of the kind.
func (p *textKindPage) save(ch desk.TextChange) tea.Cmd {
	s, id := p.s, p.id
	return change(s, p, func(ctx context.Context) (core.BrandTexts, error) {
		return s.o.Desk.SetBrandText(ctx, s.o.Me, id, ch)
	}, func(texts core.BrandTexts) tea.Cmd {
		p.texts = texts
		return nil
	})
}
