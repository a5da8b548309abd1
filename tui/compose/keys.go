package compose

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
)

// Press does what a key means in a text: a is the action that it stands for, or
// "", in which case the characters that it types are written. It reports whether
// the key meant anything.
func (e *Editor) Press(a keymap.Action, k tea.KeyMsg) bool {
	e.refused = 0
	if a != "" {
		return e.do(a)
	}
	if k.Alt || len(k.Runes) == 0 {
		return false
	}
	e.Insert(string(k.Runes))
	return true
}

// do runs an action and reports whether it is one that edits text.
func (e *Editor) do(a keymap.Action) bool {
	switch a {
	case keymap.CharLeft:
		e.Left()
	case keymap.CharRight:
		e.Right()
	case keymap.RowUp:
		return e.Up()
	case keymap.RowDown:
		return e.Down()
	case keymap.WordLeft:
		e.WordLeft()
	case keymap.WordRight:
		e.WordRight()
	case keymap.LineStart:
		e.Home()
	case keymap.LineEnd:
		e.End()
	case keymap.TextStart:
		e.Top()
	case keymap.TextEnd:
		e.Bottom()
	case keymap.DeleteBack:
		e.Backspace()
	case keymap.DeleteForward:
		e.Delete()
	case keymap.DeleteWordBack:
		e.DeleteWordLeft()
	case keymap.DeleteWord:
		e.DeleteWordRight()
	case keymap.DeleteLineStart:
		e.DeleteToStart()
	case keymap.DeleteLineEnd:
		e.DeleteToEnd()
	case keymap.Undo:
		e.Undo()
	case keymap.Newline:
		e.Newline()
	default:
		return false
	}
	return true
}

// Press is Editor.Press for one line: what changes lines means nothing.
func (f *Field) Press(a keymap.Action, k tea.KeyMsg) bool {
	switch a {
	case keymap.RowUp, keymap.RowDown, keymap.Newline:
		return false
	case "":
		if k.Alt || len(k.Runes) == 0 {
			return false
		}
		f.editor.refused = 0
		f.Insert(string(k.Runes))
		return true
	}
	return f.editor.Press(a, k)
}
