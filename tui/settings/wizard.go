package settings

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/compose"
)

// step is where the wizard stands.
type step int

const (
	stepName step = iota
	stepToken
	stepAuthenticate // Telegram is being asked
	stepCheck
)

// wizard connects a bot: name, token, authenticate, check. For a brand that
// exists it replaces the token, and begins there.
type wizard struct {
	pageBase
	step  step
	name  *compose.Field
	token *compose.Field
	// server is the address of a Bot API server of the brand's own. Few have
	// one, so the field is shown only when it is asked for.
	server     *compose.Field
	showServer bool

	verified credentials // what identity is about
	identity core.Identity
}

// credentials are a token and the address of the server that is asked about
// it, "" for the desk's.
type credentials struct{ server, token string }

// openWizard shows the wizard for a new brand, with what was typed into it
// when it was left before.
func openWizard(s *Screen) tea.Cmd {
	if s.wizard == nil {
		s.wizard = &wizard{pageBase: newBase(s, 0, "new_brand"), name: newInput(""), token: newSecretInput(), server: newInput("")}
	}
	s.wizard.goTo(stepName)
	return s.open(s.wizard)
}

func newTokenWizard(s *Screen, id core.BrandID) *wizard {
	return &wizard{pageBase: newBase(s, id, "replace_token"), step: stepToken, token: newSecretInput()}
}

// newBrand reports whether the wizard makes a brand, rather than giving one
// another token.
func (p *wizard) newBrand() bool { return p.id == 0 }

// goTo shows a step; its first control gets the focus.
func (p *wizard) goTo(n step) tea.Cmd {
	p.step, p.focus, p.scroll, p.scrolled = n, "", 0, false
	return nil
}

func (p *wizard) build(f *form) {
	s := p.s
	// Authenticating is what the step of the token does, not one of its own.
	title, n, total := s.t("step_name"), 1, 3
	switch p.step {
	case stepToken, stepAuthenticate:
		title, n = s.t("step_token"), 2
	case stepCheck:
		title, n = s.t("step_check"), 3
	}
	if !p.newBrand() {
		n, total = n-1, total-1
	}
	f.add(paragraph{"", s.t("step", n, total, title), s.o.Theme.Strong})
	switch p.step {
	case stepName:
		p.buildName(f)
	case stepToken:
		p.buildToken(f)
	case stepAuthenticate:
		f.noFocus = true
		f.add(paragraph{s.requests.spinner.Frame(), s.t("asking_who"), s.o.Theme.Text}, gap{}, buttons{{control{id: "cancel", press: p.cancel}, s.t("cancel")}})
	case stepCheck:
		p.buildCheck(f)
	}
}

// back goes one step back; nothing typed is lost.
func (p *wizard) back() bool {
	switch {
	case p.step == stepAuthenticate:
		p.cancel()
	case p.step == stepCheck:
		p.goTo(stepToken)
	case p.step == stepToken && p.newBrand():
		p.goTo(stepName)
	default:
		return false
	}
	return true
}

func (p *wizard) hints() []Hint {
	switch p.step {
	case stepName:
		_, disabled := p.s.checkName(p.name.Text(), 0)
		return []Hint{p.pressHint("key_next", disabled), p.backHint()}
	case stepToken:
		return []Hint{p.pressHint("key_authenticate", p.tokenDisabled()), p.backHint()}
	case stepAuthenticate:
		return []Hint{p.cancelHint()}
	}
	return p.tabHints(p.backHint())
}

func (p *wizard) buildName(f *form) {
	s := p.s
	problem, disabled := s.checkName(p.name.Text(), 0)
	if s.o.FirstRun && len(s.brands.all) == 0 {
		f.add(paragraph{"", s.t("welcome"), s.o.Theme.Strong}, paragraph{"", s.t("welcome_how"), s.o.Theme.Text})
	}
	next := control{id: "next", disabled: disabled, press: func() tea.Cmd { return p.goTo(stepToken) }}
	input := next
	input.id, input.input = "name", p.name
	f.add(
		gap{},
		field{input, s.t("name_label"), s.t("name_holder"), problem},
		paragraph{"", s.t("name_about"), s.o.Theme.Dim},
		gap{},
		buttons{{next, s.t("next")}},
	)
}

