package settings

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// enabling is the question before a channel is enabled: what shall become of
// the updates that wait at Telegram.
type enabling struct {
	place
	s       *Screen
	id      core.BrandID
	known   bool
	held    waiting
	trouble string // why Telegram could not be asked
}

func (p *enabling) brandID() core.BrandID { return p.id }

func (p *enabling) crumb() string { return p.s.t("enable") }

// ask asks how many updates wait. Where none do and nothing is in the way,
// there is nothing to decide.
func (p *enabling) ask() Effect {
	s := p.s
	return start(s, p, s.askWaiting(p.id), func(w waiting, err error) Effect {
		p.known, p.held = true, w
		if err != nil {
			p.trouble = s.sentence(err)
			return nil
		}
		if w.updates == 0 && w.webhook == "" {
			return p.enable(false, false)
		}
		return nil
	})
}

func (p *enabling) build(f *form) {
	s := p.s
	b, _ := s.find(p.id)
	cancel := button{item{id: "cancel", press: p.cancel}, s.t("cancel")}
	plain := item{id: "take", press: func() Effect { return p.enable(false, false) }}
	switch {
	case !p.known:
		f.calm = true
		f.add(paragraph{"", s.t("asking_waiting"), s.theme.Text})
		f.gap()
		f.add(strip{cancel})
	case p.trouble != "":
		f.add(paragraph{"✗ ", p.trouble, s.theme.Bad})
		f.add(paragraph{"", s.t("enable_blind", brandName(b)), s.theme.Text})
		f.gap()
		f.add(strip{{plain, s.t("enable_anyway")}, cancel})
	default:
		p.buildQuestion(f, b, plain, cancel)
	}
}

func (p *enabling) buildQuestion(f *form, b core.Brand, plain item, cancel button) {
	s := p.s
	f.add(paragraph{"", s.t("enable_ask", p.held.updates, brandName(b)), s.theme.Strong})
	buttons := strip{{plain, s.t("take_in")}}
	if p.held.webhook != "" {
		f.add(paragraph{"! ", s.t("enable_webhook", string(clean.Line(p.held.webhook))), s.theme.Warn})
		over := item{id: "over", press: func() Effect { return p.enable(false, true) }}
		buttons = strip{{over, s.t("take_over")}, {plain, s.t("take_in_keep")}}
	}
	if p.held.updates > 0 {
		f.add(paragraph{"", s.t("drop_help"), s.theme.Dim})
		drop := item{id: "drop", press: func() Effect { return p.enable(true, false) }}
		buttons = append(buttons, button{drop, s.t("drop", p.held.updates)})
	}
	f.gap()
	f.add(append(buttons, cancel))
}

func (p *enabling) cancel() Effect {
	return p.s.leave(p)
}

// enable starts the channel. The webhook goes first: with it there the channel
// would start into a conflict.
func (p *enabling) enable(drop, takeOver bool) Effect {
	s := p.s
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		if takeOver {
			if err := s.desk.RemoveWebhook(ctx, s.operator, p.id); err != nil {
				return core.Brand{}, err
			}
		}
		return s.desk.EnableBrand(ctx, s.operator, p.id, drop)
	}, func(b core.Brand, err error) Effect {
		if err != nil {
			return nil
		}
		switch {
		case drop:
			s.say("enabled_dropped", brandName(b), p.held.updates)
		case p.trouble != "":
			s.say("enabled", brandName(b))
		default:
			s.say("enabled_taken", brandName(b), p.held.updates)
		}
		return s.leave(p)
	})
}

func (p *enabling) hints() []Hint {
	cancel := Hint{Key: "esc", Title: p.s.t("key_cancel")}
	if !p.known {
		return []Hint{cancel}
	}
	return []Hint{p.s.enterHint("key_choose", ""), {Key: "tab", Title: p.s.t("key_tab")}, cancel}
}
