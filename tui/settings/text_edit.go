package settings

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/compose"
)

// textEditPage changes a brand's automatic text in one language.
type textEditPage struct {
	pageBase
	own    core.BrandText // as it is stored; without text the brand has none of its own
	before string         // what the editor held at first
	text   *compose.Editor
	asking bool // whether to give up what was typed
}

func (p *textEditPage) title() string {
	if p.own.Language == "" {
		return p.s.t("texts_any")
	}
	return p.own.Language
}

// sample is what the variables of a preview stand for.
func (p *textEditPage) sample() core.TextValues {
	now := p.s.o.Now()
	return core.TextValues{
		Visitor: core.Profile{FirstName: "Hana", LastName: "Sato"}, Brand: p.brand().Brand, Operator: p.s.o.Operator, Chat: 12, Position: 3,
		Wait: 10 * time.Minute, Opens: now.Add(14 * time.Hour).Truncate(time.Hour), Reason: core.ReasonIdle, Now: now,
	}
}

func (p *textEditPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	f.add(field{control: control{id: "text", editor: p.text}, label: s.t("canned_text")})
	typed := p.own
	typed.Text = p.text.Text()
	checked, err := typed.Checked(p.brand().Options.Markup)
	if err == nil {
		f.add(paragraph{"", s.t("texts_preview"), th.Label})
		for line := range strings.Lines(core.FillText(checked.Text, p.sample()).Plain) {
			f.add(paragraph{"│", clean.Line(strings.TrimRight(line, "\n")).String(), th.Bot})
		}
	}
	f.add(gap{}, paragraph{"", s.t("canned_variables", "{"+strings.Join(core.TextVariables(), "} {")+"}"), th.Dim}, gap{})
	if p.asking {
		f.add(paragraph{"!", s.t("canned_unsaved"), th.Warn})
	}
	bs := buttons{{control{id: "save", press: p.save}, s.t("save")}}
	if p.own.Text != "" {
		bs = append(bs, button{control{id: "remove", press: func() tea.Cmd { return p.store("") }}, s.t("texts_remove")})
	}
	f.add(bs)
}

func (p *textEditPage) save() tea.Cmd {
	if strings.TrimSpace(p.text.Text()) == "" {
		return p.s.refuse(p, "text", p.s.t("texts_empty"))
	}
	return p.store(p.text.Text())
}

func (p *textEditPage) store(text string) tea.Cmd {
	s, id, ch := p.s, p.id, desk.TextChange{Kind: p.own.Kind, Language: p.own.Language, Text: &text}
	return change(s, p, func(ctx context.Context) (core.BrandTexts, error) {
		return s.o.Desk.SetBrandText(ctx, s.o.Me, id, ch)
	}, func(_ core.BrandTexts) tea.Cmd {
		return tea.Batch(s.notify("saved", brandName(p.brand())), s.leave(p))
	})
}

// back implements page: what was typed is given up only when that was said.
func (p *textEditPage) back() bool {
	if p.text.Text() == p.before || p.asking {
		return false
	}
	p.asking, p.focus, p.scrolled = true, "save", false
	return true
}

func (p *textEditPage) place(error) string { return "text" }

func (p *textEditPage) hints() []Hint { return p.tabHints(p.backHint()) }
