package settings

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/compose"
)

// Key takes one key press, named as Bubble Tea names it, or one paste.
func (s *Screen) Key(name string, runes []rune, paste bool) tea.Cmd {
	if paste {
		s.paste(string(runes))
		return nil
	}
	if name == "esc" || name == "alt+esc" {
		return s.back()
	}
	focused, _ := s.focused()
	if focused.input != nil && s.edit(focused.input, name, runes) || s.navigate(name) {
		return nil
	}
	if name == "enter" || name == "space" || name == " " {
		return s.press(focused)
	}
	p := s.top()
	if p.state().busy {
		return nil
	}
	if cmd, ok := p.key(name); ok {
		return cmd
	}
	if len(runes) > 0 && !strings.HasPrefix(name, "alt+") {
		p.typed(string(runes))
	}
	return nil
}

// edit gives a key to the field with the focus and reports whether the field
// took it. While a change is under way what is typed is ignored.
func (s *Screen) edit(input *compose.Field, name string, runes []rune) bool {
	p := s.top().state()
	if p.busy {
		return len(runes) > 0
	}
	p.scrolled = false
	return input.Key(name, runes, false)
}

// paste inserts text into the field with the focus. Without one it does
// nothing: pasted text is never a command.
func (s *Screen) paste(text string) {
	if f := s.Field(); f != nil {
		s.top().state().scrolled = false
		f.Paste(text)
	}
}

// Field returns the text field that has the focus; nil if none has, or while
// its content is being saved.
func (s *Screen) Field() *compose.Field {
	if c, ok := s.focused(); ok && !s.top().state().busy {
		return c.input
	}
	return nil
}

// navigate moves the focus or scrolls, and reports whether the key does that.
func (s *Screen) navigate(name string) bool {
	switch name {
	case "tab":
		s.move(1, true)
	case "shift+tab":
		s.move(-1, true)
	case "down", "j", "right", "ctrl+n":
		s.move(1, false)
	case "up", "k", "left", "ctrl+p":
		s.move(-1, false)
	case "home", "g":
		s.move(-len(s.form().controls()), false)
	case "end", "G":
		s.move(len(s.form().controls()), false)
	case "pgdown", "ctrl+d":
		s.Wheel(max(1, s.view.height-1))
	case "pgup":
		s.Wheel(-max(1, s.view.height-1))
	default:
		return false
	}
	return true
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
		if all[i].input != nil || !t.button && before.id != t.id {
			return nil
		}
		return s.press(all[i])
	}
	return nil
}

// Wheel scrolls by n rows; the focus stays where it is.
func (s *Screen) Wheel(n int) {
	p := s.top().state()
	p.scroll = max(0, min(p.scroll+n, s.view.maxScroll))
	p.scrolled = true
}
