package settings

import (
	"context"

	"tgdesk/core"
	"tgdesk/tui/composer"
)

// removal is the question before a brand is removed, which nothing undoes:
// its name has to be typed.
type removal struct {
	place
	s       *Screen
	id      core.BrandID
	name    *composer.Field
	known   bool
	open    int // open chats, which forbid the removal
	trouble string
}

func (p *removal) brandID() core.BrandID { return p.id }

func (p *removal) crumb() string { return p.s.t("remove") }

// count counts the open chats.
func (p *removal) count() Effect {
	s := p.s
	return start(s, p, func(ctx context.Context) (int, error) {
		return s.desk.OpenChats(ctx, p.id)
	}, func(n int, err error) Effect {
		p.known, p.open, p.trouble = true, n, ""
		if err != nil {
			p.trouble = s.sentence(err)
		}
		return nil
	})
}

func (p *removal) build(f *form) {
	s := p.s
	b, _ := s.find(p.id)
	cancel := button{item{id: "cancel", press: p.cancel}, s.t("cancel")}
	switch {
	case p.trouble != "":
		f.add(paragraph{"✗ ", p.trouble, s.theme.Bad})
	case !p.known:
		f.add(paragraph{"", s.words.Loading, s.theme.Dim})
	case p.open > 0:
		f.add(paragraph{"! ", s.t("remove_refused", brandName(b), p.open), s.theme.Warn})
	default:
		f.add(paragraph{"", s.t("remove_ask", brandName(b), handle(b.Bot)), s.theme.Text})
		f.gap()
		f.add(entry{item: item{id: "name", press: p.remove, input: p.name}, label: s.t("remove_label", brandName(b))})
		f.gap()
		f.add(strip{{item{id: "remove", press: p.remove, why: p.why()}, s.t("remove_yes", brandName(b))}, cancel})
		return
	}
	f.gap()
	f.add(strip{cancel})
}

// why says why the brand cannot be removed yet.
func (p *removal) why() string {
	b, _ := p.s.find(p.id)
	if typed := tidy(p.name.Text()); typed != b.Name && typed != brandName(b) {
		return p.s.t("why_not_typed", brandName(b))
	}
	return ""
}

func (p *removal) cancel() Effect {
	return p.s.leave(p)
}

func (p *removal) remove() Effect {
	s := p.s
	if why := p.why(); why != "" {
		s.toast = toast{text: why, bad: true, ok: true}
		return nil
	}
	b, _ := s.find(p.id)
	p.busy = true
	return start(s, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.desk.RemoveBrand(ctx, s.operator, p.id)
	}, func(_ struct{}, err error) Effect {
		p.busy = false
		if err != nil {
			s.fail(err)
			return p.count()
		}
		s.forget(p.id)
		s.settle()
		s.say("removed", brandName(b))
		return nil
	})
}

func (p *removal) hints() []Hint {
	cancel := Hint{Key: "esc", Title: p.s.t("key_cancel")}
	if !p.known || p.open > 0 || p.trouble != "" {
		return []Hint{cancel}
	}
	return []Hint{p.s.enterHint("key_remove", p.why()), cancel}
}
