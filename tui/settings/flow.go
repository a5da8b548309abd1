package settings

import (
	"context"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/compose"
	"tgdesk/tui/session"
)

// flowPage names the file of a flow, which is read and checked, and becomes a brand's
// chatbot.
type flowPage struct {
	pageBase
	path *compose.Field
	// read is what was read last; readAs is what the field held then.
	read   session.FlowFile
	readAs string
}

const pathID = "path"

func openFlow(s *Screen, id core.BrandID) tea.Cmd {
	p := &flowPage{pageBase: newBase(s, id, "chatbot_flow"), path: compose.NewField(maxTarget)}
	p.path.SetText("~/")
	if spec := p.brand().Options.ChatbotSpec(); spec.Kind == core.ChatbotFlow && spec.Target != "-" {
		p.path.SetText(spec.Target)
	}
	return s.open(p)
}

func (p *flowPage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	f.add(
		paragraph{"", s.t("chatbot_flow_long"), th.Dim}, gap{},
		field{control{id: pathID, press: p.save, input: p.path}, s.t("chatbot_flow_label"), s.t("chatbot_flow_holder"), ""},
	)
	if p.readAs != "" && p.readAs == p.path.Text() {
		p.addFaults(f)
	}
	f.add(gap{}, buttons{{control{id: "save", press: p.save}, s.t("save")}, {control{id: "check", press: p.check}, s.t("flow_check")}})
}

// addFaults says whether the file that was read can be used, and what is wrong with it.
func (p *flowPage) addFaults(f *form) {
	s, th := p.s, &p.s.o.Theme
	if p.read.Usable {
		f.add(paragraph{"✓", s.t("flow_usable", p.read.Steps, strings.Join(p.read.Languages, ", ")), th.Good})
	}
	for _, fault := range p.read.Faults {
		text, bullet, style := clean.Line(s.o.Locale.Problem(fault.Problem)).String(), "✗", th.InputError
		if fault.Line > 0 {
			text = s.t("flow_line", strconv.Itoa(fault.Line), text)
		}
		if fault.Warning {
			bullet, style = "!", th.Warn
		}
		f.add(paragraph{bullet, text, style})
	}
}

func (p *flowPage) hints() []Hint { return p.tabHints(p.backHint()) }

// check reads the file and shows what is wrong with it.
func (p *flowPage) check() tea.Cmd {
	s, path := p.s, p.s.typedPath(p.path)
	return try(s, p, func(context.Context) (session.FlowFile, error) { return s.o.ReadFlow(path) }, p.show)
}

func (p *flowPage) show(read session.FlowFile, err error) tea.Cmd {
	p.readAs = ""
	if err == nil {
		p.read, p.readAs = read, p.path.Text()
	}
	return nil
}

// save reads the file, and gives it to the brand unless it has faults.
func (p *flowPage) save() tea.Cmd {
	s, id, path := p.s, p.id, p.s.typedPath(p.path)
	options := p.brand().Options
	options.Chatbot = core.ChatbotSpec{Kind: core.ChatbotFlow, Target: path}.String()
	type outcome struct {
		read  session.FlowFile
		brand core.BrandView
	}
	return try(s, p, func(ctx context.Context) (o outcome, err error) {
		if o.read, err = s.o.ReadFlow(path); err == nil && o.read.Usable {
			o.brand, err = s.o.Desk.SetBrand(ctx, s.o.Me, id, desk.BrandChange{Options: &options, Flow: &o.read.Flow})
		}
		return o, err
	}, func(o outcome, err error) tea.Cmd {
		switch {
		case err != nil:
			return p.show(o.read, err)
		case !o.read.Usable:
			return tea.Batch(p.show(o.read, nil), s.o.Bad(s.t("flow_unusable")))
		}
		return tea.Batch(s.changed(o.brand), s.notify("chatbot_flow_saved", brandName(o.brand)), s.leave(p))
	})
}

func (p *flowPage) place(error) string { return pathID }