func (p *wizard) buildToken(f *form) {
	s := p.s
	authenticate := control{id: "authenticate", press: p.authenticate, disabled: p.tokenDisabled()}
	input := authenticate
	input.id, input.input = "token", p.token
	f.add(gap{}, field{input, s.t("token_label"), "123456789:…", ""}, gap{})
	row := buttons{{authenticate, s.t("authenticate")}}
	switch {
	case p.showServer:
		input.id, input.input = "server", p.server
		f.add(field{input, s.t("wizard_server_label"), "http://127.0.0.1:8081", ""}, paragraph{"", s.t("api_url_long"), s.o.Theme.Dim}, gap{})
	case p.newBrand():
		row = append(row, button{control{id: "show_server", press: p.openServer}, s.t("wizard_server")})
	}
	f.add(row, gap{})
	how := "token_how"
	if !p.newBrand() {
		how = "token_again"
	}
	// The catalogue separates the steps by newlines.
	steps := strings.Split(s.t(how), "\n")
	f.add(paragraph{"", steps[0], s.o.Theme.Strong})
	for i, text := range steps[1:] {
		f.add(paragraph{strconv.Itoa(i+1) + ".", text, s.o.Theme.Text})
	}
	f.add(gap{}, paragraph{"", s.t("token_secret"), s.o.Theme.Dim})
}

func (p *wizard) tokenDisabled() string {
	if strings.TrimSpace(p.token.Text()) == "" {
		return p.s.t("why_no_token")
	}
	return ""
}

// openServer shows the field for a Bot API server of the brand's own.
func (p *wizard) openServer() tea.Cmd {
	p.showServer, p.focus = true, "server"
	return nil
}

// entered are the credentials in the fields.
func (p *wizard) entered() credentials {
	c := credentials{token: strings.TrimSpace(p.token.Text())}
	if p.showServer {
		c.server = strings.TrimSpace(p.server.Text())
	}
	return c
}

// authenticate asks Telegram which bot the token belongs to.
func (p *wizard) authenticate() tea.Cmd {
	s, c := p.s, p.entered()
	p.refusal = refusal{}
	p.goTo(stepAuthenticate)
	return ask(s, p, func(ctx context.Context) (core.Identity, error) {
		if p.newBrand() {
			return s.o.Desk.Authenticate(ctx, s.o.Me, c.server, c.token)
		}
		return s.o.Desk.AuthenticateFor(ctx, s.o.Me, p.id, c.token)
	}, func(identity core.Identity, err error) tea.Cmd {
		if err != nil {
			p.goTo(stepToken)
			return s.refuse(p, p.fieldOfRefused(err), s.errorText(err))
		}
		p.identity, p.verified = identity, c
		return p.goTo(stepCheck)
	})
}

// fieldOfRefused is the field of the credentials that an error is about: the server
// where its address is wrong, or where it does not answer and is not Telegram's own.
func (p *wizard) fieldOfRefused(err error) string {
	if id := problemID(err); p.entered().server != "" && (id == "api_url" || id == "telegram_down") {
		return "server"
	}
	return "token"
}

// place goes back to the name where that is what could not be saved: another admin
// may have given it to a brand meanwhile.
func (p *wizard) place(err error) string {
	names := []string{"brand_name_empty", "brand_name_taken", "brand_name_exists", "name_too_long", "name_unprintable"}
	if !p.newBrand() || !slices.Contains(names, problemID(err)) {
		return ""
	}
	p.goTo(stepName)
	return "name"
}

// cancel stops asking; a late answer is dropped.
func (p *wizard) cancel() tea.Cmd {
	p.s.requests.cancelOf(p)
	return p.goTo(stepToken)
}

