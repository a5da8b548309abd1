// Package theme holds the looks of everything on the screen as ready-made
// styles: one Theme for each session, built from that session's environment.
//
// It must not draw, measure, query the terminal or keep global state, and no
// meaning may hang on colour alone: every state also has its own sign, and the
// selected row is marked with ▌ by the code that draws it.
package theme

// Theme names the look of every part of the screen.
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

	Bold, Italic, Underline, Strike, Code Style // emphases of a text, laid over its own look
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
	profile                    Profile
	light                      bool
}

// Dark returns the theme for a dark background.
func Dark(p Profile) Theme { return build(maker{profile: p}) }

// Light returns the theme for a light background.
func Light(p Profile) Theme { return build(maker{profile: p, light: true}) }

// None returns the theme without colour: bold, underline and reverse only.
func None() Theme { return build(maker{profile: Mono}) }

// Profile returns what the theme was built for.
func (t *Theme) Profile() Profile { return t.profile }

// The inks. Text stays in the terminal's own colour wherever possible.
var (
	inkDim    = ink{dark: 245, light: 242}
	inkFaint  = ink{dark: 239, light: 250}
	inkBlue   = ink{dark: 117, light: 25, basic: 4}
	inkCyan   = ink{dark: 80, light: 30, basic: 6}
	inkGreen  = ink{dark: 114, light: 28, basic: 2}
	inkViolet = ink{dark: 141, light: 91, basic: 5}
	inkAmber  = ink{dark: 214, light: 130, basic: 3}
	inkRed    = ink{dark: 203, light: 160, basic: 1}

	groundBar     = ink{dark: 236, light: 254}
	groundPick    = ink{dark: 238, light: 252}
	groundBlurred = ink{dark: 236, light: 255}
	groundInput   = ink{dark: 235, light: 255}
	groundMatch   = ink{dark: 58, light: 229}
	groundInfo    = ink{dark: 24, light: 153}
	groundGood    = ink{dark: 22, light: 157}
	groundError   = ink{dark: 88, light: 224}
	inkOnToast    = ink{dark: 255, light: 16}
)

func build(m maker) Theme {
	t := Theme{profile: m.profile, light: m.light}
	frame(&t, m)
	lists(&t, m)
	transcript(&t, m)
	forms(&t, m)
	return t
}

func frame(t *Theme, m maker) {
	t.Bar = m.style(look{bg: groundBar, flat: reverse})
	t.BarDim = m.style(look{fg: inkDim, bg: groundBar, flat: reverse})
	t.Title = m.style(look{bg: groundBar, attr: bold, flat: reverse})
	t.Section = m.style(look{fg: inkDim, flat: faint})
	t.SectionFocused = m.style(look{fg: inkCyan, attr: bold})
	t.SectionCount = m.style(look{attr: bold})
	t.Rule = m.style(look{fg: inkFaint, flat: faint})
	t.Text = Style{}
	t.Dim = m.style(look{fg: inkDim, flat: faint})
	t.Strong = m.style(look{attr: bold})
	t.Key = m.style(look{fg: inkBlue, attr: bold})
	t.KeyTitle = m.style(look{fg: inkDim})
	t.KeyDisabled = m.style(look{fg: inkFaint, flat: faint})
	t.ToastInfo = m.style(look{fg: inkOnToast, bg: groundInfo, flat: reverse})
	t.ToastGood = m.style(look{fg: inkOnToast, bg: groundGood, flat: reverse})
	t.ToastError = m.style(look{fg: inkOnToast, bg: groundError, attr: bold, flat: reverse})
	t.Good = m.style(look{fg: inkGreen})
	t.Warn = m.style(look{fg: inkAmber, mono: underline})
	t.Bad = m.style(look{fg: inkRed, mono: bold})
}

func lists(t *Theme, m maker) {
	t.Row = Style{}
	t.RowSelected = m.style(look{bg: groundPick, flat: reverse})
	t.RowSelectedBlurred = m.style(look{bg: groundBlurred, flat: underline})
	t.Cursor = m.style(look{fg: inkCyan, attr: bold})
	t.Name = Style{}
	t.Preview = m.style(look{fg: inkDim, flat: faint})
	t.Brand = m.style(look{fg: inkViolet})
	t.Unread = m.style(look{fg: inkBlue, attr: bold})
	t.Clock = m.style(look{fg: inkDim})
	t.ClockWarn = m.style(look{fg: inkAmber, mono: underline})
	t.ClockLate = m.style(look{fg: inkRed, attr: bold, mono: underline})
	t.Match = m.style(look{bg: groundMatch, attr: bold, flat: underline})
}

func transcript(t *Theme, m maker) {
	t.Own = m.style(look{fg: inkGreen, attr: bold})
	t.Visitor = m.style(look{fg: inkBlue, attr: bold})
	t.Bot = m.style(look{fg: inkViolet, attr: bold})
	t.Note = m.style(look{fg: inkAmber, mono: underline})
	t.System = m.style(look{fg: inkDim, flat: faint})
	t.Day = m.style(look{fg: inkDim, flat: faint})
	t.Divider = m.style(look{fg: inkRed, mono: bold})
	t.Time = m.style(look{fg: inkDim, flat: faint})
	t.Edited = m.style(look{fg: inkDim, flat: faint})
	t.Quote = m.style(look{fg: inkDim, flat: faint})
	t.Link = m.style(look{fg: inkBlue, attr: underline})
	t.Bold = m.style(look{attr: bold})
	t.Italic = m.style(look{attr: italic})
	t.Underline = m.style(look{attr: underline})
	t.Strike = m.style(look{attr: strike})
	t.Code = m.style(look{fg: inkAmber, bg: groundInput, mono: reverse})
	t.Spoiler = m.style(look{fg: inkDim, flat: faint})
	t.Deleted = m.style(look{fg: inkDim, attr: strike, flat: faint})
	t.Attachment = m.style(look{fg: inkViolet})
	t.Progress = m.style(look{fg: inkCyan})
	t.MarkQueued = m.style(look{fg: inkDim, flat: faint})
	t.MarkSending = m.style(look{fg: inkCyan})
	t.MarkSent = m.style(look{fg: inkGreen})
	t.MarkFailed = m.style(look{fg: inkRed, attr: bold})
	t.MarkUnknown = m.style(look{fg: inkAmber, attr: bold})
}

func forms(t *Theme, m maker) {
	t.Composer = Style{}
	t.Placeholder = m.style(look{fg: inkDim, flat: faint})
	t.Panel = Style{}
	t.PanelTitle = m.style(look{fg: inkCyan, attr: bold})
	t.Label = m.style(look{fg: inkDim})
	t.Input = m.style(look{bg: groundInput, flat: underline})
	t.InputFocused = m.style(look{bg: groundPick, flat: reverse})
	t.InputError = m.style(look{fg: inkRed, mono: bold})
	t.Button = m.style(look{bg: groundPick, flat: underline})
	t.ButtonFocused = m.style(look{fg: inkCyan, attr: bold | reverse})
	t.ButtonDisabled = m.style(look{fg: inkFaint, bg: groundBar, flat: faint})
}
