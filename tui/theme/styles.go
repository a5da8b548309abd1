package theme

import "github.com/charmbracelet/lipgloss"

// The colours, as indexes of the 256-colour table for dark and for light
// backgrounds, and of the 16-colour table where there is only that. Text keeps
// the terminal's own colour wherever possible.
var (
	dim    = colour("245", "242", "")
	faint  = colour("239", "250", "")
	muted  = colour("241", "246", "") // between the two: it can be read, and does not call
	blue   = colour("117", "25", "4")
	cyan   = colour("80", "30", "6")
	green  = colour("114", "28", "2")
	violet = colour("141", "91", "5")
	amber  = colour("214", "130", "3")
	red    = colour("203", "160", "1")

	onBar      = colour("236", "254", "")
	onSelected = colour("238", "252", "")
	onBlurred  = colour("236", "255", "")
	onInput    = colour("236", "254", "")
	onOverlay  = colour("234", "255", "")
	onInfo     = colour("24", "153", "")
	onGood     = colour("22", "157", "")
	onError    = colour("88", "224", "")
	onFocused  = colour("80", "30", "")
	ink        = colour("255", "16", "") // on all of these but the last
	inkFocused = colour("16", "231", "")
)

// colour is exact in each table: lipgloss would otherwise look for a neighbour.
func colour(dark, light, basic string) lipgloss.TerminalColor {
	return lipgloss.CompleteAdaptiveColor{
		Dark:  lipgloss.CompleteColor{TrueColor: dark, ANSI256: dark, ANSI: basic},
		Light: lipgloss.CompleteColor{TrueColor: light, ANSI256: light, ANSI: basic},
	}
}

// styler makes the styles of one theme. Grey text and backgrounds need 256
// colours; with fewer, flat puts faint, reverse or underlined text in their
// place. mono adds what distinguishes states where there is no colour at all.
type styler struct {
	theme      *Theme
	flat, mono bool
}

func (s styler) plain() lipgloss.Style { return s.theme.renderer.NewStyle() }

func (s styler) fg(c lipgloss.TerminalColor) lipgloss.Style {
	if s.mono {
		return s.plain()
	}
	return s.plain().Foreground(c)
}

// on is text on a ground. It always has a colour of its own: the terminal's may be
// as dark, or as light, as the ground.
func (s styler) on(ground, text lipgloss.TerminalColor) lipgloss.Style {
	if s.flat {
		return s.plain()
	}
	return s.plain().Background(ground).Foreground(text)
}

// quiet is text that may be overlooked.
func (s styler) quiet() lipgloss.Style { return s.fg(dim).Faint(s.flat) }

func (s styler) set(field *Style, l lipgloss.Style) {
	*field = compile(l)
	s.theme.lipgloss[*field] = l
}

