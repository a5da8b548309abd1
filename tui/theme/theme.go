// Package theme holds every style of the screen: one Theme for each session,
// made of lipgloss styles from a renderer of that session.
//
// It must not draw, measure, query the terminal or keep global state, and no
// meaning may hang on colour alone: every state also has its own sign, and the
// selected row is marked with ▌ by the code that draws it.
package theme

import (
	"io"
	"strings"
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

	Own, Visitor, Bot, Note, System Style // authors in a transcript
	Day, Divider                    Style // day separators; "new"
	Time, Edited, Quote, Link       Style

	Bold, Italic, Underline, Strike, Code Style // emphases of a text, laid over its own style
	Spoiler, Deleted, Attachment          Style
	Match                                 Style // a word of a search; brackets where there are no styles
	Progress                              Style // the bar of a transfer

	MarkQueued, MarkSending, MarkSent, MarkFailed, MarkUnknown Style

	Composer, Placeholder      Style
	Key, KeyTitle, KeyDisabled Style // the bottom line and help
	ToastInfo, ToastGood       Style
	ToastError                 Style
	Overlay, OverlayEdge       Style // the ground of a dialog, and its frame
	OverlayTitle               Style
	Behind                     Style // the screen under a dialog
	Panel, PanelTitle          Style
	Label, Input, InputFocused Style
	InputError                 Style
	Button, ButtonFocused      Style
	ButtonDisabled             Style
	Good, Warn, Bad            Style // health and outcomes
	ChartOpened, ChartAnswered Style // the lines of the plot of a report
	Heat                       Style // its hours of the week

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
	r := lipgloss.NewRenderer(io.Discard) // with all this set it queries no terminal
	switch p {
	case Plain:
		r.SetColorProfile(termenv.Ascii)
	case Mono, Basic: // Ascii would drop bold and underline together with colour
		r.SetColorProfile(termenv.ANSI)
	case Indexed:
		r.SetColorProfile(termenv.ANSI256)
	default:
		r.SetColorProfile(termenv.TrueColor)
	}
	r.SetHasDarkBackground(dark)
	t := Theme{profile: p, renderer: r, lipgloss: map[Style]lipgloss.Style{}, accents: new(sync.Map)}
	// Row, Name, Text, Composer and Panel keep the look of the terminal.
	s := styler{theme: &t, flat: p < Indexed, mono: p == Mono}
	s.setFrame(&t)
	s.setChat(&t)
	return t
}

// Light reports whether the theme is for a light background.
func (t *Theme) Light() bool { return !t.renderer.HasDarkBackground() }

// Profile returns what the theme was built for.
func (t *Theme) Profile() Profile { return t.profile }

// Lipgloss returns the lipgloss style that one of the theme's own styles was
// compiled from, for the components of bubbles.
func (t *Theme) Lipgloss(s Style) lipgloss.Style {
	if style, ok := t.lipgloss[s]; ok {
		return style
	}
	return t.renderer.NewStyle()
}

// Choice is the look of a line of a list on a ground, and the mark that it begins with, so
// that colour is not the only sign of the one that is chosen.
func (t *Theme) Choice(ground Style, chosen bool) (Style, string) {
	if chosen {
		return t.RowSelected, "▌ "
	}
	return ground, "  "
}

// Line is the look of a line above an area, and the sign that it is made of, so that colour
// is not the only sign of the focus.
func (t *Theme) Line(rest Style, focused bool) (Style, string) {
	if focused {
		return t.SectionFocused, "━"
	}
	return rest, "─"
}

// Border returns the lines that frames are drawn with.
func (t *Theme) Border() lipgloss.Border {
	if t.profile == Plain {
		return lipgloss.ASCIIBorder()
	}
	return lipgloss.RoundedBorder()
}

// reset ends every painted text, so that a style never leaks into the next.
const reset = "\x1b[0m"

// Style is a lipgloss style whose escape sequence was computed once, when the
// theme was built: lipgloss.Style.Render takes 3.5 µs for one word, a row of
// the screen has up to ten words. The zero Style paints nothing. Styles are
// values: comparable, cheap to copy, safe to share.
type Style struct{ prefix string }

// compile computes the escape sequence of s.
func compile(s lipgloss.Style) Style {
	prefix, _, _ := strings.Cut(s.Render("x"), "x")
	return Style{prefix}
}

// Paint returns text in this style. The text must be plain and already cut to
// its width: the result can no longer be measured with tui/text.
func (s Style) Paint(text string) string {
	if s.prefix == "" || text == "" {
		return text
	}
	return s.prefix + text + reset
}

// And returns s with top laid over it: what top does not set shows through.
// It serves a coloured word inside a selected row: RowSelected.And(Unread).
func (s Style) And(top Style) Style {
	return Style{s.prefix + top.prefix}
}

// Under lays s under painted text: what the styles of the text do not set shows
// through, up to its end.
func (s Style) Under(painted string) string {
	if s.prefix == "" || painted == "" {
		return painted
	}
	return s.prefix + strings.ReplaceAll(strings.TrimSuffix(painted, reset), reset, reset+s.prefix) + reset
}

// Repaint returns painted text in s and no other style.
func (s Style) Repaint(painted string) string {
	var b strings.Builder
	b.Grow(len(s.prefix) + len(painted) + len(reset))
	b.WriteString(s.prefix)
	for {
		before, rest, sgr := strings.Cut(painted, "\x1b[")
		b.WriteString(before)
		if !sgr {
			break
		}
		_, painted, _ = strings.Cut(rest, "m")
	}
	switch {
	case b.Len() == len(s.prefix):
		return ""
	case s.prefix != "":
		b.WriteString(reset)
	}
	return b.String()
}
