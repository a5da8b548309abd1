// Package theme holds every style of the screen: one Theme for each session,
// made of lipgloss styles from a renderer of that session.
//
// It must not draw, measure, query the terminal or keep global state, and no
// meaning may hang on colour alone: every state also has its own sign, and the
// selected row is marked with ▌ by the code that draws it.
package theme

import (
	"io"
	"sync"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Theme names the style of every part of the screen. It has a field for each,
// so that a misspelt name does not compile.
type Theme struct {
	Bar, BarDim, Title          Style // the top line
	Section, SectionFocused     Style // the bars over panes
	SectionCount, Rule          Style
	Row                         Style // lists
	RowSelected                 Style // in the focused area
	RowSelectedBlurred          Style // in any other area
	Cursor                      Style // the mark ▌ of the selected row
	Name, Preview, Brand        Style
	Unread                      Style // counts of unread messages
	Clock, ClockWarn, ClockLate Style
	Text, Dim, Strong           Style
	Match                       Style // what a search found

	Own, Visitor, Bot, Note, System Style // authors in a transcript
	Day, Divider                    Style // day separators; "new"
	Time, Edited, Quote, Link       Style

	Bold, Italic, Underline, Strike, Code Style // emphases of a text, laid over its own style
	Spoiler, Deleted, Attachment          Style
	Progress                              Style // the bar of a transfer

	MarkQueued, MarkSending, MarkSent, MarkFailed, MarkUnknown Style

	Composer, Placeholder      Style
	Key, KeyTitle, KeyDisabled Style // the bottom line and help
	ToastInfo, ToastGood       Style
	ToastError                 Style
	Panel, PanelTitle          Style
	Label, Input, InputFocused Style
	InputError                 Style
	Button, ButtonFocused      Style
	ButtonDisabled             Style
	Good, Warn, Bad            Style // health and outcomes

	profile  Profile
	renderer *lipgloss.Renderer
	lipgloss map[Style]lipgloss.Style // what each style was compiled from
	accents  *sync.Map                // of string to Style; see Accent
}

// Dark returns the theme for a dark background.
func Dark(p Profile) Theme { return newTheme(p, true) }

// Light returns the theme for a light background.
func Light(p Profile) Theme { return newTheme(p, false) }

// None returns the theme without colour: bold, underline and reverse only.
func None() Theme { return newTheme(Mono, true) }

func newTheme(p Profile, dark bool) Theme {
	r := lipgloss.NewRenderer(io.Discard) // a renderer that is told all this queries nothing
	r.SetColorProfile(p.termenv())
	r.SetHasDarkBackground(dark)
	t := Theme{profile: p, renderer: r, lipgloss: map[Style]lipgloss.Style{}, accents: new(sync.Map)}
	t.setStyles()
	return t
}

// Profile returns what the theme was built for.
func (t *Theme) Profile() Profile { return t.profile }

// Renderer returns the renderer of this session. The components of bubbles get
// their styles from it, because their default styles use a global one.
func (t *Theme) Renderer() *lipgloss.Renderer { return t.renderer }

// Lipgloss returns the lipgloss style that one of the theme's own styles was
// compiled from, for the components of bubbles.
func (t *Theme) Lipgloss(s Style) lipgloss.Style {
	if style, ok := t.lipgloss[s]; ok {
		return style
	}
	return t.renderer.NewStyle()
}

// termenv returns the profile that makes lipgloss emit what p shows. Mono has
// no equal there: termenv.Ascii drops bold and underline together with colour,
// so a Mono theme is built with ANSI and uses no colour.
func (p Profile) termenv() termenv.Profile {
	switch p {
	case Plain:
		return termenv.Ascii
	case Mono, Basic:
		return termenv.ANSI
	case Indexed:
		return termenv.ANSI256
	default:
		return termenv.TrueColor
	}
}
