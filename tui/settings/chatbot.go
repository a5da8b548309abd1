package settings

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/compose"
	"tgdesk/tui/theme"
)

// maxTarget is how many characters a webhook's address, a command or a path can have.
const maxTarget = 4096

// chatbotPage chooses what answers a brand's visitors before people do, and says how that
// fares.
type chatbotPage struct{ pageBase }

func (p *chatbotPage) build(f *form) {
	s, now, th := p.s, p.brand().Options, &p.s.o.Theme
	spec := now.ChatbotSpec()
	f.add(paragraph{"", s.t("chatbot_long"), th.Dim}, gap{})
	for _, kind := range []core.ChatbotKind{core.ChatbotOff, core.ChatbotFlow, core.ChatbotWebhook, core.ChatbotCommand} {
		id := "chatbot_" + string(kind)
		row := s.opens(id, func() tea.Cmd { return p.choose(kind) }, s.t(id), s.t(id+"_help"), "", th.Strong)
		if row.sign = radio(kind == spec.Kind); kind == spec.Kind {
			_, target, _ := strings.Cut(spec.Show(), ":")
			if row.value = clean.Line(target).String(); kind == core.ChatbotFlow && target == "-" {
				row.value = s.t("chatbot_flow_sent")
			}
		}
		if kind == core.ChatbotOff {
			row.control.does = "key_switch_off"
		}
		if s.o.Remote && (kind == core.ChatbotFlow || kind == core.ChatbotCommand) {
			row.control.disabled = s.t(id+"_remote", p.argument())
		}
		f.add(row)
	}
	f.add(gap{})
	if spec.Kind != core.ChatbotOff {
		p.addState(f)
	}
	f.add((&brandPage{p.pageBase}).limit(core.LimitChatbotIdle))
	if spec.Kind != core.ChatbotWebhook {
		return
	}
	for _, o := range core.Options() {
		if _, switches := o.Value(now).(bool); switches && o.Group == core.GroupChatbot {
			f.add((&behaviourPage{p.pageBase, core.GroupChatbot}).option(o))
		}
	}
	f.add(gap{}, paragraph{"", s.t("chatbot_secret", p.argument()), th.Dim})
}

// addState says how the chatbot fared when it was asked last.
func (p *chatbotPage) addState(f *form) {
	s, b, th := p.s, p.brand(), &p.s.o.Theme
	state, style := s.t("chatbot_works"), th.Good
	switch {
	case !b.Enabled:
		state, style = s.t("chatbot_disabled"), th.Dim
	case b.Chatbot.At.IsZero():
		state, style = s.t("chatbot_not_asked"), th.Dim
	case b.Chatbot.Failure != "":
		state, style = s.t("chatbot_fails", s.timeText(b.Chatbot.At, "15:04")), th.Warn
	}
	f.add(fact{s.t("chatbot_state"), state, style})
	if why := b.Chatbot.Failure; b.Enabled && why != "" {
		f.add(fact{"", clean.Line(s.o.Locale.Problem(why)).String(), th.Text})
	}
}

// argument is the brand's name as it stands in a command line.
func (p *chatbotPage) argument() string {
	name := brandName(p.brand())
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
	if name != "" && strings.Trim(name, plain) == "" && name[0] != '-' {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// choose switches the chatbot off, or opens where one of a kind is named.
func (p *chatbotPage) choose(kind core.ChatbotKind) tea.Cmd {
	s, id := p.s, p.id
	set := func(spec core.ChatbotSpec) func(context.Context) (core.BrandView, error) {
		return s.setOptions(id, func(o *core.BrandOptions) { o.Chatbot = spec.String() })
	}
	switch kind {
	case core.ChatbotOff:
		return changeBrand(s, p, set(core.ChatbotSpec{Kind: core.ChatbotOff}), func(b core.BrandView) tea.Cmd {
			return s.notify("chatbot_saved_off", brandName(b))
		})
	case core.ChatbotFlow:
		return openFlow(s, id)
	}
	input := compose.NewField(maxTarget)
	if spec := p.brand().Options.ChatbotSpec(); spec.Kind == kind {
		input.SetText(spec.Target)
	}
	word := "chatbot_" + string(kind)
	return openValue(s, id, input, func(v *valuePage) value {
		spec, err := core.ParseChatbot(string(kind) + ":" + v.input.Text())
		return value{
			title: s.t(word), intro: s.t(word + "_long"), label: s.t(word + "_label"), placeholder: s.t(word + "_holder"),
			disabled: s.errorText(err), // and no problem: a text that is being typed is not wrong yet
			submit: func() tea.Cmd {
				return v.save(set(spec), func(b core.BrandView) tea.Cmd { return s.notify(word+"_saved", brandName(b)) })
			},
		}
	})
}

// chatbotName is a brand's chatbot as its row in the brand's settings shows it.
func (s *Screen) chatbotName(b core.BrandView) (string, theme.Style) {
	spec := b.Options.ChatbotSpec()
	name := s.t("chatbot_" + string(spec.Kind))
	if spec.Kind != core.ChatbotOff && b.Enabled && b.Chatbot.Failure != "" {
		return s.t("chatbot_fails_short", name), s.o.Theme.Warn
	}
	return name, s.o.Theme.Strong
}
