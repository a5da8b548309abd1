package chat

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
)

// visitors is a store that knows visitor 7, with no chats.
type visitors struct {
	core.Store
	read *[]core.VisitorID
}

func (v visitors) ChatsOf(_ context.Context, id core.VisitorID, _ int) ([]core.ChatRow, error) {
	if *v.read = append(*v.read, id); id != 7 {
		return nil, core.NewError(core.CodeNotFound, "visitor_not_found", int64(id))
	}
	return nil, nil
}

func (visitors) VisitorFields(context.Context, core.VisitorID) ([]core.VisitorField, error) {
	return nil, nil
}

// run runs a command and what follows from it.
func run(cmd tea.Cmd) {
	for cmd != nil {
		then, _ := cmd().(session.ThenMsg)
		if cmd = nil; then != nil {
			cmd = then()
		}
	}
}

// TestLeaveWhileReading: what was to be read again of the visitor's chats is not read once the
// chat is left, or the panel closed.
func TestLeaveWhileReading(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*Chat){
		"chat left": func(c *Chat) { c.Keep() }, "panel closed": func(c *Chat) { c.TogglePanel() },
	} {
		var read []core.VisitorID
		s := session.New(session.Session{
			Context: t.Context(), Desk: desk.New(visitors{read: &read}, nil, core.NewHub(), desk.Options{Now: noon}),
			Locale: locale.English(), Log: slog.New(slog.DiscardHandler), Delay: func(time.Duration, tea.Msg) tea.Cmd { return nil },
		})
		c := New(s, PictureOptions{}, func(core.ChatID) {})
		c.row = core.ChatRow{Chat: core.Chat{ID: theChat}, Visitor: core.Visitor{ID: 7}}
		answer := c.TogglePanel()
		c.RefreshPanel()
		leave(c)
		if run(answer); s.Toast.Text != "" || !slices.Equal(read, []core.VisitorID{7}) {
			t.Errorf("%s: %v were read, and it is said: %q", name, read, s.Toast.Text)
		}
	}
}
