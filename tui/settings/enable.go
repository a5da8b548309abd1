package settings

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// enablePage is the question before a channel is enabled: whether to take in
// the updates that wait at Telegram or to drop them.
type enablePage struct {
	pageBase
	known   bool
	pending pendingUpdates
	askErr  string // why Telegram could not be asked
}

// pendingUpdates is what Telegram holds for a bot.
type pendingUpdates struct {
	count   int
	webhook string // host that gets them, clean; "" = none
}

func (p *pageBase) askPending(ctx context.Context) (pendingUpdates, error) {
	n, host, err := p.s.o.Desk.Waiting(ctx, p.s.o.Me, p.id)
	return pendingUpdates{n, clean.Line(host).String()}, err
}

// ask asks how many updates wait. Where none do and no webhook is in the way,
// there is nothing to decide.
func (p *enablePage) ask() tea.Cmd {
	return ask(p.s, p, p.askPending, func(pending pendingUpdates, err error) tea.Cmd {
		p.known, p.pending, p.askErr = true, pending, p.s.errorText(err)
		if err == nil && pending == (pendingUpdates{}) {
			return p.enable(false, false)
		}
		return nil
	})
}

func (p *enablePage) build(f *form) {
	s, th, name := p.s, &p.s.o.Theme, brandName(p.brand())
	to := func(id, title string, drop, removeWebhook bool) button {
		return button{control{id: id, press: func() tea.Cmd { return p.enable(drop, removeWebhook) }}, title}
	}
	var row buttons
	switch {
	case !p.known:
		f.noFocus = true
		f.add(paragraph{s.requests.spinner.Frame(), s.t("asking_waiting"), th.Text})
	case p.askErr != "":
		f.add(paragraph{"✗", p.askErr, th.Bad}, paragraph{"", s.t("enable_blind", name), th.Text})
		row = buttons{to("take", s.t("enable_anyway"), false, false)}
	default:
		f.add(paragraph{"", s.t("enable_ask", p.pending.count, name), th.Strong})
		row = buttons{to("take", s.t("take_in"), false, false)}
		if p.pending.webhook != "" {
			f.add(paragraph{"!", s.t("enable_webhook", p.pending.webhook), th.Warn})
			row = buttons{to("over", s.t("take_over"), false, true), to("take", s.t("take_in_keep"), false, false)}
		}
		if p.pending.count > 0 {
			f.add(paragraph{"", s.t("drop_help"), th.Dim})
			row = append(row, to("drop", s.t("drop", p.pending.count), true, false))
		}
	}
	f.add(gap{}, append(row, button{control{id: "cancel", press: func() tea.Cmd { return s.leave(p) }}, s.t("cancel")}))
}

// enable starts the channel. The webhook goes first: while it is there the
// channel would start into a conflict.
func (p *enablePage) enable(drop, removeWebhook bool) tea.Cmd {
	s := p.s
	return changeBrand(s, p, func(ctx context.Context) (core.BrandView, error) {
		if removeWebhook {
			if err := s.o.Desk.RemoveWebhook(ctx, s.o.Me, p.id); err != nil {
				return core.BrandView{}, err
			}
		}
		return s.o.Desk.EnableBrand(ctx, s.o.Me, p.id, drop)
	}, func(b core.BrandView) tea.Cmd {
		done := s.t("enabled_taken", brandName(b), p.pending.count)
		switch {
		case drop:
			done = s.t("enabled_dropped", brandName(b), p.pending.count)
		case p.askErr != "":
			done = s.t("enabled", brandName(b))
		}
		return tea.Batch(s.o.Good(done), s.leave(p))
	})
}

func (p *enablePage) hints() []Hint {
	if !p.known {
		return []Hint{p.cancelHint()}
	}
	return p.tabHints(p.cancelHint())
}
