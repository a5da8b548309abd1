package settings

import (
	"context"
	"strconv"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// buildCheck is the wizard's last step: who the bot is, what is in the way,
// and Finish.
func (p *connect) buildCheck(f *form) {
	s := p.s
	f.gap()
	p.addFacts(f)
	f.gap()
	cancel := button{item{id: "back", press: p.again}, s.t("back")}
	host := string(clean.Line(p.who.WebhookHost))
	if host == "" {
		f.add(strip{{item{id: "finish", press: func() Effect { return p.finish(false) }}, s.t("finish")}, cancel})
		return
	}
	f.add(paragraph{"! ", s.t("webhook_found", host), s.theme.Warn})
	f.gap()
	f.add(strip{
		{item{id: "finish", press: func() Effect { return p.finish(true) }}, s.t("finish_webhook")},
		{item{id: "keep", press: func() Effect { return p.finish(false) }}, s.t("finish_keep")},
		cancel,
	})
}

func (p *connect) addFacts(f *form) {
	s, bot := p.s, p.who.Bot
	name := ""
	if b, ok := s.find(p.id); ok {
		name = brandName(b)
	} else if p.name != nil {
		name = string(clean.Line(tidy(p.name.Text())))
	}
	f.add(fact{s.t("brand"), name, s.theme.Strong})
	f.add(fact{s.t("bot_name"), botName(bot), s.theme.Strong})
	f.add(fact{s.t("bot_handle"), handle(bot), s.theme.Strong})
	f.add(fact{s.t("bot_id"), strconv.FormatInt(bot.ID, 10), s.theme.Text})
	if server := string(clean.Line(p.proven.server)); server != "" {
		f.add(fact{s.t("wizard_server_fact"), server, s.theme.Text})
	}
	f.add(fact{s.t("bot_waiting"), s.t("waiting", p.who.Waiting), s.theme.Text})
}

func (p *connect) again() Effect {
	p.to(stepToken)
	return nil
}

// finish saves the brand, or its new token. The webhook goes after that: a
// brand that could not be saved must not have cost another program its updates.
func (p *connect) finish(removeWebhook bool) Effect {
	if p.id != 0 {
		return p.replace(removeWebhook)
	}
	s := p.s
	n := core.NewBrand{
		Name: p.name.Text(), Accent: s.freeColour(), Token: core.Token(p.proven.token), Bot: p.who.Bot,
		Limits: core.DefaultLimits(), Manner: core.DefaultManner(),
	}
	n.Manner.APIURL = p.proven.server
	webhook := p.who.WebhookHost != ""
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.AddBrand(ctx, s.operator, n)
	}, func(b core.Brand, err error) Effect {
		if err != nil {
			return nil
		}
		s.say("added", brandName(b), handle(b.Bot))
		s.wizard = nil
		if s.top() == p {
			s.pop()
			s.push(&brandPage{s: s, id: b.ID})
			s.push(&channel{s: s, id: b.ID})
			s.closed = s.firstRun && !webhook
		}
		if removeWebhook {
			return s.removeWebhook(b.ID)
		}
		return nil
	})
}

func (p *connect) replace(removeWebhook bool) Effect {
	s, token, bot := p.s, core.Token(p.proven.token), p.who.Bot
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.ReplaceToken(ctx, s.operator, p.id, token, bot)
	}, func(b core.Brand, err error) Effect {
		if err != nil {
			return nil
		}
		s.say("token_replaced", brandName(b))
		if next := s.leave(p); !removeWebhook {
			return next
		}
		return s.removeWebhook(b.ID)
	})
}

// removeWebhook makes way for polling.
func (s *Screen) removeWebhook(id core.BrandID) Effect {
	b, _ := s.find(id)
	return start(s, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.desk.RemoveWebhook(ctx, s.operator, id)
	}, func(_ struct{}, err error) Effect {
		if err != nil {
			s.fail(err)
		} else {
			s.say("webhook_removed", brandName(b))
		}
		return s.reread()
	})
}
