package settings

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
)

// Scope says which keys are in force: those of text fields while one has the
// focus, so that letters are text.
func (s *Screen) Scope() keymap.Scope {
	switch c, _ := s.focused(); {
	case c.input != nil:
		return keymap.SettingsField
	case c.editor != nil:
		return keymap.SettingsText
	}
	return keymap.Settings
}

// Waits reports whether a key or a paste has to wait: it is behind others that do, or what
// it acts on is still being read. What leads back never waits.
func (s *Screen) Waits(msg tea.Msg, behind bool) bool {
	if k, ok := msg.(tea.KeyMsg); ok {
		switch s.o.Keys.Lookup(s.Scope(), k) {
		case keymap.Back, keymap.LeavePage:
			return false
		}
	}
	return behind || s.Loading()
}

// pressKey takes one key press; see keymap.Split.
func (s *Screen) pressKey(k tea.KeyMsg) tea.Cmd {
	p := s.top()
	focused, _ := s.focused()
	action := s.o.Keys.Lookup(s.Scope(), k)
	switch action {
	case keymap.Back, keymap.LeavePage:
		return s.back()
	case keymap.Press, keymap.Enter:
		return s.press(focused)
	case keymap.NextControl:
		s.move(1, true)
	case keymap.PreviousControl:
		s.move(-1, true)
	case keymap.ControlDown, keymap.ControlRight:
		s.move(1, false)
	case keymap.ControlUp, keymap.ControlLeft:
		s.move(-1, false)
	case keymap.FirstControl:
		s.move(-len(s.form().controls()), false)
	case keymap.LastControl:
		s.move(len(s.form().controls()), false)
	case keymap.SettingsDown, keymap.SettingsHalf:
		return s.page(1)
	case keymap.SettingsUp:
		return s.page(-1)
	default:
		switch {
		case p.state().busy:
		case focused.input != nil:
			p.state().scrolled = false
			focused.input.Press(action, k)
		case focused.editor != nil:
			p.state().scrolled = false
			s.edit(focused.editor, action, k)
		case action != "":
			return p.run(action)
		case len(k.Runes) > 0 && !k.Alt:
			p.typed(string(k.Runes))
		}
	}
	return nil
}

// edit gives a key to a text of several lines. Beyond its first and last row, up and
// down lead on.
func (s *Screen) edit(e *compose.Editor, a keymap.Action, k tea.KeyMsg) {
	switch a {
	case keymap.BreakLine:
		e.Press(keymap.Newline, k)
	case keymap.AreaUp:
		if !e.Press(keymap.RowUp, k) {
			s.move(-1, false)
		}
	case keymap.AreaDown:
		if !e.Press(keymap.RowDown, k) {
			s.move(1, false)
		}
	default:
		e.Press(a, k)
	}
}

// Paste inserts text into the field with the focus. Without one it does
// nothing: pasted text is never a command.
func (s *Screen) Paste(text string) {
	c, _ := s.focused()
	if s.Editor() == nil {
		return
	}
	if s.top().state().scrolled = false; c.input != nil {
		c.input.Paste(text)
	} else {
		c.editor.Paste(text)
	}
}

// Editor returns the text that has the focus; nil if none has, or while it is being
// saved.
func (s *Screen) Editor() *compose.Editor {
	switch c, ok := s.focused(); {
	case !ok || s.top().state().busy:
		return nil
	case c.input != nil:
		return c.input.Editor
	default:
		return c.editor
	}
}

// Click takes a press of the mouse's first button at a cell of the last
// rendering: a button is pressed, a choice is selected and, once selected,
// pressed.
func (s *Screen) Click(x, y int) tea.Cmd {
	for _, t := range s.view.targets {
		if y != t.y || x < t.x || x >= t.x+t.width {
			continue
		}
		all := s.form().controls()
		i := indexOf(all, t.id)
		if i < 0 {
			return nil
		}
		before, _ := s.focused()
		p := s.top().state()
		p.focus, p.scrolled = t.id, false
		if all[i].input != nil || all[i].editor != nil || !t.button && before.id != t.id {
			return nil
		}
		return s.press(all[i])
	}
	return nil
}

// pager is a page that shows a long list in parts.
type pager interface {
	// turn shows the next part, or with -1 the one before; not ok if there is only one.
	turn(by int) (cmd tea.Cmd, ok bool)
}

// page goes on by what is shown, or back with -1.
func (s *Screen) page(by int) tea.Cmd {
	if p, ok := s.top().(pager); ok {
		if cmd, ok := p.turn(by); ok {
			return cmd
		}
	}
	s.Wheel(by * max(1, s.view.height-1))
	return nil
}

// Wheel scrolls by n rows; the focus stays where it is.
func (s *Screen) Wheel(n int) {
	p := s.top().state()
	p.scroll = max(0, min(p.scroll+n, s.view.maxScroll))
	p.scrolled = true
}
