package settings

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// agreement is a value of a brand that is set only once it is agreed what that does at
// once, where it does anything: E is that effect.
type agreement[E any] struct {
	id   string // that those of its texts begin with
	sets fact   // the value
	says func(brand string, effect E) string
	set  func(agreed E) func(context.Context) (core.BrandView, error)
	done func(core.BrandView) tea.Cmd // says that it is set
}

// saveAgreed sets a value from the page where it was chosen, or from the page that asked.
// Where more than what was agreed to would be done, it asks, or asks anew.
func saveAgreed[E any](p page, agreed E, a agreement[E]) tea.Cmd {
	s, id := p.state().s, p.state().id
	q, agrees := p.(*agreePage[E])
	return try(s, p, a.set(agreed), func(b core.BrandView, err error) tea.Cmd {
		effect, asked := core.ToAgree[E](err)
		switch {
		case asked && s.top() != p:
			return s.o.Bad(s.errorText(err))
		case asked && agrees:
			q.effect, q.focus = effect, ""
			return nil
		case asked:
			return s.open(&agreePage[E]{newBase(s, id, a.id+"_title"), a, effect})
		case err != nil:
			return nil
		}
		cmd := tea.Batch(s.changed(b), a.done(b))
		if agrees && s.top() == p {
			cmd = tea.Batch(cmd, s.leave(p))
			p = s.top() // that of the value
		}
		return tea.Batch(cmd, s.leave(p))
	})
}

// agreePage is the question before a value does something at once.
type agreePage[E any] struct {
	pageBase
	agreement[E]
	effect E // what is asked about
}

func (p *agreePage[E]) build(f *form) {
	s, id := p.s, p.agreement.id
	f.add(
		p.sets, gap{},
		paragraph{"!", p.says(brandName(p.brand()), p.effect) + ".", s.o.Theme.Warn}, gap{},
		buttons{
			{control{id: "cancel", press: func() tea.Cmd { return s.leave(p) }}, s.t(id + "_keep")},
			{control{id: "set", press: func() tea.Cmd { return saveAgreed(p, p.effect, p.agreement) }}, s.t(id + "_set")},
		},
	)
}

func (p *agreePage[E]) hints() []Hint { return p.tabHints(p.cancelHint()) }