// setFrame styles what surrounds the chats, and the lists of them.
func (s styler) setFrame(t *Theme) {
	s.set(&t.Bar, s.on(onBar, ink).Reverse(s.flat))
	s.set(&t.BarDim, s.on(onBar, dim).Inherit(s.fg(dim)).Reverse(s.flat))
	s.set(&t.Title, s.on(onBar, ink).Bold(true).Reverse(s.flat))
	s.set(&t.Section, s.quiet())
	s.set(&t.SectionFocused, s.fg(cyan).Bold(true))
	s.set(&t.SectionCount, s.plain().Bold(true))
	s.set(&t.Rule, s.fg(faint).Faint(s.flat))
	s.set(&t.Dim, s.quiet())
	s.set(&t.Strong, s.plain().Bold(true))
	s.set(&t.Key, s.fg(blue).Bold(true))
	s.set(&t.KeyTitle, s.fg(dim))
	s.set(&t.KeyDisabled, s.fg(muted).Faint(s.flat))
	s.set(&t.ToastInfo, s.on(onInfo, ink).Reverse(s.flat))
	s.set(&t.ToastGood, s.on(onGood, ink).Reverse(s.flat))
	s.set(&t.ToastError, s.on(onError, ink).Bold(true).Reverse(s.flat))
	s.set(&t.Overlay, s.on(onOverlay, ink))
	s.set(&t.OverlayEdge, s.on(onOverlay, cyan).Inherit(s.fg(cyan)))
	s.set(&t.OverlayTitle, s.on(onOverlay, cyan).Inherit(s.fg(cyan)).Bold(true))
	s.set(&t.Behind, s.fg(muted).Faint(s.flat))
	s.set(&t.Good, s.fg(green))
	s.set(&t.Warn, s.fg(amber).Underline(s.mono))
	s.set(&t.Bad, s.fg(red).Bold(s.mono))

	s.set(&t.RowSelected, s.on(onSelected, ink).Reverse(s.flat))
	s.set(&t.RowSelectedBlurred, s.on(onBlurred, ink).Underline(s.flat))
	s.set(&t.Cursor, s.fg(cyan).Bold(true))
	s.set(&t.Preview, s.quiet())
	s.set(&t.Brand, s.quiet())
	s.set(&t.Unread, s.fg(blue).Bold(true))
	s.set(&t.Clock, s.fg(dim))
	s.set(&t.ClockWarn, s.fg(amber).Underline(s.mono))
	s.set(&t.ClockLate, s.fg(red).Bold(true).Underline(s.mono))
}

// setChat styles the transcript, and what is typed into or pressed.
func (s styler) setChat(t *Theme) {
	s.set(&t.Own, s.fg(green).Bold(true))
	s.set(&t.Visitor, s.fg(blue).Bold(true))
	s.set(&t.Bot, s.fg(violet).Bold(true))
	s.set(&t.Note, s.fg(amber).Underline(s.mono))
	s.set(&t.System, s.quiet())
	s.set(&t.Day, s.quiet())
	s.set(&t.Divider, s.fg(red).Bold(s.mono))
	s.set(&t.Time, s.quiet())
	s.set(&t.Edited, s.quiet())
	s.set(&t.Quote, s.quiet())
	s.set(&t.Link, s.fg(blue).Underline(true))
	s.set(&t.Bold, s.plain().Bold(true))
	s.set(&t.Italic, s.plain().Italic(true))
	s.set(&t.Underline, s.plain().Underline(true))
	s.set(&t.Strike, s.plain().Strikethrough(true))
	s.set(&t.Code, s.on(onInput, amber).Inherit(s.fg(amber)).Reverse(s.mono))
	s.set(&t.Spoiler, s.quiet())
	s.set(&t.Match, s.fg(amber).Bold(true).Underline(true))
	s.set(&t.Deleted, s.quiet().Strikethrough(true))
	s.set(&t.Attachment, s.fg(violet))
	s.set(&t.Progress, s.fg(cyan))
	s.set(&t.ChartOpened, s.fg(blue))
	s.set(&t.ChartAnswered, s.fg(green).Bold(true))
	s.set(&t.Heat, s.fg(cyan))
	s.set(&t.MarkQueued, s.fg(amber))
	s.set(&t.MarkSending, s.fg(cyan))
	s.set(&t.MarkSent, s.fg(green))
	s.set(&t.MarkFailed, s.fg(red).Bold(true))
	s.set(&t.MarkUnknown, s.fg(amber).Bold(true))

	s.set(&t.Placeholder, s.quiet())
	s.set(&t.PanelTitle, s.fg(cyan).Bold(true))
	s.set(&t.Label, s.fg(dim))
	s.set(&t.Input, s.on(onInput, ink).Underline(s.flat))
	s.set(&t.InputFocused, s.on(onSelected, ink).Reverse(s.flat))
	s.set(&t.InputError, s.fg(red).Bold(s.mono))
	s.set(&t.Button, s.on(onSelected, ink).Underline(s.flat))
	s.set(&t.ButtonFocused, s.on(onFocused, inkFocused).Bold(true).Reverse(s.flat))
	s.set(&t.ButtonDisabled, s.on(onBar, faint).Inherit(s.fg(faint)).Faint(s.flat))
}
