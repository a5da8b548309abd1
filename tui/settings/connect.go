package settings

import (
	"context"
	"strings"

	"tgdesk/core"
	"tgdesk/tui/composer"
)

// step is where the wizard stands.
type step int

const (
	stepName step = iota
	stepToken
	stepAsk // Telegram is being asked
	stepCheck
)

// connect is the wizard: name, token, authenticate, check. For a brand that
// exists (id is not 0) it replaces the token and begins at the token.
type connect struct {
	place
	s       *Screen
	id      core.BrandID
	step    step
	name    *composer.Field
	token   *composer.Field
	problem string // what Telegram or the desk said of the token
	tried   asked  // what it was said of
	who     core.Identity
	proven  asked // what who stands for

	// address is a Bot API server of the brand's own: few have one, so it is
	// asked for only when somebody wants it.
	address   *composer.Field
	elsewhere bool
}

// asked is a token and the server that is asked about it, "" for the desk's.
type asked struct{ server, token string }

// openWizard shows the wizard for a new brand, with what was typed into it
// when it was left before.
func (s *Screen) openWizard() {
	if s.wizard == nil {
		s.wizard = &connect{s: s, name: newField(""), token: newSecret(), address: newField("")}
	}
	s.wizard.to(stepName)
	s.push(s.wizard)
}

func newReplacement(s *Screen, id core.BrandID) *connect {
	return &connect{s: s, id: id, step: stepToken, token: newSecret()}
}

// to goes to a step; its first item gets the focus.
func (p *connect) to(n step) {
	p.step, p.focus, p.scroll, p.loose = n, "", 0, false
}

func (p *connect) crumb() string {
	if p.id != 0 {
		return p.s.t("replace_token")
	}
	return p.s.t("new_brand")
}

func (p *connect) build(f *form) {
	s := p.s
	titles := []string{s.t("step_name"), s.t("step_token"), s.t("step_ask"), s.t("step_check")}
	n, total := int(p.step)+1, len(titles)
	if p.id != 0 {
		n, total = n-1, total-1
	}
	f.add(paragraph{"", s.t("step", n, total, titles[p.step]), s.theme.PanelTitle})
	switch p.step {
	case stepName:
		p.buildName(f)
	case stepToken:
		p.buildToken(f)
	case stepAsk:
		f.calm = true
		f.add(paragraph{"", s.t("asking_who"), s.theme.Text})
		f.gap()
		f.add(strip{{item{id: "cancel", press: p.cancel}, s.t("cancel")}})
	case stepCheck:
		p.buildCheck(f)
	}
}

// back goes one step back; nothing typed is lost. The name is the first step
// of a new brand, the token that of a replacement.
func (p *connect) back() bool {
	switch p.step {
	case stepAsk:
		p.cancel()
		return true
	case stepCheck:
		p.to(stepToken)
		return true
	case stepToken:
		if p.id == 0 {
			p.to(stepName)
			return true
		}
	}
	return false
}

func (p *connect) hints() []Hint {
	s := p.s
	switch p.step {
	case stepName:
		return []Hint{s.enterHint("key_next", p.whyName()), s.escHint()}
	case stepToken:
		return []Hint{s.enterHint("key_authenticate", p.whyToken()), s.escHint()}
	case stepAsk:
		return []Hint{{Key: "esc", Title: s.t("key_cancel")}}
	}
	return []Hint{s.enterHint("key_choose", ""), {Key: "tab", Title: s.t("key_tab")}, s.escHint()}
}

func (p *connect) buildName(f *form) {
	s := p.s
	if s.firstRun && len(s.brands) == 0 {
		f.add(paragraph{"", s.t("welcome"), s.theme.Strong})
		f.add(paragraph{"", s.t("welcome_how"), s.theme.Text})
	}
	f.gap()
	f.add(entry{
		item: item{id: "name", press: p.named, input: p.name}, label: s.t("name_label"),
		holder: s.t("name_holder"), problem: s.wrongName(p.name.Text(), 0),
	})
	f.add(paragraph{"", s.t("name_help"), s.theme.Dim})
	f.gap()
	f.add(strip{{item{id: "next", press: p.named, why: p.whyName()}, s.t("next")}})
}

func (p *connect) whyName() string { return p.s.whyName(p.name.Text(), 0) }

func (p *connect) named() Effect {
	if why := p.whyName(); why != "" {
		p.s.toast = toast{text: why, bad: true, ok: true}
		return nil
	}
	p.to(stepToken)
	return nil
}

func (p *connect) buildToken(f *form) {
	s := p.s
	problem := ""
	if p.problem != "" && p.typed() == p.tried {
		problem = p.problem
	}
	f.gap()
	f.add(entry{
		item: item{id: "token", press: p.authenticate, input: p.token}, label: s.t("token_label"),
		holder: "123456789:…", problem: problem,
	})
	f.gap()
	choices := strip{{item{id: "authenticate", press: p.authenticate, why: p.whyToken()}, s.t("authenticate")}}
	switch {
	case p.elsewhere:
		f.add(entry{
			item: item{id: "server", press: p.authenticate, input: p.address}, label: s.t("wizard_server_label"),
			holder: "http://127.0.0.1:8081",
		})
		f.add(paragraph{"", s.t("api_url_long"), s.theme.Dim})
		f.gap()
	case p.id == 0:
		choices = append(choices, button{item{id: "elsewhere", press: p.askServer}, s.t("wizard_server")})
	}
	f.add(choices)
	f.gap()
	how := "token_how"
	if p.id != 0 {
		how = "token_again"
	}
	// The catalogue parts the steps by newlines; each is numbered and hangs.
	steps := strings.Split(s.t(how), "\n")
	f.add(paragraph{"", steps[0], s.theme.Strong})
	for i, text := range steps[1:] {
		f.add(paragraph{string(rune('1'+i)) + ". ", text, s.theme.Text})
	}
	f.gap()
	f.add(paragraph{"", s.t("token_secret"), s.theme.Dim})
}

func (p *connect) whyToken() string {
	if strings.TrimSpace(p.token.Text()) == "" {
		return p.s.t("why_no_token")
	}
	return ""
}

// askServer shows the field for a Bot API server of the brand's own.
func (p *connect) askServer() Effect {
	p.elsewhere, p.focus = true, "server"
	return nil
}

// typed is what would be asked now.
func (p *connect) typed() asked {
	a := asked{token: strings.TrimSpace(p.token.Text())}
	if p.elsewhere {
		a.server = strings.TrimSpace(p.address.Text())
	}
	return a
}

// authenticate asks Telegram who the token's bot is.
func (p *connect) authenticate() Effect {
	s := p.s
	if why := p.whyToken(); why != "" {
		s.toast = toast{text: why, bad: true, ok: true}
		return nil
	}
	typed := p.typed()
	p.tried, p.problem = typed, ""
	at := p.focus
	p.to(stepAsk)
	return start(s, p, func(ctx context.Context) (core.Identity, error) {
		if p.id != 0 {
			return s.desk.AuthenticateFor(ctx, p.id, typed.token)
		}
		return s.desk.AuthenticateAt(ctx, typed.server, typed.token)
	}, func(who core.Identity, err error) Effect {
		if err != nil {
			p.to(stepToken)
			p.focus, p.problem = at, s.sentence(err)
			return nil
		}
		p.who, p.proven = who, typed
		p.to(stepCheck)
		return nil
	})
}

// cancel stops asking; a late answer is dropped.
func (p *connect) cancel() Effect {
	p.s.drop(p)
	p.to(stepToken)
	return nil
}
