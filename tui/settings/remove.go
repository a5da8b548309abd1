package settings

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/compose"
)

// removePage is the question before a brand is removed, which cannot be
// undone: its name has to be typed.
type removePage struct {
	pageBase
	name     *compose.Field
	counted  bool
	open     int    // open chats, which are ended before
	countErr string // why they could not be counted
}

func (p *removePage) countChats() tea.Cmd {
	return send(p.s, p, func(ctx context.Context) (int, error) {
		return p.s.o.Desk.OpenChats(ctx, p.id)
	}, func(n int, err error) tea.Cmd {
		p.counted, p.open, p.countErr = true, n, p.s.errorText(err)
		return nil
	})
}

// ready reports whether nothing but the typed name is missing.
func (p *removePage) ready() bool { return p.counted && p.countErr == "" }

func (p *removePage) build(f *form) {
	s, b, th := p.s, p.brand(), &p.s.o.Theme
	row := buttons{{control{id: "cancel", press: func() tea.Cmd { return s.leave(p) }}, s.t("cancel")}}
	switch {
	case p.countErr != "":
		f.add(paragraph{"✗", p.countErr, th.Bad})
	case !p.counted:
		s.addLoading(f)
	default:
		remove := control{id: "remove", press: p.remove, disabled: p.disabled()}
		input := remove
		input.id, input.input = "name", p.name
		if p.open > 0 {
			f.add(paragraph{"!", s.t("remove_open", brandName(b), p.open), th.Warn}, gap{})
		}
		f.add(paragraph{"", s.t("remove_ask", brandName(b), username(b.Bot)), th.Text}, gap{},
			field{control: input, label: s.t("remove_label", brandName(b))})
		row = append(buttons{{remove, s.t("remove_yes", brandName(b))}}, row...)
	}
	f.add(gap{}, row)
}

// disabled says why the brand cannot be removed yet.
func (p *removePage) disabled() string {
	b := p.brand()
	if typed := singleSpaced(p.name.Text()); typed != b.Name && typed != brandName(b) {
		return p.s.t("why_not_typed", brandName(b))
	}
	return ""
}

func (p *removePage) remove() tea.Cmd {
	s, b, open := p.s, p.brand(), p.open
	return try(s, p, func(ctx context.Context) (struct{}, error) {
		if open == 0 {
			return struct{}{}, s.o.Desk.RemoveBrand(ctx, s.o.Me, p.id)
		}
		_, err := s.o.Desk.EndAndRemoveBrand(ctx, s.o.Me, p.id, func(core.Bulk) {})
		return struct{}{}, err
	}, func(_ struct{}, err error) tea.Cmd {
		if err != nil {
			return p.countChats()
		}
		s.brands.remove(p.id)
		return tea.Batch(s.brandsChanged(), s.notify("removed", brandName(b)))
	})
}

func (p *removePage) hints() []Hint {
	if !p.ready() {
		return []Hint{p.cancelHint()}
	}
	return []Hint{p.pressHint("key_remove", p.disabled()), p.cancelHint()}
}
