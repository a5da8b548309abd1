package theme

import "github.com/charmbracelet/lipgloss"

// The colours, as indexes of the 256-colour table for dark and for light
// backgrounds, and of the 16-colour table where there is only that. Text keeps
// the terminal's own colour wherever possible.
var (
	dim    = colour("245", "242", "")
	faint  = colour("239", "250", "")
	blue   = colour("117", "25", "4")
	cyan   = colour("80", "30", "6")
	green  = colour("114", "28", "2")
	violet = colour("141", "91", "5")
	amber  = colour("214", "130", "3")
	red    = colour("203", "160", "1")

	onBar      = colour("236", "254", "")
	onSelected = colour("238", "252", "")
	onBlurred  = colour("236", "255", "")
	onInput    = colour("235", "255", "")
	onMatch    = colour("58", "229", "")
	onInfo     = colour("24", "153", "")
	onGood     = colour("22", "157", "")
	onError    = colour("88", "224", "")
	toastText  = colour("255", "16", "")
)

// colour is exact in each table: lipgloss would otherwise look for a neighbour.
func colour(dark, light, basic string) lipgloss.TerminalColor {
	return lipgloss.CompleteAdaptiveColor{
		Dark:  lipgloss.CompleteColor{TrueColor: dark, ANSI256: dark, ANSI: basic},
		Light: lipgloss.CompleteColor{TrueColor: light, ANSI256: light, ANSI: basic},
	}
}

// setStyles is the whole table of styles. Grey text and backgrounds need 256
// colours; with fewer, flat puts faint, reverse or underlined text in their
// place. mono adds what tells states apart where there is no colour at all.
// Row, Name, Text, Composer and Panel keep the look of the terminal.
func (t *Theme) setStyles() {
	flat, mono := t.profile < Indexed, t.profile == Mono
	style := func() lipgloss.Style { return t.renderer.NewStyle() }
	fg := func(c lipgloss.TerminalColor) lipgloss.Style {
		if mono {
			return style()
		}
		return style().Foreground(c)
	}
	on := func(c lipgloss.TerminalColor) lipgloss.Style {
		if flat {
			return style()
		}
		return style().Background(c)
	}
	set := func(field *Style, s lipgloss.Style) {
		*field = compile(s)
		t.lipgloss[*field] = s
	}
	quiet := fg(dim).Faint(flat)

	set(&t.Bar, on(onBar).Reverse(flat))
	set(&t.BarDim, on(onBar).Inherit(fg(dim)).Reverse(flat))
	set(&t.Title, on(onBar).Bold(true).Reverse(flat))
	set(&t.Section, quiet)
	set(&t.SectionFocused, fg(cyan).Bold(true))
	set(&t.SectionCount, style().Bold(true))
	set(&t.Rule, fg(faint).Faint(flat))
	set(&t.Dim, quiet)
	set(&t.Strong, style().Bold(true))
	set(&t.Key, fg(blue).Bold(true))
	set(&t.KeyTitle, fg(dim))
	set(&t.KeyDisabled, fg(faint).Faint(flat))
	set(&t.ToastInfo, on(onInfo).Inherit(fg(toastText)).Reverse(flat))
	set(&t.ToastGood, on(onGood).Inherit(fg(toastText)).Reverse(flat))
	set(&t.ToastError, on(onError).Inherit(fg(toastText)).Bold(true).Reverse(flat))
	set(&t.Good, fg(green))
	set(&t.Warn, fg(amber).Underline(mono))
	set(&t.Bad, fg(red).Bold(mono))

	set(&t.RowSelected, on(onSelected).Reverse(flat))
	set(&t.RowSelectedBlurred, on(onBlurred).Underline(flat))
	set(&t.Cursor, fg(cyan).Bold(true))
	set(&t.Preview, quiet)
	set(&t.Brand, fg(violet))
	set(&t.Unread, fg(blue).Bold(true))
	set(&t.Clock, fg(dim))
	set(&t.ClockWarn, fg(amber).Underline(mono))
	set(&t.ClockLate, fg(red).Bold(true).Underline(mono))
	set(&t.Match, on(onMatch).Bold(true).Underline(flat))

	set(&t.Own, fg(green).Bold(true))
	set(&t.Visitor, fg(blue).Bold(true))
	set(&t.Bot, fg(violet).Bold(true))
	set(&t.Note, fg(amber).Underline(mono))
	set(&t.System, quiet)
	set(&t.Day, quiet)
	set(&t.Divider, fg(red).Bold(mono))
	set(&t.Time, quiet)
	set(&t.Edited, quiet)
	set(&t.Quote, quiet)
	set(&t.Link, fg(blue).Underline(true))
	set(&t.Bold, style().Bold(true))
	set(&t.Italic, style().Italic(true))
	set(&t.Underline, style().Underline(true))
	set(&t.Strike, style().Strikethrough(true))
	set(&t.Code, on(onInput).Inherit(fg(amber)).Reverse(mono))
	set(&t.Spoiler, quiet)
	set(&t.Deleted, quiet.Strikethrough(true))
	set(&t.Attachment, fg(violet))
	set(&t.Progress, fg(cyan))
	set(&t.MarkQueued, quiet)
	set(&t.MarkSending, fg(cyan))
	set(&t.MarkSent, fg(green))
	set(&t.MarkFailed, fg(red).Bold(true))
	set(&t.MarkUnknown, fg(amber).Bold(true))

	set(&t.Placeholder, quiet)
	set(&t.PanelTitle, fg(cyan).Bold(true))
	set(&t.Label, fg(dim))
	set(&t.Input, on(onInput).Underline(flat))
	set(&t.InputFocused, on(onSelected).Reverse(flat))
	set(&t.InputError, fg(red).Bold(mono))
	set(&t.Button, on(onSelected).Underline(flat))
	set(&t.ButtonFocused, fg(cyan).Bold(true).Reverse(true))
	set(&t.ButtonDisabled, on(onBar).Inherit(fg(faint)).Faint(flat))
}
