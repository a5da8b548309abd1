// Package session is what the areas of one operator's screen share: the desk,
// the operator, the terminal, the looks, the sentences and the keys, the line
// that shows the latest result, and how work is done beside the screen.
//
// It must not know the areas or draw. Everything but the commands that it
// returns belongs to the screen's own goroutine.
package session

import (
	"context"
	"errors"
	"log/slog"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
	"tgdesk/tui/markdown"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// Session is one operator at one terminal.
type Session struct {
	Context  context.Context // of the screen; its end cancels reads
	Desk     *desk.Desk
	ID       string // of the screen in the desk; see [desk.Desk.Enter]
	Operator core.Operator
	Me       core.OperatorID // of Operator; other than that it never changes, so commands may read it
	Terminal *term.Terminal
	Theme    theme.Theme
	// Look is what the operator's own settings make of the screen; nil changes nothing.
	Look   func(core.Operator) Look
	Locale *locale.Catalogue
	Keys   *keymap.Map // nil for the default ones
	Log    *slog.Logger
	Home   string          // where paths begin, as an absolute path
	Manual []markdown.Page // in the order in which they are listed
	Zone   *time.Location  // of the operator; nil is that of the desk
	// Remote is a screen on another machine than the desk's: no file there can be
	// attached or saved, and none of this machine may be looked at.
	Remote bool
	// Open shows a file or an address with the desktop's program for it; it runs
	// beside the screen. Nil cannot.
	Open func(path string) error
	// ReadFlow reads the file of a chatbot's flow, and those that it sends, on the desk's
	// machine. It runs beside the screen; no Remote screen calls it.
	ReadFlow func(path string) (FlowFile, error)
	Toast    Toast
	news     string    // waits for its turn
	newsRest bool      // since the last news toast
	toastDue time.Time // when the toast's timer ends; zero if none is set
	Bell     Bell
	// Attached is a screen without which the desk goes on; the desk ends with any
	// other.
	Attached bool
	// Others counts the other screens that end with this one. Nil is none.
	Others func() int
	// Delay stands in for After where time is not to pass. Nil waits.
	Delay func(time.Duration, tea.Msg) tea.Cmd

	work *work
	// marks are nil until they have been read.
	marks    map[core.ChatID]core.ReadMark
	alerts   alerts
	spinners []*Spinner
}

// New completes a session: texts that name keys get those that are bound. Its operator is
// alerted on it until it is closed.
func New(s Session) *Session {
	if s.Keys == nil {
		s.Keys = keymap.New()
	}
	w := *s.Locale
	w.Key = s.Keys.KeyOf
	s.Locale = &w
	s.Me, s.work = s.Operator.ID, newWork()
	s.alerts.screen = s.Desk.Attend(s.Operator.ID)
	return &s
}

// Look is what an operator's screen is like.
type Look struct {
	Theme theme.Theme
	Zone  *time.Location // nil is the desk's
	Bell  Bell
}

// TakeOperator takes the operator as they stand now, and what their screen is like.
func (s *Session) TakeOperator(o core.Operator) {
	if s.Look != nil && o.Screen != s.Operator.Screen {
		l := s.Look(o)
		s.Theme, s.Zone, s.Bell = l.Theme, l.Zone, l.Bell
	}
	s.Operator = o
}

// Close ends alerts on this screen. It may be called more than once.
func (s *Session) Close() { s.alerts.screen.Close() }

// Now is the desk's clock, in the operator's time zone.
func (s *Session) Now() time.Time {
	if s.Zone != nil {
		return s.Desk.Now().In(s.Zone)
	}
	return s.Desk.Now()
}

// CanOpen reports whether files and addresses can be opened from this screen.
func (s *Session) CanOpen() bool { return s.Open != nil && s.Local() }

// Local reports whether the screen is on the desk's own machine.
func (s *Session) Local() bool { return s.Terminal.Local() }

// Name is the visitor's name as it may be shown.
func (s *Session) Name(row core.ChatRow) string {
	return clean.Name(row.Visitor.Name(), row.Visitor.Handle()).String()
}

// Key is the first key of an action where letters are commands, as people read
// it.
func (s *Session) Key(a keymap.Action) string { return s.Keys.Key(a, keymap.Browsing) }

// Reason is why something cannot be done now, other than by the rules of core:
// an id of locale.Catalogue.Why.
type Reason string

func (r Reason) Error() string { return string(r) }

// Copy puts text on the clipboard, or returns why it cannot.
func (s *Session) Copy(text string) error {
	switch err := s.Terminal.Copy(text); {
	case errors.Is(err, term.ErrTooLong):
		return core.NewError(core.CodeInvalid, "copy_too_long", core.Size(len(text)), core.Size(term.MaxCopy))
	case err != nil:
		return Reason("no_clipboard")
	}
	return nil
}

// Sentence says why something cannot be done, as a person reads it.
func (s *Session) Sentence(err error) string {
	if r, ok := errors.AsType[Reason](err); ok {
		return s.Locale.Why(string(r))
	}
	return s.Locale.Error(err)
}
