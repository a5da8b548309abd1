package compose

import "strings"

// editingCommand returns what a key does, by Bubble Tea's name of it, or nil. The
// keys follow readline, except those that the screen itself uses (ctrl+g l o r s
// x y, alt with a digit, esc, enter, tab).
func editingCommand(name string) func(*Editor) bool {
	switch name {
	case "left", "ctrl+b":
		return always((*Editor).Left)
	case "right", "ctrl+f":
		return always((*Editor).Right)
	case "up":
		return (*Editor).Up
	case "down":
		return (*Editor).Down
	case "alt+left", "ctrl+left", "alt+b":
		return always((*Editor).WordLeft)
	case "alt+right", "ctrl+right", "alt+f":
		return always((*Editor).WordRight)
	case "home", "ctrl+a":
		return always((*Editor).Home)
	case "end", "ctrl+e":
		return always((*Editor).End)
	case "ctrl+home", "alt+<":
		return always((*Editor).Top)
	case "ctrl+end", "alt+>":
		return always((*Editor).Bottom)
	}
	return deletingCommand(name)
}

func deletingCommand(name string) func(*Editor) bool {
	switch name {
	case "backspace", "ctrl+h":
		return always((*Editor).Backspace)
	case "delete", "ctrl+d":
		return always((*Editor).Delete)
	case "ctrl+w", "alt+backspace":
		return always((*Editor).DeleteWordLeft)
	case "alt+d", "alt+delete":
		return always((*Editor).DeleteWordRight)
	case "ctrl+u":
		return always((*Editor).DeleteToStart)
	case "ctrl+k":
		return always((*Editor).DeleteToEnd)
	case "ctrl+_", "ctrl+z":
		return always(func(e *Editor) { e.Undo() })
	case "alt+enter", "ctrl+j":
		return always((*Editor).Newline)
	}
	return nil
}

func always(do func(*Editor)) func(*Editor) bool {
	return func(e *Editor) bool { do(e); return true }
}

// Key handles a key and reports whether it did anything. name and runes are
// Bubble Tea's String and Runes of the key, paste its Paste. Runes without alt
// are text, however many come at once: "left" typed in a burst is a word, not an
// arrow.
func (e *Editor) Key(name string, runes []rune, paste bool) bool {
	e.refused = 0
	alt := strings.HasPrefix(name, "alt+")
	switch {
	case paste:
		e.Paste(string(runes))
		return true
	case len(runes) > 0 && !alt:
		e.Insert(string(runes))
		return true
	case len(runes) > 1:
		return false
	}
	if do := editingCommand(name); do != nil {
		return do(e)
	}
	return false
}
