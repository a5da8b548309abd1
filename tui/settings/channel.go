package settings

import (
	"context"
	"strconv"
	"time"

	"tgdesk/core"
	"tgdesk/core/clean"
)

// channel is the page of a brand's link with Telegram.
type channel struct {
	place
	s  *Screen
	id core.BrandID

	// What stands in the way of polling, asked once for each conflict.
	asked   time.Time // Health.Since of the conflict that was asked about
	known   bool
	webhook string // clean; empty when another program polls
	unknown string // why it could not be asked, as a sentence
}

func (p *channel) brandID() core.BrandID { return p.id }

func (p *channel) brand() core.Brand {
	b, _ := p.s.find(p.id)
	return b
}

func (p *channel) crumb() string { return p.s.t("channel") }

func (p *channel) build(f *form) {
	s, b := p.s, p.brand()
	f.calm = true // what the page says comes first; its letters work all the same
	f.corner = &button{item{id: "disable", press: p.disable}, s.t("disable")}
	if !b.Enabled {
		f.corner = &button{item{id: "enable", press: p.enable}, s.t("enable")}
	}
	f.add(fact{s.t("bot_name"), botName(b.Bot), s.theme.Strong})
	f.add(fact{s.t("bot_handle"), handle(b.Bot), s.theme.Text})
	f.add(fact{s.t("bot_id"), strconv.FormatInt(b.Bot.ID, 10), s.theme.Text})
	f.add(fact{s.t("token"), b.Token.String(), s.theme.Text})
	p.addHealth(f, b.Health)
	if until := s.desk.HeldUntil(p.id, 0); !until.IsZero() {
		f.add(fact{"", s.t("held", s.moment(until, time.TimeOnly)), s.theme.Warn})
	}
	f.gap()
	if text := p.advice(b); text != "" {
		f.add(paragraph{"! ", text, s.theme.Warn})
		f.gap()
	}
	buttons := strip{}
	for _, m := range p.mends(b) {
		buttons = append(buttons, button{item{id: m.id, press: m.press}, s.t(m.button)})
	}
	f.add(append(buttons, button{item{id: "token", press: p.replace}, s.t(p.tokenTitle(b)) + "…"}))
}

func (p *channel) addHealth(f *form, h core.Health) {
	s := p.s
	state, style := s.health(h)
	if !h.Since.IsZero() {
		state = s.t("since", state, s.moment(h.Since, "15:04"))
	}
	f.add(fact{s.t("health"), state, style})
	if h.Detail != "" {
		f.add(fact{"", string(clean.Line(h.Detail)), s.theme.Text})
	}
	if !h.Until.IsZero() && h.Until.After(s.now()) {
		f.add(fact{"", s.t("until", s.moment(h.Until, time.TimeOnly)), s.theme.Dim})
	}
}

// moment is a time of day, with the date when it is not today.
func (s *Screen) moment(t time.Time, layout string) string {
	now := s.now()
	t = t.In(now.Location())
	clock := t.Format(layout)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return clock
	}
	return s.words.Date(t) + ", " + clock
}

// blocked reports whether something else takes the bot's updates.
func (p *channel) blocked(b core.Brand) bool {
	return b.Enabled && b.Health.State == core.HealthConflict && p.known
}

// advice says what can be done about the state of the channel.
func (p *channel) advice(b core.Brand) string {
	s := p.s
	switch {
	case !b.Enabled:
		return s.t("advice_disabled")
	case b.Token.Sealed():
		return s.t("advice_sealed")
	case b.Health.State == core.HealthUnauthorized:
		return s.t("advice_unauthorized")
	case b.Health.State != core.HealthConflict:
		return ""
	case p.unknown != "":
		return s.t("advice_unknown", p.unknown)
	case !p.known:
		return s.t("advice_asking")
	case p.webhook != "":
		return s.t("advice_webhook", p.webhook)
	}
	return s.t("advice_conflict")
}

// changed asks what is in the way when the channel is newly in conflict.
func (p *channel) changed() Effect {
	s, b := p.s, p.brand()
	if !b.Enabled || b.Health.State != core.HealthConflict {
		s.drop(p)
		p.known, p.unknown = false, ""
		return nil
	}
	if p.asked.Equal(b.Health.Since) && (p.known || p.unknown != "") {
		return nil
	}
	s.drop(p)
	p.asked, p.known, p.unknown = b.Health.Since, false, ""
	return start(s, p, s.askWaiting(p.id), func(w waiting, err error) Effect {
		if err != nil {
			p.unknown = s.sentence(err)
			return nil
		}
		p.known, p.webhook = true, string(clean.Line(w.webhook))
		return nil
	})
}

// waiting is what Telegram holds for a bot.
type waiting struct {
	updates int
	webhook string
}

func (s *Screen) askWaiting(id core.BrandID) func(context.Context) (waiting, error) {
	return func(ctx context.Context) (waiting, error) {
		n, host, err := s.desk.Waiting(ctx, id)
		return waiting{n, host}, err
	}
}

func (p *channel) disable() Effect {
	s := p.s
	return change(s, p, func(ctx context.Context) (core.Brand, error) {
		return s.desk.DisableBrand(ctx, s.operator, p.id)
	}, func(b core.Brand, err error) Effect {
		if err == nil {
			s.say("disabled", brandName(b))
		}
		return nil
	})
}

func (p *channel) enable() Effect {
	q := &enabling{s: p.s, id: p.id}
	p.s.push(q)
	return q.ask()
}

func (p *channel) replace() Effect {
	p.s.push(newReplacement(p.s, p.id))
	return nil
}

func (p *channel) key(name string) (Effect, bool) {
	b := p.brand()
	switch {
	case name == "d" && b.Enabled:
		return p.disable(), true
	case name == "e" && !b.Enabled:
		return p.enable(), true
	case name == "t":
		return p.replace(), true
	}
	for _, m := range p.mends(b) {
		if name == m.key {
			return m.press(), true
		}
	}
	return nil, false
}

func (p *channel) hints() []Hint {
	s, b := p.s, p.brand()
	hints := []Hint{{Key: "d", Title: s.t("key_disable")}}
	if !b.Enabled {
		hints[0] = Hint{Key: "e", Title: s.t("key_enable")}
	}
	for _, m := range p.mends(b) {
		hints = append(hints, Hint{Key: m.key, Title: s.t(m.hint)})
	}
	return append(hints, Hint{Key: "t", Title: s.t("key_token")}, s.escHint())
}
