package term

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// Notifier is how a terminal shows a notification on its desktop.
type Notifier uint8

// The notifiers.
const (
	NotifyNone   Notifier = iota // it cannot, or nothing says that it can
	NotifyOSC9                   // a text
	NotifyOSC777                 // title and text, from urxvt
	NotifyOSC99                  // kitty's: a later one takes the place of the one before
	NotifyTmux                   // OSC 9 to the terminal around tmux, which has to let it through
)

// The most cells of a notification's title and text.
const (
	maxNotifyTitle = 40
	maxNotifyText  = 160
)

// NotifierOf tells by the environment of a screen how its terminal shows notifications.
// A terminal that is not known gets none: some print what they do not understand.
// GNU screen hands on nothing to the terminal around it.
func NotifierOf(lookup func(string) (string, bool)) Notifier {
	get := func(key string) string {
		v, _ := lookup(key)
		return v
	}
	name, program := get("TERM"), get("TERM_PROGRAM")
	is := func(names ...string) bool {
		for _, n := range names {
			if name == n || strings.HasPrefix(name, n+"-") || strings.HasPrefix(name, "xterm-"+n) {
				return true
			}
		}
		return false
	}
	switch {
	case name == "dumb", name == "":
		return NotifyNone
	case is("tmux"), get("TMUX") != "" && is("screen"):
		return NotifyTmux
	case get("TMUX") != "", get("STY") != "", is("screen", "linux"):
		return NotifyNone
	case is("kitty"):
		return NotifyOSC99
	case is("foot", "ghostty", "rxvt", "wezterm", "contour"), program == "ghostty", program == "WezTerm":
		return NotifyOSC777
	case program == "iTerm.app", get("LC_TERMINAL") == "iTerm2":
		return NotifyOSC9
	case program == "" && get("KITTY_WINDOW_ID") != "" && is("xterm"):
		return NotifyOSC99
	}
	return NotifyNone
}

// Notifies reports whether the terminal shows notifications, as far as is known.
func (t *Terminal) Notifies() bool { return t.opts.Notifier != NotifyNone && !t.opts.Dumb }

// Notify shows a notification on the desktop of the terminal, if it can. What it is about,
// which may be "", and its text may come from outside.
func (t *Terminal) Notify(about, body string) {
	if t.Notifies() {
		t.mailbox.addSequence(notification(t.opts.Notifier, about, body))
	}
}

// notification is the sequence for a notification. What OSC 9 shows begins with our name,
// whatever was written to us: ConEmu and others take a number there for a command, as in
// "9;4".
func notification(n Notifier, about, body string) string {
	title := "tgdesk"
	if about != "" {
		title += " · " + about
	}
	title, body = notifyLine(title, maxNotifyTitle), notifyLine(body, maxNotifyText)
	switch n {
	case NotifyOSC9:
		return ansi.Notify(title + ": " + body)
	case NotifyTmux:
		return ansi.TmuxPassthrough(ansi.Notify(title + ": " + body))
	case NotifyOSC777:
		return ansi.URxvtExt("notify", title, body)
	case NotifyOSC99:
		return ansi.DesktopNotification(title, "i=tgdesk", "d=0") + ansi.DesktopNotification(body, "i=tgdesk", "p=body")
	}
	return ""
}

// notifyLine is text as one short line without what would end a field or a sequence.
func notifyLine(s string, width int) string {
	return strings.ReplaceAll(text.Cut(clean.Line(s).String(), width), ";", ",")
}