// buildCheck shows which bot it is, what is in its way, and Finish.
func (p *wizard) buildCheck(f *form) {
	s, th, bot := p.s, &p.s.o.Theme, p.identity.Bot
	name := brandName(p.brand())
	if p.newBrand() {
		name = clean.Line(singleSpaced(p.name.Text())).String()
	}
	f.add(gap{},
		fact{s.t("brand"), name, th.Strong},
		fact{s.t("bot_name"), botName(bot), th.Strong},
		fact{s.t("bot_handle"), username(bot), th.Strong},
		fact{s.t("bot_id"), strconv.FormatInt(bot.ID, 10), th.Text})
	if server := clean.Line(p.verified.server).String(); server != "" {
		f.add(fact{s.t("wizard_server_fact"), server, th.Text})
	}
	f.add(fact{s.t("bot_waiting"), s.t("waiting", p.identity.PendingUpdates), th.Text}, gap{})
	keep := control{id: "finish", press: func() tea.Cmd { return p.finish(false) }}
	row := buttons{{keep, s.t("finish")}}
	if host := clean.Line(p.identity.WebhookHost).String(); host != "" {
		f.add(paragraph{"!", s.t("webhook_found", host), th.Warn}, gap{})
		remove := control{id: "remove_webhook", press: func() tea.Cmd { return p.finish(true) }}
		row = buttons{{remove, s.t("finish_webhook")}, {keep, s.t("finish_keep")}}
	}
	f.add(append(row, button{control{id: "back", press: func() tea.Cmd { return p.goTo(stepToken) }}, s.t("back")}))
}

// finish saves the brand, or its new token. The webhook goes after that: a brand that
// could not be saved must not have cost another program its updates. And it goes
// before the channel starts, because a poll that meets a webhook is a conflict.
func (p *wizard) finish(removeWebhook bool) tea.Cmd {
	s := p.s
	save, starts := p.replace, p.brand().Enabled
	if p.newBrand() {
		save, starts = p.add, true
	}
	write := save(removeWebhook)
	type saved struct {
		core.BrandView
		webhook error // why it is still there
	}
	return change(s, p, func(ctx context.Context) (out saved, err error) {
		out.BrandView, err = write(ctx)
		if err != nil || !removeWebhook {
			return out, err
		}
		out.webhook = s.o.Desk.RemoveWebhook(ctx, s.o.Me, out.ID)
		if starts {
			started, err := s.o.Desk.EnableBrand(ctx, s.o.Me, out.ID, false)
			if err == nil {
				out.BrandView = started
			}
			out.webhook = cmp.Or(out.webhook, err)
		}
		return out, nil
	}, func(out saved) tea.Cmd {
		s.brands.put(out.BrandView)
		cmd := p.finished(out.BrandView)
		switch {
		case out.webhook != nil:
			cmd = tea.Batch(cmd, s.o.Bad(s.errorText(out.webhook)))
		case removeWebhook:
			cmd = tea.Batch(cmd, s.notify("webhook_removed", brandName(out.BrandView)))
		}
		return cmd
	})
}

// replace returns what gives the brand its new token.
func (p *wizard) replace(disable bool) func(context.Context) (core.BrandView, error) {
	s, token, bot := p.s, p.verified.token, p.identity.Bot
	return func(ctx context.Context) (core.BrandView, error) {
		return s.o.Desk.ReplaceToken(ctx, s.o.Me, p.id, token, bot, disable)
	}
}

// add returns what adds the brand.
func (p *wizard) add(disabled bool) func(context.Context) (core.BrandView, error) {
	s, token := p.s, p.verified.token
	n := desk.NewBrand{
		Name: p.name.Text(), Accent: s.brands.unusedColour(), Bot: p.identity.Bot,
		Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions(), Disabled: disabled,
	}
	n.Options.APIURL = p.verified.server
	return func(ctx context.Context) (core.BrandView, error) {
		return s.o.Desk.AddBrand(ctx, s.o.Me, n, token)
	}
}

// finished says that the brand is saved, and leads to its channel, past where to try a
// new one.
func (p *wizard) finished(b core.BrandView) tea.Cmd {
	s := p.s
	if !p.newBrand() {
		return tea.Batch(s.notify("token_replaced", brandName(b)), s.leave(p))
	}
	cmd := s.notify("added", brandName(b), username(b.Bot))
	s.wizard = nil
	if s.top() != p {
		return cmd
	}
	s.closePages(len(s.pages) - 1)
	s.pages = append(s.pages, &brandPage{newBase(s, b.ID, "")})
	cmd = tea.Batch(cmd, s.open(&channelPage{pageBase: newBase(s, b.ID, "channel")}))
	leaves := s.o.FirstRun && p.identity.WebhookHost == ""
	s.closed = leaves && b.Bot.Link() == ""
	if b.Bot.Link() != "" {
		cmd = tea.Batch(cmd, s.open(&connectedPage{newBase(s, b.ID, "step_done"), leaves}))
	}
	return cmd
}
