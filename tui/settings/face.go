package settings

import (
	"cmp"
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/compose"
)

// facePage is what a brand's bot shows of itself in a language, and what Telegram has.
type facePage struct {
	pageBase
	language string
	face     core.BrandFace // as it is stored; nothing is wanted while its Bot is 0 and Face is empty
	loaded   bool
	shown    core.Face
	asked    core.FaceParts // what was done when Telegram was asked
	known    bool
	failed   string // why Telegram did not say
}

func (p *facePage) build(f *form) {
	s, th := p.s, &p.s.o.Theme
	row := func(id, wanted, shown string, open func() tea.Cmd) {
		value, style := cmp.Or(wanted, s.o.Locale.Face("not_set")), th.Strong
		if wanted == "" {
			style = th.Dim
		}
		at := ""
		if p.known {
			at = s.t("face_shown", cmp.Or(shown, "-"))
		}
		f.add(s.opens(id, open, s.o.Locale.Face(id), at, value, style))
	}
	w := p.face.Face
	f.add(s.opens("language", p.openLanguage, s.t("face_language"), s.t("face_language_help"), s.o.Locale.FaceLanguage(p.language), th.Strong))
	row("name", oneLine(w.Name), oneLine(p.shown.Name), func() tea.Cmd {
		return p.openText("name", w.Name, false, func(text string) core.FaceChange { return core.FaceChange{Name: &text} })
	})
	row("about", oneLine(w.About), oneLine(p.shown.About), func() tea.Cmd {
		return p.openText("about", w.About, false, func(text string) core.FaceChange { return core.FaceChange{About: &text} })
	})
	row("description", oneLine(w.Description), oneLine(p.shown.Description), func() tea.Cmd {
		return p.openText("description", w.Description, true, func(text string) core.FaceChange { return core.FaceChange{Description: &text} })
	})
	row("commands", commandNames(w.Commands), commandNames(p.shown.Commands), func() tea.Cmd {
		return p.openText("commands", core.FormatCommands(w.Commands), true, func(text string) core.FaceChange {
			commands := core.ParseCommands(text)
			return core.FaceChange{Commands: &commands}
		})
	})
	f.add(gap{})
	switch {
	case !p.loaded:
		f.add(paragraph{"", s.o.Locale.Screen("loading"), th.Dim})
	case p.face.Brand == 0:
		f.add(paragraph{"", s.o.Locale.Face("state_none"), th.Dim})
	case p.face.Problem != "":
		f.add(paragraph{"!", s.o.Locale.FaceState(p.face, p.brand().Bot.ID, s.o.Now()), th.Warn})
	default:
		f.add(paragraph{"", s.o.Locale.FaceState(p.face, p.brand().Bot.ID, s.o.Now()), th.Text})
	}
	if p.failed != "" {
		f.add(paragraph{"!", p.failed, th.Warn})
	}
}

func oneLine(text string) string { return clean.Line(strings.ReplaceAll(text, "\n", " ")).String() }

func commandNames(all []core.BotCommand) string {
	var names []string
	for _, c := range all {
		names = append(names, "/"+c.Name)
	}
	return oneLine(strings.Join(names, " "))
}

// refresh reads what is wanted. Telegram is asked when the page opens, and when the desk
// may have set something there.
func (p *facePage) refresh() tea.Cmd {
	s, id := p.s, p.id // another language writes the page anew
	return send(s, p, func(ctx context.Context) ([]core.BrandFace, error) {
		return s.o.Desk.BrandFaces(ctx, id)
	}, func(all []core.BrandFace, err error) tea.Cmd {
		if err != nil {
			return s.o.Bad(s.errorText(err))
		}
		p.face, p.loaded = core.BrandFace{}, true
		for _, f := range all {
			if f.Language == p.language {
				p.face = f
			}
		}
		if (p.known || p.failed != "") && p.asked == p.face.Done {
			return nil
		}
		p.asked = p.face.Done
		language := p.language
		return ask(s, p, func(ctx context.Context) (core.Face, error) {
			return s.o.Desk.FaceAtTelegram(ctx, s.o.Me, id, language)
		}, func(shown core.Face, err error) tea.Cmd {
			if language != p.language {
				return nil
			}
			if p.failed = s.errorText(err); err == nil {
				p.shown, p.known = shown, true
			}
			return nil
		})
	})
}

func (p *facePage) openLanguage() tea.Cmd {
	s, page := p.s, p
	return openValue(s, p.id, newInput(p.language), func(p *valuePage) value {
		language, err := core.CheckFaceLanguage(p.input.Text())
		why := s.errorText(err)
		return value{title: s.t("face_language"), label: s.t("face_language_label"), problem: why, disabled: why, submit: func() tea.Cmd {
			if language != page.language {
				*page = facePage{pageBase: page.pageBase, language: language}
			}
			return s.leave(p)
		}}
	})
}

// maxFaceLines is how much is typed at most: a hundred commands, with what they do.
const maxFaceLines = core.MaxCommands * (core.MaxCommandName + core.MaxCommandDescription + 4)

// openText changes a text of one line, or of several.
func (p *facePage) openText(id, text string, lines bool, change func(string) core.FaceChange) tea.Cmd {
	s, page := p.s, p
	q := &valuePage{pageBase: newBase(s, p.id, ""), input: newInput(text)}
	typed := q.input.Text
	if lines {
		q.input, q.editor = nil, compose.NewEditor(maxFaceLines)
		q.editor.SetText(text)
		typed = q.editor.Text
	}
	q.describe = func(p *valuePage) value {
		ch := change(typed())
		_, err := ch.Apply(page.face.Face)
		why := s.errorText(err)
		return value{title: s.o.Locale.Face(id), label: s.t("face_" + id + "_label"), problem: why, disabled: why, submit: func() tea.Cmd {
			return saveValue(p, page.saves(ch), page.saved)
		}}
	}
	return q.open()
}

// saves changes what is wanted; saved says so.
func (p *facePage) saves(ch core.FaceChange) func(context.Context) (core.BrandFace, error) {
	s, id, language := p.s, p.id, p.language
	return func(ctx context.Context) (core.BrandFace, error) {
		return s.o.Desk.SetFace(ctx, s.o.Me, id, language, ch)
	}
}

func (p *facePage) saved(core.BrandFace) tea.Cmd {
	return p.s.o.Good(p.s.o.Locale.Face("saved", username(p.brand().Bot), p.s.o.Locale.FaceLanguage(p.language)))
}
