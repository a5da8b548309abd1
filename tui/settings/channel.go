package settings

import (
	"context"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/keymap"
	"tgdesk/tui/theme"
)

// channelPage is a brand's link with Telegram.
type channelPage struct {
	pageBase

	// What else takes the bot's updates, asked once for each conflict.
	asked   time.Time // Health.Since of the conflict that was asked about
	known   bool
	webhook string // clean; "" = another program polls
	askErr  string // why it could not be asked
}

func (p *channelPage) build(f *form) {
	s, b, th := p.s, p.brand(), &p.s.o.Theme
	f.noFocus = true // the state of the channel comes first; the letters work all the same
	f.topRight = &button{control{id: "enable", press: p.enable}, s.t("enable")}
	if b.Enabled {
		f.topRight = &button{control{id: "disable", press: p.disable}, s.t("disable")}
	}
	state, style := s.health(b.Health)
	if !b.Health.Since.IsZero() {
		state = s.t("since", state, s.timeText(b.Health.Since, "15:04"))
	}
	row := func(id, value string, style theme.Style) explained {
		return explained{fact{s.t(id), value, style}, s.t(id + "_help")}
	}
	f.add(row("health", state, style))
	if b.Health.Detail != "" {
		f.add(fact{"", clean.Line(s.o.Locale.Problem(b.Health.Detail)).String(), th.Text})
	}
	if until := b.Health.Until; !until.IsZero() && until.After(s.o.Now()) {
		f.add(fact{"", s.t("until", s.timeText(until, time.TimeOnly)), th.Dim})
	}
	if until := s.o.Desk.RetryAfter(p.id, 0); !until.IsZero() {
		f.add(fact{"", s.t("held", s.timeText(until, time.TimeOnly)), th.Warn})
	}
	if link := b.Bot.Link(); link != "" {
		f.add(row("bot_link", link, th.Link))
	}
	f.add(
		row("bot_name", botName(b.Bot), th.Strong),
		row("bot_handle", username(b.Bot), th.Text),
		row("bot_id", strconv.FormatInt(b.Bot.ID, 10), th.Text),
		row("token", b.MaskedToken(), th.Text),
		gap{},
	)
	if text := p.advice(b); text != "" {
		bullet := "!"
		if p.asking(b) {
			bullet = s.requests.spinner.Frame()
		}
		f.add(paragraph{bullet, text, th.Warn}, gap{})
	}
	var actions buttons
	if r, ok := p.remedy(b); ok {
		actions = append(actions, button{control{id: "remedy", press: r.press}, s.t(r.button)})
	}
	token := "replace_token"
	if b.Enabled && (b.Health.State == core.HealthUnauthorized || b.TokenSealed) {
		token = "paste_token"
	}
	actions = append(actions, button{control{id: "token", press: p.replaceToken}, s.t(token) + "…"})
	if b.Bot.Link() != "" {
		actions = append(actions, button{control{id: "link", press: p.openLink}, s.t("link_open") + "…"})
	}
	f.add(actions)
}

// asking reports whether Telegram is being asked what takes the bot's updates.
func (p *channelPage) asking(b core.BrandView) bool {
	return b.Enabled && b.Health.State == core.HealthConflict && !p.known && p.askErr == ""
}

// advice says what can be done about the state of the channel.
func (p *channelPage) advice(b core.BrandView) string {
	s := p.s
	switch {
	case !b.Enabled:
		return s.t("advice_disabled")
	case b.TokenSealed:
		return s.t("advice_sealed")
	case b.Health.State == core.HealthUnauthorized:
		return s.t("advice_unauthorized")
	case b.Health.State != core.HealthConflict:
		return ""
	case p.askErr != "":
		return s.t("advice_unknown", p.askErr)
	case p.asking(b):
		return s.t("advice_asking")
	case p.webhook != "":
		return s.t("advice_webhook", p.webhook)
	}
	return s.t("advice_conflict")
}

// remedy is what the operator can do about a channel that does not work,
// beside giving it another token.
type remedy struct {
	action       keymap.Action
	button, hint string // ids of their titles
	press        func() tea.Cmd
}

func (p *channelPage) remedy(b core.BrandView) (remedy, bool) {
	conflict := b.Enabled && b.Health.State == core.HealthConflict && p.known
	switch {
	case conflict && p.webhook != "":
		return remedy{keymap.RemoveWebhook, "remove_webhook", "key_webhook", p.removeWebhook}, true
	case conflict:
		return remedy{keymap.HoldBot, "hold_bot", "key_hold_bot", p.takeOver}, true
	case b.Enabled && b.Health.State == core.HealthUnauthorized && !b.TokenSealed:
		return remedy{keymap.TryAgain, "again", "key_again", p.tryAgain}, true
	}
	return remedy{}, false
}

// removeWebhook makes way for polling.
func (p *channelPage) removeWebhook() tea.Cmd {
	p.known, p.askErr, p.webhook = false, "", ""
	return endConflict(p.s, p.id, "webhook_removed", p.s.o.Desk.RemoveWebhook)
}

