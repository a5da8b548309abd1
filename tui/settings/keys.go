package settings

import (
	"strings"

	"tgdesk/tui/composer"
)

// Key takes one key press, named as Bubble Tea names it, or one paste.
func (s *Screen) Key(name string, runes []rune, paste bool) Effect {
	if paste {
		return s.paste(string(runes))
	}
	if name == "esc" || name == "alt+esc" {
		return s.escape()
	}
	if it, ok := s.focused(); ok && it.input != nil && s.typed(it, name, runes) {
		return nil
	}
	if s.walk(name) {
		return nil
	}
	if name == "enter" || name == "space" || name == " " {
		if it, ok := s.focused(); ok {
			return s.pressed(it)
		}
		return nil
	}
	return s.shortcut(name, runes)
}

// typed gives a key to the field with the focus and reports whether the field
// had a use for it.
func (s *Screen) typed(it item, name string, runes []rune) bool {
	if s.top().state().busy {
		return len(runes) > 0
	}
	s.top().state().loose = false
	return it.input.Key(name, runes, false)
}

// paste types text into the field with the focus. Without one it does nothing:
// pasted text is never a command.
func (s *Screen) paste(text string) Effect {
	if f := s.Field(); f != nil {
		s.top().state().loose = false
		f.Paste(text)
	}
	return nil
}

// Field returns the text field that has the focus, nil if none has or what it
// holds is being used.
func (s *Screen) Field() *composer.Field {
	it, ok := s.focused()
	if !ok || s.top().state().busy {
		return nil
	}
	return it.input
}

// walk moves the focus or the page and reports whether the key does that.
func (s *Screen) walk(name string) bool {
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
		s.move(-len(s.form().items()), false)
	case "end", "G":
		s.move(len(s.form().items()), false)
	case "pgdown", "ctrl+d":
		s.Wheel(max(1, s.height-1))
	case "pgup":
		s.Wheel(-max(1, s.height-1))
	default:
		return false
	}
	return true
}

// shortcut asks the page for a command under the key. A field without the
// focus may still want what is typed (a limit's free value).
func (s *Screen) shortcut(name string, runes []rune) Effect {
	if s.top().state().busy {
		return nil
	}
	if effect, done := s.top().key(name); done {
		return effect
	}
	if t, ok := s.top().(typist); ok && len(runes) > 0 && !strings.HasPrefix(name, "alt+") {
		t.typing(string(runes))
	}
	return nil
}

// typist is a page whose field takes what is typed elsewhere on it.
type typist interface{ typing(text string) }

// Click takes a press of the mouse's first button at a cell of the last
// drawing: buttons are pressed, a line is selected and, once selected, opened.
func (s *Screen) Click(x, y int) Effect {
	h, ok := s.drawn.at(x, y)
	if !ok {
		return nil
	}
	all := s.form().items()
	i := indexOf(all, h.id)
	if i < 0 {
		return nil
	}
	had, _ := s.focused()
	s.top().state().focus, s.top().state().loose = h.id, false
	if all[i].input != nil || !h.button && had.id != h.id {
		return nil
	}
	return s.pressed(all[i])
}

// Wheel scrolls by dy lines; the focus stays where it is.
func (s *Screen) Wheel(dy int) {
	p := s.top().state()
	p.scroll = max(0, min(p.scroll+dy, s.drawn.bottom))
	p.loose = true
}
