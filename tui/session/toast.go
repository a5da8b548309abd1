package session

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

// Toast is a sentence about what happened. It takes no focus and no key.
type Toast struct {
	Text     string
	Kind     ToastKind
	Folded   bool // to one line: it covers nothing
	replaced bool // news by later news
	number   int
	until    time.Time
}

// ToastKind is what a toast is about.
type ToastKind uint8

// The kinds.
const (
	ToastInfo ToastKind = iota
	ToastGood
	ToastBad
	ToastNews // of what others did
)

// How long toasts stay; bad news stays longer.
const (
	toastTime    = 4 * time.Second
	toastBadTime = 10 * time.Second
)

// Info shows text, as Good and Bad do, and returns the command that takes it away.
func (s *Session) Info(text string) tea.Cmd { return s.show(text, ToastInfo, toastTime) }

// Good shows a success.
func (s *Session) Good(text string) tea.Cmd { return s.show(text, ToastGood, toastTime) }

// Bad shows a failure.
func (s *Session) Bad(text string) tea.Cmd { return s.show(text, ToastBad, toastBadTime) }

// News shows what others did. It takes the place of earlier news only, and waits
// where another toast is shown: that one answers what the operator did. After news
// that took each other's place the bottom line is free for as long as a toast stays:
// on a busy desk they would cover it for good.
func (s *Session) News(text string) tea.Cmd {
	switch {
	case s.newsRest, s.Toast.Text != "" && s.Toast.Kind != ToastNews:
		s.news = text
		return nil
	case s.Toast.Text != "":
		s.Toast.Text, s.Toast.replaced = text, true
		return nil
	}
	return s.show(text, ToastNews, toastTime)
}

// NewsPending reports whether these news are shown, or wait for their turn.
func (s *Session) NewsPending(text string) bool {
	return text != "" && (s.news == text || s.Toast.Text == text && s.Toast.Kind == ToastNews)
}

// Refuse says why something cannot be done.
func (s *Session) Refuse(err error) tea.Cmd { return s.Info(s.Sentence(err)) }

// Failed shows what went wrong, and logs the cause.
func (s *Session) Failed(err error) tea.Cmd {
	s.Log.Warn("refused", "operator", s.Operator.Name, "error", err)
	s.Desk.StorageFailed(err)
	return s.Bad(s.Sentence(err))
}

// ReadFailed is Failed for reading what the screen shows. What the notice says
// already needs no toast at each try.
func (s *Session) ReadFailed(err error) tea.Cmd {
	s.Desk.StorageFailed(err)
	if s.Desk.StorageError() != nil && core.CodeOf(err) == core.CodeUnavailable {
		return nil
	}
	return s.Failed(err)
}

func (s *Session) show(text string, kind ToastKind, d time.Duration) tea.Cmd {
	s.Toast = Toast{Text: text, Kind: kind, Folded: kind == ToastNews, number: s.Toast.number + 1, until: time.Now().Add(d)}
	return s.toastTimer()
}

// toastTimer sets the timer for the end of the toast, unless one is set that ends no
// later and then sets it again: a key that is held shows a toast each time it repeats.
func (s *Session) toastTimer() tea.Cmd {
	if !s.toastDue.IsZero() && !s.Toast.until.Before(s.toastDue) {
		return nil
	}
	s.toastDue = s.Toast.until
	number, due := s.Toast.number, s.toastDue
	return s.After(time.Until(due), ThenMsg(func() tea.Cmd { return s.toastOver(number, due) }))
}

// FoldToast shows the toast, which has been seen, on one line.
func (s *Session) FoldToast() { s.Toast.Folded = true }

// ClearToast takes the toast away, and the news that wait for their turn.
func (s *Session) ClearToast() { s.Toast.Text, s.news = "", "" }

// ClearAnswer takes away what was said about an earlier key; failures and news stay.
func (s *Session) ClearAnswer() {
	if s.Toast.Kind == ToastInfo || s.Toast.Kind == ToastGood {
		s.ClearToast()
	}
}

// toastOver takes the toast of a number away, whose time is over, unless another one has
// taken its place. The news that waited have their turn.
func (s *Session) toastOver(number int, due time.Time) tea.Cmd {
	if due.Equal(s.toastDue) {
		s.toastDue = time.Time{}
	}
	switch {
	case number != s.Toast.number && s.Toast.Text == "":
		return nil
	case number != s.Toast.number:
		return s.toastTimer()
	case s.Toast.replaced:
		s.Toast, s.newsRest = Toast{number: number}, true
		return s.After(toastTime, ThenMsg(func() tea.Cmd {
			s.newsRest = false
			return s.nextNews()
		}))
	}
	s.Toast.Text = ""
	return s.nextNews()
}

// nextNews shows the news that wait.
func (s *Session) nextNews() tea.Cmd {
	text := s.news
	if s.news = ""; text == "" {
		return nil
	}
	return s.News(text)
}