// takeOver takes the bot back from another program that polls it.
func (p *channelPage) takeOver() tea.Cmd {
	p.known, p.askErr = false, ""
	return endConflict(p.s, p.id, "took_over", p.s.o.Desk.TakeOver)
}

// endConflict runs what ends a conflict and says that it is done.
func endConflict(s *Screen, id core.BrandID, done string, do func(context.Context, core.OperatorID, core.BrandID) error) tea.Cmd {
	name := brandName(s.brands.get(id))
	return s.requests.spin(send(s, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx, s.o.Me, id)
	}, func(_ struct{}, err error) tea.Cmd {
		if err != nil {
			return tea.Batch(s.o.Bad(s.errorText(err)), s.Refresh())
		}
		return tea.Batch(s.notify(done, name), s.Refresh())
	}))
}

// tryAgain polls once more with the same token: Telegram sometimes refuses a
// valid one for a while, just after it was given out.
func (p *channelPage) tryAgain() tea.Cmd {
	return p.change("tried_again", func(ctx context.Context) (core.BrandView, error) {
		return p.s.o.Desk.EnableBrand(ctx, p.s.o.Me, p.id, false)
	})
}

func (p *channelPage) disable() tea.Cmd {
	return p.change("disabled", func(ctx context.Context) (core.BrandView, error) {
		return p.s.o.Desk.DisableBrand(ctx, p.s.o.Me, p.id)
	})
}

// change changes the brand and says that it is done.
func (p *channelPage) change(done string, do func(context.Context) (core.BrandView, error)) tea.Cmd {
	return changeBrand(p.s, p, do, func(b core.BrandView) tea.Cmd { return p.s.notify(done, brandName(b)) })
}

// refresh asks what takes the bot's updates when the channel is newly in
// conflict.
func (p *channelPage) refresh() tea.Cmd {
	s, b := p.s, p.brand()
	if !b.Enabled || b.Health.State != core.HealthConflict {
		s.requests.cancelOf(p)
		p.known, p.askErr, p.webhook = false, "", ""
		return nil
	}
	if p.asked.Equal(b.Health.Since) && (p.known || p.askErr != "") {
		return nil
	}
	s.requests.cancelOf(p)
	p.asked, p.known, p.askErr = b.Health.Since, false, ""
	return ask(s, p, p.askPending, func(pending pendingUpdates, err error) tea.Cmd {
		p.known, p.webhook, p.askErr = err == nil, pending.webhook, s.errorText(err)
		return nil
	})
}

func (p *channelPage) enable() tea.Cmd {
	q := &enablePage{pageBase: newBase(p.s, p.id, "enable")}
	return tea.Batch(p.s.open(q), q.ask())
}

func (p *channelPage) replaceToken() tea.Cmd { return p.s.open(newTokenWizard(p.s, p.id)) }

func (p *channelPage) run(a keymap.Action) tea.Cmd {
	b := p.brand()
	r, ok := p.remedy(b)
	switch {
	case a == keymap.DisableBrand && b.Enabled:
		return p.disable()
	case a == keymap.EnableBrand && !b.Enabled:
		return p.enable()
	case a == keymap.ReplaceToken:
		return p.replaceToken()
	case ok && a == r.action:
		return r.press()
	case a == keymap.CopyBotLink:
		return p.copyLink(b.Bot.Link())
	case a == keymap.ShowBotLink:
		return p.openLink()
	}
	if why := p.why(a, b); why != "" {
		return p.s.o.Bad(why)
	}
	return nil
}

// why says why one of the page's actions has nothing to do now; "" of other actions.
func (p *channelPage) why(a keymap.Action, b core.BrandView) string {
	s := p.s
	switch a {
	case keymap.DisableBrand:
		return s.t("why_disabled")
	case keymap.EnableBrand:
		return s.t("why_enabled")
	case keymap.RemoveWebhook, keymap.HoldBot:
		switch {
		case p.asking(b), p.askErr != "", a == keymap.HoldBot && p.webhook != "":
			return p.advice(b)
		case a == keymap.RemoveWebhook:
			return s.t("why_no_webhook")
		}
		return s.t("why_no_conflict")
	case keymap.TryAgain:
		if !b.Enabled || b.TokenSealed {
			return p.advice(b)
		}
		return s.t("why_no_again")
	}
	return ""
}

func (p *channelPage) hints() []Hint {
	b := p.brand()
	hints := []Hint{p.hint(keymap.DisableBrand, "key_disable")}
	if !b.Enabled {
		hints[0] = p.hint(keymap.EnableBrand, "key_enable")
	}
	if r, ok := p.remedy(b); ok {
		hints = append(hints, p.hint(r.action, r.hint))
	}
	hints = append(hints, p.hint(keymap.ReplaceToken, "key_token"))
	if b.Bot.Link() != "" {
		hints = append(hints, p.hint(keymap.CopyBotLink, "key_copy_link"), p.hint(keymap.ShowBotLink, "key_link"))
	}
	return append(hints, p.backHint())
}
